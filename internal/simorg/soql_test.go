package simorg_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"orgaudit/internal/simorg"
)

// column runs a query and gives one column of its records; nested names are joined by dots.
func column(t testing.TB, s *simorg.Server, q, name string) []string {
	t.Helper()
	code, body := soql(t, s, q)
	if code != 200 {
		t.Fatalf("%s: %d %s", q, code, body)
	}
	var found struct{ Records []map[string]any }
	if err := json.Unmarshal([]byte(body), &found); err != nil {
		t.Fatalf("%s: %v in %s", q, err, body)
	}
	var values []string
	for _, r := range found.Records {
		var at any = r
		for _, part := range strings.Split(name, ".") {
			m, ok := at.(map[string]any)
			if !ok {
				at = nil
				break
			}
			if at, ok = m[part]; !ok {
				t.Fatalf("%s: no %s in %v", q, name, r)
			}
		}
		values = append(values, fmt.Sprint(at))
	}
	return values
}

func TestQueryFinds(t *testing.T) {
	s := serve(t, scenario(t, "all-clear"))
	jane := column(t, s, "SELECT Id FROM User WHERE Username = 'jane@acme.example'", "Id")[0]
	for _, c := range []struct {
		name, query, column string
		want                []string
	}{
		{
			"text without case", "SELECT Name FROM User WHERE Username = 'JANE@Acme.Example'", "Name",
			[]string{"Jane Park"},
		},
		{
			"keywords and names without case", "select NAME from uSER where username = 'jane@acme.example'", "Name",
			[]string{"Jane Park"},
		},
		{"id of 18 characters", "SELECT Name FROM User WHERE Id = '" + jane + "'", "Name", []string{"Jane Park"}},
		{"id of 15 characters", "SELECT Name FROM User WHERE Id = '" + jane[:15] + "'", "Name", []string{"Jane Park"}},
		{
			"id in a list", "SELECT Name FROM User WHERE Id IN ('" + jane[:15] + "', '" + jane + "')", "Name",
			[]string{"Jane Park"},
		},
		{
			"not equal keeps null", "SELECT Name FROM User WHERE UserType != 'Standard'", "Name",
			[]string{"Automated Process"},
		},
		{
			"not equal of a null lookup",
			"SELECT Name FROM User WHERE Profile.Name != 'Marketing User' AND IsActive = true " +
				"AND Username LIKE 'auto%'",
			"Name", []string{"Automated Process"},
		},
		{"null", "SELECT Name FROM User WHERE ProfileId = null", "Name", []string{"Automated Process"}},
		{
			"not null", "SELECT Name FROM User WHERE ProfileId != NULL AND LastLoginDate < 2026-04-01T00:00:00Z",
			"Name", []string{"Tom Becker"},
		},
		{
			"offset in a datetime", "SELECT Name FROM User WHERE LastLoginDate = 2026-11-19T16:02:40+01:00", "Name",
			[]string{"Jane Park"},
		},
		{"boolean", "SELECT Name FROM User WHERE IsActive = false", "Name", []string{"Tom Becker"}},
		{"not", "SELECT Name FROM User WHERE NOT IsActive = true", "Name", []string{"Tom Becker"}},
		{
			"not of a group", "SELECT Name FROM User WHERE NOT (IsActive = true OR Name = 'x')", "Name",
			[]string{"Tom Becker"},
		},
		{
			"or", "SELECT Name FROM User WHERE Name = 'Raj Iyer' OR Name = 'Mia Chen' ORDER BY Name", "Name",
			[]string{"Mia Chen", "Raj Iyer"},
		},
		{
			"and with or in parentheses",
			"SELECT Name FROM User WHERE IsActive = true AND (Name = 'Raj Iyer' OR Name = 'Tom Becker')", "Name",
			[]string{"Raj Iyer"},
		},
		{"like at the start", "SELECT Name FROM User WHERE Name LIKE 'j%'", "Name", []string{"Jane Park"}},
		{"like one character", "SELECT Name FROM User WHERE Name LIKE '_aj Iyer'", "Name", []string{"Raj Iyer"}},
		{
			"like with an escaped underscore", `SELECT Name FROM PermissionSet WHERE Name LIKE 'MSI\_%'`, "Name",
			[]string{"MSI_Users"},
		},
		{"like with an escaped percent", `SELECT Name FROM PermissionSet WHERE Name LIKE 'MSI\%'`, "Name", nil},
		{
			"not like", "SELECT Name FROM User WHERE (NOT Name LIKE '%a%') AND IsActive = true", "Name",
			[]string{"Nils Berg", "Automated Process"}[:1],
		},
		{"quote in a string", `SELECT Name FROM User WHERE Name = 'O\'Neil'`, "Name", nil},
		{
			"in", "SELECT Name FROM Profile WHERE Name IN ('read only', 'Standard User') ORDER BY Name", "Name",
			[]string{"Read Only", "Standard User"},
		},
		{"not in", "SELECT Name FROM Profile " +
			"WHERE Name NOT IN ('Read Only', 'Standard User', 'System Administrator', 'Marketing User') " +
			"AND UserLicense.Name = 'Salesforce' ORDER BY Name", "Name",
			[]string{"Contract Manager", "Custom: Sales Profile"}},
		{
			"parent of a parent",
			"SELECT Name, Profile.UserLicense.LicenseDefinitionKey FROM User " +
				"WHERE Profile.UserLicense.Name = 'Salesforce Integration'", "Profile.UserLicense.LicenseDefinitionKey",
			[]string{"INT"},
		},
		{
			"null lookup is null", "SELECT Profile.Name FROM User WHERE Username = 'autoproc@acme.example'", "Profile",
			[]string{"<nil>"},
		},
		{
			"alias of the object", "SELECT u.Name FROM User u WHERE u.Username = 'jane@acme.example'", "Name",
			[]string{"Jane Park"},
		},
		{
			"name of the object as alias", "SELECT User.Name FROM User WHERE User.Username = 'jane@acme.example'",
			"Name", []string{"Jane Park"},
		},
		{
			"semi-join", "SELECT Name FROM User WHERE Id IN (SELECT AssigneeId FROM PermissionSetAssignment " +
				"WHERE PermissionSetGroup.DeveloperName = 'Marketing_Ops')", "Name", []string{"Jane Park"},
		},
		{
			"anti-join", "SELECT Name FROM PermissionSet WHERE Type = 'Regular' " +
				"AND Id NOT IN (SELECT PermissionSetId FROM PermissionSetAssignment)", "Name", []string{"Data_Steward"},
		},
		{
			"semi-join that finds nothing",
			"SELECT Name FROM User WHERE Id IN (SELECT AssigneeId FROM PermissionSetAssignment " +
				"WHERE PermissionSet.Name = 'nobody')", "Name", nil,
		},
		{
			"order descending", "SELECT Name FROM Profile ORDER BY Name DESC LIMIT 2", "Name",
			[]string{"System Administrator", "Standard User"},
		},
		{
			"nulls first by default", "SELECT Username FROM User ORDER BY LastLoginDate LIMIT 1", "Username",
			[]string{"autoproc@acme.example"},
		},
		{
			"nulls first descending too", "SELECT Username FROM User ORDER BY LastLoginDate DESC LIMIT 1", "Username",
			[]string{"autoproc@acme.example"},
		},
		{
			"nulls last", "SELECT Username FROM User ORDER BY LastLoginDate ASC NULLS LAST LIMIT 1", "Username",
			[]string{"tom@acme.example"},
		},
		{
			"two keys and offset",
			"SELECT Name FROM User WHERE IsActive = true ORDER BY Profile.Name NULLS LAST, Name DESC LIMIT 1 OFFSET 1",
			"Name", []string{"Mia Chen"},
		},
		{
			"today in the org's zone",
			"SELECT UserId, User.Name FROM LoginHistory WHERE LoginTime = TODAY ORDER BY LoginTime", "User.Name",
			[]string{"Ada Admin", "Integration User"},
		},
		{
			"last n days", "SELECT User.Name FROM LoginHistory WHERE LoginTime = LAST_N_DAYS:1 ORDER BY LoginTime",
			"User.Name", []string{"Jane Park", "Ada Admin", "Integration User"},
		},
		{
			"before a date literal",
			"SELECT User.Name FROM LoginHistory WHERE LoginTime < LAST_N_DAYS:2 GROUP BY User.Name", "Name",
			[]string{"Raj Iyer"},
		},
		{
			"distinct groups", "SELECT Application FROM LoginHistory GROUP BY Application ORDER BY Application",
			"Application", []string{"Browser", "Sales Insight Actions", "Slack", "Warehouse Sync"},
		},
		{
			"having", "SELECT Application, COUNT(Id) n FROM LoginHistory GROUP BY Application HAVING COUNT(Id) > 1",
			"n", []string{"3"},
		},
		{
			"order by an aggregate",
			"SELECT Application FROM LoginHistory GROUP BY Application ORDER BY COUNT(Id) DESC LIMIT 1", "Application",
			[]string{"Browser"},
		},
		{
			"max without groups", "SELECT MAX(LoginTime) last FROM LoginHistory", "last",
			[]string{"2026-11-20T08:55:00.000+0000"},
		},
		{
			"min of nothing", "SELECT MIN(LoginTime) FROM LoginHistory WHERE LoginTime > TOMORROW", "expr0",
			[]string{"<nil>"},
		},
		{"count of a column leaves nulls out", "SELECT COUNT(LastLoginDate) FROM User", "expr0", []string{"10"}},
		{
			"names of two counts", "SELECT COUNT(Id), COUNT_DISTINCT(Application) FROM LoginHistory", "expr1",
			[]string{"4"},
		},
		{
			"object whose name is a keyword elsewhere", "SELECT DeveloperName FROM PermissionSetGroup", "DeveloperName",
			[]string{"Marketing_Ops"},
		},
		{
			"several lines", "SELECT Name\nFROM User\n\tWHERE Username = 'jane@acme.example'", "Name",
			[]string{"Jane Park"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, column(t, s, c.query, c.column)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.query, diff)
			}
		})
	}
}

