package audit

import (
	"slices"
	"testing"
)

// TestAgain finds things again under the fingerprints of schema 1, whichever side has them, and each once.
func TestAgain(t *testing.T) {
	old := identity{Fingerprint: "a"}
	twins := []identity{{"y", "a"}, {"x", "a"}}
	for _, test := range []struct {
		name        string
		before, now []identity
		want        []int
	}{
		{"the same", []identity{{"x", "a"}, old}, []identity{old, {"x", "a"}}, []int{1, 0}},
		{"schema 1 before", []identity{old}, []identity{{"x", "a"}}, []int{0}},
		{"schema 1 now", []identity{{"x", "a"}}, []identity{old}, []int{0}},
		{"another of the same name", []identity{{"x", "a"}}, []identity{{"y", "a"}}, []int{-1}},
		{"one of two, by fingerprint", []identity{old}, twins, []int{-1, 0}},
		{"one of two, the other way round", twins, []identity{old}, []int{1}},
		{"another", []identity{{"x", "b"}}, []identity{{"y", "c"}}, []int{-1}},
	} {
		if got := again(test.before, test.now); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, not %v", test.name, got, test.want)
		}
	}
}

// TestIdentity keeps the fingerprints of schema 1 where the key is what
// schema 1 took, and names them as aliases elsewhere.
func TestIdentity(t *testing.T) {
	v := NewIndex(&Snapshot{
		Org:      Org{ID: "00D000000000001AAA"},
		Profiles: []Profile{{ID: "00e000000000001AAA", Name: "Sales"}},
		PermissionSets: []PermissionSet{
			{Name: "One", Label: "Integration"}, {Name: "Two", Label: "Integration"},
		},
		ConnectedApps:      []ConnectedApp{{ID: "0H4000000000001AAA", Name: "Harbor Sync"}},
		ExternalClientApps: []ExternalClientApp{{ID: "0xI000000000001AAA", Name: "Harbor_Sync", Label: "Harbor Sync"}},
	})
	byName := func(kind, name string) string { return hash(v.Org.ID, "c", kind, name) }
	profile := v.profileSubject(&v.Profiles[0])
	if id := identityOf(v.Org.ID, "c", profile); id != (identity{
		Fingerprint: byName(SubjectProfile, "00e000000000001"),
	}) {
		t.Errorf("a profile: %+v", id)
	}
	one, two := v.permissionSetSubject(&v.PermissionSets[0]), v.permissionSetSubject(&v.PermissionSets[1])
	if one.Name != "Integration (One)" || two.Name != "Integration (Two)" || one.Key == two.Key {
		t.Errorf("two permission sets of one label: %+v %+v", one, two)
	}
	app, external := v.connectedAppSubject(&v.ConnectedApps[0]), v.externalClientAppSubject(&v.ExternalClientApps[0])
	if app.Key != "0H4000000000001" || external.Key != "0xI000000000001" || app.Name == external.Name {
		t.Errorf("two apps of one name: %+v %+v", app, external)
	}
	for _, s := range []Subject{app, external} {
		id := identityOf(v.Org.ID, "c", s)
		if id.Fingerprint != byName(SubjectApp, s.Key) || id.Alias != byName(SubjectApp, "harbor sync") {
			t.Errorf("%s: %+v", s.Name, id)
		}
	}
	hidden := appSubject("Harbor Sync", "3MVG9secretsecretsecret")
	if hidden.Key == "" || hidden.Key == appSubject("Harbor Sync", "").Key || len(hidden.Key) != len("key:")+16 {
		t.Errorf("an app known by its key: %q", hidden.Key)
	}
}

// TestWaiverOfTwins accepts both of one label, or the one that it names by its key.
func TestWaiverOfTwins(t *testing.T) {
	s := Subject{Kind: SubjectPermissionSet, Key: "0PS000000000001", ID: "0PS000000000001AAA"}.named("Integration",
		"One", true)
	for subject, want := range map[string]bool{
		"permission-set:integration": true, "permission-set:Integration (One)": true, "permission-set:Integ*": true,
		"permission-set:0PS000000000001": true, "permission-set:0PS000000000001AAA": true,
		"permission-set:0ps000000000001": false, "permission-set:One": false, "profile:0PS000000000001": false,
	} {
		if got := (Waiver{Check: "c", Subject: subject}).Covers("c", s); got != want {
			t.Errorf("%s: %t", subject, got)
		}
	}
}
