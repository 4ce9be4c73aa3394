package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mattn/go-runewidth"

	"orgaudit/internal/app"
	"orgaudit/internal/simorg"
)

// running runs the program and gives what it says and its exit code.
func running(t *testing.T, environment map[string]string, args ...string) (out, errs string, code int) {
	t.Helper()
	p, stdout, stderr := inProcess(t, environment)
	code = run(t.Context(), p, args)
	return stdout.String(), stderr.String(), code
}

// Every scenario of the demo, as a reader of each further language has it.
func TestDemoInOtherLanguages(t *testing.T) {
	for _, name := range simorg.Names() {
		got, _, _ := running(t, nil, "demo", name, "--lang", "ko")
		file := filepath.Join("testdata", "lang", name+".ko.txt")
		if *update {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got; -update rewrites it):\n%s", file, diff)
		}
	}
}

func TestLanguage(t *testing.T) {
	english, _, _ := running(t, nil, "demo", "all-clear")
	korean, _, _ := running(t, nil, "demo", "all-clear", "--lang", "ko")
	if english == korean || !strings.Contains(korean, "연결 가능") {
		t.Fatalf("got:\n%s", korean)
	}
	for _, c := range []struct {
		environment map[string]string
		args        []string
		want        string
	}{
		{map[string]string{"LANG": "ko"}, nil, korean},
		{map[string]string{"LANG": "ko_KR.UTF-8"}, nil, korean},
		{map[string]string{"LANG": "ko.UTF-8"}, nil, korean},
		{map[string]string{"LANG": "ko_KR@x"}, nil, korean},
		{map[string]string{"LANG": "ko@x"}, nil, korean},
		{map[string]string{"LC_MESSAGES": "ko_KR", "LANG": "de_DE"}, nil, korean},
		{map[string]string{"LC_ALL": "C", "LC_MESSAGES": "ko_KR", "LANG": "ko_KR"}, nil, english},
		{map[string]string{"LANG": "kok_IN"}, nil, english},
		{map[string]string{"LANG": "de_DE.UTF-8"}, nil, english},
		{map[string]string{"LANG": "ko_KR.UTF-8"}, []string{"--lang", "en"}, english},
		{map[string]string{"LANG": "C"}, []string{"--lang", "KO"}, korean},
	} {
		got, _, _ := running(t, c.environment, append([]string{"demo", "all-clear"}, c.args...)...)
		if got != c.want {
			t.Errorf("%v %v: got:\n%s", c.environment, c.args, got)
		}
	}
	out, errs, code := running(t, nil, "demo", "--lang", "tlh")
	if code != app.ExitUsage || out != "" || !strings.Contains(errs, "take en or ko") {
		t.Errorf("exit code %d, stdout %q, stderr %q", code, out, errs)
	}
}

// What programs read is the same in every language.
func TestMachineFormatsKnowNoLanguage(t *testing.T) {
	for _, format := range []string{"json", "csv", "sarif", "junit"} {
		english, errs, _ := running(t, nil, "demo", "several-causes", "--format", format)
		korean, _, _ := running(t, nil, "demo", "several-causes", "--format", format, "--lang", "ko")
		if english == "" || english != korean {
			t.Errorf("%s differs: %s %s", format, cmp.Diff(english, korean), errs)
		}
	}
}

// A saved report is said in the language of its reader, with the words of its findings.
func TestSavedReportInAnotherLanguage(t *testing.T) {
	t.Chdir(t.TempDir())
	want, _, _ := running(t, nil, "demo", "several-causes", "--lang", "ko", "--format", "json", "--out",
		"report.json", "--format", "text", "--out", "-")
	got, _, code := running(t, nil, "render", "report.json", "--lang", "ko")
	if code != 0 || without(got, "읽은 시각") != without(want, "읽은 시각") {
		t.Errorf("exit code %d, %s", code, cmp.Diff(want, got))
	}
}

// without leaves out the line that says how old the reading is.
func without(text, label string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimSpace(line), label+":") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

// A pipe is as wide as COLUMNS says, within what can be read.
func TestColumns(t *testing.T) {
	widest := func(columns string) (most int) {
		out, _, _ := running(t, map[string]string{"COLUMNS": columns}, "demo", "--list", "--lang", "en")
		report, _, _ := running(t, map[string]string{"COLUMNS": columns}, "explain", "api-access")
		for line := range strings.Lines(out + report) {
			if !strings.Contains(line, "https://") {
				most = max(most, runewidth.StringWidth(strings.TrimSuffix(line, "\n")))
			}
		}
		return most
	}
	for columns, want := range map[string]int{"": 80, "70": 70, "20": 60, "100": 100, "x": 80, "-5": 80,
		"100000": 120} {
		if got := widest(columns); got > want || got < want-15 {
			t.Errorf("COLUMNS=%q: the widest line has %d columns", columns, got)
		}
	}
}
