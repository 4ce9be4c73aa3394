package redact

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"orgaudit/audit"
)

func sample() Subject {
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	return Subject{
		Question: &audit.Question{
			Connections: []audit.Ask{{
				App:       audit.App{Ask: "Slack", Name: "Slack"},
				Usernames: []string{"o'brien@acme.example"},
			}},
		},
		Snapshot: &audit.Snapshot{
			Schema: 1, TakenAt: at, Scope: audit.Scope{Usernames: []string{"o'brien@acme.example"}},
			Org: audit.Org{
				ID:        "00D5g0000000001EAA",
				Name:      "Acme Industries",
				URL:       "https://acme--uat.sandbox.my.salesforce.com",
				MyDomain:  "acme--uat.sandbox.my.salesforce.com",
				IsSandbox: true,
			},
			Users: []audit.User{
				{
					ID:        "0055g0000000002AAA",
					Username:  "o'brien@acme.example",
					Name:      "Pat O'Brien",
					ProfileID: "00e5g0000000004AAA",
				},
				{ID: "0055g0000000003AAA", Username: "kim@acme.example", Name: "김철수"},
			},
			Profiles: []audit.Profile{
				{ID: "00e5g0000000004AAA", Name: "Sales EU", MetadataName: "Sales EU"},
				{ID: "00e5g0000000005AAA", Name: "Standard User", MetadataName: "Standard"},
			},
			PermissionSets: []audit.PermissionSet{{ID: "0PS5g0000000004GAA", Name: "Deal_Desk", Label: "Deal Desk"}},
			ConnectedApps: []audit.ConnectedApp{
				{ID: "0H45g0000000001CAA", Name: "Acme Billing"},
				{ID: "0H45g0000000002CAA", Name: "Pat O'Brien Test <pat@acme.example>"},
			},
			MyDomain: &audit.MyDomainSettings{Name: "Acme--uat"},
			Refused: map[audit.Part]audit.Refusal{
				audit.PartLimits: {Reason: "cannot reach acme--uat.sandbox.my.salesforce.com (198.51.100.9)"},
			},
			Sources: map[audit.Part][]audit.Source{audit.PartUsers: {
				{
					Read: `SELECT Id FROM User WHERE Username IN ('o\'brien@acme.example') AND ProfileId = '00e5g0000000004' AND Url = 'https://acme--c.vf.force.com/x'`,
				},
			}},
			SetupChanges: []audit.SetupChange{
				{
					Action:  "changedprofileforuser",
					Display: "Changed profile for user Lena Vogt from Old Reps to Sales EU",
					By:      "ada@acme.example",
				},
				{Action: "PermSetAssign", Display: "Deal Desk wurde Max Mustermann zugewiesen", By: "ada@acme.example"},
				{
					Action:  "loginIpRange",
					Display: "Added Login Ip Range to Sales EU from 198.51.100.1 to 198.51.100.9",
					By:      "ada@acme.example",
				},
			},
		},
	}
}

