package checks

import (
	"slices"
	"strings"

	"orgaudit/audit"
)

// holderRule is one permission with those whom a policy lets hold it.
type holderRule struct {
	permission audit.Permission
	allowed    []audit.Named // nil: not asked
}

// judgeHolders holds the active holders of some permissions against a policy: a failure for each user beyond those
// allowed, else one answer for the org. What was read incompletely still proves a failure, and never a pass.
func judgeHolders(v *audit.View, rules []holderRule, fix *audit.Fix) []audit.Finding {
	rules = slices.DeleteFunc(rules, func(r holderRule) bool { return r.allowed == nil })
	excess := excessHolders(v, rules)
	for _, h := range excess {
		v.About(func() audit.Finding {
			held := audit.Join(h.held, "; ")
			f := audit.Finding{
				Subject: audit.UserSubject(h.id, h.username), Verdict: audit.Fail, Fix: fix.ID, Rule: h.rule,
				Want: "not held", Got: held.String(), Names: map[string]string{"user": h.username},
			}
			f.Say("%s holds %s, and the policy doesn't allow it", h.username, held)
			f.Evidence = v.Evidence(f.Got, audit.PartHolders)
			return f
		})
	}
	if len(excess) > 0 {
		return nil
	}
	words := make([]string, len(rules))
	for i, r := range rules {
		words[i] = r.permission.Label
	}
	org := audit.Finding{
		Subject: v.OrgSubject(),
		Want:    "nobody but those allowed holds " + alternatives(words).String(),
		Verdict: audit.Pass,
	}
	org.Got = "nobody else"
	org.Say("nobody holds %s but those whom the policy allows", alternatives(words))
	org.Evidence = v.Evidence(org.Got, audit.PartHolders)
	return []audit.Finding{org}
}

// excessHolder is a user with what he or she holds beyond the policy.
type excessHolder struct {
	id, username string
	held         []audit.Words
	rule         *audit.Rule // where the list stands, nil for one without entries
}

func excessHolders(v *audit.View, rules []holderRule) []excessHolder {
	var out []excessHolder
	for _, rule := range rules {
		for _, h := range v.Holders(rule.permission) {
			if _, may := match(rule.allowed, []string{h.Username}); may {
				continue
			}
			held := audit.Say("%s", rule.permission.Label)
			if len(h.Via) > 0 {
				held = audit.Say("%s by %s", rule.permission.Label,
					strings.Join(slices.Sorted(slices.Values(h.Via)), ", "))
			}
			i := slices.IndexFunc(out, func(have excessHolder) bool { return audit.SameID(have.id, h.UserID) })
			if i < 0 {
				out = append(out, excessHolder{id: h.UserID, username: h.Username})
				i = len(out) - 1
			}
			out[i].held = append(out[i].held, held)
			if out[i].rule == nil && len(rule.allowed) > 0 {
				place := rule.allowed[0].Rule
				out[i].rule = &place
			}
		}
	}
	return out
}
