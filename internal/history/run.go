package history

import (
	"cmp"
	"strings"
	"time"

	"orgaudit/audit"
)

// Run is one attempt to audit an org.
type Run struct {
	// Key identifies the work: a run that is saved again under its key is not stored again. "" gives it one of its own.
	Key      string    `json:"key"`
	Org      string    `json:"org"`     // alias
	Trigger  string    `json:"trigger"` // what started it, for example "manual" or "schedule"
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished"`
	Error    string    `json:"error"` // why there is no report; "" where there is one
}

// Record is a stored run with what its report came to. The JSON names are stable.
type Record struct {
	ID int64 `json:"id"`
	Run
	Outcome  audit.Outcome `json:"outcome"`  // how it ended, in a word
	Reported bool          `json:"reported"` // there is a report
	Complete bool          `json:"complete"` // the org was entered and answered to the end
	OrgID    string        `json:"org_id"`
	OrgName  string        `json:"org_name"`
	TakenAt  time.Time     `json:"taken_at"` // when the org was read; zero without a report
	ExitCode int           `json:"exit_code"`
	Tally    Tally         `json:"tally"`
	Calls    audit.Calls   `json:"calls"`
	Size     int64         `json:"size"` // bytes of the stored report
}

// column is a column of runs and the field of a record that it is kept in.
type column struct {
	name  string
	field any // a *string, *int64, *count, *truth or *stamp
}

// pointColumns are those that a trend needs. One more column is one more row here or in columns, and the migration.
func (r *Record) pointColumns() []column {
	t := &r.Tally
	return []column{
		{"id", &r.ID}, {"org", &r.Org}, {"started", (*stamp)(&r.Started)}, {"outcome", (*string)(&r.Outcome)},
		{"exit_code", (*count)(&r.ExitCode)}, {"complete", (*truth)(&r.Complete)},
		{"critical", (*count)(&t.Critical)}, {"high", (*count)(&t.High)}, {"medium", (*count)(&t.Medium)},
		{"low", (*count)(&t.Low)}, {"info", (*count)(&t.Info)}, {"unknown", (*count)(&t.Unknown)},
		{"waived", (*count)(&t.Waived)}, {"passed", (*count)(&t.Passed)},
		{"ready", (*count)(&t.Ready)}, {"not_ready", (*count)(&t.NotReady)}, {"cannot_tell", (*count)(&t.CannotTell)},
	}
}

// columns are all that a record has.
func (r *Record) columns() []column {
	return append(r.pointColumns(), []column{
		{"run_key", &r.Key}, {"triggered", &r.Trigger}, {"finished", (*stamp)(&r.Finished)}, {"error", &r.Error},
		{"reported", (*truth)(&r.Reported)}, {"org_id", &r.OrgID}, {"org_name", &r.OrgName},
		{"taken_at", (*stamp)(&r.TakenAt)}, {"rest", (*count)(&r.Calls.REST)}, {"soap", (*count)(&r.Calls.SOAP)},
		{"bytes", &r.Calls.Bytes}, {"took_ms", &r.Calls.TookMS}, {"size", &r.Size},
	}...)
}

// pointNames and recordNames are the columns in a query that calls the runs r.
func pointNames() string  { return names(new(Record).pointColumns(), "r.") }
func recordNames() string { return names(new(Record).columns(), "r.") }

func names(columns []column, before string) string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = before + c.name
	}
	return strings.Join(out, ", ")
}

func fields(columns []column) []any {
	out := make([]any, len(columns))
	for i, c := range columns {
		out[i] = c.field
	}
	return out
}

// WorstFirst orders runs by how they ended, then by the more and the graver failures.
func WorstFirst(a, b Record) int {
	x, y := a.Tally, b.Tally
	return cmp.Or(
		audit.WorstFirst(a.Outcome, b.Outcome), cmp.Compare(y.Critical, x.Critical), cmp.Compare(y.High, x.High),
		cmp.Compare(y.Medium, x.Medium), cmp.Compare(y.NotReady, x.NotReady), cmp.Compare(y.Low, x.Low),
		cmp.Compare(y.Unknown, x.Unknown), cmp.Compare(a.Org, b.Org),
	)
}

// Tally counts what a report holds: failed findings by their severity, the others by their verdict, and connections.
type Tally struct {
	Critical   int `json:"critical"`
	High       int `json:"high"`
	Medium     int `json:"medium"`
	Low        int `json:"low"`
	Info       int `json:"info"`
	Unknown    int `json:"unknown"`
	Waived     int `json:"waived"`
	Passed     int `json:"passed"`
	Ready      int `json:"ready"`
	NotReady   int `json:"not_ready"`
	CannotTell int `json:"cannot_tell"`
}

// Failed counts the failed findings of every severity.
func (t Tally) Failed() int { return t.Critical + t.High + t.Medium + t.Low + t.Info }

// Count gives the failed findings of a severity.
func (t Tally) Count(s audit.Severity) int {
	if n := t.of(s); n != nil {
		return *n
	}
	return 0
}

func (t *Tally) of(s audit.Severity) *int {
	switch s {
	case audit.Critical:
		return &t.Critical
	case audit.High:
		return &t.High
	case audit.Medium:
		return &t.Medium
	case audit.Low:
		return &t.Low
	case audit.Info:
		return &t.Info
	}
	return nil
}

func tally(r *audit.Report) Tally {
	var t Tally
	for i := range r.Findings {
		switch f := &r.Findings[i]; f.Verdict {
		case audit.Fail:
			if n := t.of(f.Severity); n != nil {
				*n++
			}
		case audit.Unknown:
			t.Unknown++
		case audit.Waived:
			t.Waived++
		case audit.Pass:
			t.Passed++
		}
	}
	for i := range r.Connections {
		switch r.Connections[i].Verdict {
		case audit.Ready:
			t.Ready++
		case audit.NotReady:
			t.NotReady++
		case audit.CannotTell:
			t.CannotTell++
		}
	}
	return t
}

// notAsked is the exit code of a run without a report, as of one whose org could not be asked.
const notAsked = 4

// record sums a run up.
func record(run Run, r *audit.Report) Record {
	out := Record{Run: run, Outcome: audit.OutcomeOf(r), ExitCode: notAsked}
	if r != nil {
		out.Reported, out.Complete = true, r.Complete()
		out.OrgID, out.OrgName, out.TakenAt = r.Org.ID, r.Org.Name, r.TakenAt
		out.ExitCode, out.Tally, out.Calls = r.ExitCode(), tally(r), r.Calls
	}
	return out
}
