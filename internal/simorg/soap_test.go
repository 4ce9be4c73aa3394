package simorg_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"orgaudit/internal/simorg"
)

const soapHead = `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header xmlns="http://soap.sforce.com/2006/04/metadata"><SessionHeader><sessionId>%s</sessionId></SessionHeader></soapenv:Header><soapenv:Body xmlns="http://soap.sforce.com/2006/04/metadata">%s</soapenv:Body></soapenv:Envelope>`

func postXML(t testing.TB, s *simorg.Server, target, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "text/xml; charset=UTF-8")
	r.Header.Set("SOAPAction", `""`)
	code, answer := send(t, s, r)
	if d := xml.NewDecoder(strings.NewReader(answer)); true {
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("the answer is not valid XML: %v in %s", err, answer)
			}
		}
	}
	return code, answer
}

func metadata(t testing.TB, s *simorg.Server, body string) (int, string) {
	t.Helper()
	return postXML(t, s, s.URL()+"/services/Soap/m/67.0", fmt.Sprintf(soapHead, s.Token(), body))
}

// between gives every text between two marks.
func between(s, open, end string) []string {
	var found []string
	for {
		_, rest, ok := strings.Cut(s, open)
		if !ok {
			return found
		}
		text, after, _ := strings.Cut(rest, end)
		found = append(found, text)
		s = after
	}
}

func TestBlockedAppsByMetadata(t *testing.T) {
	s := serve(t, scenario(t, "marketo-blocked"))
	code, body := metadata(t, s,
		`<listMetadata><queries><type>BlacklistedConsumer</type></queries><asOfVersion>67.0</asOfVersion></listMetadata>`)
	names := between(body, "<fullName>", "</fullName>")
	if code != 200 || len(names) != 2 || !strings.HasPrefix(names[0], "BlacklistedConsumer1") ||
		!strings.Contains(body,
			"<createdByName>Ada Admin</createdByName><createdDate>2026-11-12T16:41:09.000Z</createdDate>") {
		t.Fatalf("%d %s", code, body)
	}
	code, body = metadata(t, s,
		`<readMetadata><type>BlacklistedConsumer</type><fullNames>`+names[0]+
			`</fullNames><fullNames>Nobody</fullNames></readMetadata>`)
	want := `<records xsi:type="BlacklistedConsumer"><fullName>` + names[0] +
		`</fullName><blockedByApiWhitelisting>false</blockedByApiWhitelisting><consumerKey>` + siaKey +
		`</consumerKey><consumerName>Sales Insight Actions</consumerName><masterLabel>Sales Insight Actions</masterLabel></records><records xsi:nil="true"/>`
	if code != 200 || !strings.Contains(body, want) {
		t.Errorf("%d %s\nwant %s", code, body, want)
	}
}

func TestMetadataReads(t *testing.T) {
	s := serve(t, scenario(t, "marketo-restricted-domain"))
	read := func(kind, name string) string {
		return `<readMetadata><type>` + kind + `</type><fullNames>` + name + `</fullNames></readMetadata>`
	}
	for _, c := range []struct{ name, body, want, never string }{
		{
			"describe", `<describeMetadata><asOfVersion>67.0</asOfVersion></describeMetadata>`,
			`<metadataObjects><directoryName>blacklistedConsumers</directoryName><inFolder>false</inFolder><metaFile>false</metaFile><suffix>blacklistedConsumer</suffix><xmlName>BlacklistedConsumer</xmlName></metadataObjects>`, "MyDomainSettings",
		},
		{
			"my domain", read("MyDomainSettings", "MyDomain"),
			"<canOnlyLoginWithMyDomainUrl>true</canOnlyLoginWithMyDomainUrl><doesApiLoginRequireOrgDomain>false</doesApiLoginRequireOrgDomain>", "xsi:nil",
		},
		{
			"no API Access Control", read("ConnectedAppSettings", "ConnectedApp"), "<fullName>ConnectedApp</fullName>",
			"enableAdminApprovedAppsOnly",
		},
		{
			"security", read("SecuritySettings", "Security"),
			"<ipRanges><description>head " +
				"office</description><end>198.51.100.255</end><start>198.51.100.0</start></ipRanges>", "",
		},
		{"oauth", read("OauthOidcSettings", "OauthOidc"), "<blockOAuthUnPwFlow>true</blockOAuthUnPwFlow>", ""},
		{
			"standard profile", read("Profile", "Admin"),
			"<userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions>", "<enabled>false",
		},
		{"custom profile", read("Profile", "Custom%3A Sales Profile"), "<custom>true</custom>", "xsi:nil"},
		{
			"profile ranges", read("Profile", "Integration"),
			"<loginIpRanges><description>data " +
				"centre</description><endAddress>198.51.100.255</endAddress><startAddress>198.51.100.0</startAddress></loginIpRanges>", "",
		},
		{
			"profile hours", read("Profile", "Call Centre"),
			"<fridayEnd>1080</fridayEnd><fridayStart>420</fridayStart>", "",
		},
		{"owned app", read("ConnectedApp", "Warehouse_Sync"), "<consumerKey>" + whsKey + "</consumerKey>", ""},
		{"app that isn't owned", read("ConnectedApp", "Slack"), `<records xsi:nil="true"/>`, ""},
		{
			"list of profiles", `<listMetadata><queries><type>Profile</type></queries></listMetadata>`,
			"<fullName>MarketingProfile</fullName><id>00e5g0000000004AAA</id>", "",
		},
		{
			"three lists",
			`<listMetadata><queries><type>ConnectedApp</type></queries><queries><type>BlacklistedConsumer</type></queries><queries><type>Settings</type></queries></listMetadata>`, "<fileName>settings/MyDomain.settings</fileName>", "",
		},
	} {
		code, body := metadata(t, s, c.body)
		if code != 200 || !strings.Contains(body, c.want) || c.never != "" && strings.Contains(body, c.never) {
			t.Errorf("%s: %d %s\nwant %s", c.name, code, body, c.want)
		}
	}
}

