package org_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"orgaudit/audit"
	"orgaudit/internal/simorg"
)

func profileOf(t testing.TB, s *audit.Snapshot, username string) *audit.Profile {
	t.Helper()
	view, u := user(t, s, username)
	profile := view.Profile(u.ProfileID)
	if profile == nil {
		t.Fatalf("%s has no profile in %+v", username, s.Profiles)
	}
	return profile
}

// limited asks about users whose profiles limit when and from where they sign in.
func limited() audit.Scope {
	return audit.Scope{
		Usernames: []string{"nils@acme.example", "sync@acme.example", "jane@acme.example", "omar@acme.example"},
	}
}

func wantLimits(t testing.TB, s *audit.Snapshot) {
	t.Helper()
	want := &audit.LoginPolicy{}
	for day := time.Sunday; day <= time.Saturday; day++ {
		h := audit.LoginHours{Day: day, Start: 7 * 60, End: 20 * 60}
		switch day {
		case time.Friday:
			h.End = 18 * 60
		case time.Saturday, time.Sunday:
			h.Start, h.End = 0, 0
		}
		want.Hours = append(want.Hours, h)
	}
	if diff := cmp.Diff(want, profileOf(t, s, "nils@acme.example").LoginPolicy); diff != "" {
		t.Errorf("want (-) and got (+):\n%s", diff)
	}
	want = &audit.LoginPolicy{IPRanges: []audit.IPRange{{Start: "198.51.100.0", End: "198.51.100.255"}}}
	if diff := cmp.Diff(want, profileOf(t, s, "sync@acme.example").LoginPolicy); diff != "" {
		t.Errorf("want (-) and got (+):\n%s", diff)
	}
	if got := profileOf(t, s, "jane@acme.example").LoginPolicy; got == nil || len(got.Hours)+len(got.IPRanges) > 0 {
		t.Errorf("a profile without limits: got %+v", got)
	}
}

func TestLoginPoliciesOfTheProfilesInScope(t *testing.T) {
	s, server := readFrom(t, acme(t, nil), limited())
	wantRefused(t, s)
	wantLimits(t, s)
	// Three profiles in one read, their names from the list of blocked apps.
	if lists, reads := asked(server, "SOAP listMetadata"),
		asked(server, "SOAP readMetadata Profile"); len(lists) != 1 || len(reads) != 1 {
		t.Errorf("listed %q, read %q", lists, reads)
	}
	for _, p := range s.Profiles {
		if p.LoginPolicy != nil && !slices.Contains([]string{"Call Centre", "Integration", "Marketing User"}, p.Name) {
			t.Errorf("read %s, which nobody in scope has", p.Name)
		}
	}
	if sources := s.Sources[audit.PartLoginPolicies]; len(sources) != 1 || sources[0].Rows != 3 ||
		!strings.HasPrefix(sources[0].Read, "metadata Profile ") {
		t.Errorf("got %+v", sources)
	}
	s, server = readFrom(t, acme(t, nil), audit.Scope{Standing: true})
	wantRefused(t, s)
	if reads := asked(server, "SOAP readMetadata Profile"); len(reads) != 0 {
		t.Errorf("read without users: %q", reads)
	}
}

func TestLoginPoliciesWithoutTheMetadataAPI(t *testing.T) {
	closed := func(s *simorg.Scenario) { s.Auditor.Lacks = []string{"ModifyMetadata", "ModifyAllData"} }
	s, server := readFrom(t, acme(t, closed), limited())
	if why, refused := s.Refused[audit.PartLoginPolicies]; refused {
		t.Errorf("refused: %+v", why)
	}
	wantLimits(t, s)
	if got := asked(server, "/tooling/query"); len(got) != 3 {
		t.Errorf("asked %q", got)
	}
	// Metadata is null for some profiles that can be seen.
	s, _ = readFrom(t, acme(t, func(s *simorg.Scenario) {
		closed(s)
		for i := range s.Profiles {
			s.Profiles[i].NoMetadata = s.Profiles[i].Name == "Call Centre"
		}
	}), limited())
	if why := s.Refused[audit.PartLoginPolicies]; why.NeedsPermission != audit.ModifyMetadata.Label ||
		why.Code != "INSUFFICIENT_ACCESS" {
		t.Errorf("got %+v", why)
	}
	if profileOf(t, s, "nils@acme.example").LoginPolicy != nil ||
		profileOf(t, s, "sync@acme.example").LoginPolicy == nil {
		t.Errorf("got %+v", s.Profiles)
	}
	// A request for each of many profiles costs too much.
	s, server = readFrom(t, acme(t, func(s *simorg.Scenario) {
		closed(s)
		for i := range 6 {
			name := fmt.Sprintf("P%d", i)
			s.Profiles = append(s.Profiles, simorg.Profile{Name: name})
			s.Users = append(s.Users, simorg.User{Username: name + "@acme.example", Profile: name})
		}
	}), audit.Scope{
		Usernames: []string{
			"P0@acme.example", "P1@acme.example", "P2@acme.example", "P3@acme.example", "P4@acme.example",
			"P5@acme.example",
		},
	})
	if _, refused := s.Refused[audit.PartLoginPolicies]; !refused || len(asked(server, "/tooling/query")) > 0 {
		t.Errorf("refused %v, asked %q", refusedParts(s), asked(server, "/tooling/query"))
	}
}

