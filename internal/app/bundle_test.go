package app

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/internal/bundle"
	"orgaudit/internal/redact"
	"orgaudit/internal/simorg"
)

// scenarioRun is a scenario, read, with its question and a policy.
func scenarioRun(t *testing.T, name, policy string) (toPack, *simorg.Scenario) {
	t.Helper()
	s, err := LoadScenario(name)
	if err != nil {
		t.Fatal(err)
	}
	if s.Now.IsZero() {
		t.Fatal("the scenario has no time")
	}
	d, err := simulated(s)
	if err != nil {
		t.Fatal(err)
	}
	p, _, errs := inProcess(t, nil)
	ask := askOf(s)
	if policy != "" {
		ask.Policy = filepath.Join(t.TempDir(), "acme-policy.yaml")
		if err := os.WriteFile(ask.Policy, []byte(policy), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	asked, err := ask.resolve(p, nil)
	if err != nil {
		t.Fatal(err)
	}
	snapshot, err := p.live(d, asked.scope())(t.Context())
	if err != nil {
		t.Fatalf("%v %s", err, errs)
	}
	return toPack{snapshot: snapshot, asked: asked}, s
}

func packed(t *testing.T, r toPack) (*bundle.Made, *redact.Key) {
	t.Helper()
	key, err := redact.NewKey([]byte("a secret of the test, nobody's own"))
	if err != nil {
		t.Fatal(err)
	}
	p, _, _ := inProcess(t, nil)
	made, err := p.pack(r, key)
	if err != nil {
		t.Fatal(err)
	}
	return made, key
}

// unzipped is everything that a bundle holds, as one text.
func unzipped(t *testing.T, data []byte) string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, f := range r.File {
		from, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(from)
		if err != nil {
			t.Fatal(err)
		}
		out.WriteString(f.Name + "\n" + string(text) + "\n")
	}
	return out.String()
}

// secretsOf are the names of a scenario's org, as the scenario itself has them, but for Salesforce's own and for words
// that every report has.
func secretsOf(s *simorg.Scenario) []string {
	public := []string{
		"System Administrator", "Standard User", "Read Only", "Marketing User", "Contract Manager",
		"Integration", "API Access", "Integration User",
	}
	out := []string{s.Org.Name, s.Auditor.Username, "0000001", "5g000", "@acme"}
	if s.Org.MyDomain != "" {
		out = append(out, s.Org.MyDomain+".", s.Org.MyDomain+"--")
	}
	for _, p := range s.Profiles {
		out = append(out, p.Name)
	}
	for _, p := range s.PermissionSets {
		out = append(out, p.Name, p.Label)
	}
	for _, g := range s.PermissionSetGroups {
		out = append(out, g.Name, g.Label)
	}
	for _, u := range s.Users[:min(len(s.Users), 3000)] {
		out = append(out, u.Username, u.Name)
	}
	for _, l := range s.LoginHistory[:min(len(s.LoginHistory), 3000)] {
		out = append(out, l.SourceIP)
	}
	return slices.DeleteFunc(out, func(name string) bool { return name == "" || slices.Contains(public, name) })
}

// A bundle of each scenario, with and without a policy, holds none of the org's names and gives its report again.
func TestBundleScenarios(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range simorg.Names() {
		for title, policy := range map[string]string{"": "", " with a policy": bundlePolicy} {
			if policy != "" && name == "large" {
				continue // its names are others
			}
			t.Run(name+title, func(t *testing.T) {
				r, s := scenarioRun(t, name, policy)
				made, key := packed(t, r)
				text := unzipped(t, made.Zip)
				lower := strings.ToLower(text)
				for _, secret := range secretsOf(s) {
					if strings.Contains(lower, strings.ToLower(secret)) {
						at := strings.Index(lower, strings.ToLower(secret))
						t.Errorf("%q is left: …%s…", secret, lower[max(0, at-60):min(len(lower), at+60)])
					}
				}
				want := audit.Evaluate(r.snapshot, r.policy, r.question, checks.All())
				if made.Report.ExitCode() != want.ExitCode() {
					t.Errorf("exit code %d, not %d", made.Report.ExitCode(), want.ExitCode())
				}
				back, err := bundle.Revealed(made.Report, key)
				if err != nil {
					t.Fatal(err)
				}
				sameAnswers(t, want, back)
				if name != "large" && len(want.Findings) == 0 {
					t.Error("nothing was compared")
				}

				b, err := bundle.Open(made.Zip)
				if err != nil {
					t.Fatal(err)
				}
				q, err := replay(b)
				if err != nil {
					t.Fatal(err)
				}
				again := audit.Evaluate(b.Snapshot, q.policy, q.question, checks.All())
				again.Connectors = q.connectors
				if where := b.Replays(again); len(where) > 0 {
					t.Errorf("judged again it says otherwise: %v", where)
				}
			})
		}
	}
}

// sameAnswers compares what two reports of one org say.
func sameAnswers(t *testing.T, want, got *audit.Report) {
	t.Helper()
	if len(want.Connections) != len(got.Connections) || len(want.Findings) != len(got.Findings) {
		t.Fatalf("%d connections and %d findings, not %d and %d", len(got.Connections), len(got.Findings),
			len(want.Connections), len(want.Findings))
	}
	for i, c := range want.Connections {
		other := got.Connections[i]
		if c.Verdict != other.Verdict || !slices.Equal(c.Causes, other.Causes) || c.Fix != other.Fix ||
			!strings.EqualFold(c.User, other.User) || c.App.InOrg != other.App.InOrg {
			t.Errorf("%+v\nnot %+v", other, c)
		}
	}
	for i, f := range want.Findings {
		other := got.Findings[i]
		// what follows hangs on names, and on files
		for _, end := range []string{"; did you mean", "; the policy forbids it in this"} {
			f.Message, _, _ = strings.Cut(f.Message, end)
			other.Message, _, _ = strings.Cut(other.Message, end)
		}
		if f.Check != other.Check || f.Verdict != other.Verdict || f.Severity != other.Severity ||
			f.Fix != other.Fix || !strings.EqualFold(f.Subject.Name, other.Subject.Name) ||
			f.Waiver != other.Waiver || len(f.Message) != len(other.Message) {
			t.Errorf("%s %s %q %q\nnot %s %s %q %q", other.Check, other.Verdict, other.Subject.Name, other.Message,
				f.Check, f.Verdict, f.Subject.Name, f.Message)
		}
	}
}

// An org with hostile names, addresses in ranges and texts that hold names is packed as well.
func TestBundleHostile(t *testing.T) {
	t.Chdir(t.TempDir())
	r, _ := scenarioRun(t, "several-causes", "")
	s, yes := r.snapshot, true
	u := &s.Users[0]
	u.Name = "Eve\n::error::<script>alert(1)</script>"
	profile := audit.NewIndex(s).Profile(u.ProfileID)
	profile.Name, profile.IsCustom = "=cmd|' /C calc'!A0 \"Sales\"", true
	profile.LoginPolicy = &audit.LoginPolicy{IPRanges: []audit.IPRange{
		{Start: "198.51.100.0", End: "198.51.100.127"}, {Start: "198.51.100.128", End: "198.51.100.255"},
		{Start: "2001:db8::1", End: "2001:db8::ffff"},
	}}
	s.Security.EnforceIPRangesEveryRequest = true
	s.PermissionSets[0].Label, s.PermissionSets[0].Name = "a", "to"
	s.ConnectedApps = append(s.ConnectedApps, audit.ConnectedApp{ID: "0H45g0000000009CAA",
		Name: "Acme Billing of omar@acme.example", AdminApprovedOnly: &yes})
	s.Scope.NearUsernames = map[string][]string{"jan@acme.example": {"jane@acme.example"}}
	s.SetupChanges = append(s.SetupChanges, audit.SetupChange{
		Action: "loginIpRange", Display: "Added Login Ip Range to " + profile.Name +
			" from 198.51.100.128 to 198.51.100.255", By: "ada.admin@acme.example", At: s.TakenAt.Add(-time.Hour),
	})
	s.Refused = map[audit.Part]audit.Refusal{audit.PartLimits: {Reason: "cannot reach acme.my.salesforce.com " +
		"(203.0.113.77): Ada Admin's session 0055g0000000002 ended"}}
	r.question.Connections = append(r.question.Connections,
		audit.Ask{App: r.question.Connections[0].App, Usernames: []string{"jan@acme.example"}})
	for _, from := range [][]string{{"198.51.100.16/28"}, {"198.51.100.120/29", "198.51.100.128/29"},
		{"198.51.99.0/24"}, {"2001:db8::10"}, {"198.51.100.0/24"}, nil} {
		r.question.FromIPs = from
		made, key := packed(t, r)
		text := unzipped(t, made.Zip)
		for _, secret := range []string{"<script>alert", "cmd|", "Eve\\n", "Eve\n", "jan@", "omar@", "203.0.113.77",
			"acme.my", "Ada Admin", "5g000"} {
			if strings.Contains(text, secret) {
				t.Errorf("%q is left", secret)
			}
		}
		back, err := bundle.Revealed(made.Report, key)
		if err != nil {
			t.Fatal(err)
		}
		sameAnswers(t, audit.Evaluate(s, nil, r.question, checks.All()), back)
		if apps := key.TellingApps(); len(apps) != 1 {
			t.Errorf("apps that tell: %q", apps)
		}
	}
}

// The same run gives the same bytes.
func TestBundleDeterministic(t *testing.T) {
	t.Chdir(t.TempDir())
	r, _ := scenarioRun(t, "marketo-blocked", bundlePolicy)
	one, _ := packed(t, r)
	other, _ := packed(t, r)
	if !bytes.Equal(one.Zip, other.Zip) {
		t.Error("two bundles of one run differ")
	}
}

// What a reader is shown before a bundle leaves. Sizes hang on the machine, and are left out.
func TestBundlePreview(t *testing.T) {
	golden, err := filepath.Abs(filepath.Join("testdata", "bundle-preview.txt"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	r, _ := scenarioRun(t, "several-causes", bundlePolicy)
	r.snapshot.ConnectedApps = append(r.snapshot.ConnectedApps,
		audit.ConnectedApp{ID: "0H45g0000000009CAA", Name: "Acme Billing"})
	made, key := packed(t, r)
	p, _, errs := inProcess(t, nil)
	p.previewBundle(made, key, &Bundle{Out: "case.zip", Key: "case.key"})
	got := regexp.MustCompile(` +[0-9.]+ k?B  `).ReplaceAll(errs.Bytes(), []byte("  …  "))
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, line := range strings.Split(errs.String(), "\n") {
		if len(line) > 100 {
			t.Errorf("%d columns: %s", len(line), line)
		}
	}
}

const bundlePolicy = `version: 1
connections:
  - app: connector:marketo-sales-insight-actions
    users: {usernames: [jane@acme.example], profiles: [Marketing User], permission_sets: [MSI_Users]}
    from_ips: [192.0.2.0/25]
    login_host: acme.my.salesforce.com
api_enabled:
  required: {profiles: ["Custom: *", Call Centre], permission_sets: ["Data_*"]}
  forbidden: {profiles: ["*"], permission_sets: ["API*", "Elevated*"], except: ["System*"]}
  holders: ["*@acme.example"]
apps:
  allowed: [connector:marketo-sales-insight-actions, Slack]
  blocked: ["Data *"]
  admin_approved: ["*"]
  unlisted: warn
bypass: {use_any_api_client: [], approve_uninstalled_connected_apps: ["ada*", gone@acme.example]}
approvals: {stale_days: 90}
severity: {unknown-app: low}
waivers:
  - {check: profile-api-policy, subject: "profile:Call*", reason: "Lena of Acme Industries decides, ticket 4711", owner: Lena Vogt, until: 2027-01-31}
  - {check: profile-api-policy, subject: "profile:Integration", reason: "needed by Raj", ticket: ACME-12, until: 2027-01-31}
  - {check: app-policy, subject: "app:*", reason: "old", owner: lena@acme.example, until: 2026-01-31}
  - {check: permission-set-api-policy, subject: "permission-set:Nothing here*", reason: "none", until: 2027-01-31}
`