func TestQueryRefuses(t *testing.T) {
	s := serve(t, scenario(t, "all-clear"))
	for _, c := range []struct{ query, code, text string }{
		{
			"SELECT Id, Foo FROM Profile", "INVALID_FIELD",
			"\nSELECT Id, Foo FROM Profile\n           ^\nERROR at Row:1:Column:12\n" +
				"No such column 'Foo' on entity 'Profile'. If you are attempting to use a custom field, " +
				"be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe " +
				"call for the appropriate names.",
		},
		{
			"select count() from XYZZY", "INVALID_TYPE",
			"\nselect count() from XYZZY\n                    ^\nERROR at Row:1:Column:21\n" +
				"sObject type 'XYZZY' is not supported.",
		},
		{
			"SELECT Id\nFROM User\nWHERE Foo = 1", "INVALID_FIELD",
			"\nWHERE Foo = 1\n      ^\nERROR at Row:3:Column:7\nNo such column 'Foo' on entity 'User'.",
		},
		{"SELECT Foo.Name FROM User", "INVALID_FIELD", "Didn't understand relationship 'Foo' in field path."},
		{"SELECT Profile.Foo FROM User", "INVALID_FIELD", "No such column 'Foo' on entity 'Profile'."},
		{"SELECT Id FROM BlacklistedConsumer", "INVALID_TYPE", "sObject type 'BlacklistedConsumer' is not supported."},
		{
			"SELECT PermissionsUseAnyApiClient FROM PermissionSet", "INVALID_FIELD",
			"No such column 'PermissionsUseAnyApiClient' on entity 'PermissionSet'.",
		},
		{"SELECT FORM User", "MALFORMED_QUERY", "unexpected token: '<EOF>'"},
		{"SELECT Id, FROM User", "MALFORMED_QUERY", "unexpected token: ','"},
		{"SELECT * FROM User", "MALFORMED_QUERY", "unexpected token: '*'"},
		{"UPDATE User SET Name = 'x'", "MALFORMED_QUERY", "unexpected token: 'UPDATE'"},
		{"", "MALFORMED_QUERY", "unexpected token: '<EOF>'"},
		{"SELECT Id FROM Group", "INVALID_TYPE", "sObject type 'Group' is not supported."},
		{"SELECT Id FROM Order LIMIT 1", "INVALID_TYPE", "sObject type 'Order' is not supported."},
		{
			"SELECT Id FROM User WHERE IsActive = true AND Name = 'a' OR Name = 'b'", "MALFORMED_QUERY",
			"unexpected token: 'OR'",
		},
		{
			"SELECT Id FROM User WHERE Name = 'a' OR Name = 'b' AND IsActive = true", "MALFORMED_QUERY",
			"unexpected token: 'AND'",
		},
		{"SELECT Id FROM User FOR UPDATE", "MALFORMED_QUERY", "unexpected token: 'FOR'"},
		{"SELECT Id FROM User USING SCOPE mine", "MALFORMED_QUERY", "unexpected token: 'USING'"},
		{"SELECT TYPEOF Owner WHEN User THEN Id END FROM User", "MALFORMED_QUERY", "unexpected token: 'TYPEOF'"},
		{"SELECT Id FROM User WITH SECURITY_ENFORCED", "MALFORMED_QUERY", "unexpected token: 'WITH'"},
		{"SELECT FIELDS(ALL) FROM User LIMIT 200", "MALFORMED_QUERY", "unexpected token: '('"},
		{"SELECT Name n FROM User", "MALFORMED_QUERY", "only aggregate expressions use field aliasing"},
		{"SELECT Id, ID FROM User", "INVALID_FIELD", "duplicate field selected: Id"},
		{"SELECT Id FROM User WHERE Id = 'abc'", "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: abc"},
		{
			"SELECT Id FROM User WHERE IsActive = 'true'", "INVALID_FIELD",
			"value of filter criterion for field 'IsActive' must be of type boolean and should not be enclosed in " +
				"quotes",
		},
		{
			"SELECT Id FROM User WHERE Name = 7", "INVALID_FIELD",
			"value of filter criterion for field 'Name' must be of type string and should be enclosed in quotes",
		},
		{
			"SELECT Id FROM User WHERE LastLoginDate > '2026-01-01'", "INVALID_FIELD",
			"must be of type dateTime and should not be enclosed in quotes",
		},
		{"SELECT Id FROM User WHERE LastLoginDate > 2026-01-01", "INVALID_FIELD", "must be of type dateTime"},
		{"SELECT Id FROM User WHERE LastLoginDate > SOMEDAY", "MALFORMED_QUERY", "unexpected token: 'SOMEDAY'"},
		{
			"SELECT Id FROM User WHERE IsActive > true", "INVALID_QUERY_FILTER_OPERATOR",
			"invalid operator on boolean field",
		},
		{"SELECT Id FROM User WHERE Id LIKE '005%'", "INVALID_QUERY_FILTER_OPERATOR", "invalid operator on id field"},
		{
			"SELECT Id FROM LoginHistory WHERE Status = 'Success'", "INVALID_FIELD",
			"field 'Status' can not be filtered in a query call",
		},
		{
			"SELECT Id FROM LoginHistory WHERE Application LIKE 'S%'", "INVALID_FIELD",
			"field 'Application' can not be filtered in a query call",
		},
		{
			"SELECT Id FROM LoginHistory WHERE ApiType IN ('x')", "INVALID_FIELD",
			"field 'ApiType' can not be filtered in a query call",
		},
		{
			"SELECT Id FROM SetupAuditTrail WHERE Display = 'x'", "INVALID_FIELD",
			"field 'Display' can not be filtered in a query call",
		},
		{
			"SELECT Action, COUNT(Id) FROM SetupAuditTrail GROUP BY Action", "INVALID_FIELD",
			"field 'Action' can not be grouped in a query call",
		},
		{
			"SELECT MAX(CreatedDate) FROM SetupAuditTrail", "MALFORMED_QUERY",
			"field CreatedDate does not support aggregate operator MAX",
		},
		{
			"SELECT Id FROM PermissionSet ORDER BY PermissionsApiEnabled", "INVALID_FIELD",
			"field 'PermissionsApiEnabled' can not be sorted in a query call",
		},
		{
			"SELECT PermissionsApiEnabled, COUNT(Id) FROM PermissionSet GROUP BY PermissionsApiEnabled",
			"INVALID_FIELD", "field 'PermissionsApiEnabled' can not be grouped in a query call",
		},
		{
			"SELECT COUNT(PermissionsApiEnabled) FROM PermissionSet", "MALFORMED_QUERY",
			"field PermissionsApiEnabled does not support aggregate operator COUNT",
		},
		{"SELECT Name, COUNT(Id) FROM User", "MALFORMED_QUERY", "Field must be grouped or aggregated: Name"},
		{"SELECT Name FROM User GROUP BY UserType", "MALFORMED_QUERY", "Field must be grouped or aggregated: Name"},
		{"SELECT COUNT(Id) n, MAX(Name) n FROM User", "MALFORMED_QUERY", "duplicate alias: n"},
		{"SELECT SUM(UseCount) FROM OauthToken", "MALFORMED_QUERY", "unexpected token: 'SUM'"},
		{"SELECT COUNT(), Name FROM User", "MALFORMED_QUERY", "unexpected token: ')'"},
		{"SELECT Id FROM User OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000"},
		{"SELECT Id FROM User LIMIT -1", "MALFORMED_QUERY", "unexpected token: '-'"},
		{
			"SELECT Id FROM User WHERE Id IN (SELECT AssigneeId FROM PermissionSetAssignment) OR Name = 'x'",
			"MALFORMED_QUERY", "Semi join sub-selects are not allowed with the 'OR' operator",
		},
		{
			"SELECT Id FROM User WHERE NOT Id IN (SELECT AssigneeId FROM PermissionSetAssignment)", "MALFORMED_QUERY",
			"Semi join sub-selects are only allowed at the top level WHERE expressions",
		},
		{
			"SELECT Id FROM User WHERE Id IN (SELECT Id FROM User)", "MALFORMED_QUERY",
			"The inner and outer selects should not be on the same object type",
		},
		{
			"SELECT Id FROM User WHERE Id IN (SELECT AssigneeId, Id FROM PermissionSetAssignment)", "MALFORMED_QUERY",
			"semi join sub-selects must select exactly one field",
		},
		{
			"SELECT Id FROM User WHERE Profile.Id IN (SELECT ProfileId FROM PermissionSet)", "MALFORMED_QUERY",
			"The left operand of a semi join must be",
		},
		{
			"SELECT Id FROM User WHERE Id IN (SELECT AssigneeId FROM PermissionSetAssignment " +
				"WHERE PermissionSetId IN (SELECT Id FROM PermissionSet))", "MALFORMED_QUERY",
			"Nesting of semi join sub-selects is not supported",
		},
		{
			"SELECT Id FROM User WHERE Id IN (SELECT AssigneeId FROM PermissionSetAssignment) " +
				"AND Id IN (SELECT UserId FROM OauthToken) AND Id IN (SELECT UserId FROM UserLogin)", "MALFORMED_QUERY",
			"Maximum 2 semi join sub-selects are allowed",
		},
		{
			"SELECT Id, (SELECT Id FROM Nothings) FROM User", "INVALID_TYPE",
			"Didn't understand relationship 'Nothings' in FROM part of query call.",
		},
		{`SELECT Id FROM User WHERE Name = 'a\q'`, "MALFORMED_QUERY", "invalid escape sequence"},
		{"SELECT Id FROM User WHERE Name = 'open", "MALFORMED_QUERY", "unexpected token: '''"},
	} {
		code, body := soql(t, s, c.query)
		var answer []struct{ Message, ErrorCode string }
		if err := json.Unmarshal([]byte(body), &answer); err != nil || len(answer) != 1 {
			t.Errorf("%.200s: %d %.300s", c.query, code, body)
			continue
		}
		if code != 400 || answer[0].ErrorCode != c.code || !strings.Contains(answer[0].Message, c.text) {
			t.Errorf("%.200s\n got %d %s %q\nwant 400 %s %q",
				c.query, code, answer[0].ErrorCode, answer[0].Message, c.code, c.text)
		}
	}
}