func TestRedact(t *testing.T) {
	k, in := testKey(t), sample()
	before, _ := json.Marshal(in.Snapshot)
	out, err := k.Redact(in, understood())
	if err != nil {
		t.Fatal(err)
	}
	if after, _ := json.Marshal(in.Snapshot); !bytes.Equal(before, after) {
		t.Error("the snapshot itself was changed")
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(out.Snapshot); err != nil {
		t.Fatal(err)
	}
	app := strings.ReplaceAll(text.String(), "Acme Billing", "")
	for _, secret := range []string{
		"brien", "Pat", "kim@", "김", "acme", "uat", "Sales EU", "Deal", "Lena", "Vogt", "Old Reps", "Mustermann", "Max",
		"ada@", "198.51", "5g0000",
	} {
		if strings.Contains(strings.ToLower(app), strings.ToLower(secret)) {
			t.Errorf("%q is left in %s", secret, text.String())
		}
	}
	s := out.Snapshot
	if !strings.HasPrefix(s.Users[0].ID, "005") || len(s.Users[0].ID) != 18 || !isID(s.Users[0].ID) {
		t.Errorf("the id of a user is %s", s.Users[0].ID)
	}
	if tagOf(s.Users[0].Username) != tagOf(s.Users[0].Name) {
		t.Errorf("one person is %s and %s", s.Users[0].Username, s.Users[0].Name)
	}
	if s.Users[0].ProfileID != s.Profiles[0].ID || s.Scope.Usernames[0] != s.Users[0].Username ||
		out.Question.Connections[0].Usernames[0] != s.Users[0].Username {
		t.Error("what refers to one thing refers to several")
	}
	if s.Profiles[1].Name != "Standard User" || s.ConnectedApps[0].Name != "Acme Billing" {
		t.Errorf("%s, %s: what names nobody was replaced", s.Profiles[1].Name, s.ConnectedApps[0].Name)
	}
	if want := strings.ToLower(s.MyDomain.Name) + ".sandbox.my.salesforce.com"; s.Org.MyDomain != want ||
		s.Org.URL != "https://"+want {
		t.Errorf("the My Domain %s has the host %s and the address %s", s.MyDomain.Name, s.Org.MyDomain, s.Org.URL)
	}
	if got := k.Reveal(s.SetupChanges[0].Display); got != "Changed profile for user Lena Vogt from … … to Sales EU" {
		t.Errorf("a change reads %q", got)
	}
	if got := k.Reveal(s.SetupChanges[1].Display); got != "Deal Desk … … … …" {
		t.Errorf("a change of no known wording reads %q", got)
	}
	if got := k.Reveal(s.SetupChanges[2].Display); got != in.Snapshot.SetupChanges[2].Display {
		t.Errorf("a change reads %q", got)
	}
	if got := k.Reveal(s.Refused[audit.PartLimits].Reason); got != in.Snapshot.Refused[audit.PartLimits].Reason {
		t.Errorf("a refusal reads %q", got)
	}
	if apps := k.TellingApps(); len(apps) != 1 || apps[0] != "Acme Billing" {
		t.Errorf("apps that tell: %q", apps)
	}
}

// The same names have the same pseudonyms in the next bundle, also when the key was written and read in between.
func TestKeyStays(t *testing.T) {
	k := testKey(t)
	first, err := k.Redact(sample(), Words{})
	if err != nil {
		t.Fatal(err)
	}
	text, err := k.Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ReadKey(text)
	if err != nil {
		t.Fatal(err)
	}
	next := sample()
	next.Snapshot.Users = append(next.Snapshot.Users, audit.User{
		ID: "0055g0000000009AAA", Username: "new@acme.example", Name: "New One",
	})
	second, err := again.Redact(next, Words{})
	if err != nil {
		t.Fatal(err)
	}
	second.Snapshot.Users = second.Snapshot.Users[:2]
	one, _ := json.Marshal(first.Snapshot)
	other, _ := json.Marshal(second.Snapshot)
	if !bytes.Equal(one, other) {
		t.Errorf("%s\n%s", one, other)
	}
}

func TestReadKeyRefuses(t *testing.T) {
	for _, text := range []string{
		"", "{}", "[]", `{"orgaudit_key":1,"secret":"QQ=="}`, `{"orgaudit_key":99,"secret":""}`,
		`{"orgaudit_key":1,"secret":"?","names":[]}`,
	} {
		if _, err := ReadKey([]byte(text)); err == nil {
			t.Errorf("%q is taken for a key", text)
		} else if strings.Contains(err.Error(), "QQ") {
			t.Errorf("the error quotes the key: %v", err)
		}
	}
	if got := testKey(t).String(); strings.Contains(got, "secret of") {
		t.Error("a key shows its secret")
	}
}

func TestHosts(t *testing.T) {
	k := testKey(t)
	domain := k.name(kindDomain, "acme")
	for in, want := range map[string]string{
		"acme.my.salesforce.com":      domain + ".my.salesforce.com",
		"ACME.lightning.force.com":    domain + ".lightning.force.com",
		"acme.file.force.com":         domain + ".file.force.com",
		"acme--c.vf.force.com":        domain + "--c.vf.force.com",
		"acme.develop.my.site.com":    domain + ".develop.my.site.com",
		"acme.na139.visual.force.com": domain + ".na139.visual.force.com",
		"login.salesforce.com":        "login.salesforce.com",
		"na139.salesforce.com":        "na139.salesforce.com",
		"test.salesforce.com":         "test.salesforce.com",
		"salesforce.com":              "salesforce.com",
		"":                            "",
		"{my_domain}":                 "{my_domain}",
		"127.0.0.1":                   "127.0.0.1",
		"localhost":                   "localhost",
	} {
		if got := k.addressOfHost(in); got != want {
			t.Errorf("%s becomes %s, not %s", in, got, want)
		}
	}
	custom := k.addressOfHost("login.acme-corp.example")
	if strings.Contains(custom, "acme") || k.Reveal(custom) != "login.acme-corp.example" ||
		custom != k.addressOfHost("LOGIN.acme-corp.example") {
		t.Errorf("a custom domain becomes %s", custom)
	}
}

// Text is translated back to what it was, but for case, and holds no name in between.
func FuzzText(f *testing.F) {
	for _, text := range []string{
		"jane@acme.example signed in at https://acme.my.salesforce.com/005/0055g0000000002AAA from 203.0.113.9",
		"Jane Park, JANE PARK and jane park", "acme acmeworld Acme-West", "\x00\xff<script>::error::=cmd()",
		"İstanbul Jane Park", "person-22222222 Jane Park@acme.example",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		k := testKey(t)
		if _, err := k.Redact(Subject{Question: &audit.Question{}, Snapshot: &audit.Snapshot{
			Org:   audit.Org{URL: "https://acme.my.salesforce.com"},
			Users: []audit.User{{Username: "jane@acme.example", Name: "Jane Park", ID: "0055g0000000002AAA"}},
		}}, Words{}); err != nil {
			t.Fatal(err)
		}
		text = strings.ToValidUTF8(text, "")
		if strings.Contains(text, "-2") || strings.Contains(text, pseudonymHost) {
			t.Skip("it holds what may be a pseudonym")
		}
		out := k.last.text(text)
		for _, secret := range []string{"jane park", "jane@acme.example", "0055g0000000002aaa"} {
			if strings.Contains(strings.ToLower(out), secret) &&
				strings.Contains(strings.ToLower(text), " "+secret+" ") {
				t.Errorf("%q is left in %q", secret, out)
			}
		}
		if back := k.Reveal(out); !strings.EqualFold(back, text) && !strings.EqualFold(foldCase(back), foldCase(text)) {
			t.Errorf("%q becomes %q, and that %q", text, out, back)
		}
	})
}

// understood are two actions of the Setup Audit Trail, of those that checks name.
func understood() Words {
	return Words{Actions: []*audit.SetupAction{
		{Name: "changedprofileforuser", Readings: []audit.SetupReading{{
			Display: "Changed profile for user {user} from * to {new}",
		}}},
		{Name: "loginIpRange", Readings: []audit.SetupReading{{
			Display: "Added Login Ip Range to {profile} from * to *",
		}}},
	}}
}
