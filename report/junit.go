package report

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"orgaudit/audit"
)

// The elements and attributes are those of the schema that Jenkins publishes (xunit-plugin, junit-10.xsd), which GitLab
// and the others read as well.
type (
	junitSuite struct {
		XMLName    xml.Name        `xml:"testsuite"`
		Name       string          `xml:"name,attr"`
		Tests      int             `xml:"tests,attr"`
		Failures   int             `xml:"failures,attr"`
		Errors     int             `xml:"errors,attr"`
		Skipped    int             `xml:"skipped,attr"`
		Timestamp  string          `xml:"timestamp,attr"`
		Properties []junitProperty `xml:"properties>property"`
		Cases      []junitCase     `xml:"testcase"`
	}
	junitProperty struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	junitCase struct {
		Name    string       `xml:"name,attr"`
		Class   string       `xml:"classname,attr"`
		Skipped *junitResult `xml:"skipped"`
		Error   *junitResult `xml:"error"`
		Failure *junitResult `xml:"failure"`
		Out     string       `xml:"system-out,omitempty"`
	}
	junitResult struct {
		Type    string
		Message string
		Text    string
	}
)

// MarshalXML writes the text as character data: encoding/xml leaves control characters in CDATA, and for a field of
// character data it writes line feeds as references, which nobody could read in the file.
func (r junitResult) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	if r.Type != "" {
		start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: "type"}, Value: r.Type})
	}
	start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: "message"}, Value: r.Message})
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	if err := e.EncodeToken(xml.CharData(r.Text)); err != nil {
		return err
	}
	return e.EncodeToken(start.End())
}

// writeJUnit writes the report as CI servers show tests: a suite for each connection, one for the policy, and one for
// the audit itself where it failed or a symptom was asked about. What failed is a failure, and what could not be told
// is an error, since a skipped test looks harmless: the file holds a failure where the exit code is 1, and an error
// without any failure where it is 3.
func writeJUnit(w io.Writer, r *audit.Report, _ Options) error {
	suites := junitSuites(r)
	var tests, failures, errors int
	for _, s := range suites {
		tests, failures, errors = tests+s.Tests, failures+s.Failures, errors+s.Errors
	}
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "%s<testsuites name=\"orgaudit\" tests=\"%d\" failures=\"%d\" errors=\"%d\">\n", xml.Header,
		tests, failures, errors)
	e := xml.NewEncoder(out)
	e.Indent("  ", "  ")
	for _, s := range suites {
		if err := e.Encode(s); err != nil {
			return err
		}
	}
	out.WriteString("\n</testsuites>\n")
	return out.Flush()
}

func junitSuites(r *audit.Report) []*junitSuite {
	l := newOutline(r)
	var suites []*junitSuite
	if s := l.junitAudit(); len(s.Cases) > 0 {
		suites = append(suites, s)
	}
	for _, c := range r.Connections {
		suites = append(suites, l.junitConnection(c))
	}
	policy := l.junitSuite("policy")
	for i := range r.Findings {
		if f := &r.Findings[i]; !l.gates[f.Fingerprint] {
			policy.add(l.junitCase("orgaudit.policy", f, nil))
		}
	}
	if len(policy.Cases) > 0 {
		suites = append(suites, policy)
	}
	return suites
}

func (l *outline) junitSuite(name string, properties ...junitProperty) *junitSuite {
	s := &junitSuite{Name: tame(name),
		Timestamp: l.TakenAt.UTC().Format("2006-01-02T15:04:05")} // UTC by convention, without a zone
	s.Properties = append(properties, junitProperty{"tool", l.Tool}, junitProperty{"org", l.orgName()},
		junitProperty{"org_id", l.Org.ID},
		junitProperty{"answer", l.final.Headline}, junitProperty{"exit_code", strconv.Itoa(l.final.ExitCode)})
	if l.Policy != nil {
		s.Properties = append(s.Properties, junitProperty{"policy", l.Policy.File},
			junitProperty{"policy_sha256", l.Policy.SHA256})
	}
	for i := range s.Properties {
		s.Properties[i].Value = tame(s.Properties[i].Value)
	}
	return s
}

func (s *junitSuite) add(c junitCase) {
	s.Cases = append(s.Cases, c)
	s.Tests++
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Error != nil:
		s.Errors++
	case c.Skipped != nil:
		s.Skipped++
	}
}

// junitConnection is the suite of a connection. Servers take the class up to its last dot for a package and tell tests
// apart by class and name: the names of the user and the app stand in the class, without dots.
func (l *outline) junitConnection(c audit.Connection) *junitSuite {
	name := c.User + " > " + c.App.Name
	s := l.junitSuite(name,
		junitProperty{"user", c.User}, junitProperty{"app", c.App.Name}, junitProperty{"connector", c.App.Connector},
		junitProperty{"sign_in", c.SignIn.String()},
		junitProperty{"verdict", string(c.Verdict)}, junitProperty{"causes",
			strings.Join(c.Causes, ", ")}, junitProperty{"fix", c.Fix})
	class := "orgaudit." + strings.ReplaceAll(tame(name), ".", "_")
	for _, id := range c.Findings {
		if f := l.by[id]; f != nil {
			s.add(l.junitCase(class, f, &c))
		}
	}
	return s
}

