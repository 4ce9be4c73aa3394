package notify

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"orgaudit/audit"
)

func kinds(m Message) []Kind {
	var out []Kind
	for _, e := range m.Events {
		out = append(out, e.Kind)
	}
	return out
}

func TestMessageSaysWhatHappened(t *testing.T) {
	golden(t, "message.txt", message(t).Text())
	golden(t, "message.json", pretty(t, message(t)))
}

// Without being asked for, nobody is named, and no app but those of connections.
func TestUsersAreLeftOut(t *testing.T) {
	m, ok := Filter{}.Pick(Collect(source()))
	text, err := json.Marshal(m)
	if err != nil || !ok {
		t.Fatal(err, ok)
	}
	for _, name := range []string{"acme.example\"", "jane", "joe", "Evil", "Loader"} {
		if strings.Contains(string(text), name) {
			t.Errorf("%s is named: %s", name, text)
		}
	}
}

func TestFilter(t *testing.T) {
	m := Collect(source())
	for _, c := range []struct {
		name string
		f    Filter
		want []Kind
	}{
		{"one topic", Filter{On: []Topic{topicUnread}}, []Kind{FindingUnread}},
		{
			"severity", Filter{On: []Topic{topicNewFailure, topicUnread, topicFixed}, MinSeverity: audit.High},
			[]Kind{ConnectionNotReady, FindingFailed, ConnectionReady},
		},
		{"its org", Filter{Orgs: []string{"prod"}, On: []Topic{topicDates}}, []Kind{DateNear}},
		{"another org", Filter{Orgs: []string{"test"}}, nil},
		{
			"its tag", Filter{Tags: []string{"apac", "emea"}, On: []Topic{topicWaiverEnding}},
			[]Kind{WaiverEnded, WaiverEnds},
		},
		{"another tag", Filter{Tags: []string{"apac"}}, nil},
	} {
		got, ok := c.f.Pick(m)
		if ok != (c.want != nil) || !slices.Equal(kinds(got), c.want) {
			t.Errorf("%s: %v %v, want %v", c.name, ok, kinds(got), c.want)
		}
	}
}

func TestNothingIsTold(t *testing.T) {
	s := source()
	s.Transitions, s.Announced, s.Report.Waivers = nil, nil, nil
	if got := Collect(s); len(got.Events) > 0 {
		t.Errorf("got %+v", got.Events)
	}
}

func TestOrgThatCannotBeRead(t *testing.T) {
	s := source()
	s.Report.Failure = &audit.ReportFailure{Code: "invalid_grant", Message: "CANARY", SignIn: true}
	lost := (audit.Ledger{}).Next(nil).Transitions[0]
	lost.Message = "invalid_grant"
	s.Transitions = []audit.Transition{lost}
	m := Collect(s)
	if !slices.Equal(kinds(m), []Kind{OrgUnread}) || m.Events[0].Code != "invalid_grant" ||
		strings.Contains(pretty(t, m), "CANARY") {
		t.Errorf("got %+v", m)
	}
	if want := "prod (Acme): could not be read"; m.title() != want {
		t.Errorf("got %q, want %q", m.title(), want)
	}
	s.Report, s.First = nil, true
	if m := Collect(s); !slices.Equal(kinds(m), []Kind{OrgUnread}) {
		t.Errorf("the first audit: got %+v", m)
	}
	s = source()
	s.Transitions = []audit.Transition{{Kind: audit.Settled, Key: lost.Key, Subject: lost.Subject}}
	s.Report.Waivers, s.Announced = nil, nil
	if m := Collect(s); !slices.Equal(kinds(m), []Kind{OrgReadable}) {
		t.Errorf("again: got %+v", m)
	}
}

