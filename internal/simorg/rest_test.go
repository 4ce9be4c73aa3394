package simorg_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"orgaudit/internal/simorg"
)

func errorCode(t testing.TB, body string) string {
	t.Helper()
	var answer []struct{ Message, ErrorCode string }
	if err := json.Unmarshal([]byte(body), &answer); err != nil || len(answer) != 1 {
		t.Fatalf("no error array: %s", body)
	}
	return answer[0].ErrorCode
}

func TestVersions(t *testing.T) {
	s := serve(t, scenario(t, "all-clear"))
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+"/services/data/", nil)
	code, body := send(t, s, r) // without a token
	var versions []struct{ Label, URL, Version string }
	if err := json.Unmarshal([]byte(body), &versions); err != nil || code != 200 {
		t.Fatalf("%d %s", code, body)
	}
	if first, last := versions[0], versions[len(versions)-1]; first.Version != "31.0" || last.Version != "68.0" ||
		last.URL != "/services/data/v68.0" || last.Label != "Winter '27" {
		t.Errorf("versions run from %v to %v", first, last)
	}
	for path, want := range map[string]int{
		"v67.0":  200,
		"v31.0":  200,
		"v30.0":  410,
		"v69.0":  404,
		"67.0":   404,
		"v67":    404,
		"latest": 404,
	} {
		if code, body := get(t, s, "/services/data/"+path+"/limits"); code != want {
			t.Errorf("%s: %d %s, want %d", path, code, body, want)
		}
	}
}

func TestSessions(t *testing.T) {
	s := serve(t, scenario(t, "all-clear"))
	for _, c := range []struct {
		header string
		want   int
		code   string
	}{
		{"", 401, "INVALID_SESSION_ID"}, {"Bearer 00Dnone!x", 401, "INVALID_SESSION_ID"},
		{"Basic x", 401, "INVALID_AUTH_HEADER"}, {"OAuth " + s.Token(), 200, ""},
	} {
		code, body := get(t, s, "/services/data/v67.0/", "Authorization", c.header)
		if code != c.want || c.code != "" && errorCode(t, body) != c.code {
			t.Errorf("%.10q: %d %s", c.header, code, body)
		}
	}
}

