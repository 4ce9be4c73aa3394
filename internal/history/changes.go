package history

import (
	"time"

	"orgaudit/audit"
)

// Changes are what a report judged otherwise than the runs before it of the same org.
type Changes struct {
	Since       int64              `json:"since"`           // the run of the report before; 0 = there was none
	First       bool               `json:"first,omitempty"` // there was no run before, not even one without a report
	Read        time.Time          `json:"read,omitzero"`   // when the org was read to its end before
	Transitions []audit.Transition `json:"transitions,omitempty"`
}

// Empty reports whether nothing changed.
func (c Changes) Empty() bool { return len(c.Transitions) == 0 }