func TestMetadataRefuses(t *testing.T) {
	list := `<listMetadata><queries><type>BlacklistedConsumer</type></queries></listMetadata>`
	for _, c := range []struct {
		name, path, body, want string
		lacks                  []string
	}{
		{
			name:  "no Modify Metadata",
			body:  list,
			lacks: []string{"ModifyMetadata", "ModifyAllData"},
			want: "<faultcode>sf:INSUFFICIENT_ACCESS</faultcode><faultstring>INSUFFICIENT_ACCESS: " +
				"use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata " +
				"permissions</faultstring>",
		},
		{
			name:  "no API Enabled",
			body:  list,
			lacks: []string{"ApiEnabled"},
			want: "<faultcode>sf:API_CURRENTLY_DISABLED</faultcode><faultstring>API_CURRENTLY_DISABLED: " +
				"API is disabled for this User",
		},
		{
			name: "unknown type",
			body: strings.ReplaceAll(list, "BlacklistedConsumer", "Sprocket"),
			want: "<faultcode>sf:INVALID_TYPE</faultcode>",
		},
		{name: "type before its time", path: "48.0", body: list, want: "<faultcode>sf:INVALID_TYPE</faultcode>"},
		{name: "retired version", path: "30.0", body: list, want: "<faultcode>sf:UNSUPPORTED_API_VERSION</faultcode>"},
		{
			name: "version of the future",
			path: "69.0",
			body: list,
			want: "<faultcode>sf:UNSUPPORTED_API_VERSION</faultcode>",
		},
		{
			name: "four queries",
			body: `<listMetadata>` + strings.Repeat(`<queries><type>Profile</type></queries>`, 4) + `</listMetadata>`,
			want: "<faultcode>sf:LIMIT_EXCEEDED</faultcode>",
		},
		{
			name: "eleven names",
			body: `<readMetadata><type>Profile</type>` + strings.Repeat(`<fullNames>Admin</fullNames>`, 11) +
				`</readMetadata>`,
			want: "<faultcode>sf:LIMIT_EXCEEDED</faultcode>",
		},
		{
			name: "no such operation",
			body: `<dance/>`,
			want: "No operation available for request {http://soap.sforce.com/2006/04/metadata}dance",
		},
		{name: "two operations", body: list + list, want: "UNKNOWN_EXCEPTION"},
	} {
		world := scenario(t, "all-clear")
		world.Auditor.Lacks = c.lacks
		s := serve(t, world)
		if c.path == "" {
			c.path = "67.0"
		}
		code, body := postXML(t, s, s.URL()+"/services/Soap/m/"+c.path, fmt.Sprintf(soapHead, s.Token(), c.body))
		if code != 500 || !strings.Contains(body, c.want) {
			t.Errorf("%s: %d %s\nwant %s", c.name, code, body, c.want)
		}
	}
	s := serve(t, scenario(t, "all-clear"))
	// The fault echoes the token: clients have to redact it.
	if code, body := postXML(t, s, s.URL()+"/services/Soap/m/67.0",
		fmt.Sprintf(soapHead, "00Dwrong!token", list)); code != 500 ||
		!strings.Contains(body, "sf:INVALID_SESSION_ID") || !strings.Contains(body, "00Dwrong!token") {
		t.Errorf("wrong session: %d %s", code, body)
	}
	if code, body := postXML(t, s, s.URL()+"/services/Soap/m/67.0", "no xml"); code != 500 ||
		!strings.Contains(body, "Fault") {
		t.Errorf("no XML: %d %s", code, body)
	}
}