func TestDescribe(t *testing.T) {
	world := scenario(t, "all-clear")
	describe := func(s *simorg.Server, version, object string) map[string]map[string]any {
		code, body := get(t, s, "/services/data/"+version+"/sobjects/"+object+"/describe")
		if code != 200 {
			t.Fatalf("%s: %d %s", object, code, body)
		}
		var d struct{ Fields []map[string]any }
		if err := json.Unmarshal([]byte(body), &d); err != nil {
			t.Fatal(err)
		}
		fields := map[string]map[string]any{}
		for _, f := range d.Fields {
			fields[f["name"].(string)] = f
		}
		return fields
	}
	s := serve(t, world)
	set := describe(s, "v67.0", "PermissionSet")
	api := set["PermissionsApiEnabled"]
	if api["label"] != "API Enabled" || api["type"] != "boolean" || api["filterable"] != true ||
		api["sortable"] != false || api["groupable"] != false || api["nillable"] != false {
		t.Errorf("PermissionsApiEnabled is %v", api)
	}
	if set["ProfileId"]["relationshipName"] != "Profile" ||
		!slices.Equal(set["ProfileId"]["referenceTo"].([]any), []any{"Profile"}) {
		t.Errorf("ProfileId is %v", set["ProfileId"])
	}
	for field, want := range map[string]bool{
		"PermissionsUseAnyApiClient":           false,
		"PermissionsCanApproveUninstalledApps": true,
		"PermissionsUseAnyApiAuth":             true,
		"PermissionsManageRemoteAccess":        true,
	} {
		if _, ok := set[field]; ok != want {
			t.Errorf("%s in the describe: %t, want %t", field, ok, want)
		}
	}
	if old := describe(s, "v63.0", "PermissionSet"); old["PermissionsCanApproveUninstalledApps"] != nil ||
		old["PermissionsUseAnyApiAuth"] != nil {
		t.Error("a describe of 63.0 has fields of later versions")
	}
	if old := describe(s, "v45.0", "PermissionSetAssignment"); old["IsActive"] != nil ||
		old["PermissionSetGroupId"] == nil {
		t.Error("PermissionSetAssignment of 45.0 has the wrong fields")
	}
	for path, want := range map[string]int{
		"sobjects/Nothing/describe":             404,
		"sobjects/BlacklistedConsumer/describe": 404,
		"sobjects":                              200,
		"sobjects/":                             200,
		"composite":                             404,
		"nothing":                               404,
		"":                                      200,
	} {
		if code, _ := get(t, s, "/services/data/v67.0/"+path); code != want {
			t.Errorf("%s: %d, want %d", path, code, want)
		}
	}
	world.Settings.APIAccessControl.Provisioned = true
	world.AbsentFields = []string{"PermissionsCanApproveUninstalledApps", "PermissionSetAssignment.IsRevoked"}
	world.AbsentObjects = []string{"ExternalClientApplication"}
	other := serve(t, world)
	if set := describe(other, "v67.0", "PermissionSet"); set["PermissionsUseAnyApiClient"] == nil ||
		set["PermissionsCanApproveUninstalledApps"] != nil {
		t.Error("provisioned and absent fields aren't as the scenario says")
	}
	if describe(other, "v67.0", "PermissionSetAssignment")["IsRevoked"] != nil {
		t.Error("IsRevoked is there although the scenario takes it away")
	}
	if code, body := soql(t, other, "SELECT Id FROM ExternalClientApplication"); code != 400 ||
		errorCode(t, body) != "INVALID_TYPE" {
		t.Errorf("an absent object: %d %s", code, body)
	}
}

// Without a permission an object is gone, shows less or shows only one's own rows, each as Salesforce does it.
func TestPermissionsOfTheRunningUser(t *testing.T) {
	for _, c := range []struct {
		lacks, query string
		want         string // an error code, or the number of rows
	}{
		{"ViewSetup", "SELECT Id FROM PermissionSet", "INVALID_TYPE"},
		{"ViewSetup", "SELECT Id FROM PermissionSetGroupComponent", "INVALID_TYPE"},
		{"ViewSetup", "SELECT Id FROM SetupEntityAccess", "INVALID_TYPE"},
		{"ViewSetup", "SELECT Id FROM SetupAuditTrail", "INVALID_TYPE"},
		{"ViewSetup", "SELECT Id FROM ExternalClientApplication", "INVALID_TYPE"},
		{"ViewSetup", "SELECT Id FROM Domain", "INVALID_TYPE"},
		{"ViewSetup", "SELECT Id, Name FROM ConnectedApplication", "6"},
		{"ViewSetup", "SELECT OptionsAllowAdminApprovedUsersOnly FROM ConnectedApplication", "INVALID_FIELD"},
		{"ViewSetup", "SELECT Id, Name FROM Profile", "8"},
		{"ViewSetup", "SELECT PermissionsApiEnabled FROM Profile", "INVALID_FIELD"},
		{"ViewSetup", "SELECT Profile.Name FROM User", "11"},
		// Manage Users is enough for these
		{"ViewSetup", "SELECT Id FROM PermissionSetAssignment WHERE AssigneeId != null", "16"},
		{"ManageUsers", "SELECT IsFrozen FROM UserLogin", "INVALID_TYPE"},
		{"CustomizeApplication", "SELECT AppName FROM OauthToken", "1"},
		{"CustomizeApplication", "SELECT COUNT() FROM OauthToken", "1"},
		{"ManageUsers ViewAllUsers", "SELECT Username FROM User", "1"},
		{"ManageUsers MonitorLoginHistory", "SELECT Id FROM LoginHistory", "1"},
		{"ManageUsers", "SELECT Id FROM LoginHistory", "6"},
		{"MonitorLoginHistory", "SELECT Id FROM LoginHistory", "6"},
		{"ApiEnabled", "SELECT Id FROM User", "API_DISABLED_FOR_ORG"},
	} {
		world := scenario(t, "all-clear")
		world.Auditor.Lacks = strings.Fields(c.lacks)
		s := serve(t, world)
		code, body := soql(t, s, c.query)
		got := ""
		if code == 200 {
			var found struct{ TotalSize int }
			if err := json.Unmarshal([]byte(body), &found); err != nil {
				t.Fatal(err)
			}
			got = fmt.Sprint(found.TotalSize)
		} else {
			got = errorCode(t, body)
		}
		if got != c.want {
			t.Errorf("without %s: %s: %d %s, want %s", c.lacks, c.query, code, got, c.want)
		}
	}
	world := scenario(t, "all-clear")
	world.Auditor.Lacks = []string{"ViewSetup"}
	if code, body := get(t, serve(t, world), "/services/data/v67.0/limits"); code != 403 {
		t.Errorf("limits without View Setup: %d %s", code, body)
	}
	s := serve(t, scenario(t, "locked-out"))
	if got := column(t, s, "SELECT PermissionsModifyMetadata FROM UserPermissionAccess LIMIT 1",
		"PermissionsModifyMetadata"); got[0] != "false" {
		t.Errorf("UserPermissionAccess says ModifyMetadata is %v", got)
	}
	if got := column(t, s, "SELECT PermissionsViewSetup FROM UserPermissionAccess",
		"PermissionsViewSetup"); got[0] != "true" {
		t.Errorf("UserPermissionAccess says ViewSetup is %v", got)
	}
}

