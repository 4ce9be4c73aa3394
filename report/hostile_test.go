package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"orgaudit/audit"
	"orgaudit/report"
)

// attacks are what somebody may call an app, a user or a profile.
func attacks() map[string]string {
	return map[string]string{
		"line":     "\n# READY\n\n| a | b |\n| - | - |\n",
		"return":   "\r\r\n",
		"html":     "<script>alert(1)</script><img src=x onerror=alert(1)><!-- ",
		"entity":   "&lt;b&gt; &#60;b&#62; &amp;",
		"command":  "::error::pwned ##[error]x ##vso[task.complete]y ",
		"formula":  "=cmd|' /C calc'!A0",
		"sum":      "+1+1;=1+1;@SUM(1);-2|=3\t=4 ",
		"wide":     "＝1",
		"pipe":     "a | b \\| c | ",
		"backtick": "`` ` ``` a `b",
		"link":     "[x](javascript:alert(1)) ![i](https://evil.example/i.png) [r] [^1] [r]: https://evil.example ",
		"autolink": "https://evil.example www.evil.example evil@evil.example mailto:a@b.example " +
			"<https://evil.example> ",
		"mention":   "@team #1 org/repo#2 GH-3 $x$ ",
		"particle":  "a`@b가@team나#1 x`@y``가`@team\"@z ",
		"emphasis":  "**a** __b__ ~~c~~ *d* _e_ ",
		"heading":   "# h ",
		"list":      "- a ",
		"number":    "1. a ",
		"quote":     "> a ",
		"task":      "[ ] a ",
		"rule":      "--- ",
		"backslash": "\\",
		"cdata":     "]]></testsuites> ",
		"colour":    "\x1b[31m\u009b31m",
		"direction": "\u202eyppah\u2066",
		"invisible": "\u200b\u3164\U000e0041\x00\x7f",
		"broken":    "a\xff\xfeb",
		"argument":  "{0} {1} }{ ",
		"path":      "../../etc/passwd?x#y%2f ",
	}
}

// attacked puts an attack before every text of a report, IDs and keys included, so that what refers to one another
// still does. Verdicts, severities and parts of the org are words of the program, and addresses begin as they do.
func attacked(t *testing.T, r *audit.Report, attack string) *audit.Report {
	t.Helper()
	out := reflect.New(reflect.TypeFor[audit.Report]()).Elem()
	put(out, reflect.ValueOf(*r), attack)
	bad := out.Interface().(audit.Report)
	return &bad
}

func put(to, from reflect.Value, attack string) {
	switch from.Kind() {
	case reflect.String:
		text := from.String()
		if from.Type() == reflect.TypeFor[string]() && text != "" && !strings.HasPrefix(text, "https://") {
			text = attack + text
		}
		to.SetString(text)
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			put(to.Elem(), from.Elem(), attack)
		}
	case reflect.Struct:
		if !from.Type().Field(0).IsExported() { // a time
			to.Set(from)
			return
		}
		for i := range from.NumField() {
			put(to.Field(i), from.Field(i), attack)
		}
	case reflect.Slice:
		if !from.IsNil() {
			to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
			for i := range from.Len() {
				put(to.Index(i), from.Index(i), attack)
			}
		}
	case reflect.Map:
		if !from.IsNil() {
			to.Set(reflect.MakeMap(from.Type()))
			for _, key := range from.MapKeys() {
				k, v := reflect.New(key.Type()).Elem(), reflect.New(from.Type().Elem()).Elem()
				put(k, key, attack)
				put(v, from.MapIndex(key), attack)
				to.SetMapIndex(k, v)
			}
		}
	default:
		to.Set(from)
	}
}

// everything is a report in which each section of a format has something to say.
func everything() *audit.Report {
	r := severalCauses()
	r.Diagnosis = blocked().Diagnosis
	r.Diagnosis.Verdict = audit.Undecided
	r.Failure, r.Refused = notSignedIn().Failure, lockedOut().Refused
	r.Policy, r.Connectors = policyOnly().Policy, ready().Connectors
	for _, other := range []*audit.Report{policyOnly(), lockedOut(), ready()} {
		for _, f := range other.Findings {
			if r.ByFingerprint()[f.Fingerprint] == nil {
				r.Findings = append(r.Findings, f)
			}
		}
		for _, s := range other.Steps {
			named(r, s.Key, s)
		}
	}
	for _, f := range r.Findings {
		r.Checks[f.Check] = audit.CheckText{Holds: "Holds " + f.Check, Fails: "Fails " + f.Check,
			Topic: "Topic " + f.Check, Why: "Why " + f.Check}
	}
	connection(r, "eve@acme.example", "Data Loader")
	gate(r, blockedBy("Acme"))
	return r
}

