package audit_test

import (
	"testing"

	"orgaudit/audit"
)

func TestSameID(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"0055g000001Jane", "0055g000001Jane", true},
		{"0055g000001Jane", "0055g000001JaneAAQ", true},
		{"0055g000001JaneAAQ", "0055g000001Jane", true},
		{"0055g000001JaneAAQ", "0055g000001JaneAAQ", true},
		// Fifteen characters tell case apart; the last three of eighteen only spell the case out.
		{"0055g000001Jane", "0055g000001jANE", false},
		{"0055g000001Jane", "0055g000001JohnAAQ", false},
		{"", "", false},
		{"Marketing User", "Marketing User", false}, // a name is no id
	}
	for _, test := range tests {
		if got := audit.SameID(test.a, test.b); got != test.want {
			t.Errorf("SameID(%q, %q) = %t", test.a, test.b, got)
		}
	}
}

func TestPermissionSetsNamedLeavesOutHiddenSets(t *testing.T) {
	v := audit.NewIndex(&audit.Snapshot{PermissionSets: []audit.PermissionSet{
		{
			ID:      "0PS5g000000GroupSu",
			Name:    "Sales",
			Label:   "Sales",
			Type:    audit.PermissionSetGroupOf,
			GroupID: "0PG5g000000SalesGr",
		},
		{ID: "0PS5g000000SalesSt", Name: "Sales", Namespace: "acme", Label: "Sales Users"},
	}})
	for _, name := range []string{"Sales", "sales users", "acme__Sales", "0PS5g000000SalesSt"} {
		if sets := v.PermissionSetsNamed(name); len(sets) != 1 || sets[0].ID != "0PS5g000000SalesSt" {
			t.Errorf("PermissionSetsNamed(%q) = %+v", name, sets)
		}
	}
	if sets := v.PermissionSetsNamed(""); len(sets) > 0 {
		t.Errorf("an empty name finds %+v", sets)
	}
}
