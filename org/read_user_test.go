package org_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"orgaudit/audit"
	"orgaudit/internal/simorg"
	"orgaudit/org"
)

func usernames(s *audit.Snapshot) (names []string) {
	for _, u := range s.Users {
		names = append(names, u.Username)
	}
	return names
}

func TestUsersNotSeen(t *testing.T) {
	blind := func(s *simorg.Scenario) {
		s.Auditor = simorg.Auditor{
			Username:    "omar@acme.example",
			Permissions: []string{"ApiEnabled", "ViewSetup", "ModifyMetadata", "CustomizeApplication"},
		}
	}
	s, _ := readFrom(t, acme(t, blind), jane())
	wantRefused(t, s, "users: View All Users")
	if len(s.Users) != 0 {
		t.Errorf("got %+v", s.Users)
	}
	// Whoever was found was found.
	s, _ = readFrom(t, acme(t, blind), audit.Scope{Usernames: []string{"omar@acme.example"}})
	if _, refused := s.Refused[audit.PartUsers]; refused || len(s.Users) != 1 {
		t.Errorf("refused %+v, users %v", s.Refused, usernames(s))
	}
	// All of a profile is another matter.
	s, _ = readFrom(t, acme(t, blind), audit.Scope{Profiles: []string{"Marketing User"}})
	if why := s.Refused[audit.PartUsers]; why.NeedsPermission != audit.ViewAllUsers.Label {
		t.Errorf("got %+v", why)
	}
}

func TestNearUsernames(t *testing.T) {
	s, server := readFrom(t, acme(t, nil), audit.Scope{
		Usernames: []string{"jan@acme.example", "JANE@acme.example ", "100%@acme.example", "_@acme.example", "@"},
	})
	wantRefused(t, s)
	if got := s.Scope.NearUsernames; len(got) != 1 ||
		!slices.Equal(got["jan@acme.example"], []string{"jane@acme.example"}) {
		t.Errorf("got %v", got)
	}
	if got := usernames(s); !slices.Equal(got, []string{"jane@acme.example"}) {
		t.Errorf("found %v", got)
	}
	if got := asked(server, "LIKE"); len(got) != 1 {
		t.Errorf("asked %d times: %q", len(got), got)
	}
}

func TestHostileUsernames(t *testing.T) {
	names := []string{
		`o'neil@acme.example`, `back\slash@acme.example`, `100%_off@acme.example`, `"quoted"@acme.example`,
		`🦊@acme.example`, "a' OR Username != '@acme.example",
	}
	scenario := acme(t, func(s *simorg.Scenario) {
		for _, name := range names {
			s.Users = append(s.Users, simorg.User{Username: name, Profile: "Standard User"})
		}
	})
	s, _ := readFrom(t, scenario, audit.Scope{Usernames: names})
	wantRefused(t, s)
	if len(s.Users) != len(names) {
		t.Errorf("found %q", usernames(s))
	}
	s, _ = readFrom(t, acme(t, nil), audit.Scope{Usernames: names})
	wantRefused(t, s)
	if len(s.Users) != 0 {
		t.Errorf("found %q", usernames(s))
	}
}

// longest keeps the length of the longest address that was asked for.
type longest struct {
	next  http.RoundTripper
	mu    sync.Mutex
	bytes int
}

func (l *longest) RoundTrip(r *http.Request) (*http.Response, error) {
	l.mu.Lock()
	l.bytes = max(l.bytes, len(r.URL.String()))
	l.mu.Unlock()
	return l.next.RoundTrip(r)
}

func TestManyUsernamesStayWithinAnAddress(t *testing.T) {
	var present, scope audit.Scope
	scenario := acme(t, func(s *simorg.Scenario) {
		for i := range 300 {
			// 80 characters are the most that a username has; an emoji takes twelve bytes in an address.
			name := fmt.Sprintf("%s%03d@acme.example", strings.Repeat("🦊'", 32), i)
			scope.Usernames = append(scope.Usernames, name)
			if i%2 == 0 {
				s.Users = append(s.Users, simorg.User{Username: name, Profile: "Standard User"})
				present.Usernames = append(present.Usernames, name)
			}
		}
		for i := range 1500 {
			s.PermissionSets = append(s.PermissionSets, simorg.PermissionSet{Name: fmt.Sprintf("S%04d", i)})
			scope.PermissionSets = append(scope.PermissionSets, fmt.Sprintf("S%04d", i))
		}
	})
	server := serve(t, scenario)
	wire := &longest{next: server.Transport()}
	client, err := org.Open(t.Context(), org.AccessToken{InstanceURL: server.URL(), Token: org.Secret(server.Token())},
		org.Options{HTTP: wire})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	s := client.Snapshot(t.Context(), scope)
	wantRefused(t, s)
	if len(s.Users) != len(present.Usernames) {
		t.Errorf("found %d of %d", len(s.Users), len(present.Usernames))
	}
	if wire.bytes >= 16000 {
		t.Errorf("an address has %d bytes", wire.bytes)
	}
	if near := asked(server, "LIKE"); len(near) > 1 {
		t.Errorf("near usernames took %d requests", len(near))
	}
}

