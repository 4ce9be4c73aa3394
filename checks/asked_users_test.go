package checks_test

import (
	"slices"
	"testing"

	"orgaudit/audit"
	"orgaudit/checks"
)

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