func TestQueryShapes(t *testing.T) {
	s := serve(t, scenario(t, "all-clear"))
	for q, want := range map[string]string{
		"SELECT COUNT() FROM Profile": `{"totalSize":8,"done":true,"records":[]}`,
		"SELECT Name, UserLicense.Name FROM Profile WHERE Name = 'Read Only'": `{"totalSize":1,"done":true,"records":[{"attributes":{"type":"Profile","url":"/services/data/v67.0/sobjects/Profile/00e5g0000000003AAA"},` +
			`"Name":"Read Only","UserLicense":{"attributes":{"type":"UserLicense","url":"/services/data/v67.0/sobjects/UserLicense/1005g0000000001AAA"},"Name":"Salesforce"}}]}`,
		"SELECT COUNT(Id) n, UserType FROM User WHERE Name = 'Jane Park' GROUP BY UserType": `{"totalSize":1,"done":true,"records":[{"attributes":{"type":"AggregateResult"},"n":1,"UserType":"Standard"}]}`,
		"SELECT AppName, Id, AppMenuItem.Label FROM OauthToken WHERE AppName = 'Old Report Exporter'":
		// Some rows have neither attributes nor an id.
		`{"totalSize":1,"done":true,"records":[{"AppName":"Old Report Exporter","Id":null,"AppMenuItem":null}]}`,
		"SELECT Name, (SELECT SetupEntityType FROM SetupEntityAccessItems) FROM PermissionSet WHERE Name = 'API_Access'": `{"totalSize":1,"done":true,"records":[{"attributes":{"type":"PermissionSet","url":"/services/data/v67.0/sobjects/PermissionSet/0PS5g0000000009GAA"},` +
			`"Name":"API_Access","SetupEntityAccessItems":{"totalSize":1,"done":true,"records":[{"attributes":{"type":"SetupEntityAccess","url":"/services/data/v67.0/sobjects/SetupEntityAccess/0J05g0000000003CAA"},"SetupEntityType":"ExternalClientApplication"}]}}]}`,
	} {
		if code, body := soql(t, s, q); code != 200 || body != want {
			t.Errorf("%s: %d (-want +got):\n%s", q, code, cmp.Diff(want, body))
		}
	}
}

