package report

import "orgaudit/audit"

// waiverStatus says what became of a waiver, in a word.
func (t *tongue) waiverStatus(status string) string {
	switch status {
	case audit.WaiverUsed:
		return t.say("used")
	case audit.WaiverExpired:
		return t.say("expired")
	case audit.WaiverInvalid:
		return t.say("invalid")
	case audit.WaiverUnused:
		return t.say("unused")
	}
	return status
}

// waiverEnd says how long a waiver goes on, seen from the day on which the org was read.
func (t *tongue) waiverEnd(w audit.ReportWaiver) string {
	switch {
	case w.DaysLeft < 0:
		return w.Until
	case w.DaysLeft == 0:
		return t.say("%s, its last day", w.Until)
	case w.DaysLeft == 1:
		return t.say("%s, 1 day left", w.Until)
	}
	return t.say("%s, %d days left", w.Until, w.DaysLeft)
}