func TestMetadataWrites(t *testing.T) {
	s := serve(t, scenario(t, "all-clear"))
	for _, operation := range []string{
		"createMetadata", "updateMetadata", "upsertMetadata", "deleteMetadata", "renameMetadata", "deploy",
		"cancelDeploy",
	} {
		if code, body := metadata(t, s, "<"+operation+"/>"); code != 500 || !strings.Contains(body, "Fault") {
			t.Errorf("%s: %d %s", operation, code, body)
		}
		if writes := s.Writes(); writes[len(writes)-1] != "SOAP "+operation {
			t.Errorf("%s isn't among the writes: %v", operation, writes)
		}
	}
}

func TestRetrieve(t *testing.T) {
	s := serve(t, scenario(t, "marketo-blocked"))
	for single, prefix := range map[string]string{"true": "", "false": "unpackaged/"} {
		code, body := metadata(t, s,
			`<retrieve><retrieveRequest><apiVersion>67.0</apiVersion><singlePackage>`+single+
				`</singlePackage><unpackaged><types><members>*</members><name>BlacklistedConsumer</name></types>`+
				`<types><members>ConnectedApp</members><members>MyDomain</members><members>Nothing</members><name>Settings</name></types><version>67.0</version></unpackaged></retrieveRequest></retrieve>`)
		ids := between(body, "<id>", "</id>")
		if code != 200 || len(ids) != 1 || !strings.Contains(body, "<done>false</done>") {
			t.Fatalf("%d %s", code, body)
		}
		check := `<checkRetrieveStatus><asyncProcessId>` + ids[0] +
			`</asyncProcessId><includeZip>true</includeZip></checkRetrieveStatus>`
		if code, body = metadata(t, s, check); code != 200 || !strings.Contains(body, "<done>false</done>") ||
			!strings.Contains(body, "<status>InProgress</status>") {
			t.Errorf("the first look: %d %s", code, body)
		}
		code, body = metadata(t, s, check)
		if code != 200 || !strings.Contains(body, "<done>true</done>") ||
			!strings.Contains(body, "<success>true</success>") ||
			!strings.Contains(body, "named 'Nothing' cannot be found") {
			t.Fatalf("the second look: %d %.600s", code, body)
		}
		file, err := base64.StdEncoding.DecodeString(between(body, "<zipFile>", "</zipFile>")[0])
		if err != nil {
			t.Fatal(err)
		}
		archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		blocked := ""
		for _, f := range archive.File {
			names = append(names, f.Name)
			if strings.HasSuffix(f.Name, ".blacklistedConsumer") && blocked == "" {
				r, err := f.Open()
				if err != nil {
					t.Fatal(err)
				}
				content, err := io.ReadAll(r)
				if err != nil {
					t.Fatal(err)
				}
				blocked = string(content)
			}
		}
		for _, want := range []string{"package.xml", "settings/ConnectedApp.settings", "settings/MyDomain.settings"} {
			if !slices.Contains(names, prefix+want) {
				t.Errorf("the zip holds %v, not %s", names, prefix+want)
			}
		}
		if len(names) != 5 ||
			!strings.Contains(blocked, `<BlacklistedConsumer xmlns="http://soap.sforce.com/2006/04/metadata">`) ||
			!strings.Contains(blocked, "<consumerKey>"+siaKey) {
			t.Errorf("%d files; the block is %s", len(names), blocked)
		}
	}
	if code, body := metadata(t, s,
		`<checkRetrieveStatus><asyncProcessId>09S000000000009</asyncProcessId></checkRetrieveStatus>`); code != 500 ||
		!strings.Contains(body, "INVALID_ID_FIELD") {
		t.Errorf("an unknown job: %d %s", code, body)
	}
}