// The rows around an assignment must say the same thing from every side.
func TestAccessRows(t *testing.T) {
	s := serve(t, scenario(t, "all-clear"))
	paths := column(t, s,
		"SELECT PermissionSet.Type FROM PermissionSetAssignment WHERE Assignee.Username = 'jane@acme.example' "+
			"AND PermissionSet.PermissionsApiEnabled = true", "PermissionSet.Type")
	if !slices.Equal(paths, []string{"Group"}) {
		t.Errorf("Jane gets API Enabled through %v, want the group only", paths)
	}
	if got := count(t, s,
		"SELECT COUNT() FROM PermissionSet WHERE IsOwnedByProfile = true AND Type = 'Profile'"); got != 8 {
		t.Errorf("%d profile-owned sets, want one for each of 8 profiles", got)
	}
	muted := "SELECT COUNT() FROM PermissionSet WHERE Type = 'Group' AND PermissionsManageDataIntegrations = true"
	if got := count(t, s, muted); got != 0 {
		t.Error("the group's own set grants what the group mutes")
	}
	if got := count(t, s,
		"SELECT COUNT() FROM MutingPermissionSet WHERE PermissionsManageDataIntegrations = true"); got != 1 {
		t.Error("the muting set doesn't show what it mutes")
	}
	if got := column(t, s,
		"SELECT IsActive FROM PermissionSetAssignment WHERE Assignee.Username = 'sofia@acme.example' "+
			"AND PermissionSet.Name = 'API_Access'", "IsActive"); !slices.Equal(got, []string{"false"}) {
		t.Errorf("an assignment past its end is active: %v", got)
	}
}

