package checks_test

import (
	"slices"
	"testing"

	"orgaudit/audit"
	"orgaudit/checks"
)

// Labels aren't unique: a name means every profile or permission set that bears it, and an id means one.
func TestUsersOfAllThatAreOfOneName(t *testing.T) {
	c := checkCase{}
	s := c.snapshot(t)
	s.Profiles = append(s.Profiles, audit.Profile{ID: "00e5g000000OthRead", Name: "ReadOnly", IsCustom: true})
	s.PermissionSets = append(s.PermissionSets, audit.PermissionSet{
		ID: "0PS5g000000SecondS", Name: "Integration_2", Label: "Integration",
	})
	for _, row := range []map[string]any{
		{"username": "a@acme.example", "assignments": []any{map[string]any{"permission_set_id": "0PS5g000000IntegSt"}}},
		{"username": "b@acme.example", "assignments": []any{map[string]any{"permission_set_id": "0PS5g000000SecondS"}}},
		{"username": "c@acme.example", "profile_id": "00e5g000000ReadOnl"},
		{"username": "d@acme.example", "profile_id": "00e5g000000OthRead"},
	} {
		addUser(t, s, john(row))
	}
	for name, tc := range map[string]struct{ profiles, sets, want []string }{
		"two sets of one label": {sets: []string{"Integration"}, want: []string{"a@acme.example", "b@acme.example"}},
		"one of them by its id": {sets: []string{"0PS5g000000SecondS"}, want: []string{"b@acme.example"}},
		"a label that is another's metadata name": {
			profiles: []string{"ReadOnly"}, want: []string{"c@acme.example", "d@acme.example"},
		},
		"one of those by its id": {profiles: []string{"00e5g000000OthRead"}, want: []string{"d@acme.example"}},
	} {
		s.Scope.Profiles, s.Scope.PermissionSets = tc.profiles, tc.sets
		question := c.question(t)
		ask := &question.Connections[0]
		ask.Usernames, ask.Profiles, ask.PermissionSets = nil, tc.profiles, tc.sets
		var got []string
		for _, connection := range audit.Evaluate(s, nil, question, checks.All()).Connections {
			got = append(got, connection.User)
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s: got %q, want %q", name, got, tc.want)
		}
	}
}

func TestUsersOfAProfileAndAPermissionSet(t *testing.T) {
	c := checkCase{}
	s := c.snapshot(t)
	s.Scope = audit.Scope{Profiles: []string{"Marketing User", "Read Only"}, PermissionSets: []string{"Integration"}}
	addUser(t, s, john(nil))
	addUser(t, s, john(map[string]any{"id": "0055g000001LeftAAQ", "username": "left@acme.example", "is_active": false}))
	addUser(t, s, john(map[string]any{
		"id": "0055g000001MaryAAQ", "username": "mary@acme.example", "profile_id": "00e5g000000SysAdmi",
		"assignments": []any{map[string]any{"permission_set_id": "0PS5g000000IntegSt", "is_active": true}},
	}))
	question := c.question(t)
	question.Connections[0].Usernames = nil
	question.Connections[0].Profiles = []string{"marketing user", "Read Only", "Sales Robot"}
	question.Connections[0].PermissionSets = []string{"Integration"}
	r := audit.Evaluate(s, nil, question, checks.All())
	var got []string
	for _, c := range r.Connections {
		got = append(got, c.User+" "+string(c.Verdict))
	}
	want := []string{
		"jane@acme.example ready", "john@acme.example ready",
		"profile Read Only unknown",   // no active user has it
		"profile Sales Robot unknown", // the snapshot was not taken for it
		"mary@acme.example ready",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
