package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/mattn/go-runewidth"

	"orgaudit/audit"
	"orgaudit/report"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func written(t *testing.T, format string, r *audit.Report, o report.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.Write(&b, format, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func widths(from, to, step int) (all []int) {
	for w := from; w <= to; w += step {
		all = append(all, w)
	}
	return all
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	file = filepath.Join("testdata", file)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; go test ./report -update rewrites it):\n%s", file, diff)
	}
}

func TestGolden(t *testing.T) {
	now := taken.Add(75 * time.Hour)
	for name, r := range fixtures() {
		golden(t, name+".txt", written(t, "text", r, report.Options{}))
		if name != "hostile" && name != "wide" {
			golden(t, name+".verbose.txt", written(t, "text", r, report.Options{Verbose: true, Now: now}))
			golden(t, name+".ko.txt", written(t, "text", r, report.Options{Now: now, Lang: "ko"}))
		}
	}
	golden(t, "blocked.quiet.txt", written(t, "text", blocked(), report.Options{Quiet: true}))
	golden(t, "blocked.color.txt", written(t, "text", blocked(), report.Options{Color: true, Width: 100}))
	golden(t, "blocked.json", written(t, "json", blocked(), report.Options{}))
}

// The admin's answer stands first: the verdict, a reason of three lines at most, and the fix.
func TestAnswerFirst(t *testing.T) {
	for name, want := range map[string][]string{
		"blocked": {"✗ NOT READY", "jane@acme.example", sia, "Why:", "blocked", "(app-blocked)",
			"Fix: Unblock the app"},
		"ready": {"✓ READY", "jane@acme.example", sia, "Why:"},
		"locked-out": {"? CANNOT TELL", "jane@acme.example", sia, "Why:", "(my-domain-login; 3 more below)",
			"To tell:", modifyMetadata},
	} {
		lines := strings.SplitN(written(t, "text", fixtures()[name], report.Options{Width: 120}), "\n", 6)
		first := strings.Join(lines[:5], "\n")
		for _, part := range want {
			if !strings.Contains(first, part) {
				t.Errorf("%s: the first five lines lack %q:\n%s", name, part, first)
			}
		}
	}
}

// An org that was not entered is said once and first, with what it answered: nothing is judged of the connections.
func TestFailureFirst(t *testing.T) {
	got := written(t, "text", notSignedIn(), report.Options{})
	if !strings.HasPrefix(got, "? NOT ENTERED") {
		t.Errorf("got:\n%s", got)
	}
	if strings.Count(got, "could not sign in") != 1 || !strings.Contains(got, "INVALID_LOGIN") ||
		strings.Contains(got, "CANNOT TELL") {
		t.Errorf("got:\n%s", got)
	}
}

func TestQuietSaysAnswersOnly(t *testing.T) {
	got := written(t, "text", blocked(), report.Options{Quiet: true})
	if strings.Contains(got, "How to fix it") || strings.Contains(got, "What was read") ||
		!strings.Contains(got, "NOT READY") {
		t.Errorf("got:\n%s", got)
	}
}

var url = regexp.MustCompile(`https?://\S+$`)

// No line is wider than the page, apart from a link that stands alone on its line or ends one.
func TestFitsWidth(t *testing.T) {
	measure := &runewidth.Condition{StrictEmojiNeutral: true}
	for name, r := range fixtures() {
		for _, width := range append(widths(62, 200, 7), 60, 79, 80, 81) {
			for _, verbose := range []bool{false, true} {
				got := written(t, "text", r,
					report.Options{Width: width, Verbose: verbose,
						Lang: report.Languages()[width%len(report.Languages())]})
				for line := range strings.Lines(got) {
					line = strings.TrimSuffix(line, "\n")
					if strings.TrimRight(line, " ") != line {
						t.Fatalf("%s at %d: trailing space: %q", name, width, line)
					}
					if measure.StringWidth(line) > width && len(url.FindString(line))+20 < width {
						t.Fatalf("%s at %d: %d columns: %q", name, width, measure.StringWidth(line), line)
					}
				}
			}
		}
	}
}

