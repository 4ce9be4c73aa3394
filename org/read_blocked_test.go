package org_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"orgaudit/audit"
	"orgaudit/internal/simorg"
	"orgaudit/org"
)

const sia = "3MVG9SIAEXAMPLE0sales0insight0actions"

func blocks(n int) func(*simorg.Scenario) {
	return func(s *simorg.Scenario) {
		for i := range n - len(s.Blocked) {
			s.Blocked = append(s.Blocked, simorg.BlockedApp{
				ConsumerKey: fmt.Sprintf("3MVG9EXAMPLE%03d", i),
				Name:        fmt.Sprintf("App %d", i),
				CreatedBy:   "ada.admin@acme.example",
			})
		}
	}
}

func TestBlockedAppsInBatches(t *testing.T) {
	s, server := readFrom(t, acme(t, blocks(40)), jane())
	wantRefused(t, s)
	if len(s.BlockedApps) != 40 || len(asked(server, "SOAP readMetadata BlacklistedConsumer")) != 4 ||
		len(asked(server, "SOAP retrieve")) != 0 {
		t.Errorf("%d blocked, requests %q", len(s.BlockedApps), asked(server, "SOAP"))
	}
	if b := s.BlockedApps[0]; b.CreatedBy != "Ada Admin" || b.Created == nil || b.ConsumerKey == "" || b.Name == "" {
		t.Errorf("got %+v", b)
	}
}

func TestBlockedAppsAreRetrievedWhereListOrReadFails(t *testing.T) {
	for name, fault := range map[string]simorg.Fault{
		"the list faults": {
			Kind: simorg.FaultListRefused, Operation: "listMetadata", Object: "BlacklistedConsumer",
		},
		"the read gives nothing": {
			Kind: simorg.FaultReadEmpty, Object: "BlacklistedConsumer", Operation: "readMetadata",
		},
		"the read fails": {Kind: simorg.FaultHTML, Object: "BlacklistedConsumer", Operation: "readMetadata"},
		"a batch gives nothing": {
			Kind:      simorg.FaultReadEmpty,
			Object:    "BlacklistedConsumer",
			Operation: "readMetadata",
			Nth:       2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // the job is asked after until it is done
				scenario := acme(t, blocks(12))
				scenario.Faults = []simorg.Fault{fault}
				s, server := readFrom(t, scenario, jane())
				wantRefused(t, s)
				if len(s.BlockedApps) != 12 || len(asked(server, "SOAP retrieve")) != 1 {
					t.Errorf("%d blocked, %q", len(s.BlockedApps), asked(server, "SOAP"))
				}
				if writes := server.Writes(); len(writes) > 0 {
					t.Errorf("wrote %v", writes)
				}
			})
		})
	}
}

func TestBlockedAppsNeedModifyMetadata(t *testing.T) {
	s, server := readFrom(t,
		acme(t, func(s *simorg.Scenario) { s.Auditor.Lacks = []string{"ModifyMetadata", "ModifyAllData"} }), jane())
	need := ": Modify Metadata Through Metadata API Functions"
	wantRefused(t, s, "blocked-apps"+need, "connected-app-settings"+need, "my-domain-settings"+need,
		"app-policies"+need, "security-settings"+need, "oauth-settings"+need)
	if why := s.Refused[audit.PartBlockedApps]; why.Code != "INSUFFICIENT_ACCESS" || len(s.BlockedApps) != 0 {
		t.Errorf("got %+v, %d blocked", why, len(s.BlockedApps))
	}
	if len(asked(server, "SOAP retrieve")) != 0 {
		t.Error("retrieved without the permission to")
	}
	// Modify All Data is as good.
	s, _ = readFrom(t, acme(t, func(s *simorg.Scenario) { s.Auditor.Lacks = []string{"ModifyMetadata"} }), jane())
	wantRefused(t, s)
}

// rewriting changes the answers that a simulated org gives.
type rewriting struct {
	next    http.RoundTripper
	rewrite func(r *http.Request, body string) string
}

func (w rewriting) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := w.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	text := w.rewrite(r, string(body))
	response.Body, response.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
	return response, nil
}

