package audit_test

import (
	"slices"
	"testing"

	"orgaudit/audit"
)

// There is one order, and it is one: no two words are each before the other, and none is beside another.
func TestWorstFirst(t *testing.T) {
	total(t, append(audit.Severities(), "a word of a later version"))
	total(t, []audit.Verdict{audit.Fail, audit.Unknown, audit.Waived, audit.Pass, audit.Moot, ""})
	total(t, append(audit.ConnectionVerdicts(), ""))
	total(t, append(audit.Outcomes(), ""))
	total(t, append(audit.TransitionKinds(), ""))
}

func total[T interface{ ~string }](t *testing.T, list []T) {
	t.Helper()
	order := func(a, b T) int {
		switch a := any(a).(type) {
		case audit.Severity:
			return audit.WorstFirst(a, any(b).(audit.Severity))
		case audit.Verdict:
			return audit.WorstFirst(a, any(b).(audit.Verdict))
		case audit.ConnectionVerdict:
			return audit.WorstFirst(a, any(b).(audit.ConnectionVerdict))
		case audit.Outcome:
			return audit.WorstFirst(a, any(b).(audit.Outcome))
		}
		return audit.WorstFirst(any(a).(audit.TransitionKind), any(b).(audit.TransitionKind))
	}
	for i, a := range list {
		for j, b := range list {
			if ab, ba := order(a, b), order(b, a); ab != -ba || (ab < 0) != (i < j) || (ab == 0) != (i == j) {
				t.Errorf("%q and %q: %d one way, %d the other", a, b, ab, ba)
			}
		}
	}
	mixed := slices.Clone(list)
	slices.Reverse(mixed)
	slices.SortFunc(mixed, order)
	if !slices.Equal(mixed, list) {
		t.Errorf("sorted: %q", mixed)
	}
}

// Each outcome has a word of its own, and says how a run ended by what comes first: a certain failure.
func TestOutcome(t *testing.T) {
	words := map[string]audit.Outcome{}
	for _, o := range audit.Outcomes() {
		if other, ok := words[o.Word()]; ok ||
			o.Word() == string(o) && o != audit.OutcomeFailed && o != audit.OutcomePassed {
			t.Errorf("%s is said as %q, like %s", o, o.Word(), other)
		}
		words[o.Word()] = o
	}
	fails, passes, unknown := found("a", audit.Fail, audit.High), found("a", audit.Pass, audit.High),
		found("a", audit.Unknown, audit.High)
	with := func(r *audit.Report, failure audit.ReportFailure) *audit.Report { r.Failure = &failure; return r }
	away := diffed("", nil)
	away.Org = audit.Org{URL: "https://acme.my.salesforce.com"}
	for _, c := range []struct {
		r    *audit.Report
		want audit.Outcome
	}{
		{nil, audit.OutcomeNoReport},
		{diffed("", nil, fails), audit.OutcomeFailed},
		{diffed("", nil, passes), audit.OutcomePassed},
		{diffed("", nil, unknown), audit.OutcomeUntold},
		{away, audit.OutcomeNotReached},
		{with(diffed("", nil), audit.ReportFailure{Code: "REQUEST_LIMIT_EXCEEDED"}), audit.OutcomeLimited},
		{with(diffed("", nil), audit.ReportFailure{Code: "invalid_grant", SignIn: true}), audit.OutcomeRefused},
		{with(diffed("", nil), audit.ReportFailure{Code: "INVALID_SESSION_ID"}), audit.OutcomeRefused},
		{with(diffed("", nil), audit.ReportFailure{Code: "HTTP_503"}), audit.OutcomeNotReached},
		{with(diffed("", nil), audit.ReportFailure{Code: "API_DISABLED_FOR_ORG"}), audit.OutcomeUntold},
		{with(diffed("", nil, fails), audit.ReportFailure{Code: "INVALID_SESSION_ID"}), audit.OutcomeFailed},
	} {
		if got := audit.OutcomeOf(c.r); got != c.want {
			t.Errorf("%+v: %s, want %s", c.r, got, c.want)
		}
	}
}