// junitCase says a finding as a test, a gate with its connection. Its name doesn't change with the words of a version:
// servers know a test by it. What the exit code passes over as known is skipped: of gates those of a known connection.
func (l *outline) junitCase(class string, f *audit.Finding, gate *audit.Connection) junitCase {
	c := junitCase{Class: class, Name: tame(fmt.Sprintf("%s (%s %s)", f.Check, f.Subject.Kind, f.Subject.Name))}
	result := func(kind, before string) *junitResult {
		return &junitResult{Type: tame(kind), Message: tame(before + f.Message), Text: l.junitText(f)}
	}
	known := l.passedOver(f, gate)
	switch f.Verdict {
	case audit.Pass:
		if f.Severity == audit.Info {
			c.Out = tame(f.Message)
		}
	case audit.Unknown:
		c.Error = result("unknown", "could not be told: ")
	case audit.Moot:
		c.Skipped = result("", "") // its message says that it was not judged
	case audit.Waived:
		switch {
		case known != "" && gate != nil:
			c.Skipped = result("", known)
		case gate != nil: // the connection is not ready all the same
			c.Failure = result(string(f.Severity), "waived, and a waiver opens no gate: ")
		default:
			c.Skipped = result("", "accepted by a waiver ("+l.acceptedBy(f)+"): ")
		}
	default:
		switch {
		case known != "":
			c.Skipped = result("", known)
		case gate == nil && !f.Severity.AtLeast(l.FailOn):
			c.Skipped = result("", "fails, with a severity below "+string(l.FailOn)+": ")
		default:
			c.Failure = result(string(f.Severity), "")
		}
	}
	return c
}

// passedOver says why a failure doesn't change the exit code: --new-only, and the baseline has it. "" where it does.
func (l *outline) passedOver(f *audit.Finding, gate *audit.Connection) string {
	known := f.Known
	if gate != nil {
		known = gate.Known
	}
	if l.Baseline == nil || !l.Baseline.NewOnly || !known {
		return ""
	}
	return "known since the baseline of " + l.Baseline.TakenAt.UTC().Format(time.DateOnly) + ": "
}

// junitText says what stands behind a finding, one fact in a line.
func (l *outline) junitText(f *audit.Finding) string {
	var lines []string
	line := func(label, said string) {
		if said != "" {
			lines = append(lines, tame(label+said))
		}
	}
	check := l.Checks[f.Check]
	line("Check: ", strings.TrimSuffix(f.Check+": "+check.Said(f.Verdict), ": "))
	line("Why it matters: ", check.Why)
	line("Wanted: ", f.Want)
	line("Found: ", f.Got)
	for _, e := range f.Evidence {
		line("Seen: ", fact(e))
	}
	if f.Rule != nil && f.Rule.Line > 0 {
		line("Rule: ", f.Rule.File+":"+strconv.Itoa(f.Rule.Line))
	}
	for _, part := range f.Missing {
		line("Not read: ", part.Title())
		line("Needs the permission: ", l.refusal(part).NeedsPermission)
	}
	line("Waiver: ", l.acceptedBy(f))
	line("Known since the baseline of ", l.knownSince(f))
	if step, ok := l.byKey[f.Step()]; ok {
		line("Fix: ", step.Title+" ("+f.Fix+")")
		for i, said := range step.Steps {
			line(fmt.Sprintf("  %d. ", i+1), said)
		}
		line("Setup: ", step.SetupURL)
		line("Source: ", source(step.Source))
	}
	return "\n" + strings.Join(lines, "\n") + "\n"
}

// junitAudit is the suite about the audit itself: whether the org could be read, and whether it explains the symptom.
// A symptom that is explained, or not the org's, passes: the failed gates have their own tests.
func (l *outline) junitAudit() *junitSuite {
	s := l.junitSuite("audit")
	const class = "orgaudit.audit"
	if f := l.Failure; f != nil {
		said := tame(strings.TrimPrefix(f.Code+": "+f.Message, ": "))
		s.add(junitCase{Class: class, Name: "the org can be read", Error: &junitResult{Type: "unread", Message: said}})
	}
	if d := l.Diagnosis; d != nil {
		c := junitCase{Class: class, Name: "the symptom is explained or not the org's"}
		switch said := tame(fmt.Sprintf("%q", d.Symptom)); d.Verdict {
		case audit.Explained:
			c.Out = tame(said + " is explained by " + strings.Join(d.Causes, ", "))
		case audit.OrgClean:
			c.Out = tame(said + " is not the org's: every gate was read and none explains it")
		default:
			c.Error = &junitResult{Type: "unknown",
				Message: said + " may come from this org or not: not all that could explain it was judged"}
		}
		s.add(c)
	}
	return s
}
