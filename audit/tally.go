package audit

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
func (t Tally) Count(s Severity) int {
	if n := t.of(s); n != nil {
		return *n
	}
	return 0
}

func (t *Tally) of(s Severity) *int {
	switch s {
	case Critical:
		return &t.Critical
	case High:
		return &t.High
	case Medium:
		return &t.Medium
	case Low:
		return &t.Low
	case Info:
		return &t.Info
	}
	return nil
}

// Tally counts what the report holds. It is the only count there is: answers, histories and messages take theirs from
// it.
func (r *Report) Tally() Tally {
	var t Tally
	for i := range r.Findings {
		switch f := &r.Findings[i]; f.Verdict {
		case Fail:
			if n := t.of(f.Severity); n != nil {
				*n++
			}
		case Unknown:
			t.Unknown++
		case Waived:
			t.Waived++
		case Pass:
			t.Passed++
		}
	}
	for i := range r.Connections {
		switch r.Connections[i].Verdict {
		case Ready:
			t.Ready++
		case NotReady:
			t.NotReady++
		default:
			t.CannotTell++
		}
	}
	return t
}
