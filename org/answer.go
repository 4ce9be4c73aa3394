package org

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"orgaudit/audit"
)

// maxAnswer bounds one answer, unpacked, in bytes. A page of 2,000 rows has 1 to 4 MB.
const maxAnswer = 64 << 20

// answer reads each answer whole, within its bound, and lets only what is of use through: every other one becomes an
// *[APIError]. A RoundTripper ought to pass bad statuses on; this one doesn't, so that no error body reaches
// simpleforce, which panics on an empty one and logs the others.
type answer struct {
	limit   int64
	secrets []Secret
	meter   *meter
	now     func() time.Time
	trace   func(audit.Call) // told after each answer; nil = nobody
	next    http.RoundTripper
}

// brokenOff is a connection that ended before the answer did.
type brokenOff struct{ err error }

func (b brokenOff) Error() string { return "the answer broke off: " + b.err.Error() }
func (b brokenOff) Unwrap() error { return b.err }

func (a answer) RoundTrip(r *http.Request) (*http.Response, error) {
	started := a.now()
	response, size, err := a.ask(r)
	if a.trace != nil {
		a.trace(callOf(r, started, a.now().Sub(started), response, size, err))
	}
	return response, err
}

// ask sends a request and reads its answer; size is what came back in bytes, unpacked.
func (a answer) ask(r *http.Request) (_ *http.Response, size int64, _ error) {
	response, err := a.next.RoundTrip(r)
	if err != nil {
		if ended := r.Context().Err(); ended != nil {
			return nil, size, fmt.Errorf("%s%s: %w", r.URL.Host, r.URL.Path, ended)
		}
		return nil, size, fmt.Errorf("cannot reach %s: %w", r.URL.Host, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, a.limit+1))
	size = int64(len(body))
	a.meter.bytes.Add(size)
	if err != nil {
		if ended := r.Context().Err(); ended != nil {
			return nil, size, fmt.Errorf("%s%s: %w", r.URL.Host, r.URL.Path, ended)
		}
		return nil, size, fmt.Errorf("%s%s: %w", r.URL.Host, r.URL.Path, brokenOff{err})
	}
	limitInfo := response.Header.Get("Sforce-Limit-Info")
	if limitInfo != "" {
		a.meter.limitInfo.Store(&limitInfo)
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	if isRedirect(response.StatusCode) {
		return response, size, nil
	}
	failure := &APIError{
		Status: response.StatusCode, LimitInfo: scrub(limitInfo), Host: r.URL.Host, Path: r.URL.Path,
		RetryAfter: retryAfter(response.Header.Get("Retry-After"), a.now()),
	}
	problem := a.problem(r, response, body)
	if response.StatusCode >= 200 && response.StatusCode <= 299 && !isFault(r, body) {
		if problem == "" {
			return response, size, nil
		}
		failure.Problem = problem
		return nil, size, failure
	}
	var known bool
	if failure.Codes, failure.Messages, known = decodeError(body, a.hidden(r)); !known {
		if failure.Problem = problem; problem == "" {
			failure.Problem = "a body that is not a Salesforce error"
		}
	}
	return nil, size, failure
}

// hidden is what a server could repeat of the request and no error may: the secrets and the query.
func (a answer) hidden(r *http.Request) []Secret {
	hidden := slices.Clip(a.secrets)
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		hidden = append(hidden, Secret(token))
	}
	return append(hidden, Secret(r.URL.RawQuery), Secret(r.URL.Query().Get("q")))
}

// soapPath is where all of Salesforce's SOAP APIs are.
const soapPath = "/services/Soap/"

func isSOAP(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, soapPath) }

// isFault tells whether a body with a good status is an error all the same: a SOAP fault, or an error of the token
// endpoint. Both ought to come with another status.
func isFault(r *http.Request, body []byte) bool {
	if isSOAP(r) {
		_, fault := decodeFault(body)
		return fault
	}
	if r.URL.Path == tokenPath {
		_, _, failed := decodeError(body, nil)
		return failed
	}
	return false
}

// problem says what is wrong with a body at first sight, or nothing. The body itself is never quoted.
func (a answer) problem(r *http.Request, response *http.Response, body []byte) string {
	soap := isSOAP(r)
	start := bytes.ToLower(bytes.TrimSpace(body[:min(len(body), 256)]))
	html := strings.Contains(strings.ToLower(response.Header.Get("Content-Type")), "html") ||
		bytes.HasPrefix(start, []byte("<!doctype html")) || bytes.HasPrefix(start, []byte("<html"))
	wanted := "JSON"
	if soap {
		wanted = "XML"
	}
	switch {
	case int64(len(body)) > a.limit:
		return fmt.Sprintf("more than %d MiB, which is more than any page of rows has", a.limit>>20)
	case html:
		return fmt.Sprintf("an HTML page instead of %s: the org may be under maintenance (see "+
			"status.salesforce.com), or this is not its API host (use the My Domain host that ends in "+
			".my.salesforce.com, not lightning.force.com)", wanted)
	case len(start) == 0:
		return "an empty body"
	case !soap && start[0] == '<':
		return "XML instead of JSON"
	case soap && start[0] != '<' && !bytes.HasPrefix(start, []byte("\xef\xbb\xbf<")):
		return "something else than XML"
	case !utf8.Valid(body):
		return "text that is not UTF-8"
	}
	return ""
}

// retryAfter reads the header Retry-After: seconds or a date.
func retryAfter(header string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(header); err == nil {
		return max(0, time.Duration(min(seconds, 24*3600))*time.Second)
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

// apiError finds the server's answer in an error.
func apiError(err error) (*APIError, bool) { return errors.AsType[*APIError](err) }