type page struct {
	TotalSize      int
	Done           bool
	NextRecordsURL string `json:"nextRecordsUrl"`
	Records        []map[string]any
}

func pageOf(t testing.TB, s *simorg.Server, path string, header ...string) page {
	t.Helper()
	code, body := get(t, s, path, header...)
	var p page
	if err := json.Unmarshal([]byte(body), &p); err != nil || code != 200 {
		t.Fatalf("%s: %d %.300s", path, code, body)
	}
	return p
}

func manyUsers(t testing.TB, n int) *simorg.Scenario {
	world := scenario(t, "all-clear")
	for i := range n {
		world.Users = append(world.Users, simorg.User{
			Username: fmt.Sprintf("extra%04d@acme.example", i), Profile: "Read Only",
		})
	}
	return world
}

func TestPaging(t *testing.T) {
	s := serve(t, manyUsers(t, 489)) // 500 with the 11 of the scenario
	path := "/services/data/v67.0/query?q=" + url.QueryEscape("SELECT Id FROM User")
	if p := pageOf(t, s, path); !p.Done || len(p.Records) != 500 || p.NextRecordsURL != "" {
		t.Errorf("one page of 2,000: %d rows, done %t", len(p.Records), p.Done)
	}
	seen := map[any]bool{}
	first := pageOf(t, s, path, "Sforce-Query-Options", "batchSize=200")
	p := first
	var sizes []int
	for {
		sizes = append(sizes, len(p.Records))
		for _, r := range p.Records {
			seen[r["Id"]] = true
		}
		if p.Done {
			break
		}
		if p.TotalSize != 500 || !strings.HasPrefix(p.NextRecordsURL, "/services/data/v67.0/query/01g") {
			t.Fatalf("total %d, next %s", p.TotalSize, p.NextRecordsURL)
		}
		p = pageOf(t, s, p.NextRecordsURL, "Sforce-Query-Options", "batchSize=200")
	}
	if !slices.Equal(sizes, []int{200, 200, 100}) || len(seen) != 500 {
		t.Errorf("pages of %v with %d different rows", sizes, len(seen))
	}
	// A page can be had once, and no locator can be made up.
	for _, next := range []string{first.NextRecordsURL, "/services/data/v67.0/query/01g000000000000AAA-200"} {
		if code, body := get(t, s, next); code != 400 || errorCode(t, body) != "INVALID_QUERY_LOCATOR" {
			t.Errorf("%s again: %d %s", next, code, body)
		}
	}
}

