package checks_test

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rogpeppe/go-internal/txtar"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
)

// factCase is a case about what stands around a verdict: dated facts under a finding, the note of a diagnosis and the
// effect of fixes.
type factCase struct {
	checkCase
	Check     string            `json:"check"`
	Facts     []string          `json:"facts"` // of the check's finding, "TIME SOURCE | VALUE"
	Diagnosis string            `json:"diagnosis"`
	Note      *string           `json:"note"`
	Effects   map[string]string `json:"effects"` // by fix ID; "" for a fix that says none
}

func TestFacts(t *testing.T) {
	files, err := filepath.Glob("testdata/facts/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, section := range archive.Files {
			t.Run(filepath.Base(file)+"/"+section.Name, func(t *testing.T) {
				var c factCase
				if err := config.Decode(file, section.Data, &c); err != nil {
					t.Fatal(err)
				}
				c.run(t)
			})
		}
	}
}

func (c *factCase) run(t *testing.T) {
	report := audit.Evaluate(c.snapshot(t), c.policy(t), c.question(t), checks.All())
	if c.Check != "" {
		var got []string
		for _, f := range report.Findings {
			for _, e := range f.Evidence {
				if f.Check == c.Check && e.Past() {
					got = append(got, e.At.UTC().Format("2006-01-02 15:04 ")+e.Source+" | "+e.Value)
				}
			}
		}
		if diff := cmp.Diff(c.Facts, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("facts -want +got:\n%s", diff)
		}
	}
	if c.Note != nil {
		if d := report.Diagnosis; d == nil || d.Note != *c.Note || d.Verdict != c.Diagnosis {
			t.Errorf("diagnosis %+v\nwant %s, note %q", d, c.Diagnosis, *c.Note)
		}
	}
	for id, want := range c.Effects {
		i := slices.IndexFunc(report.Steps, func(s audit.Step) bool { return s.Fix == id })
		if i < 0 || report.Steps[i].Reach != want {
			t.Errorf("reach of %s, want %q: %+v", id, want, report.Steps)
		}
	}
}

// A finding that several connections share has the facts of all their users, summed up.
func TestFactsOfSeveralUsers(t *testing.T) {
	at := time.Date(2026, 11, 19, 8, 0, 0, 0, time.UTC)
	var c checkCase
	if err := config.Decode("case", []byte("snapshot: {my_domain_settings: {name: acme, only_my_domain_login: true}}"),
		&c); err != nil {
		t.Fatal(err)
	}
	s, q := c.snapshot(t), c.question(t)
	omar := s.Users[0]
	omar.ID, omar.Username = "0055g000001OmarAAQ", "omar@acme.example"
	s.Users = append(s.Users, omar)
	s.Scope.Usernames = append(s.Scope.Usernames, omar.Username)
	q.Connections[0].Usernames = append(q.Connections[0].Usernames, omar.Username)
	for i, u := range s.Users {
		used := at.AddDate(0, 0, -i)
		s.Logins = append(s.Logins, audit.Login{
			UserID:      u.ID,
			Application: "Sales Insight Actions",
			Status:      "Restricted domain",
			Count:       3 + i,
			Last:        at.Add(time.Duration(i) * time.Hour),
		})
		s.Approvals = append(s.Approvals, audit.Approval{
			UserID:   u.ID,
			AppName:  "Sales Insight Actions",
			AppID:    "0H45g000000SalesIn",
			Count:    1,
			UseCount: 5,
			LastUsed: &used,
		})
	}
	var got []string
	for _, f := range audit.Evaluate(s, nil, q, checks.All()).Findings {
		for _, e := range f.Evidence {
			if e.Past() {
				got = append(got, f.Check+": "+e.Value)
			}
		}
	}
	want := []string{
		"my-domain-login: the last of 7 failed sign-ins of 2 users, by omar@acme.example through Sales Insight " +
			"Actions: Restricted domain",
		"my-domain-login: jane@acme.example last used Sales Insight Actions; 2 approvals, 10 uses, by 2 users",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// The order of the snapshot's lists says nothing: facts and notes come out the same.
func TestFactsDoNotHangOnOrder(t *testing.T) {
	for _, file := range []string{"testdata/facts/facts.txtar", "testdata/facts/note.txtar"} {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, section := range archive.Files {
			var c factCase
			if err := config.Decode(file, section.Data, &c); err != nil {
				t.Fatal(err)
			}
			s := c.snapshot(t)
			want := audit.Evaluate(s, nil, c.question(t), checks.All())
			slices.Reverse(s.Logins)
			slices.Reverse(s.SetupChanges)
			slices.Reverse(s.Approvals)
			if diff := cmp.Diff(want, audit.Evaluate(s, nil, c.question(t), checks.All())); diff != "" {
				t.Errorf("%s: reversed:\n%s", section.Name, diff)
			}
		}
	}
}

// An action is declared once, by the check that names it or for all that do, and read by slots that its displays fill.
func TestActionsAreDeclaredOnce(t *testing.T) {
	names := map[string]bool{}
	for _, action := range audit.SetupActions(checks.All()) {
		if names[action.Name] {
			t.Errorf("the action %s is declared twice: share one in trail.go", action.Name)
		}
		names[action.Name] = true
		if len(action.Readings) == 0 {
			t.Errorf("%s has no reading", action.Name)
		}
		for _, r := range action.Readings {
			if r.Lifts == "" && r.Shuts == "" {
				t.Errorf("%s: %q did nothing", action.Name, r.Display)
			}
			for _, slot := range regexp.MustCompile(`{\w+}`).FindAllString(r.Lifts+r.Shuts, -1) {
				if !strings.Contains(r.Display, slot) {
					t.Errorf("%s: its display %q has no %s", action.Name, r.Display, slot)
				}
			}
			for _, slot := range action.About {
				filled := strings.Replace(string(slot), "assigned_set", "set", 1)
				if r.Display != "" && !strings.Contains(r.Display, "{"+filled+"}") {
					t.Errorf("%s is about %s, and its display %q has none", action.Name, slot, r.Display)
				}
			}
		}
	}
	for _, check := range checks.All() {
		if len(check.Permissions) == 0 && slices.ContainsFunc(check.Actions, func(a *audit.SetupAction) bool {
			return slices.Contains(a.About, audit.SlotPermission)
		}) {
			t.Errorf("%s looks for changes of permissions without saying which", check.ID)
		}
	}
}