func TestSoapLogin(t *testing.T) {
	login := func(username, password string) string {
		return `<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Body><n1:login xmlns:n1="urn:partner.soap.sforce.com"><n1:username>` + username + `</n1:username><n1:password>` + password + `</n1:password></n1:login></env:Body></env:Envelope>`
	}
	for _, c := range []struct {
		name, path, password string
		change               func(*simorg.Scenario)
		want                 string
	}{
		{name: "works", want: "<sessionId>00D"},
		{name: "enterprise endpoint", path: "/services/Soap/c/60.0", want: "<sessionId>00D"},
		{
			name:     "wrong password",
			password: "guess",
			want:     `<faultcode>INVALID_LOGIN</faultcode><faultstring>INVALID_LOGIN: Invalid username, password, security token; or user locked out.</faultstring><detail><sf:LoginFault xsi:type="sf:LoginFault"><sf:exceptionCode>INVALID_LOGIN</sf:exceptionCode>`,
		},
		{
			name:   "switched off",
			change: func(w *simorg.Scenario) { w.Settings.SoapLogin = false },
			want: "INVALID_OPERATION: SOAP API login() is disabled by default in this org. " +
				"Contact your Salesforce admin.",
		},
		{
			name:   "no API",
			change: func(w *simorg.Scenario) { w.Users[1].Groups = nil },
			want:   "API_CURRENTLY_DISABLED: API is disabled for this User",
		},
		{
			name:   "no Use Any API Auth",
			change: func(w *simorg.Scenario) { w.PermissionSets[1].Permissions = nil },
			want:   "<sf:exceptionCode>INSUFFICIENT_ACCESS</sf:exceptionCode>",
		},
		{name: "login IP ranges", change: func(w *simorg.Scenario) {
			w.Profiles[3].LoginIPRanges = []simorg.IPRange{{Start: "198.51.100.0", End: "198.51.100.255"}}
		}, want: "LOGIN_DURING_RESTRICTED_DOMAIN"},
		{
			name:   "My Domain for SOAP",
			change: func(w *simorg.Scenario) { w.Settings.MyDomain.DoesAPILoginRequireOrgDomain = true },
			want:   "INVALID_LOGIN",
		},
		{
			name:   "My Domain for browsers only",
			change: func(w *simorg.Scenario) { w.Settings.MyDomain.CanOnlyLoginWithMyDomainURL = true },
			want:   "<sessionId>00D",
		},
		{
			name: "version without login",
			path: "/services/Soap/u/65.0",
			want: "No operation available for request {urn:partner.soap.sforce.com}login",
		},
	} {
		world := scenario(t, "all-clear")
		world.Settings.SoapLogin = true
		world.Users[1].Password = "simulated-password"
		world.PermissionSets[1].Permissions = append(world.PermissionSets[1].Permissions, "UseAnyApiAuth")
		if c.change != nil {
			c.change(world)
		}
		if c.path == "" {
			c.path = "/services/Soap/u/64.0"
		}
		if c.password == "" {
			c.password = "simulated-password"
		}
		code, body := postXML(t, serve(t, world), production+c.path, login("jane@acme.example", c.password))
		if !strings.Contains(body, c.want) || (code == 200) != strings.HasPrefix(c.want, "<sessionId>") {
			t.Errorf("%s: %d %s\nwant %s", c.name, code, body, c.want)
		}
	}
	s := serve(t, scenario(t, "all-clear"))
	if code, _ := postXML(t, s, s.URL()+"/services/Soap/u/60.0",
		strings.ReplaceAll(login("x", "y"), "n1:login", "n1:delete")); code != 500 ||
		!slices.Contains(s.Writes(), "SOAP delete") {
		t.Errorf("a delete: %d, writes %v", code, s.Writes())
	}
}

func FuzzEnvelope(f *testing.F) {
	world := scenario(f, "all-clear")
	world.Limits = map[string]simorg.Limit{"DailyApiRequests": {Max: 1 << 40, Remaining: 1 << 40}}
	s := serve(f, world)
	f.Add(fmt.Sprintf(soapHead, s.Token(),
		`<readMetadata><type>Profile</type><fullNames>Admin</fullNames></readMetadata>`))
	f.Add(fmt.Sprintf(soapHead, s.Token(),
		`<retrieve><retrieveRequest><unpackaged><types><members>*</members><name>Profile</name></types></unpackaged></retrieveRequest></retrieve>`))
	f.Add("<a><b></a>")
	f.Add(strings.Repeat("<a>", 100))
	f.Fuzz(func(t *testing.T, body string) {
		postXML(t, s, s.URL()+"/services/Soap/m/67.0", body)
	})
}