func TestAttacks(t *testing.T) {
	for name, attack := range attacks() {
		r := attacked(t, everything(), attack)
		for _, f := range report.Formats() {
			got := written(t, f.Name, r, report.Options{Verbose: true})
			if !utf8.ValidString(got) {
				t.Errorf("%s as %s: not UTF-8", name, f.Name)
			}
			for _, r := range strings.TrimPrefix(got, "\ufeff") {
				if r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point) {
					t.Errorf("%s as %s: %U", name, f.Name, r)
					break
				}
			}
			// A log shows JSON as it is: there the data are exact, and no line begins with them.
			if line := regexp.MustCompile(`(?m)^\s*::.*::|##\[|##vso\[`).FindString(got); line != "" &&
				f.Name != "json" {
				t.Errorf("%s as %s: a command to a build server: %q", name, f.Name, line)
			}
		}
		attackedCSV(t, name, r)
		attackedJUnit(t, name, r)
		attackedSARIF(t, name, r)
		attackedJSON(t, name, r)
	}
}

func attackedJSON(t *testing.T, name string, r *audit.Report) {
	t.Helper()
	want, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(written(t, "json", r, report.Options{}))); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var from, to any
	if err := errors.Join(json.Unmarshal(want, &from), json.Unmarshal(compact.Bytes(), &to)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(from, to); diff != "" {
		t.Errorf("%s: %s", name, diff)
	}
}

// No sheet takes a cell for a formula, whether it parts them at commas or at semicolons.
func attackedCSV(t *testing.T, name string, r *audit.Report) {
	t.Helper()
	got := strings.TrimPrefix(written(t, "csv", r, report.Options{}), "\ufeff")
	for _, comma := range []rune{',', ';', '\t', '|'} {
		in := csv.NewReader(strings.NewReader(got))
		in.Comma, in.LazyQuotes, in.FieldsPerRecord = comma, comma != ',', -1
		rows, err := in.ReadAll()
		if err != nil {
			t.Errorf("%s at %c: %v", name, comma, err)
			continue
		}
		if comma == ',' && (len(rows) != len(r.Findings)+1 ||
			slices.ContainsFunc(rows, func(row []string) bool { return len(row) != len(rows[0]) })) {
			t.Errorf("%s: %d rows of %d findings, or of different lengths", name, len(rows), len(r.Findings))
		}
		for _, row := range rows {
			for _, cell := range row {
				if trimmed := strings.TrimLeft(cell, " \""); trimmed != "" &&
					strings.ContainsAny(trimmed[:1], "=+-@") || strings.HasPrefix(trimmed, "＝") {
					t.Errorf("%s at %c: %.60q", name, comma, cell)
				}
			}
		}
	}
}

func attackedJUnit(t *testing.T, name string, r *audit.Report) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(written(t, "junit", r, report.Options{})))
	elements := map[string]int{}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			elements[token.Name.Local]++
		case xml.Comment, xml.Directive:
			t.Errorf("%s: %v", name, token)
		}
	}
	benign := map[string]int{}
	d = xml.NewDecoder(strings.NewReader(written(t, "junit", everything(), report.Options{})))
	for {
		token, err := d.Token()
		if err != nil {
			break
		}
		if start, ok := token.(xml.StartElement); ok {
			benign[start.Name.Local]++
		}
	}
	if diff := cmp.Diff(benign, elements); diff != "" {
		t.Errorf("%s (-benign +attacked):\n%s", name, diff)
	}
}

func attackedSARIF(t *testing.T, name string, r *audit.Report) {
	t.Helper()
	log := decoded(t, written(t, "sarif", r, report.Options{}))
	if err := sarifSchema(t).Validate(log.whole); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	for _, result := range log.Runs[0].Results {
		if strings.Contains(result.Message.Text, "](") ||
			strings.ContainsAny(strings.NewReplacer("{{", "", "}}", "").Replace(result.Message.Text), "{}") {
			t.Errorf("%s: a link or an argument in %q", name, result.Message.Text)
		}
		uri := result.Locations[0].Physical.Artifact.URI
		if !regexp.MustCompile(`^[A-Za-z0-9._~!$&'()*+,;=@%-][A-Za-z0-9._~!$&'()*+,;=@%/-]*$`).MatchString(uri) ||
			strings.HasPrefix(uri, "../") {
			t.Errorf("%s: located at %q", name, uri)
		}
	}
}
