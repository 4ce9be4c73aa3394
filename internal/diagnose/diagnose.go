// Package diagnose recognises an error that somebody saw while connecting an app: a failing URL, the text of a page, a
// JSON or XML body, a line of a log, a status of Login History. It says which checks can be the cause. The code
// proposes; the org decides.
package diagnose

import (
	"cmp"
	"slices"
	"strings"

	"orgaudit/audit"
)

// Unrecognised is the text of a symptom in which nothing was recognised.
const Unrecognised = "not recognised"

// Proposal is what an error that was seen may mean. It holds words of the table and of connectors only: what was seen
// may carry a code, a token or a name.
type Proposal struct {
	Text string // what was recognised: codes, then texts; Unrecognised when nothing was
	Code string // the code, as Salesforce spells it; "" when none was seen
	Rows []Row  // the errors that were recognised, the most exact ones only
	// Checks are the IDs of all checks that may be the cause, likeliest first. Some may come with a later version.
	Checks []string
}

// Recognised tells whether anything was recognised. Not every error that is has checks: some no data of an org
// explains.
func (p *Proposal) Recognised() bool { return len(p.Rows) > 0 }

// Recognise finds the errors of the table, and the vendors' own page texts of the apps, in what was seen. The symptom
// names those of the checks that may be the cause, likeliest first.
func Recognise(seen string, checks []*audit.Check, apps []audit.App) *audit.Symptom {
	p := Propose(seen, apps)
	out := &audit.Symptom{Text: p.Text, Code: p.Code, Checks: []string{}}
	for _, id := range p.Checks {
		if slices.ContainsFunc(checks, func(c *audit.Check) bool { return c.ID == id }) {
			out.Checks = append(out.Checks, id)
		}
	}
	out.Outside = p.Recognised() && !slices.ContainsFunc(p.Rows, Row.Decidable)
	return out
}

// Propose says what an error that was seen may mean, for apps whose vendors' page texts are known.
func Propose(seen string, apps []audit.App) *Proposal {
	seen = seen[:min(len(seen), MaxInput)]
	said, table := sayingsIn(seen), Table()
	p := &Proposal{Text: Unrecognised, Checks: []string{}}
	p.take(table, phrasesFound(table, said, seen))
	vendors := vendorRows(apps, table)
	hits := phrasesFound(vendors, said, seen)
	if !p.Recognised() {
		p.take(vendors, hits)
		// A vendor that names one code for its text tells which error of Salesforce it stands for.
		if p.Code == "" && p.Recognised() && len(p.Rows[0].With) == 1 {
			p.Code = p.Rows[0].With[0]
		}
		return p
	}
	// A vendor's page text stands above every error and adds nothing to one that says more; what the vendor says
	// about that very error does. Where the error itself says little and the vendor nothing of it, the page's causes
	// are left.
	var about, above []string
	for i, row := range vendors {
		shown := slices.ContainsFunc(hitsOfRow(hits, i), func(h phrase) bool { return h.kind == asText })
		switch {
		case slices.ContainsFunc(p.Rows, func(r Row) bool { return isAbout(r, row.Texts[0], shown) }):
			about = append(about, row.Checks...)
		case shown:
			above = append(above, row.Checks...)
		}
	}
	if len(about) == 0 && !slices.ContainsFunc(p.Rows, func(r Row) bool { return !r.vague || !r.Decidable() }) {
		about = above
	}
	p.Checks = distinctTexts(append(p.Checks, about...))
	return p
}

// take fills a proposal with the rows that were hit.
func (p *Proposal) take(rows []Row, hits []phrase) {
	var words []string
	for _, i := range mostExact(rows, hits) {
		p.Rows = append(p.Rows, rows[i])
		p.Checks = distinctTexts(append(p.Checks, rows[i].Checks...))
		for _, h := range hitsOfRow(hits, i) {
			words = append(words, h.spelled)
			if p.Code == "" && (h.kind == asCode || h.kind == asWith) {
				p.Code = h.spelled
			}
		}
	}
	if len(words) > 0 {
		p.Text = strings.Join(distinctTexts(words), ": ")
	}
}

// hitsOfRow gives the phrases by which a row was hit, codes first.
func hitsOfRow(hits []phrase, row int) []phrase {
	var out []phrase
	for _, h := range hits {
		if h.row == row {
			out = append(out, h)
		}
	}
	slices.SortStableFunc(out, func(a, b phrase) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.rank, b.rank))
	})
	return out
}

// mostExact picks the rows that were recognised, in their order. A row with codes of many errors needs one of its
// texts, and vague rows give way to others.
func mostExact(rows []Row, hits []phrase) []int {
	var all, sharp []int
	for i, row := range rows {
		if !slices.ContainsFunc(hits, func(h phrase) bool { return h.row == i && h.kind != asWith }) {
			continue
		}
		all = append(all, i)
		if !row.vague {
			sharp = append(sharp, i)
		}
	}
	if len(sharp) > 0 {
		return sharp
	}
	return all
}

// isAbout tells whether a vendor's text is about the error of a row, rather than about any: it is one of its codes, or
// it is shown and holds a code or a text of the row.
func isAbout(row Row, match string, shown bool) bool {
	match = spacedWords(match)
	return slices.ContainsFunc(slices.Concat(row.Codes, row.Texts), func(s string) bool {
		return spacedWords(s) == match || shown && strings.Contains(" "+match+" ", " "+spacedWords(s)+" ")
	})
}

// vendorRows are the page texts of the apps' vendors.
func vendorRows(apps []audit.App, table []Row) []Row {
	var out []Row
	for _, app := range apps {
		for _, symptom := range app.Symptoms {
			out = append(out, vendorRow(app, symptom, table))
		}
	}
	return out
}

// vendorRow is a text of a vendor's page as a row. Where the connector names codes and no checks, the table's are
// meant.
func vendorRow(app audit.App, symptom audit.VendorSymptom, table []Row) Row {
	row := Row{
		With: symptom.Codes, Texts: []string{symptom.Match}, Seen: "page of " + app.Title(),
		Checks: symptom.Checks, vague: true,
		Means: app.Title() + " shows this text for more than one cause.",
		Apart: "The address of the page, or the error that Salesforce gave with it, says more: diagnose that.",
	}
	if len(symptom.Checks) == 0 {
		for _, r := range table {
			if slices.ContainsFunc(symptom.Codes, func(c string) bool {
				return slices.ContainsFunc(r.Codes, func(have string) bool { return strings.EqualFold(have, c) })
			}) {
				row.Checks = distinctTexts(append(row.Checks, r.Checks...))
			}
		}
	}
	if len(row.Checks) == 1 {
		row.Means, row.Apart = app.Title()+" shows this text for one cause.", ""
	}
	if len(row.Checks) == 0 {
		row.Means, row.Outside = app.Title()+" shows this text.", "Its connector names no check for it."
	}
	for _, check := range row.Checks {
		if page, ok := app.VendorFixes[check]; ok && !slices.Contains(row.Sources, page) {
			row.Sources = append(row.Sources, page)
		}
	}
	if len(row.Sources) == 0 {
		row.Sources = app.Sources[:min(1, len(app.Sources))]
	}
	return row
}

// distinctTexts keeps the first of texts that differ in case and separators only.
func distinctTexts(list []string) []string {
	out := []string{}
	for _, s := range list {
		if !slices.ContainsFunc(out, func(have string) bool { return spacedWords(have) == spacedWords(s) }) {
			out = append(out, s)
		}
	}
	return out
}
