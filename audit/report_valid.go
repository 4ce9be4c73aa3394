package audit

import (
	"fmt"
	"slices"
	"strings"
)

// ReportError says what in a file is nothing that a report can say. Where is the place as a path, like
// "findings[3].verdict".
type ReportError struct{ Where, Problem string }

func (e *ReportError) Error() string { return e.Where + " " + e.Problem }

// reportReader looks through a report that was read, until the first thing that no report says.
type reportReader struct {
	*Report
	at  map[string]int // the place of each finding, by fingerprint
	err error
}

// valid holds a report that was read to what Evaluate gives. A file may come from anybody: a word that isn't known
// would count as neither failed nor passed, and a verdict that its findings don't bear out would be believed.
func (r *Report) valid() error {
	in := &reportReader{Report: r, at: map[string]int{}}
	oneOf(in, "fail_on", r.FailOn, Severities()...)
	for i := range r.Findings {
		in.finding(fmt.Sprintf("findings[%d]", i), i)
	}
	for i := range r.Connections {
		in.connection(fmt.Sprintf("connections[%d]", i), &r.Connections[i])
	}
	if d := r.Diagnosis; d != nil {
		oneOf(in, "diagnosis.verdict", d.Verdict, Explained, OrgClean, Undecided)
	}
	for i, w := range r.Waivers {
		where := fmt.Sprintf("waivers[%d].status", i)
		oneOf(in, where, w.Status, WaiverUsed, WaiverUnused, WaiverExpired, WaiverInvalid)
	}
	return in.err
}

func (in *reportReader) wrong(where, problem string, args ...any) {
	if in.err == nil {
		in.err = &ReportError{where, fmt.Sprintf(problem, args...)}
	}
}

// oneOf holds a word to those that there are.
func oneOf[T ~string](in *reportReader, where string, have T, known ...T) {
	if slices.Contains(known, have) {
		return
	}
	words := make([]string, len(known))
	for i, k := range known {
		words[i] = string(k)
	}
	last := len(words) - 1
	must := strings.Join(words[:last], ", ") + " or " + words[last]
	if have == "" {
		in.wrong(where, "is missing: it must be %s", must)
		return
	}
	in.wrong(where, "is %q: it must be %s", string(have), must)
}

func (in *reportReader) finding(where string, i int) {
	f := &in.Findings[i]
	oneOf(in, where+".verdict", f.Verdict, Pass, Fail, Unknown, Waived, Moot)
	oneOf(in, where+".severity", f.Severity, Severities()...)
	if f.Fingerprint == "" {
		in.wrong(where+".fingerprint", "is missing")
	}
	if first, ok := in.at[f.Fingerprint]; ok {
		in.wrong(where+".fingerprint", "is that of findings[%d] too", first)
	}
	in.at[f.Fingerprint] = i
}

func (in *reportReader) connection(where string, c *Connection) {
	oneOf(in, where+".verdict", c.Verdict, Ready, NotReady, CannotTell)
	var verdicts []Verdict
	for n, id := range c.Findings {
		at, ok := in.at[id]
		if !ok {
			in.wrong(fmt.Sprintf("%s.findings[%d]", where, n), "is %q, and there is no such finding", id)
			return
		}
		verdicts = append(verdicts, in.Report.Findings[at].Verdict)
	}
	if by := connectionVerdict(verdicts); by != c.Verdict {
		in.wrong(where+".verdict", "is %q, and by its findings it must be %q", string(c.Verdict), string(by))
	}
}

// connectionVerdict is what the gates of a connection together say. A waiver accepts a failure, it opens no gate.
func connectionVerdict(gates []Verdict) ConnectionVerdict {
	switch {
	case slices.Contains(gates, Fail) || slices.Contains(gates, Waived):
		return NotReady
	case slices.Contains(gates, Unknown) || len(gates) == 0:
		return CannotTell
	}
	return Ready
}
