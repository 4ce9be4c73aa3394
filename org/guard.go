package org

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// errRefused is the refusal of a request that isn't on the allow-list of reads, or that goes to another host than the
// one signed in to. Such a request never leaves the program.
var errRefused = errors.New("refused by the read-only guard")

// maxRequest bounds the body of a request in bytes; the largest of ours, a readMetadata of ten names, has some 3 KB.
const maxRequest = 1 << 20

// maxRedirects bounds the same-host redirects of one request.
const maxRedirects = 3

// guard lets only requests to its host through that its list allows. It follows redirects within that host, each
// checked again, and turns one to another host into an error, so that no token goes elsewhere.
type guard struct {
	host  *url.URL
	allow func(r *http.Request, body []byte) error
	next  http.RoundTripper
}

func (g guard) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := takeBody(r)
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	for range maxRedirects + 1 {
		if err := g.check(r, body); err != nil {
			return nil, fmt.Errorf("%s %s%s: %w: %w", r.Method, r.URL.Host, r.URL.Path, errRefused, err)
		}
		setBody(r, body)
		response, err := g.next.RoundTrip(r)
		if err != nil || !isRedirect(response.StatusCode) {
			return response, err
		}
		answer := &APIError{Status: response.StatusCode, Host: r.URL.Host, Path: r.URL.Path}
		location := response.Header.Get("Location")
		target, err := r.URL.Parse(location)
		if err != nil || location == "" {
			answer.Problem = "a redirect to nowhere"
			return nil, answer
		}
		if target.Scheme != g.host.Scheme || !strings.EqualFold(target.Host, g.host.Host) {
			answer.Problem = fmt.Sprintf("a redirect to %s, which was not followed: if that is this org's own host, "+
				"use it as the address",
				scrub(target.Scheme+"://"+target.Host))
			return nil, answer
		}
		if r.Method != http.MethodGet {
			answer.Problem = "a redirect, which is only followed for GET"
			return nil, answer
		}
		r.URL = target
	}
	return nil, &APIError{
		Status:  http.StatusLoopDetected,
		Host:    r.URL.Host,
		Path:    r.URL.Path,
		Problem: "one redirect after another",
	}
}

func isRedirect(status int) bool {
	return slices.Contains([]int{301, 302, 303, 307, 308}, status)
}

// check holds for every request, whatever the list: the host, its scheme, a path that means what it says.
func (g guard) check(r *http.Request, body []byte) error {
	switch {
	case r.URL.Scheme != g.host.Scheme || !strings.EqualFold(r.URL.Host, g.host.Host):
		return fmt.Errorf("the host is not %s", g.host.Host)
	case r.URL.Scheme != "https" && !isLoopback(r.URL.Hostname()):
		return errors.New("plain http leaves this machine")
	case r.Host != "" && !strings.EqualFold(r.Host, r.URL.Host):
		return errors.New("the host header names another host")
	case r.URL.User != nil || r.URL.Fragment != "":
		return errors.New("the address carries more than a path and a query")
	case !strings.HasPrefix(r.URL.Path, "/") || plainPath(r.URL) != r.URL.EscapedPath():
		return errors.New("the path is not in its plain form")
	case r.Method == "TRACE" || r.Header.Get("X-HTTP-Method-Override") != "" || r.Header.Get("X-HTTP-Method") != "" ||
		r.Header.Get("X-Method-Override") != "":
		return errors.New("the method is overridden")
	}
	// Salesforce takes another verb from this parameter (REST API Developer Guide, "Using HTTP PATCH").
	for name := range r.URL.Query() {
		if strings.EqualFold(name, "_HttpMethod") {
			return errors.New("the method is overridden")
		}
	}
	return g.allow(r, body)
}

// plainPath is the path without dot segments, doubled slashes and escapes that a server could read in another way.
func plainPath(u *url.URL) string {
	plain := path.Clean(u.Path)
	if strings.HasSuffix(u.Path, "/") && plain != "/" {
		plain += "/"
	}
	return (&url.URL{Path: plain}).EscapedPath()
}

var (
	metadataPath = regexp.MustCompile(`^/services/Soap/m/\d{2,3}\.0$`)
	loginPath    = regexp.MustCompile(`^/services/Soap/u/(\d{2})\.0$`)
)

// metadataReads are the operations of the Metadata API that change nothing. retrieve creates a job that ends by itself.
var metadataReads = []string{"describeMetadata", "listMetadata", "readMetadata", "retrieve", "checkRetrieveStatus"}

// onlyReads is the allow-list of a signed-in client.
func onlyReads(r *http.Request, body []byte) error {
	p := r.URL.Path
	switch {
	case r.Method == http.MethodGet && len(body) == 0:
		if strings.HasPrefix(p, "/services/data/") || p == "/services/oauth2/userinfo" || strings.HasPrefix(p, "/id/") {
			return nil
		}
	case r.Method == http.MethodPost && metadataPath.MatchString(p):
		operation, err := soapOperation(body)
		if err != nil {
			return err
		}
		if operation.Space == metadataSpace && slices.Contains(metadataReads, operation.Local) {
			return nil
		}
		return fmt.Errorf("the operation %s is not on the list of reads", scrub(operation.Local))
	}
	return errors.New("the method and path are not on the list of reads")
}

// lastLoginVersion is the last API version with SOAP login() (Salesforce: "SOAP API login() retirement").
const lastLoginVersion = 64

const tokenPath = "/services/oauth2/token"

var grantTypes = []string{"client_credentials", grantJWT, "refresh_token", "authorization_code"}

// onlySignIn is the allow-list of the credentials.
func onlySignIn(r *http.Request, body []byte) error {
	if r.Method != http.MethodPost || r.URL.RawQuery != "" {
		return errors.New("the method and path are not on the list of sign-ins")
	}
	if r.URL.Path == tokenPath {
		form, err := url.ParseQuery(string(body))
		if err != nil || len(form["grant_type"]) != 1 || !slices.Contains(grantTypes, form.Get("grant_type")) {
			return errors.New("the grant type is not on the list of sign-ins")
		}
		return nil
	}
	if match := loginPath.FindStringSubmatch(r.URL.Path); match != nil {
		version, err := strconv.Atoi(match[1])
		if err != nil || version > lastLoginVersion {
			return fmt.Errorf("login() ends with API version %d.0", lastLoginVersion)
		}
		operation, err := soapOperation(body)
		if err != nil {
			return err
		}
		if operation.Space == partnerSpace && operation.Local == "login" {
			return nil
		}
	}
	return errors.New("the method and path are not on the list of sign-ins")
}

// takeBody reads the body of a request, so that it can be judged and sent more than once.
func takeBody(r *http.Request) ([]byte, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return nil, nil
	}
	defer r.Body.Close()
	body, err := io.ReadAll(io.LimitReader(r.Body, maxRequest+1))
	if err != nil {
		return nil, err
	}
	if len(body) > maxRequest {
		return nil, fmt.Errorf("%w: the request is larger than %d bytes", errRefused, maxRequest)
	}
	return body, nil
}

// setBody gives a request a body that can be read again through GetBody.
func setBody(r *http.Request, body []byte) {
	r.ContentLength = int64(len(body))
	if len(body) == 0 {
		r.Body, r.GetBody = nil, nil
		return
	}
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	r.Body = io.NopCloser(bytes.NewReader(body))
}