// readRewritten reads a snapshot while the org's answers are changed on their way.
func readRewritten(
	t testing.TB, scenario *simorg.Scenario, scope audit.Scope, rewrite func(r *http.Request, body string) string,
) *audit.Snapshot {
	t.Helper()
	server := serve(t, scenario)
	client, err := org.Open(t.Context(), org.AccessToken{InstanceURL: server.URL(), Token: org.Secret(server.Token())},
		org.Options{HTTP: rewriting{server.Transport(), rewrite}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client.Snapshot(t.Context(), scope)
}

// A component without its key would pass for a block of another app than the one asked about: the list isn't complete,
// but the blocks that are known stay.
func TestABlockWithoutItsKeyIsNoCompleteAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		scenario := acme(t, func(s *simorg.Scenario) {
			s.Blocked = append(s.Blocked, simorg.BlockedApp{
				ConsumerKey: sia,
				Name:        "Sales Insight Actions",
				CreatedBy:   "ada.admin@acme.example",
			})
			s.Faults = []simorg.Fault{{
				Kind: simorg.FaultServerError, Operation: "retrieve", Object: "BlacklistedConsumer",
			}}
		})
		s := readRewritten(t, scenario, jane(), func(_ *http.Request, body string) string {
			return strings.ReplaceAll(body, "<consumerKey>"+sia+"</consumerKey>", "")
		})
		wantRefused(t, s, "blocked-apps")
		if !slices.ContainsFunc(s.BlockedApps, func(b audit.BlockedApp) bool {
			return b.Name == "Data Grabber" && b.ConsumerKey != ""
		}) {
			t.Errorf("lost what is known: %+v", s.BlockedApps)
		}
	})
}

func TestARetrievedBlockWithoutItsKeyIsNoCompleteAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		scenario := acme(t, func(s *simorg.Scenario) {
			s.Blocked[0].ConsumerKey = ""
			s.Faults = []simorg.Fault{{
				Kind:      simorg.FaultListRefused,
				Operation: "listMetadata",
				Object:    "BlacklistedConsumer",
			}}
		})
		s, _ := readFrom(t, scenario, jane())
		wantRefused(t, s, "blocked-apps")
	})
}

// The block pairs the key with the name under which the app is installed; who may use it has to be read for that app.
func TestAnAppKnownByItsKeyIsFoundThroughItsBlock(t *testing.T) {
	scenario := acme(t, func(s *simorg.Scenario) {
		s.ConnectedApps[0].AdminApprovedOnly, s.ConnectedApps[0].Profiles = true, []string{"Marketing User"}
		s.Blocked = append(s.Blocked, simorg.BlockedApp{
			ConsumerKey: sia, Name: "Sales Insight Actions", CreatedBy: "ada.admin@acme.example",
		})
	})
	app := audit.App{Ask: "key:" + sia, ConsumerKeys: []string{sia}}
	s, _ := readFrom(t, scenario, audit.Scope{Usernames: []string{"jane@acme.example"}, Apps: []audit.App{app}})
	view := audit.NewIndex(s)
	match := view.Resolve(app)
	if match.Connected == nil {
		t.Fatalf("not found: %+v", match)
	}
	if _, ok := view.PreAuthorized(view.User("jane@acme.example"), match.ID()); !ok {
		t.Errorf("the assignment to %s was not read: %+v", match.Label, s.AppAccess)
	}
}

// A block names the app as Salesforce knew it; the installed app may have another name.
func TestABlockUnderAnotherName(t *testing.T) {
	app := audit.App{
		Ask:          "connector",
		Name:         "Sales Insight Actions",
		Aliases:      []string{"ToutApp"},
		ConsumerKeys: []string{sia},
	}
	s, _ := readFrom(t, acme(t, func(s *simorg.Scenario) {
		s.Blocked = append(s.Blocked, simorg.BlockedApp{
			ConsumerKey: sia, Name: "Marketo SIA (old)", CreatedBy: "ada.admin@acme.example",
		})
	}), audit.Scope{Usernames: []string{"jane@acme.example"}, Apps: []audit.App{app}})
	if match := audit.NewIndex(s).Resolve(app); len(match.Blocked) != 1 || match.Connected == nil {
		t.Errorf("got %+v", match)
	}
}
