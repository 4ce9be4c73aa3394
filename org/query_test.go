package org

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

type profileRow struct {
	ID      string `json:"Id"`
	Name    string
	License *struct{ Name string } `json:"UserLicense"`
	Big     int64
}

const profiles = "SELECT Id, Name FROM Profile"

func TestQueryPages(t *testing.T) {
	next := "/services/data/v67.0/query/01gxx0000000001AAA-2000"
	for _, address := range []string{next, acme + next} {
		f := newFake(func(r *http.Request, _ string) (*http.Response, error) {
			if got := r.Header.Get("Sforce-Query-Options"); got != "batchSize=2000" {
				t.Errorf("query options %q", got)
			}
			switch r.URL.Path {
			case "/services/data/v67.0/query":
				if soql(r) != profiles {
					t.Errorf("query %q", soql(r))
				}
				return asJSON(200, `{"totalSize":3,"done":false,"nextRecordsUrl":"`+address+`","records":[
					{"attributes":{"type":"Profile"},"Id":"00e1","Name":"A","UserLicense":{"Name":"Salesforce"},"Big":9007199254740993},{"Id":"00e2","Name":"B","UserLicense":null}]}`)
			case next:
				return asJSON(200, `{"totalSize":3,"done":true,"records":[{"Id":"00e3","Name":"C"}]}`)
			}
			return notFound(r, "")
		})
		var progress []string
		c, err := Open(t.Context(), AccessToken{acme, goodToken},
			Options{HTTP: f, Progress: func(part string, rows int) {
				progress = append(progress, fmt.Sprint(part, rows))
			}})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := query[profileRow](t.Context(), c, dataAPI, "profiles", profiles)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != 3 || rows[0].Big != 9007199254740993 || rows[0].License.Name != "Salesforce" ||
			rows[1].License != nil || rows[2].Name != "C" {
			t.Errorf("got %+v", rows)
		}
		if !slices.Equal(progress, []string{"profiles2", "profiles3"}) {
			t.Errorf("progress %v", progress)
		}
		if calls := c.calls(); calls.REST != 4 {
			t.Errorf("calls %+v", calls)
		}
	}
}

func TestQueryTooling(t *testing.T) {
	f := newFake(func(r *http.Request, _ string) (*http.Response, error) {
		return asJSON(200, `{"totalSize":1,"done":true,"records":[{"Id":"`+r.URL.Path+`"}]}`)
	})
	c := openFake(t, f)
	for a, want := range map[api]string{
		toolingAPI: "/services/data/v67.0/tooling/query", dataAPI: "/services/data/v67.0/query",
	} {
		rows, err := query[profileRow](t.Context(), c, a, "x", profiles)
		if err != nil || rows[0].ID != want {
			t.Errorf("got %v %v, want %s", rows, err, want)
		}
	}
}