// Nothing that an org names forges a line, a colour, a direction or a command to a build server.
func TestHostileNames(t *testing.T) {
	for _, width := range []int{60, 80, 81, 97, 200} {
		for _, o := range []report.Options{{Width: width, Verbose: true}, {Width: width, Verbose: true, Color: true}} {
			got := written(t, "text", hostile(), o)
			for line := range strings.Lines(got) {
				line = strings.TrimSuffix(line, "\n")
				bare := regexp.MustCompile(`\x1b\[[0-9;]*m`).ReplaceAllString(line, "")
				if !o.Color && bare != line {
					t.Errorf("colour without being asked: %q", line)
				}
				if strings.HasPrefix(bare, "✓ READY") {
					t.Errorf("forged answer: %q", line)
				}
				if regexp.MustCompile(`^\s*::.*::|##\[|##vso\[`).MatchString(bare) {
					t.Errorf("command to a build server: %q", line)
				}
				for _, r := range bare {
					if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Bidi_Control,
						unicode.Other_Default_Ignorable_Code_Point) {
						t.Errorf("%U in %q", r, line)
					}
				}
			}
		}
	}
	for _, r := range written(t, "json", hostile(), report.Options{}) {
		if r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point) {
			t.Errorf("%U in the JSON", r)
		}
	}
}

// Colour never changes the words.
func TestColorIsOnlyColor(t *testing.T) {
	for name, r := range fixtures() {
		plain := written(t, "text", r, report.Options{Verbose: true})
		colored := written(t, "text", r, report.Options{Verbose: true, Color: true})
		if !strings.Contains(colored, "\x1b[") {
			t.Errorf("%s has no colour", name)
		}
		if bare := regexp.MustCompile(`\x1b\[[0-9;]*m`).ReplaceAllString(colored, ""); bare != plain {
			t.Errorf("%s: %s", name, cmp.Diff(plain, bare))
		}
	}
}

func TestJSONKeepsTheData(t *testing.T) {
	for name, r := range fixtures() {
		want, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var from, to audit.Report
		if err := json.Unmarshal(want, &from); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(written(t, "json", r, report.Options{})), &to); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(from, to); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// One reason behind many gates is said once.
func TestUnknownsAreGroupedByPermission(t *testing.T) {
	got := written(t, "text", lockedOut(), report.Options{Width: 200})
	_, section, _ := strings.Cut(got, "Could not be told")
	section, _, _ = strings.Cut(section, "What was read")
	if n := strings.Count(section, modifyMetadata); n != 1 {
		t.Errorf("the permission is named %d times:\n%s", n, section)
	}
	if !strings.Contains(section, "my-domain-login, app-blocked, api-access-control") {
		t.Errorf("got:\n%s", section)
	}
}

func TestFormats(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range report.Formats() {
		if seen[f.Name] || len(f.Extensions) == 0 || f.About == "" {
			t.Errorf("%+v", f.Name)
		}
		seen[f.Name] = true
		for _, extension := range f.Extensions {
			if seen[extension] || extension != strings.ToLower(extension) {
				t.Errorf("%s does not lead to %s alone", extension, f.Name)
			}
			seen[extension] = true
		}
	}
	if err := report.Write(&bytes.Buffer{}, "yaml", fixture(), report.Options{}); err == nil ||
		!strings.Contains(err.Error(), "take one of text, ") {
		t.Errorf("got %v", err)
	}
}

type full struct{}

var errFull = errors.New("disk full")

func (full) Write([]byte) (int, error) { return 0, errFull }

// A report that was not written is an error in every format.
func TestFailedWrite(t *testing.T) {
	for _, f := range report.Formats() {
		if err := report.Write(full{}, f.Name, blocked(), report.Options{}); !errors.Is(err, errFull) {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
}