func TestPagingRange(t *testing.T) {
	s := serve(t, manyUsers(t, 489))
	path := "/services/data/v67.0/query?q=" + url.QueryEscape("SELECT Id FROM User")
	for header, want := range map[string]int{
		"batchSize=1": 200, "batchSize=250": 250, "batchSize=100000": 500, "nonsense": 500,
	} {
		if p := pageOf(t, s, path, "Sforce-Query-Options", header); len(p.Records) != want {
			t.Errorf("%s: %d rows, want %d", header, len(p.Records), want)
		}
	}
}

func TestOauthTokenStopsSilently(t *testing.T) {
	s := serve(t, scenario(t, "large"))
	p := pageOf(t, s, "/services/data/v67.0/query?q="+url.QueryEscape("SELECT Id, AppName FROM OauthToken"))
	rows, pages := 0, 0
	for {
		rows, pages = rows+len(p.Records), pages+1
		if p.Done {
			break
		}
		p = pageOf(t, s, p.NextRecordsURL)
	}
	if rows != 2500 || pages != 5 || p.TotalSize != 2500 {
		t.Errorf("%d rows in %d pages, total %d: want 2,500 in 5", rows, pages, p.TotalSize)
	}
	q := "SELECT Status, Application, LoginType, UserId, COUNT(Id) n FROM LoginHistory " +
		"WHERE LoginTime = LAST_N_DAYS:30 GROUP BY Status, Application, LoginType, UserId"
	if code, body := soql(t, s, q); code != 400 || errorCode(t, body) != "EXCEEDED_ID_LIMIT" {
		t.Errorf("3,000 groups: %d %.200s", code, body)
	}
	if p := pageOf(t, s, "/services/data/v67.0/query?q="+url.QueryEscape(q+" LIMIT 2000")); len(p.Records) != 2000 ||
		!p.Done {
		t.Errorf("with LIMIT 2000: %d groups", len(p.Records))
	}
}

func TestLimitsCountDown(t *testing.T) {
	world := scenario(t, "all-clear")
	world.Limits = map[string]simorg.Limit{"DailyApiRequests": {Max: 100, Remaining: 3}}
	s := serve(t, world)
	for _, left := range []int{2, 1, 0} {
		code, body := get(t, s, "/services/data/v67.0/limits")
		var limits map[string]struct{ Max, Remaining int }
		if err := json.Unmarshal([]byte(body), &limits); err != nil || code != 200 ||
			limits["DailyApiRequests"].Remaining != left {
			t.Errorf("%d %s, want %d left", code, body, left)
		}
	}
	if code, body := get(t, s, "/services/data/v67.0/limits"); code != 403 ||
		errorCode(t, body) != "REQUEST_LIMIT_EXCEEDED" {
		t.Errorf("past the limit: %d %s", code, body)
	}
}

func TestSteadyLimits(t *testing.T) {
	world := scenario(t, "all-clear")
	world.Limits = map[string]simorg.Limit{"DailyApiRequests": {Max: 100, Remaining: 3}}
	s := serve(t, world, simorg.WithSteadyLimits())
	for range 2 {
		if code, body := get(t, s, "/services/data/v67.0/limits"); code != 200 ||
			!strings.Contains(body, `"DailyApiRequests":{"Max":100,"Remaining":3}`) {
			t.Errorf("%d %s", code, body)
		}
	}
}

