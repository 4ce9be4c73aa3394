package diagnose

import (
	"slices"

	"orgaudit/audit"
	"orgaudit/checks"
)

// Row is one error that Salesforce or a vendor shows, with what it may mean. Spellings are those of the pages that name
// the error; they are compared without regard to case, and with spaces for underscores.
type Row struct {
	Codes []string // each of them alone is this error; the usual one first
	// With are codes of many errors, which mean this one only beside one of the texts.
	With     []string
	Texts    []string // messages
	Statuses []string // what Login History shows in its column Status
	Seen     string   // where it is seen
	Means    string   // what it means, in one sentence
	Checks   []string // IDs of the checks that declare that they can be the cause, likeliest first
	rare     bool     // each of them is a rare cause: the usual one lies outside
	Apart    string   // what tells the causes apart besides the clue of each check, and where the documents disagree
	// Outside is the part of the causes that no data of an org can show; a row without checks has nothing else.
	Outside string
	// vague errors have so many causes that a more exact error beside them takes their place.
	vague   bool
	Sources []audit.Page
}

// Table lists every error that is recognised, by where it is seen: at the authorize step, at the token endpoint, in
// Login History and at login(), and in calls after that. Each call gives a slice of its own.
func Table() []Row {
	rows := slices.Concat(authorizeRows(), tokenRows(), loginRows(), callRows())
	all := checks.All()
	for i := range rows {
		row := &rows[i]
		causes, rare := audit.Behind(all, row.Spellings()...)
		for _, check := range causes {
			row.Checks = append(row.Checks, check.ID)
		}
		row.rare = rare
	}
	return rows
}

// Spellings are those that are this error alone.
func (r Row) Spellings() []string { return slices.Concat(r.Codes, r.Texts, r.Statuses) }

// Decidable tells whether data of an org can decide what the usual cause is.
func (r Row) Decidable() bool { return len(r.Checks) > 0 && !r.rare }
