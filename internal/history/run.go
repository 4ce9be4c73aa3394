package history

import (
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
	Reported bool        `json:"reported"` // there is a report
	Complete bool        `json:"complete"` // the org was entered and answered to the end
	OrgID    string      `json:"org_id"`
	OrgName  string      `json:"org_name"`
	TakenAt  time.Time   `json:"taken_at"` // when the org was read; zero without a report
	ExitCode int         `json:"exit_code"`
	Tally    Tally       `json:"tally"`
	Calls    audit.Calls `json:"calls"`
	Size     int64       `json:"size"` // bytes of the stored report
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

// notTold is the exit code of a run without a report, as of one in which nothing could be told.
const notTold = 3

// notEntered is the exit code of a run in which the org could not be asked at all.
const notEntered = 4

// record sums a run up.
func record(run Run, r *audit.Report) Record {
	out := Record{Run: run, ExitCode: notTold}
	if r != nil {
		out.Reported, out.Complete = true, r.Failure == nil && r.Org.ID != ""
		out.OrgID, out.OrgName, out.TakenAt = r.Org.ID, r.Org.Name, r.TakenAt
		out.ExitCode, out.Tally, out.Calls = r.ExitCode(), tally(r), r.Calls
	}
	return out
}