func TestQueryTraps(t *testing.T) {
	const row = `{"Id":"00e1"}`
	page := func(total int, done bool, next, records string) string {
		return fmt.Sprintf(`{"totalSize":%d,"done":%v,"nextRecordsUrl":%q,"records":[%s]}`, total, done, next, records)
	}
	const more = "/services/data/v67.0/query/01g-2000"
	for _, tc := range []struct {
		name, first, second, want string
		incomplete                bool
	}{
		{"no next", page(2, false, "", row), "", "after 1 of 2 rows no address of the next page came", true},
		{
			"the same next", page(3, false, more, row), page(3, false, more, row),
			"after 2 of 3 rows the pages repeat", true,
		},
		{"next on another host", page(2, false, "https://evil.example"+more, row), "", "another host", true},
		{"next elsewhere", page(2, false, "/services/apexrest/x", row), "", "none of the query API", true},
		{"next back out", page(2, false, "/services/data/../../x", row), "", "refused by the read-only guard", false},
		{"fewer rows", page(3, false, more, row), page(3, true, "", row), "2 rows came of 3", true},
		{"more rows", page(1, true, "", row+","+row), "", "2 rows came of 1", true},
		{"no rows at all", `{"totalSize":2,"done":true}`, "", "0 rows came of 2", true},
		{"null rows", `{"totalSize":2,"done":true,"records":null}`, "", "0 rows came of 2", true},
		{"truncated JSON", `{"totalSize":1,"done":true,"records":[{"Id":`, "", "not the JSON of a query", false},
		{"truncated second page", page(2, false, more, row), `{"totalSize":`, "not the JSON of a query", false},
		{"null", `null`, "", "no totalSize", false},
		{"array", `[]`, "", "not the JSON of a query", false},
		{"another object", `{"Id":"x"}`, "", "no totalSize", false},
		{"no done", `{"totalSize":0,"records":[]}`, "", "no totalSize or no done", false},
		{"invalid UTF-8", "{\"totalSize\":1,\"done\":true,\"records\":[{\"Id\":\"\xff\"}]}", "", "not UTF-8", false},
		{"empty", "", "", "an empty body", false},
		{"markup", "<?xml version='1.0'?><a/>", "", "XML instead of JSON", false},
		{"wrong type", `{"totalSize":1,"done":true,"records":[{"Id":7}]}`, "", "not the JSON of a query", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := newFake(func(r *http.Request, _ string) (*http.Response, error) {
				if r.URL.Path == more {
					return asJSON(200, tc.second)
				}
				return asJSON(200, tc.first)
			})
			rows, err := query[profileRow](t.Context(), openFake(t, f), dataAPI, "profiles", profiles)
			if err == nil || !strings.Contains(err.Error(), tc.want) || errors.Is(err, errIncomplete) != tc.incomplete {
				t.Errorf("got %v %v", rows, err)
			}
			if rows != nil {
				t.Errorf("rows beside an error: %v", rows)
			}
			if err != nil &&
				(strings.Contains(err.Error(), "SELECT") || !strings.Contains(err.Error(), "read profiles")) {
				t.Errorf("text %q", err)
			}
		})
	}
}

func TestCount(t *testing.T) {
	for body, want := range map[string]int{
		`{"totalSize":17,"done":true,"records":[]}`:                                   17,
		`{"totalSize":0,"done":true,"records":[]}`:                                    0,
		`{"totalSize":1,"done":true,"records":[{"expr0":5}]}`:                         -1,
		`{"totalSize":9,"done":false,"records":[],"nextRecordsUrl":"/services/data"}`: -1,
	} {
		c := openFake(t, newFake(func(*http.Request, string) (*http.Response, error) { return asJSON(200, body) }))
		got, err := count(t.Context(), c, "SELECT COUNT() FROM User")
		if want >= 0 && (got != want || err != nil) || want < 0 && !errors.Is(err, errIncomplete) {
			t.Errorf("%s: got %d %v", body, got, err)
		}
	}
}

// simpleforce logs the body and the query of whatever fails to the process-wide logger and panics on [] and null.
func TestSimpleforceIsSilent(t *testing.T) {
	var logged bytes.Buffer
	before := log.Writer()
	log.SetOutput(&logged)
	defer log.SetOutput(before)
	for _, body := range []string{
		`[]`, `null`, `{}`, ``, `<html>`, badSession,
		`[{"errorCode":"MALFORMED_QUERY","message":"unexpected token: 'FORM'"}]`,
	} {
		for _, status := range []int{200, 400, 401, 404, 418} {
			c := openFake(t, newFake(func(*http.Request, string) (*http.Response, error) {
				return asJSON(status, body)
			}))
			_, err := query[profileRow](t.Context(), c, dataAPI, "profiles", profiles)
			if err == nil {
				t.Errorf("%d %s: no error", status, body)
			}
			if _, typed := apiError(err); !typed && status != 200 {
				t.Errorf("%d %s: %T %v", status, body, err, err)
			}
		}
	}
	if logged.Len() > 0 {
		t.Errorf("logged %s", logged.String())
	}
}

