package history_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"orgaudit/audit"
	"orgaudit/internal/history"
)

// said writes changes down in short: "+Sales" fails and was not known to, "-Sales" is mended, "·Sales gone" not
// found any more, "?Sales" can't be told, "=Sales" is waived or settled, and connections by what they were and are.
func said(c history.Changes) string {
	var words []string
	for _, t := range c.Transitions {
		word := t.Subject.Name
		switch {
		case t.OfOrg():
			word = "org " + string(t.Kind)
		case t.OfConnection():
			word = fmt.Sprintf("%s: %s→%s", t.User, t.Was, t.Is)
		case t.Kind.Fails() || t.Kind == audit.Uncovered:
			word = "+" + word
		case t.Kind == audit.Mended:
			word = "-" + word
		case t.Kind == audit.Vanished:
			word = "·" + word + " gone"
		case t.Kind == audit.Unread:
			word = "?" + word
		default:
			word = "=" + word
		}
		if t.Again {
			word += " again"
		}
		words = append(words, word)
	}
	slices.Sort(words)
	return strings.Join(words, ", ")
}

// What a finding of a standing check goes through, day by day.
func TestFindingOverTime(t *testing.T) {
	other := on("Support", audit.Pass) // the check was judged all the same
	unreadable := on("Acme", audit.Unknown)
	failure := &audit.ReportFailure{Code: "REQUEST_LIMIT_EXCEEDED"}
	type step struct {
		findings []audit.Finding
		failure  *audit.ReportFailure
		changes  string
		state    history.State // "" = nothing is known
	}
	fails, passes := on("Sales", audit.Fail), on("Sales", audit.Pass)
	waived, unknown, moot := on("Sales", audit.Waived), on("Sales", audit.Unknown), on("Sales", audit.Moot)
	list := func(f ...audit.Finding) []audit.Finding { return f }
	for name, steps := range map[string][]step{
		"passes only": {
			{list(passes), nil, "", ""},
			{list(moot), nil, "", ""},
		},
		"fixed and reopened": {
			{list(fails), nil, "+Sales", history.Failing},
			{list(fails), nil, "", history.Failing},
			{list(passes), nil, "-Sales", history.Fixed},
			{list(passes), nil, "", history.Fixed},
			{list(other), nil, "", history.Fixed},
			{list(fails), nil, "+Sales again", history.Failing},
			{list(passes), nil, "-Sales", history.Fixed},
		},
		"unread is not fixed": {
			{list(fails), nil, "+Sales", history.Failing},
			{list(unknown), nil, "?Sales", history.Failing},
			{list(unknown), nil, "", history.Failing},
			{list(fails), nil, "", history.Failing},
			{list(moot), nil, "", history.Failing},
			{list(other), failure, "org unread", history.Failing},
			{list(other, unreadable), nil, "?Acme, org settled", history.Failing},
			{list(passes), nil, "-Sales", history.Fixed},
		},
		"gone is not fixed": {
			{list(fails, other), nil, "+Sales", history.Failing},
			{list(other), nil, "·Sales gone", history.Gone},
			{list(other), nil, "", history.Gone},
			{list(fails, other), nil, "+Sales again", history.Failing},
			{list(other), nil, "·Sales gone", history.Gone},
			{list(passes, other), nil, "", history.Fixed},
		},
		"never failed": {
			{list(unknown), nil, "?Sales", history.Unread},
			{list(passes), nil, "=Sales", ""},
			{list(unknown), nil, "?Sales", history.Unread},
			{list(other), nil, "", ""},
			{list(unknown), nil, "?Sales", history.Unread},
			{list(fails), nil, "+Sales", history.Failing},
		},
		"waived": {
			{list(fails), nil, "+Sales", history.Failing},
			{list(waived), nil, "=Sales", history.Waived},
			{list(fails), nil, "+Sales", history.Failing},
			{list(waived), nil, "=Sales", history.Waived},
			{list(passes), nil, "-Sales", history.Fixed},
			{list(waived), nil, "=Sales", history.Waived},
		},
	} {
		t.Run(name, func(t *testing.T) {
			both(t, func(t *testing.T, open func(history.Options) *history.Store) {
				s := open(history.Options{})
				for i, step := range steps {
					r := reading(i, step.findings...)
					r.Failure = step.failure
					saved := save(t, s, i, r)
					if got := said(saved.Changes); got != step.changes {
						t.Errorf("day %d: changes %q, want %q", i, got, step.changes)
					}
					if got := findings(t, s)["Sales"].State; got != step.state {
						t.Errorf("day %d: state %q, want %q", i, got, step.state)
					}
				}
			})
		})
	}
}

// The dates of a finding that was fixed and came back.
func TestFindingDates(t *testing.T) {
	both(t, func(t *testing.T, open func(history.Options) *history.Store) {
		s := open(history.Options{})
		want := history.Finding{
			Fingerprint: on("Sales", "").Fingerprint,
			Check:       "profile-api-policy",
			Subject:     on("Sales", "").Subject,
			Severity:    audit.High,
			Verdict:     audit.Fail,
			State:       history.Failing,
			Message:     "Sales fail",
			Fix:         "enable-api",
			Since:       day(0),
			FirstSeen:   day(0),
			LastSeen:    day(1),
		}
		check := func() {
			t.Helper()
			if diff := cmp.Diff(want, findings(t, s)["Sales"]); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		}
		save(t, s, 0, reading(0, on("Sales", audit.Fail)))
		want.LastRun = save(t, s, 1, reading(1, on("Sales", audit.Fail))).ID
		check()
		want.LastRun = save(t, s, 2, reading(2, on("Sales", audit.Pass))).ID
		want.Verdict, want.State, want.Message, want.Since, want.FixedAt, want.LastSeen = audit.Pass, history.Fixed,
			"Sales pass", day(2), day(2), day(2)
		check()
		want.LastRun = save(t, s, 3, reading(3, on("Sales", audit.Fail))).ID
		want.Verdict, want.State, want.Message, want.Since, want.FixedAt, want.LastSeen = audit.Fail, history.Failing,
			"Sales fail", day(3), time.Time{}, day(3)
		want.Reopened = 1
		check()
	})
}

