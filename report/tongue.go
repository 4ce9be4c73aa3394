package report

import (
	"fmt"

	"orgaudit/audit"
)

// tongue says what people read in one language. The zero tongue is English, which every text is written in.
type tongue struct{}

func newTongue(string) *tongue { return &tongue{} }

// say says a label or sentence of a format; args fill its verbs.
func (t *tongue) say(english string, args ...any) string {
	if len(args) == 0 {
		return english
	}
	return fmt.Sprintf(english, args...)
}

// message says what a finding has to say.
func (t *tongue) message(f *audit.Finding) string { return f.Message }

// check says the words of a check.
func (t *tongue) check(_ string, c audit.CheckText) audit.CheckText { return c }

// fix says a fix with its steps.
func (t *tongue) fix(_ string, f audit.RenderedFix) audit.RenderedFix { return f }
