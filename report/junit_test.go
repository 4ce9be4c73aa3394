package report_test

import (
	"encoding/xml"
	"slices"
	"strings"
	"testing"

	"orgaudit/audit"
	"orgaudit/report"
)

// node is an element of XML as it stands.
type node struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []node     `xml:",any"`
	Text     string     `xml:",chardata"`
}

func (n node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// all lists the elements of a name.
func (n node) all(name string) (found []node) {
	for _, child := range n.Children {
		if child.XMLName.Local == name {
			found = append(found, child)
		}
		found = append(found, child.all(name)...)
	}
	return found
}

func junit(t *testing.T, r *audit.Report) node {
	t.Helper()
	var root node
	if err := xml.Unmarshal([]byte(written(t, "junit", r, report.Options{})), &root); err != nil {
		t.Fatal(err)
	}
	return root
}

// The schema that Jenkins publishes (xunit-plugin, junit-10.xsd), as a table: for each element its attributes, those
// that it must have first, and its children.
func TestJUnitSchema(t *testing.T) {
	rules := map[string]struct {
		must, may, children []string
	}{
		"testsuites": {nil, []string{"name", "time", "tests", "failures", "errors"}, []string{"testsuite"}},
		"testsuite": {[]string{"name", "tests", "failures", "errors"},
			[]string{"skipped", "timestamp", "time", "hostname", "id", "package"},
			[]string{"properties", "testcase", "system-out", "system-err"}},
		"properties": {nil, nil, []string{"property"}},
		"property":   {[]string{"name", "value"}, nil, nil},
		"testcase": {[]string{"name"}, []string{"classname", "time", "group"},
			[]string{"skipped", "error", "failure", "system-out", "system-err"}},
		"failure":    {nil, []string{"type", "message"}, nil},
		"error":      {nil, []string{"type", "message"}, nil},
		"skipped":    {nil, []string{"type", "message"}, nil},
		"system-out": {nil, nil, nil},
	}
	var check func(name string, n node)
	check = func(name string, n node) {
		rule, ok := rules[n.XMLName.Local]
		if !ok {
			t.Errorf("%s: the element %s", name, n.XMLName.Local)
		}
		for _, must := range rule.must {
			if !slices.ContainsFunc(n.Attrs, func(a xml.Attr) bool { return a.Name.Local == must }) {
				t.Errorf("%s: %s without %s", name, n.XMLName.Local, must)
			}
		}
		for _, a := range n.Attrs {
			if !slices.Contains(rule.must, a.Name.Local) && !slices.Contains(rule.may, a.Name.Local) {
				t.Errorf("%s: %s has %s", name, n.XMLName.Local, a.Name.Local)
			}
		}
		for _, child := range n.Children {
			if !slices.Contains(rule.children, child.XMLName.Local) {
				t.Errorf("%s: %s in %s", name, child.XMLName.Local, n.XMLName.Local)
			}
			check(name, child)
		}
	}
	for name, r := range fixtures() {
		check(name, junit(t, r))
	}
}

// A CI server comes to the answer of the exit code: a failure where something failed, an error where it can't be told.
func TestJUnitSaysTheExitCode(t *testing.T) {
	all := fixtures()
	all["waived gate"] = waivedGate()
	all["against the policy"] = policyOnly()
	below := policyOnly()
	below.FailOn = audit.Critical
	all["below"] = below
	for name, r := range all {
		root := junit(t, r)
		failed, untold := len(root.all("failure")) > 0, len(root.all("error")) > 0
		got := 0
		switch {
		case failed:
			got = 1
		case untold:
			got = 3
		}
		if want := r.ExitCode(); got != want && (got != 3 || want != 4) { // 4: nothing at all could be told
			t.Errorf("%s: exit code %d, and the tests say %d", name, want, got)
		}
		for _, suite := range append(root.all("testsuite"), root) {
			for attr, elements := range map[string]string{"tests": "testcase", "failures": "failure",
				"errors": "error"} {
				if got, want := suite.attr(attr), len(suite.all(elements)); got != itoa(want) {
					t.Errorf("%s: %s=%s of %d", name, attr, got, want)
				}
			}
		}
	}
}

// waivedGate is a connection that a waiver doesn't open.
func waivedGate() *audit.Report {
	r := fixture()
	connection(r, "jane@acme.example", sia)
	f := blockedBy("Acme")
	f.Verdict, f.Waiver = audit.Waived, "ticket 4711"
	gate(r, f)
	r.Connections[0].Verdict = audit.NotReady
	return r
}

// Servers know a test by its class and name: no two are the same, whatever the users share.
func TestJUnitNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	root := junit(t, many())
	for _, c := range root.all("testcase") {
		id := c.attr("classname") + " " + c.attr("name")
		if seen[id] || strings.Count(c.attr("classname"), ".") != 1 {
			t.Errorf("the test %s", id)
		}
		seen[id] = true
	}
	if suites := root.all("testsuite"); len(suites) != len(many().Connections) ||
		suites[0].attr("name") != "user00@acme.example > "+sia {
		t.Errorf("%d suites", len(suites))
	}
}

// A failure says what to do.
func TestJUnitText(t *testing.T) {
	failure := junit(t, blocked()).all("failure")[0]
	for _, want := range []string{
		"\nWanted: not blocked\nFound: blocked\n", "\nFix: Unblock the app (unblock-app)\n", "\n  3. Press Unblock.\n",
		"\nSetup: https://acme.my.salesforce.com/lightning/setup/ConnectedAppsUsage/home\n",
	} {
		if !strings.Contains(failure.Text, want) {
			t.Errorf("%q is missing in %s", want, failure.Text)
		}
	}
	if failure.attr("type") != "critical" || !strings.HasPrefix(failure.attr("message"), sia+" is blocked") {
		t.Errorf("%+v", failure.Attrs)
	}
	golden(t, "several-causes.xml", written(t, "junit", severalCauses(), report.Options{}))
	golden(t, "policy-only.xml", written(t, "junit", policyOnly(), report.Options{}))
}

// What --new-only passes over fails no build: it is skipped, and says since when it is known.
func TestJUnitKnown(t *testing.T) {
	r := blocked()
	r.Baseline = &audit.ReportBaseline{TakenAt: taken.AddDate(0, 0, -7), NewOnly: true}
	for i := range r.Findings {
		r.Findings[i].Known = r.Findings[i].Verdict == audit.Fail
	}
	if junit(t, r).attr("failures") != "1" {
		t.Error("a connection with a new cause passes")
	}
	r.Connections[0].Known = true
	root := junit(t, r)
	if n := root.attr("failures"); n != "0" {
		t.Errorf("%s failures, and all is known", n)
	}
	want := "known since the baseline of 2026-11-13: " + sia + " is blocked"
	known := func(e node) bool { return strings.HasPrefix(e.attr("message"), want) }
	if !slices.ContainsFunc(root.all("skipped"), known) {
		t.Errorf("nothing is skipped as known: %+v", root.all("skipped"))
	}
}