// One type that cannot be listed leaves the others.
func TestTypesAreListedAloneWhereTogetherTheyFail(t *testing.T) {
	for object, want := range map[string]string{"Profile": "profile-login-policies", "ConnectedApp": "app-policies"} {
		s, server := readFrom(t, acme(t, func(s *simorg.Scenario) {
			s.Faults = []simorg.Fault{{Kind: simorg.FaultListRefused, Operation: "listMetadata", Object: object}}
		}), jane())
		wantRefused(t, s, want)
		if why := s.Refused[audit.Part(want)]; why.Code != "INVALID_TYPE" ||
			!strings.HasPrefix(why.Reason, "the list of metadata "+object+" could not be read") {
			t.Errorf("got %+v", why)
		}
		if lists := asked(server, "SOAP listMetadata"); len(lists) != 4 {
			t.Errorf("listed %q", lists)
		}
	}
}

// What can't be understood is not known: without it a closed time or address would look open.
func TestLoginPoliciesThatCannotBeUnderstood(t *testing.T) {
	for name, replace := range map[string][2]string{
		"an address":      {"<startAddress>198.51.100.0<", "<startAddress>everywhere<"},
		"half a range":    {"<endAddress>198.51.100.255</endAddress>", ""},
		"a time":          {"<mondayStart>420<", "<mondayStart>7 a.m.<"},
		"half a day":      {"<mondayEnd>1200</mondayEnd>", ""},
		"more than a day": {"<mondayEnd>1200<", "<mondayEnd>2400<"},
		"fewer components": {
			"<records xsi:type=\"Profile\"><fullName>Integration",
			"<records xsi:nil=\"true\"/><other><fullName>Integration",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var replaced atomic.Bool // several goroutines read
			s := readRewritten(t, acme(t, nil), limited(), func(_ *http.Request, body string) string {
				changed := strings.Replace(body, replace[0], replace[1], 1)
				if i := strings.Index(changed, "<other>"); i >= 0 { // the rest of that record as well
					end := i + strings.Index(changed[i:], "</records>")
					changed = changed[:i] + changed[end+len("</records>"):]
				}
				if changed != body {
					replaced.Store(true)
				}
				return changed
			})
			if !replaced.Load() {
				t.Fatal("nothing was replaced")
			}
			wantRefused(t, s, "profile-login-policies")
			unknown := 0
			for _, username := range limited().Usernames[:3] {
				if profileOf(t, s, username).LoginPolicy == nil {
					unknown++
				}
			}
			if unknown != 1 {
				t.Errorf("%d policies are unknown, want one", unknown)
			}
		})
	}
}

func TestManyProfilesAreReadUpToABound(t *testing.T) {
	s, server := readFrom(t, acme(t, func(s *simorg.Scenario) {
		for i := range 120 {
			name := fmt.Sprintf("P%03d", i)
			s.Profiles = append(s.Profiles, simorg.Profile{Name: name})
			s.Users = append(s.Users, simorg.User{
				Username:       name + "@acme.example",
				Profile:        name,
				PermissionSets: []simorg.Assignment{{Name: "Deal_Desk"}},
			})
		}
	}), audit.Scope{PermissionSets: []string{"Deal_Desk"}})
	wantRefused(t, s, "profile-login-policies")
	if why := s.Refused[audit.PartLoginPolicies]; !strings.Contains(why.Reason, "100 of 121 came") {
		t.Errorf("got %+v", why)
	}
	if reads := asked(server, "SOAP readMetadata Profile"); len(reads) != 10 {
		t.Errorf("%d reads", len(reads))
	}
}
