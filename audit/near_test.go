package audit_test

import (
	"slices"
	"strings"
	"testing"

	"orgaudit/audit"
)

func TestGlob(t *testing.T) {
	tests := []struct {
		pattern, name string
		want          bool
	}{
		{"Read Only", "Read Only", true},
		{"read only", "READ ONLY", true},
		{" Read Only ", "Read Only", true},
		{"Read", "Read Only", false},
		{"", "", true},
		{"", "Read Only", false},
		{"*", "", true},
		{"*", "anything at all", true},
		{"**", "x", true},
		{"Contract*", "Contract Admin", true},
		{"Contract*", "contract", true},
		{"Contract*", "A Contract", false},
		{"*Admin", "Contract Admin", true},
		{"*Admin", "Administrator", false},
		{"*tract*", "Contract Admin", true},
		{"C*Admin", "Contract Admin", true},
		{"C*Admin", "Contract Administrator", false},
		{"a*b*c", "a-b-b-c", true},
		{"a*b*c", "a-c-b", false},
		// The two ends of a pattern may not share a letter of the name.
		{"aba*aba", "aba", false},
		{"aba*aba", "ababa", false},
		{"aba*aba", "abaaba", true},
		{"a*a*a", "aa", false},
		// Nothing but * is special.
		{"profile:Contract ?", "profile:Contract X", false},
		{"[ab]*", "a", false},
		{"[ab]*", "[ab]c", true},
		{`a\*`, "a*", false},
		{"시스템*", "시스템 관리자", true},
		{"É*", "étoile", true},
	}
	for _, test := range tests {
		if got := audit.Glob(test.pattern, test.name); got != test.want {
			t.Errorf("Glob(%q, %q) = %t", test.pattern, test.name, got)
		}
	}
}

// FuzzGlob holds Glob to a slow definition of itself.
func FuzzGlob(f *testing.F) {
	f.Add("a*b", "a-b")
	f.Add("*", "")
	f.Add("aba*aba", "aba")
	f.Add("a*a*a", "aaa")
	f.Fuzz(func(t *testing.T, pattern, name string) {
		if len(pattern) > 40 || len(name) > 40 {
			t.Skip()
		}
		want := slowGlob(strings.ToLower(strings.TrimSpace(pattern)), strings.ToLower(strings.TrimSpace(name)))
		if got := audit.Glob(pattern, name); got != want {
			t.Errorf("Glob(%q, %q) = %t", pattern, name, got)
		}
		if !strings.Contains(name, "*") && !audit.Glob(name, name) {
			t.Errorf("%q doesn't match itself", name)
		}
	})
}

// slowGlob tells by dynamic programming whether a name matches: match[j] for the pattern so far and the first j bytes.
func slowGlob(pattern, name string) bool {
	match := make([]bool, len(name)+1)
	match[0] = true
	for i := range len(pattern) {
		next := make([]bool, len(name)+1)
		for j := range next {
			if pattern[i] == '*' {
				next[j] = match[j] || j > 0 && next[j-1]
			} else {
				next[j] = j > 0 && match[j-1] && pattern[i] == name[j-1]
			}
		}
		match = next
	}
	return match[len(name)]
}

func TestIsGlob(t *testing.T) {
	if !audit.IsGlob("Contract*") || audit.IsGlob("Contract ?") {
		t.Error("only * makes a pattern")
	}
}

func TestNear(t *testing.T) {
	apps := []string{"Dataloader Partner", "Sales Insight Actions", "Salesforce CLI", "ToutApp", "Workbench"}
	tests := []struct {
		name string
		want []string
	}{
		{"Sales Insigth Actions", []string{"Sales Insight Actions"}}, // neighbours swapped
		{"Data Loader Partner", []string{"Dataloader Partner"}},
		{"toutapp", []string{"ToutApp"}},
		{"Tout", []string{"ToutApp"}},
		{"Workbenches", []string{"Workbench"}},
		{"Xero", nil},
		{"", nil},
		{"   ", nil},
	}
	for _, test := range tests {
		if got := audit.Near(test.name, apps); !slices.Equal(got, test.want) {
			t.Errorf("Near(%q) = %q, want %q", test.name, got, test.want)
		}
	}
	if got := audit.Near("Sales", []string{"", "Sales"}); !slices.Equal(got, []string{"Sales"}) {
		t.Errorf("an empty candidate is offered: %q", got)
	}
}

func TestNearOffersThreeNearestFirst(t *testing.T) {
	got := audit.Near("user", []string{"user04", "users", "user", "user003", "users", "user1"})
	if want := []string{"user", "user1", "users"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzNear(f *testing.F) {
	f.Add("jane@acme.example", "jane.roe@acme.example", "john@acme.example")
	f.Add("", "", "a")
	f.Fuzz(func(t *testing.T, name, a, b string) {
		got := audit.Near(name, []string{a, b})
		if len(got) > 2 {
			t.Errorf("offers %q of two candidates", got)
		}
		for _, offer := range got {
			if offer != a && offer != b {
				t.Errorf("offers %q, which is no candidate", offer)
			}
		}
		swapped := audit.Near(name, []string{b, a})
		slices.Sort(got)
		slices.Sort(swapped)
		if !slices.Equal(got, swapped) {
			t.Errorf("the order of candidates decides: %q and %q", got, swapped)
		}
	})
}