func TestQueryErrorsHideTheQuery(t *testing.T) {
	body := `[{"errorCode":"INVALID_FIELD","message":"\nSELECT Id, Foo FROM Profile WHERE Name = 'CANARY'\n           ^\nERROR at Row:1:Column:12\nNo such column 'Foo' on entity 'Profile'."}]`
	c := openFake(t, newFake(func(*http.Request, string) (*http.Response, error) { return asJSON(400, body) }))
	_, err := query[profileRow](t.Context(), c, dataAPI, "profiles",
		"SELECT Id, Foo FROM Profile WHERE Name = 'CANARY'")
	want := "read profiles: acme.my.salesforce.com/services/data/v67.0/query answered 400: INVALID_FIELD: " +
		"No such column 'Foo' on entity 'Profile'."
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestQueryErrorHasEverything(t *testing.T) {
	c := openFake(t, newFake(func(*http.Request, string) (*http.Response, error) {
		return asJSON(403,
			`[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"TotalRequests Limit exceeded."},{"errorCode":"SECOND","message":"more"}]`,
			"Sforce-Limit-Info", "api-usage=15000/15000", "Retry-After", "120")
	}))
	_, err := query[profileRow](t.Context(), c, dataAPI, "profiles", profiles)
	e, ok := apiError(err)
	if !ok || e.Status != 403 || !slices.Equal(e.Codes, []string{"REQUEST_LIMIT_EXCEEDED", "SECOND"}) ||
		e.Messages[0] != "TotalRequests Limit exceeded." ||
		e.LimitInfo != "api-usage=15000/15000" || e.RetryAfter.Seconds() != 120 || e.Host != "acme.my.salesforce.com" ||
		e.Path != "/services/data/v67.0/query" {
		t.Errorf("got %+v", e)
	}
	if c.calls().REST != 3 {
		t.Errorf("a spent allowance was asked again: %+v", c.calls())
	}
}

func TestQueryEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := openFake(t, newFake(func(r *http.Request, _ string) (*http.Response, error) {
		cancel()
		<-r.Context().Done()
		return nil, r.Context().Err()
	}))
	_, err := query[profileRow](ctx, c, dataAPI, "profiles", profiles)
	if !errors.Is(err, context.Canceled) || strings.Contains(err.Error(), "SELECT") {
		t.Errorf("got %v", err)
	}
}

func TestAnswerBounds(t *testing.T) {
	f := newFake(func(*http.Request, string) (*http.Response, error) {
		return asJSON(200, `{"totalSize":0,"done":true,"records":[]}`+strings.Repeat(" ", 3<<20))
	})
	c, err := Open(t.Context(), AccessToken{acme, goodToken}, Options{HTTP: f, MaxAnswer: 2 << 20})
	if err != nil {
		t.Fatal(err)
	}
	_, err = query[profileRow](t.Context(), c, dataAPI, "profiles", profiles)
	if err == nil || !strings.Contains(err.Error(), "more than 2 MiB") {
		t.Errorf("got %v", err)
	}
}

func TestHTML(t *testing.T) {
	for _, tc := range []struct {
		status            int
		contentType, body string
	}{
		{200, "text/html; charset=UTF-8", "<html>CANARY</html>"},
		{200, "application/json", "\n <!DOCTYPE html><p>CANARY"},
		{404, "text/html", "<!doctype html>CANARY"},
	} {
		c := openFake(t, newFake(func(*http.Request, string) (*http.Response, error) {
			return respond(tc.status, tc.contentType, tc.body), nil
		}))
		_, err := query[profileRow](t.Context(), c, dataAPI, "profiles", profiles)
		e, ok := apiError(err)
		if !ok || e.Status != tc.status || !strings.Contains(e.Problem, "an HTML page instead of JSON") ||
			!strings.Contains(e.Problem, ".my.salesforce.com") {
			t.Errorf("got %v", err)
		}
		if strings.Contains(fmt.Sprint(err), "CANARY") {
			t.Errorf("the page is quoted: %v", err)
		}
	}
}

