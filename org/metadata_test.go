package org

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

const blocked = "BlacklistedConsumer155969236210464"

var element = regexp.MustCompile(`<(type|fullNames)>([^<]*)</`)

func elements(body, name string) (found []string) {
	for _, m := range element.FindAllStringSubmatch(body, -1) {
		if m[1] == name {
			found = append(found, m[2])
		}
	}
	return found
}

func TestListMetadata(t *testing.T) {
	f := newFake(func(r *http.Request, body string) (*http.Response, error) {
		if r.Method != "POST" || r.URL.Path != "/services/Soap/m/67.0" || r.Header.Get("SOAPAction") != `""` ||
			!strings.HasPrefix(r.Header.Get("Content-Type"), "text/xml") {
			t.Errorf("%s %s %v", r.Method, r.URL, r.Header)
		}
		if !strings.Contains(body, "<sessionId>"+goodToken+"</sessionId>") ||
			!strings.Contains(body, "<asOfVersion>67.0</asOfVersion>") {
			t.Errorf("body %s", body)
		}
		types := elements(body, "type")
		if len(types) > 3 {
			t.Errorf("%d types in a call", len(types))
		}
		var b strings.Builder
		for _, typ := range types {
			fmt.Fprintf(&b,
				`<result><createdByName>Ada Admin</createdByName><createdDate>2025-09-03T09:12:44.000Z</createdDate><fullName>%s</fullName><id>0XX</id><type>%s</type></result>`, blocked, typ)
		}
		return asXML(200, soapAnswer(`<listMetadataResponse>`+b.String()+`</listMetadataResponse>`))
	})
	got, err := openFake(t, f).listMetadata(t.Context(), "A", "B", "C", "BlacklistedConsumer")
	if err != nil || len(got) != 4 || got[3].Type != "BlacklistedConsumer" || got[3].FullName != blocked ||
		got[0].CreatedByName != "Ada Admin" || got[0].CreatedDate != "2025-09-03T09:12:44.000Z" {
		t.Errorf("got %+v %v", got, err)
	}
	if n := f.requests("/Soap/m/"); n != 2 {
		t.Errorf("%d calls", n)
	}
}

type blockedApp struct {
	FullName     string `xml:"fullName"`
	ByAPIControl bool   `xml:"blockedByApiWhitelisting"`
	ConsumerKey  string `xml:"consumerKey"`
	ConsumerName string `xml:"consumerName"`
}

func TestReadMetadata(t *testing.T) {
	var names []string
	for i := range 23 {
		names = append(names, fmt.Sprintf("N%02d <&>", i))
	}
	f := newFake(func(_ *http.Request, body string) (*http.Response, error) {
		asked := elements(body, "fullNames")
		if len(asked) > 10 || elements(body, "type")[0] != "BlacklistedConsumer" {
			t.Errorf("body %s", body)
		}
		var b strings.Builder
		for i, name := range asked {
			if i == 2 {
				b.WriteString(`<records xsi:nil="true"/>`)
				continue
			}
			fmt.Fprintf(&b,
				`<records xsi:type="BlacklistedConsumer"><fullName>%s</fullName><blockedByApiWhitelisting>true</blockedByApiWhitelisting><consumerKey>3MVG9</consumerKey></records>`, name)
		}
		return asXML(200, soapAnswer(`<readMetadataResponse><result>`+b.String()+`</result></readMetadataResponse>`))
	})
	got, err := readMetadata[blockedApp](t.Context(), openFake(t, f), "BlacklistedConsumer", names)
	if err != nil || len(got) != 20 || f.requests("/Soap/m/") != 3 {
		t.Fatalf("got %d %v in %d calls", len(got), err, f.requests("/Soap/m/"))
	}
	if got[0] != (blockedApp{"N00 <&>", true, "3MVG9", ""}) || got[2].FullName != "N03 <&>" ||
		got[19].FullName != "N21 <&>" {
		t.Errorf("got %+v", got)
	}
	if none, err := readMetadata[blockedApp](t.Context(), openFake(t, f), "BlacklistedConsumer", nil); err != nil ||
		len(none) != 0 {
		t.Errorf("got %v %v", none, err)
	}
}

func TestMetadataFaults(t *testing.T) {
	for _, tc := range []struct {
		name   string
		status int
		body   string
		want   string
	}{
		{
			"no permission", 500,
			soapFault("INSUFFICIENT_ACCESS",
				"use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions"),
			"answered 500: INSUFFICIENT_ACCESS: use of the Metadata API",
		},
		{"no such type", 500, soapFault("INVALID_TYPE", "x"), "INVALID_TYPE: x"},
		{
			"wrong host", 500,
			soapFault("UNKNOWN_EXCEPTION",
				"Destination URL not reset. The URL returned from login must be set in the SforceService"),
			"Destination URL not reset",
		},
		{
			"lost session", 500, soapFault("INVALID_SESSION_ID", "Session not found, missing session key: "+goodToken),
			"missing session key: [secret]",
		},
		{"fault with a good status", 200, soapFault("INVALID_TYPE", "x"), "answered 200: INVALID_TYPE: x"},
		{"html", 200, "<!doctype html>", "an HTML page instead of XML"},
		{"json", 200, "{}", "something else than XML"},
		{"empty", 200, "", "an empty body"},
		{
			"truncated", 200,
			`<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><read`, "not a SOAP envelope",
		},
		{"another operation", 200, soapAnswer(`<deployResponse/>`), "found deployResponse"},
		{"another charset", 200, `<?xml version="1.0" encoding="EBCDIC"?><a/>`, "not a SOAP envelope"},
		{"no result", 200, soapAnswer(`<readMetadataResponse/>`), "no result came"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := newFake(func(*http.Request, string) (*http.Response, error) { return asXML(tc.status, tc.body) })
			got, err := readMetadata[blockedApp](t.Context(), openFake(t, f), "BlacklistedConsumer", []string{"x"})
			if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "CANARY") {
				t.Errorf("got %v %v", got, err)
			}
			if n := f.requests("/Soap/m/"); n != 1 {
				t.Errorf("%d calls", n)
			}
		})
	}
}