// A gate is asked of connections: another question says nothing of it.
func TestGateOverTime(t *testing.T) {
	both(t, func(t *testing.T, open func(history.Options) *history.Store) {
		s := open(history.Options{})
		const jane, omar = "jane@acme.example", "omar@acme.example"
		days := []struct {
			report  *audit.Report
			changes string
			state   history.State
		}{
			{
				connect(reading(0, gate("app-blocked", "org", audit.Fail)), jane, audit.NotReady),
				"+Acme, " + jane + ": →fail",
				history.Failing,
			},
			{connect(reading(1, gate("api-access", "omar", audit.Pass)), omar, audit.Ready), "", history.Unasked},
			{
				connect(reading(2, gate("app-blocked", "org", audit.Fail)), strings.ToUpper(jane), audit.NotReady), "",
				history.Failing,
			},
			// The same failure of the same connection stands under another subject.
			{
				connect(reading(3, gate("app-blocked", "refiled", audit.Fail)), jane, audit.NotReady), "",
				history.Failing,
			},
			{
				connect(reading(4, gate("app-blocked", "other", audit.Unknown)), jane, audit.CannotTell),
				"?Acme, " + jane + ": fail→unknown", history.Failing,
			},
			{
				connect(reading(5, gate("app-blocked", "other", audit.Pass)), jane, audit.Ready),
				"-Acme, " + jane + ": fail→pass", history.Fixed,
			},
		}
		for i, d := range days {
			saved := save(t, s, i, d.report)
			if got := said(saved.Changes); got != d.changes {
				t.Errorf("day %d: changes %q, want %q", i, got, d.changes)
			}
			list, err := s.Findings(t.Context(), "prod", history.FindingFilter{
				States: []history.State{history.Failing, history.Fixed, history.Unasked},
			})
			if err != nil || len(list) != 1 || list[0].State != d.state || !list[0].FirstSeen.Equal(day(0)) {
				t.Errorf("day %d: %+v, %v, want %s since day 0", i, list, err, d.state)
			}
		}
	})
}

// A standing check without findings was asked when the policy is the same, and only then.
func TestPolicyOverTime(t *testing.T) {
	both(t, func(t *testing.T, open func(history.Options) *history.Store) {
		s := open(history.Options{})
		under := func(n int, policy string, f ...audit.Finding) *audit.Report {
			r := reading(n, f...)
			r.Policy = &audit.ReportPolicy{File: "orgaudit.yaml", SHA256: policy}
			return r
		}
		for i, d := range []struct {
			report  *audit.Report
			changes string
			state   history.State
		}{
			{under(0, "a", on("Sales", audit.Fail)), "+Sales", history.Failing},
			{under(1, "b"), "", history.Unasked},
			{under(2, "b", on("Sales", audit.Fail)), "", history.Failing},
			{under(3, "b"), "·Sales gone", history.Gone},
		} {
			if got := said(save(t, s, i, d.report).Changes); got != d.changes {
				t.Errorf("day %d: changes %q, want %q", i, got, d.changes)
			}
			if got := findings(t, s)["Sales"].State; got != d.state {
				t.Errorf("day %d: state %q, want %q", i, got, d.state)
			}
		}
	})
}

// A reading that is older than one already saved changes nothing of what is known.
func TestLateReport(t *testing.T) {
	both(t, func(t *testing.T, open func(history.Options) *history.Store) {
		s := open(history.Options{})
		save(t, s, 1, reading(1, on("Sales", audit.Pass), on("Guest", audit.Fail)))
		late := save(t, s, 0, reading(0, on("Sales", audit.Fail)))
		if !late.Late || !late.Changes.Empty() {
			t.Errorf("%+v", late)
		}
		if f := findings(t, s); len(f) != 1 || f["Guest"].State != history.Failing {
			t.Errorf("%+v", f)
		}
	})
}

// An alias that leads to another org starts anew: the failures of the old one are neither fixed nor shown.
func TestAliasMoves(t *testing.T) {
	both(t, func(t *testing.T, open func(history.Options) *history.Store) {
		s := open(history.Options{})
		save(t, s, 0, connect(reading(0, on("Sales", audit.Fail)), "jane@acme.example", audit.NotReady))
		r := connect(reading(1, on("Guest", audit.Fail)), "jane@acme.example", audit.Ready)
		r.Org.ID = "00D000000000002AAA"
		saved := save(t, s, 1, r)
		if got := said(saved.Changes); got != "+Guest" || saved.Changes.Since != 0 {
			t.Errorf("changes %q since %d", got, saved.Changes.Since)
		}
		if f := findings(t, s); len(f) != 1 || f["Guest"].State != history.Failing {
			t.Errorf("%+v", f)
		}
		// The 15 characters that Setup shows are the same org.
		back := reading(2, on("Sales", audit.Fail))
		back.Org.ID = acme[:15]
		save(t, s, 2, back)
		again := save(t, s, 3, reading(3, on("Sales", audit.Pass)))
		if got := said(again.Changes); got != "-Sales" {
			t.Errorf("changes %q", got)
		}
	})
}