func TestDescribeOnce(t *testing.T) {
	f := newFake(func(r *http.Request, _ string) (*http.Response, error) {
		switch r.URL.Path {
		case "/services/data/v67.0/sobjects/PermissionSet/describe":
			return asJSON(200, `{"name":"PermissionSet","fields":[{"name":"Id"},{"name":"PermissionsApiEnabled"}]}`)
		case "/services/data/v67.0/sobjects/Empty/describe":
			return asJSON(200, `{"fields":[]}`)
		}
		return notFound(r, "")
	})
	c := openFake(t, f)
	for range 3 {
		fields, err := c.describe(t.Context(), "PermissionSet")
		if err != nil || !fields["PermissionsApiEnabled"] || fields["PermissionsUseAnyApiClient"] {
			t.Fatalf("got %v %v", fields, err)
		}
	}
	if n := f.requests("/describe"); n != 1 {
		t.Errorf("%d requests", n)
	}
	if _, err := c.describe(t.Context(), "Nope"); err == nil || !strings.Contains(err.Error(), "describe Nope") ||
		!strings.Contains(err.Error(), "NOT_FOUND") {
		t.Errorf("got %v", err)
	}
	if _, err := c.describe(t.Context(), "Empty"); err == nil {
		t.Error("a sObject without fields was taken")
	}
	if _, err := c.describe(t.Context(), "../limits"); !errors.Is(err, errRefused) {
		t.Errorf("got %v", err)
	}
}

func TestDescribeOutlivesTheCallerWhoAskedFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(func(r *http.Request, _ string) (*http.Response, error) {
			select {
			case <-time.After(10 * time.Second):
				return asJSON(200, `{"fields":[{"name":"Id"}]}`)
			case <-r.Context().Done():
				return nil, r.Context().Err()
			}
		})
		c := openFake(t, f)
		first, cancel := contextFor(t, time.Second)
		defer cancel()
		ended := make(chan error)
		go func() {
			_, err := c.describe(first, "User")
			ended <- err
		}()
		synctest.Wait()
		second := make(chan error)
		go func() {
			_, err := c.describe(t.Context(), "User")
			second <- err
		}()
		if err := <-ended; !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the first got %v", err)
		}
		if err := <-second; err != nil {
			t.Errorf("the second got %v", err)
		}
	})
}

func BenchmarkDecodePage(b *testing.B) {
	var records []string
	for i := range 2000 {
		records = append(records,
			fmt.Sprintf(`{"attributes":{"type":"PermissionSetAssignment","url":"/services/data/v67.0/sobjects/PermissionSetAssignment/0Pa%015d"},`+
				`"Id":"0Pa%015d","AssigneeId":"005%015d","PermissionSetId":"0PS%015d","PermissionSetGroupId":null,"IsActive":true,"ExpirationDate":null,"Assignee":{"attributes":{"type":"User"},"Username":"user%d@acme.example"}}`, i, i, i, i, i))
	}
	body := `{"totalSize":2000,"done":true,"records":[` + strings.Join(records, ",") + `]}`
	c := openFake(b, newFake(func(*http.Request, string) (*http.Response, error) { return asJSON(200, body) }))
	// The limiter would be what is measured.
	c.network.bounds.rate.SetLimit(1e9)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		rows, err := query[struct {
			ID                   string `json:"Id"`
			AssigneeID           string `json:"AssigneeId"`
			PermissionSetID      string `json:"PermissionSetId"`
			PermissionSetGroupID string `json:"PermissionSetGroupId"`
			IsActive             bool
			ExpirationDate       string
			Assignee             struct{ Username string }
		}](b.Context(), c, dataAPI, "assignments", "SELECT Id FROM PermissionSetAssignment")
		if err != nil || len(rows) != 2000 {
			b.Fatal(len(rows), err)
		}
	}
}

func TestQueryEscapes(t *testing.T) {
	const hostile = "SELECT Id FROM User WHERE Username = 'a&b=c#d+e%20\u00e9'"
	var got string
	c := openFake(t, newFake(func(r *http.Request, _ string) (*http.Response, error) {
		q, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil {
			t.Error(err)
		}
		got = q.Get("q")
		return asJSON(200, `{"totalSize":0,"done":true,"records":[]}`)
	}))
	if _, err := query[profileRow](t.Context(), c, dataAPI, "users", hostile); err != nil || got != hostile {
		t.Errorf("got %q %v", got, err)
	}
}
