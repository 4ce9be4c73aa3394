package history

import (
	"cmp"
	"slices"
	"strings"

	"orgaudit/audit"
)

// Changes are what differs between a report and the one before it of the same org.
type Changes struct {
	Since    int64 `json:"since"`              // the run of the report before; 0 = there was none
	Lost     bool  `json:"lost,omitempty"`     // the run before could read the org, and this one could not
	Regained bool  `json:"regained,omitempty"` // the run before could not read the org, and this one could

	Appeared    []Change           `json:"appeared,omitempty"` // fails now, and was not known to
	Fixed       []Change           `json:"fixed,omitempty"`
	Unread      []Change           `json:"unread,omitempty"` // can't be told now, and could
	Connections []ConnectionChange `json:"connections,omitempty"`
}

// Empty reports whether nothing changed.
func (c Changes) Empty() bool {
	return !c.Lost && !c.Regained && len(c.Appeared)+len(c.Fixed)+len(c.Unread)+len(c.Connections) == 0
}

// Change is a finding that changed.
type Change struct {
	Fingerprint string         `json:"fingerprint"`
	Check       string         `json:"check"`
	Subject     audit.Subject  `json:"subject"`
	Severity    audit.Severity `json:"severity"`
	Message     string         `json:"message"`
	Again       bool           `json:"again,omitempty"` // it was fixed once
	Gone        bool           `json:"gone,omitempty"`  // it is no longer found, other than seen passing
}

// ConnectionChange is a connection whose answer, or the root cause of it, is another than before.
type ConnectionChange struct {
	App      string                  `json:"app"`
	User     string                  `json:"user"`
	Was      audit.ConnectionVerdict `json:"was"`
	Is       audit.ConnectionVerdict `json:"is"`
	WasCause string                  `json:"was_cause,omitempty"` // check ID of the root cause
	Cause    string                  `json:"cause,omitempty"`
}

// answer is a stored connection.
type answer struct {
	app, connector, username string
	verdict                  audit.ConnectionVerdict
	cause, fix               string
}

func answers(r *audit.Report) []answer {
	out := make([]answer, len(r.Connections))
	for i := range r.Connections {
		c := &r.Connections[i]
		out[i] = answer{
			app:       text(c.App.Name),
			connector: text(c.App.Connector),
			username:  text(c.User),
			verdict:   c.Verdict,
			fix:       text(c.Fix),
		}
		if len(c.Causes) > 0 {
			out[i].cause = text(c.Causes[0])
		}
	}
	return out
}

// asked is a user with an app: what two answers have in common.
type asked struct{ app, username string }

func askedOf(app, username string) asked {
	return asked{strings.ToLower(app), strings.ToLower(username)} // Salesforce's names have no case
}

// changedAnswers compares the connections that both reports answer.
func changedAnswers(before, now []answer) []ConnectionChange {
	was := make(map[asked]answer, len(before))
	for _, a := range before {
		was[askedOf(a.app, a.username)] = a
	}
	var out []ConnectionChange
	for _, a := range now {
		old, ok := was[askedOf(a.app, a.username)]
		if ok && (old.verdict != a.verdict || old.cause != a.cause) {
			out = append(out, ConnectionChange{
				App:      a.app,
				User:     a.username,
				Was:      old.verdict,
				Is:       a.verdict,
				WasCause: old.cause,
				Cause:    a.cause,
			})
		}
	}
	return out
}

// compareChanges orders changes for a reader, worst first.
func compareChanges(a, b Change) int {
	rank := audit.Severities()
	return cmp.Or(
		slices.Index(rank, a.Severity)-slices.Index(rank, b.Severity), cmp.Compare(a.Check, b.Check),
		cmp.Compare(a.Subject.Name, b.Subject.Name), cmp.Compare(a.Fingerprint, b.Fingerprint),
	)
}
