package report_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"orgaudit/audit"
	"orgaudit/report"
)

func TestDump(t *testing.T) {
	for name, r := range fixtures() {
		os.WriteFile("/tmp/htmlw/fx-"+name+".html", []byte(written(t, "html", r, report.Options{Now: taken})), 0o644)
	}
	files, _ := filepath.Glob("/tmp/htmlw/*.json")
	for _, f := range files {
		data, _ := os.ReadFile(f)
		r := &audit.Report{}
		if err := json.Unmarshal(data, r); err != nil {
			t.Fatal(err)
		}
		os.WriteFile(strings.TrimSuffix(f, ".json")+".html", []byte(written(t, "html", r, report.Options{Now: taken})), 0o644)
	}
}