func FuzzQuery(f *testing.F) {
	world := scenario(f, "all-clear")
	world.Limits = map[string]simorg.Limit{"DailyApiRequests": {Max: 1 << 40, Remaining: 1 << 40}}
	s := serve(f, world)
	for _, q := range []string{
		"SELECT Id, Profile.Name FROM User u WHERE (NOT u.Name LIKE '%a_\\%') AND LastLoginDate = LAST_N_DAYS:3 " +
			"ORDER BY Name DESC NULLS LAST LIMIT 3 OFFSET 1",
		"SELECT Status, COUNT(Id) n FROM LoginHistory GROUP BY Status HAVING COUNT(Id) > 1 ORDER BY COUNT(Id)",
		"SELECT Id, (SELECT Id FROM Users) FROM Profile WHERE Id IN (SELECT ProfileId FROM PermissionSet " +
			"WHERE PermissionsApiEnabled = true)",
		"SELECT Id FROM User WHERE Name IN ('a', null) AND Id != null", "\xff",
		"SELECT Id FROM User WHERE Name LIKE '\xff%'",
	} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, q string) {
		if code, body := soql(t, s, q); code != 200 && code != 400 || !json.Valid([]byte(body)) {
			t.Errorf("%q: %d %s", q, code, body)
		}
	})
}
