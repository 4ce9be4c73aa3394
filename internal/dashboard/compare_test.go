package dashboard

import (
	"testing"

	"orgaudit/audit"
)

// What a comparison counts as worse, come to light, better and not judged, and its headline: those of the diff.
func TestChangesGoTheWayOfTheDiff(t *testing.T) {
	of := func(v audit.Verdict) *audit.Report {
		r := &audit.Report{FailOn: audit.Low, Org: audit.Org{ID: "00D000000000001AAA"}}
		r.Checks = map[string]audit.CheckText{"app-policy": {}}
		r.Findings = []audit.Finding{{Fingerprint: "a", Check: "app-policy", Verdict: v, Severity: audit.High}}
		return r
	}
	gone := of(audit.Pass)
	gone.Findings = nil
	type counts struct{ worse, light, better, unjudged int }
	for _, c := range []struct {
		name          string
		before, after *audit.Report
		want          counts
		label, mark   string
	}{
		{"new failure", of(audit.Pass), of(audit.Fail), counts{worse: 1}, "WORSE", markWorse},
		{"came to light", of(audit.Unknown), of(audit.Fail), counts{light: 1}, "CAME TO LIGHT", markToLight},
		{"fixed", of(audit.Fail), of(audit.Pass), counts{better: 1}, "NOT WORSE", markBetter},
		{"unread", of(audit.Pass), of(audit.Unknown), counts{unjudged: 1}, "CANNOT TELL", markUnjudged},
		{"a failure unread", of(audit.Fail), of(audit.Unknown), counts{unjudged: 1}, "CANNOT TELL", markUnjudged},
		{"settled", of(audit.Unknown), of(audit.Pass), counts{}, "NOT WORSE", markOther},
		{"waived", of(audit.Fail), of(audit.Waived), counts{}, "NOT WORSE", markOther},
		{"hidden", of(audit.Fail), of(audit.Moot), counts{unjudged: 1}, "NOT WORSE", markUnjudged},
		{"no longer found", of(audit.Fail), gone, counts{}, "NOT WORSE", markOther},
	} {
		got := changesOf(audit.Compare(c.before, c.after))
		if have := (counts{got.Worsened, got.CameToLight, got.Bettered, got.Unjudged}); have != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, have, c.want)
		}
		if got.Answer.Label != c.label || len(got.Rows) != 1 || got.Rows[0].Mark != c.mark {
			t.Errorf("%s: %+v, %+v", c.name, got.Answer, got.Rows)
		}
	}
}
