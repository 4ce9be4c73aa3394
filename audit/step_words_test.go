package audit_test

import (
	"slices"
	"testing"

	"orgaudit/audit"
)

// Names that share one place are each in quotation marks where the step has these, and of many the first few are said.
func TestFixForSeveral(t *testing.T) {
	words := func(user audit.Arg, list []string) audit.Step {
		return audit.Step{Words: audit.StepWords{
			Title: "Unfreeze {user}", Steps: []string{`Click the name of "{user}".`, "Run orgaudit again."},
			Names: map[string]audit.Arg{"user": user}, Lists: map[string][]string{"user": list},
		}}
	}
	for _, c := range []struct {
		fix         audit.Step
		title, step string
	}{
		{words(audit.Arg{Text: "jane"}, nil), "Unfreeze jane", `Click the name of "jane".`},
		{
			words(audit.Arg{Text: "jane, joe"}, []string{"jane", "joe"}), "Unfreeze jane, joe",
			`Click the name of "jane" and "joe".`,
		},
		{
			words(audit.Arg{Words: audit.Say("%s, and %d more", "a, b, c", 2)}, []string{"a", "b", "c", "d", "e"}),
			"Unfreeze a, b, c, and 2 more", `Click the name of "a", "b", "c", and 2 more.`,
		},
	} {
		if got := c.fix.In(nil); got.Title != c.title ||
			!slices.Equal(got.Steps, []string{c.step, "Run orgaudit again."}) {
			t.Errorf("got %q %q", got.Title, got.Steps)
		}
	}
}