// What is due is told once, by the first run after it became due, however long nobody ran.
func TestDueOnce(t *testing.T) {
	day := func(s string) time.Time {
		at, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return at.Add(6 * time.Hour)
	}
	for _, c := range []struct {
		before, at string
		want       []Kind
	}{
		{"2026-11-22", "2026-11-23", nil},
		{"2026-11-23", "2026-11-24", []Kind{WaiverEnds}},
		{"2026-11-24", "2026-11-25", nil},
		{"2026-11-30", "2026-12-08", nil},                 // its last day
		{"2026-12-08", "2026-12-09", []Kind{WaiverEnded}}, // the day after
		{"2026-11-01", "2026-12-20", []Kind{WaiverEnded}}, // nobody ran for weeks
		{"2026-12-09", "2026-12-10", nil},                 // told
		{"2027-05-01", "2027-05-02", []Kind{DateNear}},    // 30 days
		{"2027-05-03", "2027-05-04", nil},                 // told
		{"2027-05-20", "2027-05-25", []Kind{DateNear}},    // 7 days
		{"2027-05-31", "2027-06-02", nil},                 // over
		{"", "2026-12-01", []Kind{WaiverEnds}},            // the first run
		{"", "2026-12-24", nil},                           // an ended one is a finding of its own
		{"2026-12-31", "2027-01-01", nil},
	} {
		s := source()
		s.Transitions = nil
		s.Report.Waivers = s.Report.Waivers[:1]
		s.Announced[0].On = time.Date(2027, time.June, 1, 0, 0, 0, 0, time.UTC)
		s.At, s.Before = day(c.at), time.Time{}
		if c.before != "" {
			s.Before = day(c.before)
		}
		if got := kinds(Collect(s)); !slices.Equal(got, c.want) {
			t.Errorf("from %q to %s: %v, want %v", c.before, c.at, got, c.want)
		}
	}
}

// A waiver that a later one takes over is not told, nor an announced date that nothing in the org meets.
func TestNotAffected(t *testing.T) {
	s := source()
	s.Transitions = nil
	s.Report.Waivers = []audit.ReportWaiver{
		s.Report.Waivers[0],
		{Check: "unknown-app", Subject: "APP:old", Until: "2027-12-08", Status: audit.WaiverUsed},
	}
	s.Report.Findings[1].Verdict = audit.Moot
	if got := Collect(s); len(got.Events) > 0 {
		t.Errorf("got %+v", got.Events)
	}
}

// What a preview tells is what a diff says.
func TestTransitionsAreTold(t *testing.T) {
	report := func(v audit.Verdict, c audit.ConnectionVerdict) *audit.Report {
		return &audit.Report{
			Org:    audit.Org{ID: "00D000000000001"},
			Checks: map[string]audit.CheckText{"unknown-app": {}},
			Findings: []audit.Finding{{
				Fingerprint: "a",
				Check:       "unknown-app",
				Verdict:     v,
				Severity:    audit.High,
				Subject:     audit.Subject{Kind: "app", Name: "X"},
			}},
			Connections: []audit.Connection{{App: audit.ReportApp{Name: "Y"}, User: "jane", Verdict: c}},
		}
	}
	good, bad, unread := report(audit.Pass, audit.Ready), report(audit.Fail, audit.NotReady),
		report(audit.Unknown, audit.CannotTell)
	hidden, minor := report(audit.Moot, audit.NotReady), report(audit.Fail, audit.Ready)
	minor.Findings[0].Severity, minor.FailOn = audit.Info, audit.Low
	gone := report(audit.Fail, audit.NotReady)
	gone.Findings = nil // the check was asked, and what it found is not there
	for _, c := range []struct {
		name          string
		before, after *audit.Report
		want          []Kind
		title         string
	}{
		{"worse", good, bad, []Kind{ConnectionNotReady, FindingFailed}, "2 new failures"},
		{"fixed", bad, good, []Kind{ConnectionReady, FindingFixed}, "2 fixed"},
		{"unread", good, unread, []Kind{ConnectionUnread, FindingUnread}, "2 can't be told"},
		{"came to light", unread, bad, []Kind{ConnectionNotReady, FindingFailed}, "2 came to light"},
		{"came to light behind what was fixed", hidden, bad, []Kind{FindingFailed}, "1 came to light"},
		{"below what the run fails on", good, minor, []Kind{FindingFailed}, "1 minor"},
		{"no longer found", bad, gone, []Kind{FindingGone}, "1 no longer found"},
		{"as before", bad, bad, nil, ""},
	} {
		m := Collect(Source{
			Report:      c.after,
			At:          now(),
			Before:      now(),
			Transitions: audit.Transitions(c.before, c.after),
		})
		if got := kinds(m); !slices.Equal(got, c.want) || c.title != "" && !strings.HasSuffix(m.title(), ": "+c.title) {
			t.Errorf("%s: got %v %q, want %v %q", c.name, got, m.title(), c.want, c.title)
		}
		fails := slices.ContainsFunc(m.Events, func(e Event) bool { return e.Transition.Fails() && !e.Minor })
		if d := audit.Compare(c.before, c.after); fails != (d.Answer.ExitCode == 1) {
			t.Errorf("%s: the message says new failures: %t; the diff: %+v", c.name, fails, d.Answer)
		}
	}
}