func zipped(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		entry, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := entry.Write([]byte(files[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	// Salesforce breaks the lines.
	return strings.Join(slices.Collect(chunks(base64.StdEncoding.EncodeToString(b.Bytes()), 76)), "\n")
}

func chunks(s string, n int) func(func(string) bool) {
	return func(yield func(string) bool) {
		for ; len(s) > n; s = s[n:] {
			if !yield(s[:n]) {
				return
			}
		}
		yield(s)
	}
}

func TestRetrieve(t *testing.T) {
	for _, prefix := range []string{"", "unpackaged/"} {
		synctest.Test(t, func(t *testing.T) {
			polls := 0
			f := newFake(func(_ *http.Request, body string) (*http.Response, error) {
				if strings.Contains(body, "<retrieve>") {
					for _, want := range []string{
						"<retrieveRequest><apiVersion>67.0</apiVersion><singlePackage>true</singlePackage><unpackaged>",
						"<types><members>*</members><name>BlacklistedConsumer</name></types><types><members>ConnectedApp</members><members>Security</members><name>Settings</name></types><version>67.0</version>",
					} {
						if !strings.Contains(body, want) {
							t.Errorf("body %s lacks %s", body, want)
						}
					}
					return asXML(200,
						soapAnswer(`<retrieveResponse><result><done>false</done><id>09S1</id><state>Queued</state></result></retrieveResponse>`))
				}
				if !strings.Contains(body, "<asyncProcessId>09S1</asyncProcessId><includeZip>true</includeZip>") {
					t.Errorf("body %s", body)
				}
				if polls++; polls < 4 {
					return asXML(200,
						soapAnswer(`<checkRetrieveStatusResponse><result><done>false</done><status>InProgress</status></result></checkRetrieveStatusResponse>`))
				}
				return asXML(200,
					soapAnswer(`<checkRetrieveStatusResponse><result><done>true</done><status>Succeeded</status><success>true</success><zipFile>`+
						zipped(t, map[string]string{
							prefix + "package.xml":                                "<Package/>",
							prefix + "blacklistedConsumers/X.blacklistedConsumer": "<BlacklistedConsumer/>",
						})+
						`</zipFile></result></checkRetrieveStatusResponse>`))
			})
			files, err := openFake(t, f).retrieve(t.Context(), map[string][]string{
				"Settings": {"ConnectedApp", "Security"}, "BlacklistedConsumer": {"*"},
			})
			if err != nil || len(files) != 2 ||
				string(files["blacklistedConsumers/X.blacklistedConsumer"]) != "<BlacklistedConsumer/>" {
				t.Errorf("got %v %v", files, err)
			}
		})
	}
}

func TestRetrieveFailures(t *testing.T) {
	bomb := zipped(t, map[string]string{"a": strings.Repeat("x", 600_000), "b": strings.Repeat("x", 600_000)})
	one := zipped(t, map[string]string{"a": "x"})
	done := func(inner string) string { return `<result><done>true</done>` + inner + `</result>` }
	for _, tc := range []struct {
		name, result, want string
		incomplete         bool
		files              int
	}{
		{
			"failed", done(`<success>false</success><status>Failed</status><errorStatusCode>UNKNOWN_EXCEPTION</errorStatusCode><errorMessage>boom</errorMessage>`), "ended as Failed: UNKNOWN_EXCEPTION boom", true, 0,
		},
		{"no zip", done(`<success>true</success>`), "can't be read", false, 0},
		{"not base64", done(`<success>true</success><zipFile>!!!</zipFile>`), "not base64", false, 0},
		{"not a zip", done(`<success>true</success><zipFile>AAAA</zipFile>`), "can't be read", false, 0},
		{"a bomb", done(`<success>true</success><zipFile>` + bomb + `</zipFile>`), "unpacks to more", false, 0},
		{
			"a missing component",
			done(`<success>true</success><zipFile>` + one +
				`</zipFile><messages><fileName>f</fileName><problem>Entity of type 'X' named 'Y' cannot be found</problem></messages>`), "cannot be found", true, 1,
		},
		{"nothing", "", "no state", true, 0},
		{"never done", `<result><done>false</done></result>`, "the job 09S1 isn't done", false, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake(func(_ *http.Request, body string) (*http.Response, error) {
					if strings.Contains(body, "<retrieve>") {
						return asXML(200,
							soapAnswer(`<retrieveResponse><result><id>09S1</id></result></retrieveResponse>`))
					}
					return asXML(200,
						soapAnswer(`<checkRetrieveStatusResponse>`+tc.result+`</checkRetrieveStatusResponse>`))
				})
				c, err := Open(t.Context(), AccessToken{acme, goodToken}, Options{HTTP: f, MaxAnswer: 1 << 20})
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := contextFor(t, time.Minute)
				defer cancel()
				files, err := c.retrieve(ctx, map[string][]string{"X": {"*"}})
				if err == nil || !strings.Contains(err.Error(), tc.want) ||
					errors.Is(err, errIncomplete) != tc.incomplete || len(files) != tc.files {
					t.Errorf("got %d files, %v", len(files), err)
				}
				if n := f.requests("/Soap/m/"); n > 15 {
					t.Errorf("asked %d times in a minute", n)
				}
			})
		})
	}
}
