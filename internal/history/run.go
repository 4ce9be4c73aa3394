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
	Headline string        `json:"headline"` // what its report says; "" without one, and of runs of earlier versions
	Reported bool          `json:"reported"` // there is a report
	Complete bool          `json:"complete"` // the org was entered and answered to the end
	OrgID    string        `json:"org_id"`
	OrgName  string        `json:"org_name"`
	TakenAt  time.Time     `json:"taken_at"` // when the org was read; zero without a report
	ExitCode int           `json:"exit_code"`
	Tally    audit.Tally   `json:"tally"`
	Calls    audit.Calls   `json:"calls"`
	Size     int64         `json:"size"` // bytes of the stored report
}

// Said is what a list says of the run: the headline of its report, or how it ended where there is none.
func (r Record) Said() string { return cmp.Or(r.Headline, r.Outcome.Word()) }

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
		{"headline", &r.Headline}, {"run_key", &r.Key}, {"triggered", &r.Trigger},
		{"finished", (*stamp)(&r.Finished)}, {"error", &r.Error},
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

// record sums a run up.
func record(run Run, r *audit.Report) Record {
	out := Record{Run: run, Outcome: audit.OutcomeOf(r), ExitCode: r.ExitCode()}
	if r != nil {
		out.Reported, out.Complete = true, r.Complete()
		out.OrgID, out.OrgName, out.TakenAt = r.Org.ID, r.Org.Name, r.TakenAt
		out.Headline, out.Tally, out.Calls = r.Answer().Headline, r.Tally(), r.Calls
	}
	return out
}