func TestUsersOfProfilesAndPermissionSets(t *testing.T) {
	translated := func(s *simorg.Scenario) {
		s.Profiles[0].Name, s.Profiles[0].MetadataName = "Systemadministrator", "Admin"
		s.Users[0].Profile = "Systemadministrator"
		s.ConnectedApps[1].Profiles = []string{"Systemadministrator"}
	}
	for _, tc := range []struct {
		name   string
		change func(*simorg.Scenario)
		scope  audit.Scope
		want   []string
	}{
		{
			"by label", nil, audit.Scope{Profiles: []string{" marketing user"}},
			[]string{"jane@acme.example", "omar@acme.example"},
		},
		{"by metadata name", translated, audit.Scope{Profiles: []string{"Admin"}}, []string{"ada.admin@acme.example"}},
		{
			"by the label of the language", translated, audit.Scope{Profiles: []string{"Systemadministrator"}},
			[]string{"ada.admin@acme.example"},
		},
		{"active ones only", nil, audit.Scope{Profiles: []string{"Standard User"}}, []string{"raj@acme.example"}},
		{"of both that the name may mean", func(s *simorg.Scenario) {
			s.Profiles = append(s.Profiles, simorg.Profile{Name: "Standard", Custom: true})
			s.Users = append(s.Users, simorg.User{Username: "zoe@acme.example", Profile: "Standard"})
		}, audit.Scope{Profiles: []string{"Standard"}}, []string{"raj@acme.example", "zoe@acme.example"}},
		{
			"of a permission set", nil, audit.Scope{PermissionSets: []string{"Marketo Sales Insight Users"}},
			[]string{"jane@acme.example", "omar@acme.example"},
		},
		{"of two permission sets of one label", func(s *simorg.Scenario) {
			s.PermissionSets = append(s.PermissionSets, simorg.PermissionSet{Name: "MSI_2", Label: "API Access"})
			s.Users = append(s.Users, simorg.User{
				Username: "zoe@acme.example", Profile: "Standard User",
				PermissionSets: []simorg.Assignment{{Name: "MSI_2"}},
			})
		}, audit.Scope{PermissionSets: []string{"API Access"}}, []string{"sofia@acme.example", "zoe@acme.example"}},
		{"together, once", nil,
			audit.Scope{
				Usernames:      []string{"JANE@acme.example"},
				Profiles:       []string{"Marketing User"},
				PermissionSets: []string{"MSI_Users"},
			},
			[]string{"jane@acme.example", "omar@acme.example"}},
		{"none of the name", nil, audit.Scope{Profiles: []string{"No Such"}, PermissionSets: []string{"No_Such"}}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, _ := readFrom(t, acme(t, tc.change), tc.scope)
			wantRefused(t, s)
			if got := usernames(s); !slices.Equal(got, tc.want) {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

// A name that may be that of a profile or permission set which was not read must not look like one without users.
func TestUsersOfANameThatCannotBeResolved(t *testing.T) {
	fails := func(object string) func(*simorg.Scenario) {
		return func(s *simorg.Scenario) { s.Faults = []simorg.Fault{{Kind: simorg.FaultHTML, Object: object}} }
	}
	for _, tc := range []struct {
		name   string
		change func(*simorg.Scenario)
		scope  audit.Scope
		needs  string
		reason string
	}{
		{"profiles not read", func(s *simorg.Scenario) { s.Auditor.Lacks = []string{"ViewSetup"} },
			audit.Scope{Profiles: []string{"Marketing User"}}, audit.ViewSetup.Label,
			"profiles could not be read: INVALID_"},
		{
			"permission sets not read", fails("PermissionSet"), audit.Scope{PermissionSets: []string{"MSI_Users"}}, "",
			"permission sets could not be read: ",
		},
		{"metadata names not listed",
			func(s *simorg.Scenario) { s.Auditor.Lacks = []string{"ModifyMetadata", "ModifyAllData"} },
			audit.Scope{Profiles: []string{"Admin"}}, audit.ModifyMetadata.Label,
			"the metadata names of profiles could not be read: INSUFFICIENT_ACCESS"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.scope.Usernames = []string{"jane@acme.example"}
			s, _ := readFrom(t, acme(t, tc.change), tc.scope)
			why := s.Refused[audit.PartUsers]
			if !strings.HasPrefix(why.Reason, tc.reason) || why.NeedsPermission != tc.needs {
				t.Errorf("got %+v", why)
			}
			if got := usernames(s); !slices.Equal(got, []string{"jane@acme.example"}) {
				t.Errorf("found %v", got)
			}
		})
	}
}

// A user without a row of UserLogin is not known to be free to sign in.
func TestUserLoginsThatLackAUser(t *testing.T) {
	s := readRewritten(t, acme(t, nil), audit.Scope{Usernames: []string{"jane@acme.example", "omar@acme.example"}},
		func(r *http.Request, body string) string {
			if !strings.Contains(r.URL.Query().Get("q"), "FROM UserLogin") {
				return body
			}
			first, _, _ := strings.Cut(body, `,{"attributes"`)
			return strings.Replace(first, `"totalSize":2`, `"totalSize":1`, 1) + "]}"
		})
	wantRefused(t, s, "user-logins")
	if s.Users[0].IsFrozen == nil || s.Users[1].IsFrozen != nil {
		t.Errorf("got %+v", s.Users)
	}
}
