package audit_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"orgaudit/audit"
)

func TestWords(t *testing.T) {
	jane := audit.Say("%s has %d of %q", "jane", 3, "Sales %d Set")
	korean := map[string]string{
		"%s has %d of %q": "%[3]q: %[2]d개, %[1]s",
		"; besides, %s":   ". 또한 %s",
		"on":              "켜짐",
		"%d %% of %s":     "%[2]s의 %[1]d%%",
		", ":              "",
	}
	translate := func(english string) string {
		if said, ok := korean[english]; ok {
			return said
		}
		return english
	}
	for _, test := range []struct {
		name, english, korean string
		words                 audit.Words
	}{
		{"values", `jane has 3 of "Sales %d Set"`, `"Sales %d Set": 3개, jane`, jane},
		{
			"one after the other", `jane has 3 of "Sales %d Set"; besides, on`, `"Sales %d Set": 3개, jane. 또한 켜짐`,
			jane.Add("; besides, %s", audit.Say("on")),
		},
		{"a value is not a key", `jane has 1 of "on"`, `"on": 1개, jane`, audit.Say("%s has %d of %q", "jane", 1, "on")},
		{
			"words in quotation marks", `jane has 1 of "on"`, `"켜짐": 1개, jane`,
			audit.Say("%s has %d of %q", "jane", 1, audit.Say("on")),
		},
		{"percent", "90 % of on", "켜짐의 90%", audit.Say("%d %% of %s", 90, audit.Say("on"))},
		{"a percent sign without arguments", "100 %s", "100 %s", audit.Say("100 %s")},
		{"no translation", "off at a", "off at a", audit.Say("off at %s", "a")},
		{"joined", "on, on", "켜짐켜짐", audit.Join([]audit.Words{audit.Say("on"), audit.Say("on")}, ", ")},
		{"nothing", "", "", nil},
	} {
		if got := test.words.String(); got != test.english {
			t.Errorf("%s: %q, want %q", test.name, got, test.english)
		}
		if got := test.words.In(translate); got != test.korean {
			t.Errorf("%s: %q, want %q", test.name, got, test.korean)
		}
	}
}

// Two messages that begin alike must not write into each other.
func TestWordsDoNotShare(t *testing.T) {
	start := audit.Say("a").Add("b").Add("c")
	one, two := start.Add("1"), start.Add("2")
	if one.String() != "abc1" || two.String() != "abc2" || start.String() != "abc" {
		t.Errorf("%s, %s, %s", one, two, start)
	}
}

// A saved report may have been written by anybody: no template makes the program panic, and what it lacks is left out.
func TestWordsOfAStranger(t *testing.T) {
	for text, want := range map[string]string{
		"%s %s %s":   "a  ",
		"%[9]s":      "",
		"%[0]s":      "",
		"%[-1]s|":    "|",
		"%[x]s":      "ax]s",
		"%":          "%",
		"%[":         "a",
		"%[1]":       "a1]",
		"50%":        "50%",
		"%[1]s%[1]s": "aa",
		"%%":         "%",
	} {
		if got := (audit.Words{{Text: text, Args: []audit.Arg{{Text: "a"}}}}).String(); got != want {
			t.Errorf("%q says %q, want %q", text, got, want)
		}
	}
}

func TestFindingSays(t *testing.T) {
	var f audit.Finding
	f.Say("%s is off", "API Enabled")
	f.Add("; did you mean %s?", audit.Say("%s or %s", "a", "b"))
	if f.Message != "API Enabled is off; did you mean a or b?" || f.Words.String() != f.Message {
		t.Errorf("%q, %q", f.Message, f.Words)
	}
	data, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	var saved audit.Finding
	if err := json.Unmarshal(data, &saved); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(f.Words, saved.Words); diff != "" {
		t.Errorf("saved and read again:\n%s", diff)
	}
}

func TestFixInAnotherLanguage(t *testing.T) {
	fix := audit.Step{Effort: "minutes", Words: audit.StepWords{
		Title: "Block {app}", Steps: []string{`Open "{app}".`, "Ask {user}."}, Reach: "It reaches {users}.",
		Names: map[string]audit.Arg{
			"app":   {Text: "{user}"},
			"user":  {Words: audit.Say("the user")},
			"users": {Words: audit.Say("%d users", 2)},
		},
	}}
	korean := map[string]string{
		"Block {app}":         "{app} 차단",
		"the user":            "사용자",
		"%d users":            "사용자 %d명",
		"It reaches {users}.": "{users}에 적용됩니다.",
		"minutes":             "몇 분",
	}
	got := fix.In(func(english string) string {
		if said, ok := korean[english]; ok {
			return said
		}
		return english
	})
	want := fix
	// A name that looks like a placeholder is a name.
	want.Title, want.Steps, want.Reach, want.Effort = "{user} 차단", []string{`Open "{user}".`, "Ask 사용자."},
		"사용자 2명에 적용됩니다.", "몇 분"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	old := audit.Step{Title: "Block App", Steps: []string{"a"}}
	if diff := cmp.Diff(old, old.In(func(string) string { return "x" })); diff != "" {
		t.Errorf("a fix without words changed:\n%s", diff)
	}
}
