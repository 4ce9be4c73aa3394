package starter_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"flag"

	"github.com/google/go-cmp/cmp"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
	"orgaudit/internal/simorg"
	"orgaudit/internal/starter"
	"orgaudit/org"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var at = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// read reads a scenario as init does.
func read(t *testing.T, name string) *audit.Snapshot {
	t.Helper()
	data, err := simorg.File(name)
	if err != nil {
		t.Fatal(err)
	}
	scenario := &simorg.Scenario{}
	if err := config.Decode(name, data, scenario); err != nil {
		t.Fatal(err)
	}
	server, err := simorg.New(scenario)
	if err != nil {
		t.Fatal(err)
	}
	client, err := org.Open(t.Context(), org.AccessToken{InstanceURL: server.URL(), Token: org.Secret(server.Token())},
		org.Options{HTTP: server.Transport(), Resolve: server.LookupHost, Now: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	return client.Snapshot(context.WithoutCancel(t.Context()), audit.Scope{
		Standing: true, Holders: []string{audit.UseAnyAPIClient.Name, audit.ApproveUninstalledApps.Name},
	})
}

// follows wants that a snapshot follows its starter policy, and gives it.
func follows(t *testing.T, s *audit.Snapshot) starter.Draft {
	t.Helper()
	d := starter.Policy(s, starter.Options{Schema: "policy.schema.json"})
	if !d.Asks {
		return d
	}
	policy, err := config.ParsePolicy("orgaudit.yaml", []byte(d.Text), nil, nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, d.Text)
	}
	r := audit.Evaluate(s, policy, &audit.Question{}, checks.All())
	for _, f := range r.Findings {
		// What is open to every user is advice, which a stricter line makes more of.
		if f.Verdict == audit.Unknown || f.Verdict == audit.Fail && f.Severity != audit.Info {
			t.Errorf("%s %s %q: %s", f.Verdict, f.Check, f.Subject.Name, f.Message)
		}
	}
	if t.Failed() {
		t.Log(d.Text)
	}
	return d
}

func TestScenarios(t *testing.T) {
	for _, name := range simorg.Names() {
		t.Run(name, func(t *testing.T) {
			s := read(t, name)
			d := follows(t, s)
			if lines := strings.Count(d.Text, "\n"); lines > 100 {
				t.Errorf("%d lines are no short policy", lines)
			}
			golden := "testdata/" + name + ".yaml"
			if *update {
				if err := os.WriteFile(golden, []byte(d.Text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), d.Text); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			slices.Reverse(s.Profiles)
			slices.Reverse(s.PermissionSets)
			slices.Reverse(s.ConnectedApps)
			slices.Reverse(s.BlockedApps)
			slices.Reverse(s.Approvals)
			slices.Reverse(s.Holders)
			if again := starter.Policy(s, starter.Options{Schema: "policy.schema.json"}); again.Text != d.Text {
				t.Errorf("the order of the snapshot shows:\n%s", cmp.Diff(d.Text, again.Text))
			}
		})
	}
}

// hostile are names that attack the file which they land in.
var hostile = []string{
	"x\nversion: 2", "a: b", "# c", "- d", "\"", `\`, "'", "*", "a*b", "{x}", "[y]", "&a", "!t", "%Y", "@z", "`q`",
	"true", "null", "1", "~", "0x1f", "2026-11-20", " lead", "trail ", "\u202egnp", "\x00", "\x85\u2028",
	"connector:nope", "key:3MVG9", "keys:a", "한글 프로필", "🙂", "\ufeffbom", "x #y", "<script>", "=cmd()", "::error::x",
	"\xff",
}

func TestHostileNames(t *testing.T) {
	for _, half := range []int{0, 1} {
		s := &audit.Snapshot{
			Schema:  1,
			TakenAt: at,
			Scope: audit.Scope{
				Standing: true,
				Holders:  []string{audit.UseAnyAPIClient.Name, audit.ApproveUninstalledApps.Name},
			},
		}
		s.Org = audit.Org{ID: "00D5g000001AbcDEAS", Name: "Acme\nversion: 7 \u202e"}
		s.Auditor.Permissions = map[string]bool{audit.ViewAllUsers.Name: true}
		for i, name := range hostile {
			id := fmt.Sprintf("00e%012dAAA", i)
			on := map[string]bool{audit.APIEnabled.Name: i%2 == half}
			s.Profiles = append(s.Profiles, audit.Profile{ID: id, Name: name, Permissions: on})
			s.PermissionSets = append(s.PermissionSets, audit.PermissionSet{
				ID: "0PS" + id[3:], Name: fmt.Sprintf("Set_%d", i), Label: name, Permissions: on,
			})
			only := i%2 == half
			s.ConnectedApps = append(s.ConnectedApps, audit.ConnectedApp{
				ID: "0H4" + id[3:], Name: name, AdminApprovedOnly: &only,
			})
			if i%5 == 0 {
				s.BlockedApps = append(s.BlockedApps, audit.BlockedApp{
					FullName: name, ConsumerKey: "3MVG9" + id, Name: name, Label: name,
				})
			}
			if i < 5 {
				s.Holders = append(s.Holders, audit.Holder{
					UserID: "005" + id[3:], Username: name, Permission: audit.UseAnyAPIClient.Name,
				})
			}
		}
		follows(t, s)
	}
}

// One that is found by no name that a policy can have, or only together with what must not be asked, is left out.
func TestSameNames(t *testing.T) {
	on, off := map[string]bool{audit.APIEnabled.Name: true}, map[string]bool{audit.APIEnabled.Name: false}
	s := &audit.Snapshot{Schema: 1, TakenAt: at, Profiles: []audit.Profile{
		{ID: "00e000000000001AAA", Name: "Twin", Permissions: on},
		{ID: "00e000000000002AAA", Name: "twin", Permissions: off}, {ID: "00e000000000003AAA", Name: "Unread"},
		{ID: "00e000000000004AAA", Name: "Plain", Permissions: off},
	}}
	d := follows(t, s)
	if !strings.Contains(d.Text, "Plain") || strings.Contains(d.Text, "- Unread") {
		t.Errorf("%s", d.Text)
	}
}

func TestNothingRead(t *testing.T) {
	s := &audit.Snapshot{Schema: 1, TakenAt: at, Refused: map[audit.Part]audit.Refusal{}}
	for _, part := range audit.Parts() {
		s.Refused[part] = audit.Refusal{Reason: "refused", NeedsPermission: part.NeededFor().Label}
	}
	d := starter.Policy(s, starter.Options{})
	if d.Asks || !strings.Contains(d.Text, "The audit user needs Modify Metadata") {
		t.Errorf("%t\n%s", d.Asks, d.Text)
	}
}

func TestWithout(t *testing.T) {
	s := read(t, "all-clear")
	d := starter.Policy(s, starter.Options{Without: []string{starter.SectionApps}})
	if strings.Contains(d.Text, "\napps:") || !strings.Contains(d.Text, "# apps: left out") {
		t.Error(d.Text)
	}
	whole := starter.Policy(s, starter.Options{})
	for i, line := range strings.Split(whole.Text, "\n") {
		if strings.Contains(line, "unlisted: warn") && whole.SectionAt(i+1) != starter.SectionApps {
			t.Errorf("line %d stands in %q", i+1, whole.SectionAt(i+1))
		}
	}
}

// The stricter lines are a policy as well once their comment signs are gone.
func TestStricterLines(t *testing.T) {
	for _, name := range simorg.Names() {
		d := starter.Policy(read(t, name), starter.Options{})
		text := strings.NewReplacer("\n# approvals:\n#   stale", "\napprovals:\n  stale", "warn   # stricter: fail",
			"fail").Replace(d.Text)
		text = strings.Replace(text, "  # admin_approved:", "  admin_approved:", 1)
		if strings.Contains(text, "\n  admin_approved:\n") {
			text = strings.Replace(text, "  admin_approved: [\"*\"]\n", "", 1)
		}
		policy, err := config.ParsePolicy("orgaudit.yaml", []byte(text), nil, nil)
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, text)
		} else if name == "all-clear" && (policy.StaleDays != 90 || policy.Apps.Unlisted != audit.UnlistedFail) {
			t.Errorf("%s: %+v", name, policy)
		}
	}
}
