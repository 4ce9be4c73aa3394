package bundle

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"

	"orgaudit/audit"
)

func small(t *testing.T) []byte {
	t.Helper()
	files := []File{
		{reportFile, []byte(`{"schema":1,"fail_on":"low","findings":[]}`), "the report"},
		{snapshotFile, []byte(`{"schema":1,"taken_at":"2026-11-20T09:00:00Z"}`), "read"},
		{questionFile, []byte(`{"connections":[],"tool":"orgaudit devel"}`), "asked"},
		ConnectorFile("my-app", []byte("id: my-app\n")),
	}
	data, err := pack("orgaudit devel", files)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// rewritten is a zip with one of its files changed; a nil text leaves the file out.
func rewritten(
	t *testing.T, data []byte, change func(name string, text []byte) (string, []byte), more ...*zip.FileHeader,
) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	add := func(h *zip.FileHeader, text []byte) {
		to, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range r.File {
		text, err := fs.ReadFile(r, f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if name, text := change(f.Name, text); text != nil {
			add(&zip.FileHeader{Name: name, Method: zip.Deflate}, text)
		}
	}
	for _, h := range more {
		add(h, []byte("more"))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestOpen(t *testing.T) {
	data := small(t)
	b, err := Open(data)
	if err != nil {
		t.Fatal(err)
	}
	if b.Snapshot.TakenAt.IsZero() || len(b.Connectors()) != 1 || b.Policy() != nil {
		t.Errorf("%+v", b)
	}
	same := func(name string, text []byte) (string, []byte) { return name, text }
	link := &zip.FileHeader{Name: "link"}
	link.SetMode(fs.ModeSymlink | 0o777)
	only := func(which string, to func(text []byte) []byte) func(string, []byte) (string, []byte) {
		return func(name string, text []byte) (string, []byte) {
			if name == which {
				text = to(text)
			}
			return name, text
		}
	}
	for title, c := range map[string]struct {
		data     []byte
		tampered bool
		says     string
	}{
		"nothing":          {nil, false, "not a bundle"},
		"no zip":           {[]byte("PK\x03\x04 and more"), false, "not a bundle"},
		"cut off":          {data[:len(data)-30], false, "not a bundle"},
		"a changed report": {rewritten(t, data, only(reportFile, bytes.ToUpper)), true, "report.json has another sum"},
		"a missing file": {
			rewritten(t, data, only(snapshotFile, func([]byte) []byte { return nil })), true,
			"snapshot.json is missing",
		},
		"a further file": {
			rewritten(t, data, same, &zip.FileHeader{Name: "virus.exe"}), true, "virus.exe is not listed",
		},
		"a file twice": {rewritten(t, data, same, &zip.FileHeader{Name: reportFile}), false, "twice"},
		"a path": {
			rewritten(t, data, same, &zip.FileHeader{Name: "../../etc/passwd"}), false,
			"must not be the name of a file",
		},
		"an absolute path": {
			rewritten(t, data, same, &zip.FileHeader{Name: "/etc/passwd"}), false, "must not be the name of a file",
		},
		"a path of Windows": {
			rewritten(t, data, same, &zip.FileHeader{Name: `..\x`}), false, "must not be the name of a file",
		},
		"a link": {rewritten(t, data, same, link), false, "must not be the name of a file"},
		"no manifest": {
			rewritten(t, data, only(ManifestFile, func([]byte) []byte { return nil })), false, "no manifest.json",
		},
		"a manifest of another kind": {
			rewritten(t, data, only(ManifestFile, func([]byte) []byte { return []byte("[]") })), false, "not readable",
		},
		"a newer manifest": {
			rewritten(t, data, only(ManifestFile, func([]byte) []byte { return []byte(`{"orgaudit_bundle":2}`) })),
			false, "take a newer one",
		},
	} {
		_, err := Open(c.data)
		var tampered *TamperedError
		var other *NotBundleError
		if err == nil || errors.As(err, &tampered) != c.tampered || errors.As(err, &other) == c.tampered ||
			!strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", title, err)
		}
	}
}

// A file that unpacks to more than any bundle holds is not unpacked, nor are many that do together.
func TestBomb(t *testing.T) {
	data := small(t)
	for _, most := range []bounds{
		{files: 3, file: 1 << 20, total: 1 << 20},
		{files: 99, file: 10, total: 1 << 20},
		{files: 99, file: 1 << 20, total: 100},
	} {
		if files, err := unpack(data, most); err == nil {
			t.Errorf("%+v: %d files", most, len(files))
		}
	}
}

// Reports are compared by what they say: what names put in order, sums and fingerprints may differ, nothing else.
func TestDifferences(t *testing.T) {
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	make := func() *audit.Report {
		return &audit.Report{
			Schema: 1, TakenAt: at,
			Connections: []audit.Connection{{
				User:     "jane",
				Verdict:  audit.NotReady,
				Causes:   []string{"a", "b"},
				Findings: []string{"1", "2"},
			}},
			Findings: []audit.Finding{
				{
					Fingerprint: "1",
					Check:       "a",
					Message:     "by Ada, Zoe",
					Evidence: []audit.Evidence{
						{Source: "x", Value: "one", At: at}, {Source: "y", Value: "two", At: at},
					},
				},
				{Fingerprint: "2", Check: "b", Message: `no "Jane"; did you mean "Jan"?`},
			},
		}
	}
	translate := strings.NewReplacer("person-1", "Ada", "person-2", "Zoe").Replace
	same := make()
	same.Findings[0].Message = "by person-2, person-1"
	same.Findings[0].Evidence[0], same.Findings[0].Evidence[1] = same.Findings[0].Evidence[1],
		same.Findings[0].Evidence[0]
	same.Findings[1].Message = `no "Jane"`
	same.Findings[0].Fingerprint, same.Connections[0].Findings[0] = "9", "9"
	if got := differences(make(), same, translate, false); len(got) > 0 {
		t.Errorf("the same: %v", got)
	}
	for where, change := range map[string]func(*audit.Report){
		"report.connections[0].verdict":    func(r *audit.Report) { r.Connections[0].Verdict = audit.Ready },
		"report.connections[0].causes[0]":  func(r *audit.Report) { r.Connections[0].Causes = []string{"b", "a"} },
		"the findings of the connections":  func(r *audit.Report) { r.Connections[0].Findings = []string{"2", "1"} },
		"report.findings[0].message":       func(r *audit.Report) { r.Findings[0].Message = "by Ada" },
		"report.findings":                  func(r *audit.Report) { r.Findings = r.Findings[:1] },
		"report.findings[0].evidence":      func(r *audit.Report) { r.Findings[0].Evidence[1].At = at.Add(1) },
		"report.findings[1].fix":           func(r *audit.Report) { r.Findings[1].Fix = "unblock-app" },
		"report.findings[1].rule":          func(r *audit.Report) { r.Findings[1].Rule = &audit.Rule{} },
		"report.fail_on":                   func(r *audit.Report) { r.FailOn = audit.High },
		"report.findings[0].subject.name":  func(r *audit.Report) { r.Findings[0].Subject.Name = "x" },
		"report.failure":                   func(r *audit.Report) { r.Failure = &audit.ReportFailure{} },
		"report.connections[0].app.in_org": func(r *audit.Report) { r.Connections[0].App.InOrg = "x" },
	} {
		other := make()
		change(other)
		if got := differences(make(), other, translate, false); len(got) == 0 || !strings.HasPrefix(got[0], where) {
			t.Errorf("%s: %v", where, got)
		}
	}
}
