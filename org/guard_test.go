package org

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func metadataEnvelope(inner string) string {
	return `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header xmlns="http://soap.sforce.com/2006/04/metadata">` +
		`<SessionHeader><sessionId></sessionId></SessionHeader></soapenv:Header><soapenv:Body xmlns="http://soap.sforce.com/2006/04/metadata">` +
		inner + `</soapenv:Body></soapenv:Envelope>`
}

func loginBody(inner string) string {
	return `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>` + inner + `</e:Body></e:Envelope>`
}

func TestGuard(t *testing.T) {
	const read = `<readMetadata><type>Profile</type><fullNames>Admin</fullNames></readMetadata>`
	type request struct {
		method, url, body string
		header            [2]string
	}
	allowed := map[string][]request{
		"reads": {
			{method: "GET", url: acme + "/services/data/"},
			{method: "GET", url: acme + "/services/data/v67.0/query?q=SELECT+Id+FROM+User"},
			{method: "GET", url: acme + "/services/data/v67.0/sobjects/User/describe"},
			{method: "GET", url: acme + "/services/oauth2/userinfo"},
			{method: "GET", url: acme + "/id/00Dxx0000000001EAA/005xx000001Sv6AAAS"},
			{method: "POST", url: acme + "/services/Soap/m/67.0", body: metadataEnvelope(read)},
			{method: "POST", url: acme + "/services/Soap/m/67.0", body: metadataEnvelope("<!-- <deploy/> -->" + read)},
			{method: "POST", url: acme + "/services/Soap/m/67.0", body: metadataEnvelope(`<retrieve/>`)},
			{method: "POST", url: acme + "/services/Soap/m/67.0", body: metadataEnvelope(`<checkRetrieveStatus/>`)},
			{method: "POST", url: acme + "/services/Soap/m/67.0", body: metadataEnvelope(`<listMetadata/>`)},
			{method: "POST", url: acme + "/services/Soap/m/67.0", body: metadataEnvelope(`<describeMetadata/>`)},
		},
		"sign-ins": {
			{method: "POST", url: acme + "/services/oauth2/token", body: "grant_type=client_credentials&client_id=a"},
			{method: "POST", url: acme + "/services/oauth2/token", body: "grant_type=authorization_code"},
			{method: "POST", url: acme + "/services/oauth2/token", body: "grant_type=refresh_token"},
			{
				method: "POST",
				url:    acme + "/services/oauth2/token",
				body:   "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer",
			},
			{
				method: "POST",
				url:    acme + "/services/Soap/u/64.0",
				body:   loginBody(`<login xmlns="urn:partner.soap.sforce.com"/>`),
			},
		},
	}
	refused := map[string][]request{
		"reads": {
			{method: "GET", url: "https://other.example/services/data/"},
			{method: "GET", url: "http://acme.my.salesforce.com/services/data/"},
			{method: "GET", url: "https://acme.my.salesforce.com:8443/services/data/"},
			{method: "GET", url: "https://u@acme.my.salesforce.com/services/data/"},
			{method: "GET", url: acme + "/services/data/", header: [2]string{"Host", "other.example"}},
			{method: "GET", url: acme + "/services/data/v67.0/query?q=x", body: "a body"},
			{method: "GET", url: acme + "/services/data/../oauth2/revoke?token=x"},
			{method: "GET", url: acme + "/services/data/%2e%2e/oauth2/revoke"},
			{method: "GET", url: acme + "/services/data/v67.0/%2Fquery"},
			{method: "GET", url: acme + "/services/data//query"},
			{method: "GET", url: acme + "/services/data/v67.0/sobjects/User/005?_HttpMethod=DELETE"},
			{method: "GET", url: acme + "/services/data/v67.0/sobjects/User/005?_httpmethod=DELETE"},
			{method: "GET", url: acme + "/services/data/", header: [2]string{"X-HTTP-Method-Override", "DELETE"}},
			{method: "GET", url: acme + "/services/data"},
			{method: "GET", url: acme + "/services/oauth2/revoke?token=x"},
			{method: "GET", url: acme + "/services/oauth2/singleaccess"},
			{method: "GET", url: acme + "/services/apexrest/x"},
			{method: "GET", url: acme + "/secur/frontdoor.jsp"},
			{method: "POST", url: acme + "/services/data/v67.0/composite", body: "{}"},
			{method: "POST", url: acme + "/services/data/v67.0/sobjects/User", body: "{}"},
			{method: "POST", url: acme + "/services/data/v67.0/query?q=SELECT+Id+FROM+User"},
			{method: "POST", url: acme + "/services/oauth2/token", body: "grant_type=client_credentials"},
			{method: "POST", url: acme + "/services/oauth2/revoke", body: "token=x"},
			{
				method: "POST",
				url:    acme + "/services/Soap/u/64.0",
				body:   loginBody(`<login xmlns="urn:partner.soap.sforce.com"/>`),
			},
			{method: "POST", url: acme + "/services/Soap/s/67.0", body: metadataEnvelope(read)},
			{method: "POST", url: acme + "/services/Soap/m/67.0/x", body: metadataEnvelope(read)},
			{method: "POST", url: acme + "/services/Soap/m/67.0", body: ""},
			{method: "POST", url: acme + "/services/Soap/m/67.0", body: "readMetadata"},
			{method: "POST", url: acme + "/services/Soap/m/67.0", body: metadataEnvelope("")},
			{method: "POST", url: acme + "/services/Soap/m/67.0", body: metadataEnvelope(`<!-- readMetadata -->`)},
			{method: "POST", url: acme + "/services/Soap/m/67.0", body: metadataEnvelope(`<x><readMetadata/></x>`)},
			{method: "POST", url: acme + "/services/Soap/m/67.0", body: metadataEnvelope(read + `<deploy/>`)},
			{
				method: "POST",
				url:    acme + "/services/Soap/m/67.0",
				body:   metadataEnvelope(`<deploy><readMetadata/></deploy>`),
			},
			{
				method: "POST",
				url:    acme + "/services/Soap/m/67.0",
				body:   metadataEnvelope(`<readMetadata xmlns="urn:other"/>`),
			},
			{method: "POST", url: acme + "/services/Soap/m/67.0", body: metadataEnvelope(`<readmetadata/>`)},
			{
				method: "POST",
				url:    acme + "/services/Soap/m/67.0",
				body:   metadataEnvelope(read + `</soapenv:Body><soapenv:Body><deploy/>`),
			},
			{
				method: "POST",
				url:    acme + "/services/Soap/m/67.0",
				body:   metadataEnvelope(read) + metadataEnvelope(`<deploy/>`),
			},
			{
				method: "POST",
				url:    acme + "/services/Soap/m/67.0",
				body:   `<!DOCTYPE a [<!ENTITY d "deploy">]>` + metadataEnvelope(read),
			},
			{method: "PUT", url: acme + "/services/Soap/m/67.0", body: metadataEnvelope(read)},
		},
		"sign-ins": {
			{method: "GET", url: acme + "/services/data/"},
			{method: "GET", url: acme + "/services/oauth2/token?grant_type=client_credentials"},
			{method: "POST", url: acme + "/services/oauth2/revoke", body: "token=x"},
			{method: "POST", url: acme + "/services/oauth2/token", body: "grant_type=password"},
			{
				method: "POST",
				url:    acme + "/services/oauth2/token",
				body:   "grant_type=refresh_token&grant_type=password",
			},
			{method: "POST", url: acme + "/services/oauth2/token"},
			{
				method: "POST",
				url:    acme + "/services/oauth2/token?_HttpMethod=DELETE",
				body:   "grant_type=client_credentials",
			},
			{
				method: "POST",
				url:    acme + "/services/Soap/u/65.0",
				body:   loginBody(`<login xmlns="urn:partner.soap.sforce.com"/>`),
			},
			{
				method: "POST",
				url:    acme + "/services/Soap/u/64.0",
				body:   loginBody(`<create xmlns="urn:partner.soap.sforce.com"/>`),
			},
			{
				method: "POST",
				url:    acme + "/services/Soap/u/64.0",
				body:   loginBody(`<login xmlns="urn:partner.soap.sforce.com"/><logout xmlns="urn:partner.soap.sforce.com"/>`),
			},
			{method: "POST", url: acme + "/services/Soap/m/67.0", body: metadataEnvelope(read)},
		},
	}
	for _, verb := range []string{"POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "get"} {
		for _, path := range []string{
			"/services/data/v67.0/query?q=x", "/services/data/v67.0/sobjects/User/005", "/services/oauth2/userinfo",
			"/services/oauth2/revoke",
		} {
			refused["reads"] = append(refused["reads"], request{method: verb, url: acme + path})
		}
	}
	for _, operation := range []string{
		"createMetadata", "updateMetadata", "upsertMetadata", "deleteMetadata", "renameMetadata", "deploy",
		"cancelDeploy", "deployRecentValidation", "checkDeployStatus", "create", "update", "upsert", "delete",
		"undelete", "merge", "login", "logout",
	} {
		refused["reads"] = append(refused["reads"], request{
			method: "POST",
			url:    acme + "/services/Soap/m/67.0",
			body:   metadataEnvelope("<" + operation + "/>"),
		})
	}
	lists := map[string]func(*http.Request, []byte) error{"reads": onlyReads, "sign-ins": onlySignIn}
	send := func(list string, q request) (sent bool, err error) {
		wire := &fakeHost{answer: func(r *http.Request, body string) (*http.Response, error) {
			if body != q.body {
				t.Errorf("%s %s: the body changed to %q", q.method, q.url, body)
			}
			return asJSON(200, "{}")
		}}
		r, err := http.NewRequestWithContext(t.Context(), q.method, q.url, strings.NewReader(q.body))
		if err != nil {
			t.Fatal(err)
		}
		if q.header[0] == "Host" {
			r.Host = q.header[1]
		} else if q.header[0] != "" {
			r.Header.Set(q.header[0], q.header[1])
		}
		_, err = guard{mustURL(t, acme), lists[list], wire}.RoundTrip(r)
		return len(wire.came) > 0, err
	}
	for list, requests := range allowed {
		for _, q := range requests {
			if sent, err := send(list, q); err != nil || !sent {
				t.Errorf("%s: %s %s %s: refused: %v", list, q.method, q.url, q.body, err)
			}
		}
	}
	for list, requests := range refused {
		for _, q := range requests {
			if sent, err := send(list, q); sent || !errors.Is(err, errRefused) {
				t.Errorf("%s: %s %s %s: sent %v, error %v", list, q.method, q.url, q.body, sent, err)
			}
		}
	}
}

