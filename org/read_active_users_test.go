package org_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"orgaudit/audit"
	"orgaudit/internal/simorg"
	"orgaudit/org"
)

// active lists the counts of active users that a snapshot knows, by profile.
func active(s *audit.Snapshot) map[string]int {
	counts := map[string]int{}
	for _, p := range s.Profiles {
		if p.ActiveUsers != nil {
			counts[p.Name] = *p.ActiveUsers
		}
	}
	return counts
}

func TestActiveUsersOfTheProfilesInScope(t *testing.T) {
	scope := audit.Scope{Usernames: []string{"jane@acme.example", "tom@acme.example", "nobody@acme.example"}}
	s, _ := readFrom(t, acme(t, func(*simorg.Scenario) {}), scope)
	// Tom is inactive: Raj is the one active Standard User. Omar shares Jane's profile and is not in scope.
	if want := map[string]int{"Marketing User": 2, "Standard User": 1}; !maps.Equal(active(s), want) {
		t.Errorf("got %v, want %v", active(s), want)
	}
	onlyTom := acme(t, func(s *simorg.Scenario) {
		for i := range s.Users {
			if s.Users[i].Username == "raj@acme.example" {
				s.Users[i].Inactive = true
			}
		}
	})
	s, _ = readFrom(t, onlyTom, audit.Scope{Usernames: []string{"tom@acme.example"}})
	if want := map[string]int{"Standard User": 0}; !maps.Equal(active(s), want) {
		t.Errorf("nobody is active: got %v, want %v", active(s), want)
	}
}

// An audit user who doesn't see all users would count too few.
func TestActiveUsersAreNotCountedBlind(t *testing.T) {
	s, _ := readFrom(t, acme(t, func(s *simorg.Scenario) { s.Auditor.Lacks = []string{"ViewAllUsers"} }), jane())
	if len(active(s)) > 0 {
		t.Errorf("counted %v", active(s))
	}
}

// noCount refuses the query that counts.
type noCount struct{ http.RoundTripper }

func (n noCount) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.Contains(r.URL.Query().Get("q"), "SELECT ProfileId, COUNT(Id)") {
		r = r.Clone(r.Context())
		q := r.URL.Query()
		q.Set("q", "SELECT Nothing FROM User")
		r.URL.RawQuery = q.Encode()
	}
	return n.RoundTripper.RoundTrip(r)
}

// A count that fails costs nothing but the number.
func TestActiveUsersAreACourtesy(t *testing.T) {
	server := serve(t, acme(t, func(*simorg.Scenario) {}))
	client, err := org.Open(t.Context(), org.AccessToken{InstanceURL: server.URL(), Token: org.Secret(server.Token())},
		org.Options{
			HTTP: noCount{server.Transport()},
			Now:  func() time.Time { return time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC) },
		})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	s := client.Snapshot(t.Context(), jane())
	if len(active(s)) > 0 || len(s.Refused) > 0 || len(s.Users) != 1 {
		t.Errorf("counted %v, refused %v, %d users", active(s), s.Refused, len(s.Users))
	}
}
