package app

import (
	"bytes"
	"io/fs"
	"runtime"
	"slices"
	"strings"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
	"orgaudit/connectors"
	"orgaudit/internal/bundle"
	"orgaudit/internal/diagnose"
	"orgaudit/internal/redact"
	"orgaudit/report"
)

// bundleWords are what pseudonyms leave alone: what vendors publish, and phrases by which errors are recognised.
func bundleWords(catalogue *config.Catalogue) redact.Words {
	out := redact.Words{Actions: audit.SetupActions(checks.All())}
	for _, c := range catalogue.All() {
		out.Vendors = append(out.Vendors, c.App.FromIPs...)
	}
	for _, p := range slices.Concat(audit.SignInPermissions(), audit.AuditPermissions(),
		[]audit.Permission{audit.ModifyAllData, audit.MonitorLoginHistory}) {
		out.Public = append(out.Public, p.Label, p.Name)
	}
	for _, c := range checks.All() {
		out.Public = append(out.Public, c.ID)
	}
	for _, row := range diagnose.Table() {
		out.Public = append(out.Public, row.Spellings()...)
	}
	return out
}

// bundleCorpus is the text that a bundle of no org would hold: the words of checks, fixes, connectors and formats.
func bundleCorpus() (string, error) {
	var text bytes.Buffer
	say := func(parts ...string) { text.WriteString(strings.Join(parts, "\n") + "\n") }
	for _, c := range checks.All() {
		say(c.ID, c.Holds, c.Fails, c.Topic, c.Why)
	}
	for _, f := range checks.Fixes() {
		say(f.ID, f.Title, f.Risk, f.Effect, f.Effort, f.Source.Title, f.Source.URL, strings.Join(f.Steps, "\n"))
	}
	for _, part := range audit.Parts() {
		say(string(part), part.Title(), part.ByHand())
	}
	files, err := fs.Glob(connectors.Files, "*.yaml")
	if err != nil {
		return "", err
	}
	for _, name := range files {
		data, err := fs.ReadFile(connectors.Files, name)
		if err != nil {
			return "", err
		}
		text.Write(data)
	}
	empty := audit.Evaluate(&audit.Snapshot{Schema: audit.SnapshotSchema}, nil, &audit.Question{}, checks.All())
	for _, format := range []string{report.HTML, report.Markdown} {
		if err := report.Write(&text, format, empty, report.Options{}); err != nil {
			return "", err
		}
	}
	return text.String(), nil
}

func versions() bundle.Versions {
	return bundle.Versions{
		Tool: tool(), Go: runtime.Version(), OS: runtime.GOOS + "/" + runtime.GOARCH,
		Schemas: map[string]int{"report": audit.ReportSchema, "snapshot": audit.SnapshotSchema,
			"bundle": bundle.Format},
	}
}

// packing is the way of a policy and of connectors into a bundle and back.
type packing struct {
	*asked
	catalogue *config.Catalogue
}

func (k *packing) writePolicy(p *audit.Policy) ([]byte, error) {
	return config.WritePolicy(p, k.catalogue)
}

func (k *packing) readPolicy(file string, text []byte) (*audit.Policy, error) {
	return config.ParsePolicy(file, text, k.catalogue, checkIDs())
}

// connectors are the files of the connectors that the report names. A built-in one is packed as it is; one of the
// reader's own is written anew, without the names that it holds.
func (k *packing) connectors(s redact.Subject) ([]bundle.File, error) {
	var out []bundle.File
	for _, used := range k.asked.connectors {
		if c, ok := k.catalogue.Get(used.ID); ok && c.SHA256 == used.SHA256 {
			data, err := fs.ReadFile(connectors.Files, c.File)
			if err != nil {
				return nil, err
			}
			out = append(out, bundle.ConnectorFile(used.ID, data))
			continue
		}
		app, ok := appOf(s, used.ID)
		if !ok {
			continue
		}
		data, err := config.WriteConnector(app)
		if err != nil {
			return nil, err
		}
		own, err := config.ParseConnector(used.ID+".yaml", data, checkIDs())
		if err != nil {
			return nil, err
		}
		k.catalogue = k.catalogue.With(own)
		out = append(out, bundle.ConnectorFile(used.ID, data))
	}
	return out, nil
}

// appOf finds an app of a connector in what is asked.
func appOf(s redact.Subject, connector string) (audit.App, bool) {
	var apps []audit.App
	if p := s.Policy; p != nil {
		for _, e := range slices.Concat(p.Apps.Allowed, p.Apps.Blocked, p.Apps.Installed, p.Apps.AdminApproved) {
			apps = append(apps, e.App)
		}
	}
	for _, ask := range s.Question.Connections {
		apps = append(apps, ask.App)
	}
	i := slices.IndexFunc(apps, func(a audit.App) bool { return a.Connector == connector })
	if i < 0 {
		return audit.App{}, false
	}
	return apps[i], true
}