func TestRedirects(t *testing.T) {
	for _, tc := range []struct {
		to, wantErr string
		wantSent    int
	}{
		{"/services/data/v67.0/limits/", "", 2},
		{acme + "/services/data/v67.0/limits/", "", 2},
		{"https://evil.example/services/data/", "a redirect to https://evil.example, which was not followed", 1},
		{"http://acme.my.salesforce.com/services/data/", "a redirect to http://acme.my.salesforce.com", 1},
		{"//evil.example/?sid=CANARY", "a redirect to https://evil.example", 1},
		{"/secur/logout.jsp", "refused by the read-only guard", 1},
		{"", "a redirect to nowhere", 1},
		{"/services/data/loop", "one redirect after another", maxRedirects + 1},
	} {
		t.Run(tc.to, func(t *testing.T) {
			f := &fakeHost{answer: func(r *http.Request, _ string) (*http.Response, error) {
				if got := r.Header.Get("Authorization"); got != "Bearer tok" {
					t.Errorf("authorization %q", got)
				}
				if strings.HasSuffix(r.URL.Path, "/limits/") {
					return asJSON(200, `{}`)
				}
				if tc.to == "" {
					return asJSON(302, "")
				}
				return asJSON(302, "", "Location", tc.to)
			}}
			r, err := http.NewRequestWithContext(t.Context(), "GET", acme+"/services/data/old", nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer tok")
			_, err = guard{mustURL(t, acme), onlyReads, f}.RoundTrip(r)
			if tc.wantErr == "" && err != nil ||
				tc.wantErr != "" && (err == nil || !strings.Contains(err.Error(), tc.wantErr)) {
				t.Errorf("got %v, want %q", err, tc.wantErr)
			}
			if strings.Contains(fmt.Sprint(err), "CANARY") {
				t.Errorf("the error quotes the query: %v", err)
			}
			if len(f.came) != tc.wantSent {
				t.Errorf("sent %v", f.came)
			}
		})
	}
}

func TestRedirectOfAPostIsNotFollowed(t *testing.T) {
	f := &fakeHost{answer: func(*http.Request, string) (*http.Response, error) {
		return asJSON(307, "", "Location", acme+"/services/Soap/m/67.0")
	}}
	r, err := http.NewRequestWithContext(t.Context(), "POST", acme+"/services/Soap/m/67.0",
		strings.NewReader(metadataEnvelope("<listMetadata/>")))
	if err != nil {
		t.Fatal(err)
	}
	_, err = guard{mustURL(t, acme), onlyReads, f}.RoundTrip(r)
	if err == nil || len(f.came) != 1 {
		t.Errorf("got %v after %v", err, f.came)
	}
}
