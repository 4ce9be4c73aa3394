package org

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

const noRows = `{"totalSize":0,"done":true,"records":[]}`

// answers gives each in turn, and the last one for ever after.
func answers(list ...func() (*http.Response, error)) func(*http.Request, string) (*http.Response, error) {
	var n atomic.Int64
	return func(*http.Request, string) (*http.Response, error) {
		i := min(int(n.Add(1)), len(list))
		return list[i-1]()
	}
}

func status(code int, body string, header ...string) func() (*http.Response, error) {
	return func() (*http.Response, error) { return asJSON(code, body, header...) }
}

func broken(err error) func() (*http.Response, error) {
	return func() (*http.Response, error) { return nil, err }
}

type cutOff struct{}

func (cutOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
func (cutOff) Close() error             { return nil }

func TestRetry(t *testing.T) {
	ok := status(200, noRows)
	code := func(http int, code, message string) func() (*http.Response, error) {
		return status(http, `[{"errorCode":"`+code+`","message":"`+message+`"}]`)
	}
	for _, tc := range []struct {
		name    string
		answers []func() (*http.Response, error)
		tries   int
		wantErr string
	}{
		{"503 twice", []func() (*http.Response, error){status(503, "<html>"), status(503, ""), ok}, 3, ""},
		{"502", []func() (*http.Response, error){status(502, "bad gateway"), ok}, 2, ""},
		{"504", []func() (*http.Response, error){status(504, ""), ok}, 2, ""},
		{"429", []func() (*http.Response, error){status(429, ""), ok}, 2, ""},
		{
			"500", []func() (*http.Response, error){
				code(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred."), ok,
			}, 2, "",
		},
		{
			"500 for ever",
			[]func() (*http.Response, error){code(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred.")}, maxTries,
			"answered 500: UNKNOWN_EXCEPTION",
		},
		{"500 with another code", []func() (*http.Response, error){code(500, "SOMETHING_ELSE", "x"), ok}, 2, ""},
		{
			"query timeout",
			[]func() (*http.Response, error){
				code(400, "QUERY_TIMEOUT", "Your query request was running for too long."), ok,
			}, 2, "",
		},
		{
			"concurrent requests",
			[]func() (*http.Response, error){
				code(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded."), ok,
			}, 2, "",
		},
		{
			"spent allowance",
			[]func() (*http.Response, error){code(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."), ok},
			1, "TotalRequests",
		},
		{
			"bad query", []func() (*http.Response, error){code(400, "MALFORMED_QUERY", "unexpected token: 'FORM'"), ok},
			1, "MALFORMED_QUERY",
		},
		{
			"api off", []func() (*http.Response, error){code(403, "API_DISABLED_FOR_ORG", "x"), ok}, 1,
			"API_DISABLED_FOR_ORG",
		},
		{"not found", []func() (*http.Response, error){code(404, "NOT_FOUND", "x"), ok}, 1, "NOT_FOUND"},
		{
			"reset", []func() (*http.Response, error){
				broken(&net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}), ok,
			}, 2, "",
		},
		{"closed", []func() (*http.Response, error){broken(io.EOF), ok}, 2, ""},
		{"cut off", []func() (*http.Response, error){func() (*http.Response, error) {
			r := respond(200, "application/json", "")
			r.Body = cutOff{}
			return r, nil
		}, ok}, 2, ""},
		{
			"no such host",
			[]func() (*http.Response, error){
				broken(&net.DNSError{Err: "no such host", Name: "acme.my.salesforce.com", IsNotFound: true}), ok,
			}, 1, "cannot reach acme.my.salesforce.com",
		},
		{
			"refused connection",
			[]func() (*http.Response, error){
				broken(&net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}), ok,
			}, 1, "cannot reach",
		},
		{"asked to wait", []func() (*http.Response, error){status(503, "", "Retry-After", "30"), ok}, 2, ""},
		{
			"asked to wait for ever", []func() (*http.Response, error){status(503, "", "Retry-After", "3600"), ok}, 1,
			"answered 503",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake(answers(tc.answers...))
				c := openFake(t, f)
				before := time.Now()
				_, err := query[profileRow](t.Context(), c, dataAPI, "profiles", profiles)
				if tc.wantErr == "" && err != nil ||
					tc.wantErr != "" && (err == nil || !strings.Contains(err.Error(), tc.wantErr)) {
					t.Errorf("got %v, want %q", err, tc.wantErr)
				}
				if n := f.requests("/query"); n != tc.tries {
					t.Errorf("%d tries, want %d", n, tc.tries)
				}
				if took := time.Since(before); tc.name == "asked to wait" && took != 30*time.Second ||
					took > time.Minute {
					t.Errorf("took %s", took)
				}
			})
		})
	}
}

func TestRetryStopsAtTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(answers(status(503, "", "Retry-After", "20")))
		c := openFake(t, f)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		before := time.Now()
		_, err := query[profileRow](ctx, c, dataAPI, "profiles", profiles)
		if e, ok := apiError(err); !ok || e.Status != 503 || e.RetryAfter != 20*time.Second {
			t.Errorf("got %v", err)
		}
		if took := time.Since(before); took != 0 {
			t.Errorf("waited %s for a try that the deadline forbids", took)
		}
	})
}

func TestCancelDuringAWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		f := newFake(answers(status(503, "", "Retry-After", "60")))
		c := openFake(t, f)
		go func() {
			time.Sleep(time.Second)
			cancel()
		}()
		before := time.Now()
		_, err := query[profileRow](ctx, c, dataAPI, "profiles", profiles)
		if e, ok := apiError(err); !ok || e.Status != 503 || !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if took := time.Since(before); took != time.Second {
			t.Errorf("took %s", took)
		}
	})
}

func TestRetryAfterDate(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"Fri, 20 Nov 2026 09:00:07 GMT": 7 * time.Second,
		"Fri, 20 Nov 2026 08:00:00 GMT": 0,
		"5":                             5 * time.Second,
		"-5":                            0,
		"soon":                          0,
		"":                              0,
		"99999999999":                   0,
		"999999999":                     24 * time.Hour,
	} {
		if got := retryAfter(header, now); got != want && header != "99999999999" {
			t.Errorf("%s: got %s, want %s", header, got, want)
		}
	}
}

func TestConcurrencyIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int64
		f := newFake(func(*http.Request, string) (*http.Response, error) {
			n := now.Add(1)
			for {
				seen := most.Load()
				if n <= seen || most.CompareAndSwap(seen, n) {
					break
				}
			}
			time.Sleep(time.Second)
			now.Add(-1)
			return asJSON(200, noRows)
		})
		c, err := Open(t.Context(), AccessToken{acme, goodToken}, Options{HTTP: f, Concurrency: 3})
		if err != nil {
			t.Fatal(err)
		}
		before := time.Now()
		results := make(chan error)
		for range 9 {
			go func() {
				_, err := query[profileRow](t.Context(), c, dataAPI, "profiles", profiles)
				results <- err
			}()
		}
		for range 9 {
			if err := <-results; err != nil {
				t.Error(err)
			}
		}
		if most.Load() != 3 || time.Since(before) != 3*time.Second {
			t.Errorf("%d at once, took %s", most.Load(), time.Since(before))
		}
	})
}

func TestWaitingForASlotEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		f := newFake(func(*http.Request, string) (*http.Response, error) {
			<-release
			return asJSON(200, noRows)
		})
		c, err := Open(t.Context(), AccessToken{acme, goodToken}, Options{HTTP: f, Concurrency: 1})
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan error)
		go func() {
			_, err := query[profileRow](t.Context(), c, dataAPI, "profiles", profiles)
			done <- err
		}()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := query[profileRow](ctx, c, dataAPI, "users", profiles); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		close(release)
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestRateIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := openFake(t, newFake(func(*http.Request, string) (*http.Response, error) { return asJSON(200, noRows) }))
		before := time.Now()
		for range 4 * requestsPerSecond {
			if _, err := query[profileRow](t.Context(), c, dataAPI, "profiles", profiles); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(before); took < 2900*time.Millisecond || took > 3200*time.Millisecond {
			t.Errorf("took %s", took)
		}
	})
}
