package report

import (
	"fmt"
	"strings"

	"orgaudit/audit"
)

// verdict says the answer about a connection, in capitals where the language has them.
func (t *tongue) verdict(v audit.ConnectionVerdict) string {
	switch v {
	case audit.Ready:
		return t.say("READY")
	case audit.NotReady:
		return t.say("NOT READY")
	}
	return t.say("CANNOT TELL")
}

// severity says how bad a failure is.
func (t *tongue) severity(s audit.Severity) string { return t.translate(string(s)) }

// part says what could not be read, or was.
func (t *tongue) part(p audit.Part) string { return t.translate(p.Title()) }

// some lists the first few of many texts and counts the rest.
func (t *tongue) some(all []string, few int) string {
	switch more := len(all) - few; {
	case more > 0:
		return t.say("%s and %d more", strings.Join(all[:few], ", "), more)
	case len(all) > 1:
		last := len(all) - 1
		return t.say("%s and %s", strings.Join(all[:last], ", "), all[last])
	}
	return strings.Join(all, "")
}

// size says a number of bytes.
func (t *tongue) size(n int64) string {
	switch {
	case n < 1000:
		return t.say("%d bytes", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
