package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"orgaudit/internal/app"
	"orgaudit/internal/simorg"
	"orgaudit/report"
)

// Every scenario is said in every format, by one run, as the files of testdata/formats have it; -update rewrites them.
// What people read in a terminal and in a ticket is kept of each, and the other formats of those that differ most.
func TestFormats(t *testing.T) {
	kept, err := filepath.Abs(filepath.Join("testdata", "formats"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	known := map[string]bool{}
	for _, scenario := range simorg.Names() {
		t.Run(scenario, func(t *testing.T) {
			s, err := app.LoadScenario(scenario)
			if err != nil {
				t.Fatal(err)
			}
			args := []string{"demo", scenario}
			for _, f := range report.Formats() {
				args = append(args, "--out", scenario+f.Extensions[0])
			}
			p, out, errs := inProcess(t, nil)
			if code := run(t.Context(), p, args); code != s.Expect.Exit || out.Len() > 0 {
				t.Fatalf("exit code %d, want %d\n%s%s", code, s.Expect.Exit, out, errs)
			}
			if !strings.HasPrefix(errs.String(), "this is a simulated org ("+scenario+"): ") {
				t.Errorf("it begins with %.80q", errs)
			}
			for _, f := range report.Formats() {
				always := f.Name == "text" || f.Name == "markdown"
				if !always && !slices.Contains([]string{"several-causes", "locked-out", "all-clear"}, scenario) {
					continue
				}
				file := scenario + f.Extensions[0]
				known[file] = true
				if f.Name == "html" {
					unframe(t, file)
				}
				golden := filepath.Join(kept, file)
				if *update {
					if err := os.WriteFile(golden, contents(t, file), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				same(t, golden, file)
			}
		})
	}
	files, err := os.ReadDir(kept)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !known[file.Name()] {
			t.Errorf("%s belongs to no scenario and format", file.Name())
		}
	}
}

// unframe leaves of a page what differs from page to page: style, script and pictures have a test of their own.
func unframe(t *testing.T, file string) {
	t.Helper()
	frame := regexp.MustCompile(`(?s)(<style>|<script>|<svg class="pictures"[^>]*>|-Policy" content=").*?(</style>|</script>|</svg>|">)`)
	if err := os.WriteFile(file, frame.ReplaceAll(contents(t, file), []byte("$1…$2")), 0o644); err != nil {
		t.Fatal(err)
	}
}

func contents(t *testing.T, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// same compares a file that was written with the one that it has to be.
func same(t *testing.T, want, got string) {
	t.Helper()
	if diff := cmp.Diff(string(contents(t, want)), string(contents(t, got))); diff != "" {
		t.Errorf("%s (-want +got; go test ./cmd/orgaudit -run TestFormats -update rewrites what is kept):\n%.3000s",
			got, diff)
	}
}

// A saved JSON report is said in every format as the run itself said it. Rendering judges nothing: its exit code is 0.
func TestRender(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, scenario := range []string{"several-causes", "locked-out"} {
		p, _, _ := inProcess(t, nil)
		args, again := []string{"demo", scenario}, []string{"render", scenario + ".json"}
		for _, f := range report.Formats() {
			args = append(args, "--out", scenario+f.Extensions[0])
			again = append(again, "--out", "again"+f.Extensions[0])
		}
		run(t.Context(), p, args)
		now := p.Now
		p, _, errs := inProcess(t, nil)
		p.Now = now // text says how old a report is
		if code := run(t.Context(), p, again); code != app.ExitOK {
			t.Fatalf("exit code %d\n%s", code, errs)
		}
		for _, f := range report.Formats() {
			same(t, scenario+f.Extensions[0], "again"+f.Extensions[0])
		}
	}
}
