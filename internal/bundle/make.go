package bundle

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"orgaudit/audit"
	"orgaudit/internal/redact"
	"orgaudit/report"
)

// Run is a run that is to be packed, and what packing it needs to know.
type Run struct {
	redact.Subject
	Report *audit.Report // as the run gave it
	Key    *redact.Key
	Words  redact.Words
	Corpus string // the texts of the program and of vendors, in which a label may be a plain word

	// Judge judges as the run did.
	Judge func(*audit.Snapshot, *audit.Policy, *audit.Question) *audit.Report
	// WritePolicy and ReadPolicy are a policy's way into a file and back.
	WritePolicy func(*audit.Policy) ([]byte, error)
	ReadPolicy  func(file string, text []byte) (*audit.Policy, error)
	// Connectors gives the files of the connectors of a report for the subject without names.
	Connectors func(redact.Subject) ([]File, error)
	Versions   Versions
}

// Made is a bundle that isn't written yet, and what a reader is to know before it leaves.
type Made struct {
	Zip    []byte
	Files  []File // without the manifest
	Report *audit.Report
	Used   map[redact.Kind]int
}

// LeakError says that a name would leave in a file, or that the report would say something else.
type LeakError struct {
	File  string
	Kinds []string
}

func (e *LeakError) Error() string {
	return fmt.Sprintf("%s would hold what a pseudonym stands for: %s", e.File, strings.Join(e.Kinds, ", "))
}

// ErrOtherReport says that the report without names would not say what the report says.
var ErrOtherReport = errors.New("without its names the org would be judged differently")

// Make packs a run without its names. The report in it is judged anew from what is in it. An error says that names
// can't be taken out without changing the answer, or that one would be left: then there is no bundle.
func Make(run Run) (*Made, error) {
	subject, err := run.Key.Redact(run.Subject, run.Words)
	if err != nil {
		return nil, err
	}
	connectors, err := run.Connectors(subject)
	if err != nil {
		return nil, err
	}
	var policy []byte
	judged := run.Judge(subject.Snapshot, subject.Policy, subject.Question)
	if subject.Policy != nil {
		subject.Policy.Waivers = run.Key.Waivers(run.Policy, run.Report, judged)
		if policy, err = run.WritePolicy(subject.Policy); err != nil {
			return nil, err
		}
		if subject.Policy, err = run.ReadPolicy(PolicyFile, policy); err != nil {
			return nil, fmt.Errorf("read the policy of the bundle: %w", err)
		}
		judged = run.Judge(subject.Snapshot, subject.Policy, subject.Question)
	}
	judged.Connectors = withBundleSums(run.Report.Connectors, connectors)
	if where := differences(run.Report, judged, run.Key.Revealer(), false); len(where) > 0 {
		return nil, fmt.Errorf("%w: %s", ErrOtherReport, strings.Join(where, ", "))
	}
	files, err := run.files(subject, judged, policy, connectors)
	if err != nil {
		return nil, err
	}
	search := run.Key.Search(run.Corpus)
	for _, f := range files {
		if err := checkForLeaks(search, f); err != nil {
			return nil, err
		}
	}
	data, err := pack(run.Versions.Tool, files)
	return &Made{Zip: data, Files: files, Report: judged, Used: run.Key.Used()}, err
}

// withBundleSums are the connectors of a report with the sums of the files in the bundle.
func withBundleSums(list []audit.ReportConnector, files []File) []audit.ReportConnector {
	out := slices.Clone(list)
	for i := range out {
		for _, f := range files {
			if f.Name == connectorsFile+out[i].ID+".yaml" {
				out[i].SHA256 = sumOf(f.Text)
			}
		}
	}
	return out
}

// ConnectorFile is the file of a connector in a bundle.
func ConnectorFile(id string, text []byte) File {
	return File{connectorsFile + id + ".yaml", text, "a connector that was used"}
}

func (run *Run) files(s redact.Subject, judged *audit.Report, policy []byte, connectors []File) ([]File, error) {
	files := []File{{readmeFile, readmeText(judged), "what this is"}}
	for _, format := range []struct{ name, file string }{
		{report.HTML, "report.html"}, {report.JSON, reportFile}, {report.Markdown, "report.md"},
	} {
		var text bytes.Buffer
		if err := report.Write(&text, format.name, judged, report.Options{}); err != nil {
			return nil, err
		}
		files = append(files, File{format.file, text.Bytes(), "the report"})
	}
	if policy != nil {
		files = append(files, File{PolicyFile, policy, "the policy, patterns written out"})
		run.Versions.Policy = sumOf(policy)
	}
	files = append(files, connectors...)
	run.Versions.Connects = map[string]string{}
	for _, c := range judged.Connectors {
		run.Versions.Connects[c.ID] = c.SHA256
	}
	for _, f := range []struct {
		name, about string
		encode      func() ([]byte, error)
	}{
		{snapshotFile, "what was read of the org", func() ([]byte, error) { return encode(s.Snapshot) }},
		{questionFile, "what was asked", func() ([]byte, error) { return encodeQuestion(s.Question) }},
		{callsFile, "the calls, without bodies", func() ([]byte, error) { return encodeCalls(s.Snapshot, s.Calls) }},
		{versionsFile, "what it was made with", func() ([]byte, error) { return encode(run.Versions) }},
	} {
		text, err := f.encode()
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", f.name, err)
		}
		files = append(files, File{f.name, text, f.about})
	}
	return files, nil
}

// checkForLeaks looks for names in a file that is about to leave.
func checkForLeaks(search *redact.Search, f File) error {
	leaks := search.In(string(f.Text))
	if len(leaks) == 0 {
		return nil
	}
	out := &LeakError{File: f.Name}
	for _, l := range leaks[:min(len(leaks), maxDifferences)] {
		out.Kinds = append(out.Kinds, fmt.Sprintf("%s (%s)", l.Kind, l.Pseudonym))
	}
	return out
}

func readmeText(r *audit.Report) []byte {
	return []byte(strings.Join([]string{
		"A support bundle of " + r.Tool + ".",
		"",
		"People, user names, addresses, ids, labels and hosts of the org are pseudonyms. Whoever made",
		"this bundle keeps the key that translates them back: orgaudit bundle --reveal FILE --key KEY",
		"Names of apps, the vendors' addresses and the first characters of Consumer Keys are as they are.",
		"",
		"report.html, report.md and report.json say what was found. To see that nothing was changed,",
		"and to judge it again without credentials:",
		"",
		"  orgaudit verify FILE.zip",
		"  orgaudit eval FILE.zip",
		"",
	}, "\n"))
}
