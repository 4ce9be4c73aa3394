package checks_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"orgaudit/audit"
	"orgaudit/checks"
)

func TestRegistry(t *testing.T) {
	id := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	seen, phrases := map[string]bool{}, map[string]bool{}
	all := checks.All()
	for i, c := range all {
		if !id.MatchString(c.ID) || seen[c.ID] {
			t.Errorf("check ID %q is taken or no kebab-case", c.ID)
		}
		seen[c.ID] = true
		if c.Why == "" || !strings.HasSuffix(c.Why, ".") || !slices.Contains(audit.Severities(), c.Severity) {
			t.Errorf("%s lacks words: why %q, severity %q", c.ID, c.Why, c.Severity)
		}
		for _, phrase := range []string{c.Holds, c.Fails, c.Topic} {
			if phrase == "" || strings.HasSuffix(phrase, ".") || phrases[phrase] {
				t.Errorf("%s says %q, which is empty, ends with a full stop, or stands for another check as well",
					c.ID, phrase)
			}
			phrases[phrase] = true
		}
		if (c.Gate == nil) == (c.Standing == nil) || (c.Standing == nil) != (c.Asked == nil) {
			t.Errorf("%s has to be either a gate or a standing check", c.ID)
		}
		if len(c.Fixes) == 0 {
			t.Errorf("%s names no fix", c.ID)
		}
		for _, before := range c.After {
			// In the order of All there are no cycles.
			if at := slices.Index(all, before); at < 0 || at >= i {
				t.Errorf("%s stands after %s, which All lists later or not at all", c.ID, before.ID)
			}
		}
		for _, part := range c.Reads {
			if !slices.Contains(audit.Parts(), part) {
				t.Errorf("%s needs %q, which is no part", c.ID, part)
			}
		}
	}
}