func TestLongAddresses(t *testing.T) {
	s := serve(t, scenario(t, "all-clear"))
	// an id takes 27 bytes once its quotes and the comma are escaped
	for n, want := range map[int]int{600: 200, 900: 414} {
		q := "SELECT Id FROM User WHERE Id IN ('005000000000001'" + strings.Repeat(",'005000000000001'", n-1) + ")"
		if code, body := soql(t, s, q); code != want {
			t.Errorf("%d ids: %d %.100s, want %d", n, code, body, want)
		}
	}
}

func TestUsageHeader(t *testing.T) {
	s := serve(t, scenario(t, "all-clear"))
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+"/services/data/v67.0/", nil)
	r.Header.Set("Authorization", "Bearer "+s.Token())
	resp, err := s.Transport().RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if got := resp.Header.Get("Sforce-Limit-Info"); got != "api-usage=17589/115000" {
		t.Errorf("Sforce-Limit-Info is %q", got)
	}
}

func TestWritesAreRefusedAndRecorded(t *testing.T) {
	s := serve(t, scenario(t, "all-clear"))
	var want []string
	for _, w := range []string{
		"POST /services/data/v67.0/sobjects/User", "PATCH /services/data/v67.0/sobjects/User/005000000000001",
		"DELETE /services/data/v67.0/sobjects/User/005000000000001", "PUT /services/data/v67.0/sobjects/User",
		"POST /services/data/v67.0/composite", "POST /services/data/v67.0/query", "POST /services/apexrest/do",
		"POST /services/async/67.0/job", "POST /services/oauth2/revoke", "GET /services/oauth2/revoke",
	} {
		method, path, _ := strings.Cut(w, " ")
		r, _ := http.NewRequestWithContext(t.Context(), method, s.URL()+path, strings.NewReader("{}"))
		r.Header.Set("Authorization", "Bearer "+s.Token())
		if code, body := send(t, s, r); code < 400 {
			t.Errorf("%s: %d %s", w, code, body)
		}
		want = append(want, w)
	}
	if diff := cmp.Diff(want, s.Writes()); diff != "" {
		t.Errorf("recorded writes (-want +got):\n%s", diff)
	}
	soql(t, s, "SELECT Id FROM User")
	if diff := cmp.Diff(want, s.Writes()); diff != "" {
		t.Errorf("a query was taken for a write:\n%s", diff)
	}
}

func TestTooling(t *testing.T) {
	s := serve(t, scenario(t, "all-clear"))
	ask := func(q string) (int, string) {
		return get(t, s, "/services/data/v67.0/tooling/query?q="+url.QueryEscape(q))
	}
	code, body := ask("SELECT Name, Metadata FROM Profile WHERE Name = 'Integration'")
	var found struct {
		Records []struct {
			Metadata struct {
				LoginIPRanges   []struct{ StartAddress, EndAddress string } `json:"loginIpRanges"`
				UserPermissions []struct {
					Enabled bool
					Name    string
				} `json:"userPermissions"`
			}
		}
	}
	if err := json.Unmarshal([]byte(body), &found); err != nil || code != 200 || len(found.Records) != 1 {
		t.Fatalf("%d %s", code, body)
	}
	if m := found.Records[0].Metadata; len(m.LoginIPRanges) != 1 || m.LoginIPRanges[0].StartAddress != "198.51.100.0" ||
		len(m.UserPermissions) != 3 {
		t.Errorf("metadata is %+v", m)
	}
	if code, body := ask("SELECT Name, Metadata FROM Profile"); code != 400 ||
		!strings.Contains(body, "no more than one row for retrieval. Result size: 8") {
		t.Errorf("Metadata of all profiles: %d %s", code, body)
	}
	if code, _ := ask("SELECT Id, Name FROM Profile"); code != 200 {
		t.Error("profiles without Metadata can't be listed")
	}
	if code, body := ask("SELECT Id FROM PermissionSetAssignment"); code != 400 ||
		errorCode(t, body) != "INVALID_TYPE" {
		t.Errorf("an object of the data API: %d %s", code, body)
	}
}
