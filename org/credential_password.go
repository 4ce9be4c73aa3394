package org

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// passwordEnds is the warning that goes with every sign-in by password.
const passwordEnds = "sign-in by user name and password uses SOAP login(), which Salesforce retires in Summer '27: " +
	"move to client credentials or JWT"

// Password signs in with user name, password and security token by SOAP login(). That ends with API version 64.0 and
// in Summer '27, is off by default in new orgs, and is offered for orgs that have nothing else yet.
type Password struct {
	LoginURL      string
	Username      string
	Password      Secret
	SecurityToken Secret // empty where the address of this machine is trusted
}

// Name is "password".
func (Password) Name() string { return "password" }

func (w Password) signIn(ctx context.Context, n *loginNetwork, _ *session) (*session, error) {
	host, err := parseHost(w.LoginURL)
	if err != nil {
		return nil, signInFailed(w, "", err)
	}
	if w.Username == "" || w.Password == "" {
		return nil, signInFailed(w, host.Host, errors.New("the user name or the password is empty"))
	}
	both := w.Password + w.SecurityToken
	request, err := http.NewRequestWithContext(ctx, http.MethodPost,
		fmt.Sprintf("%s/services/Soap/u/%d.0", host, lastLoginVersion),
		bytes.NewReader(loginEnvelope(w.Username, both)))
	if err != nil {
		return nil, signInFailed(w, host.Host, err)
	}
	request.Header.Set("Content-Type", "text/xml; charset=UTF-8")
	request.Header.Set("SOAPAction", `""`)
	// A server that repeats the request repeats the escaped form.
	secrets := []Secret{
		both, xmlEscaped(both), w.Password, xmlEscaped(w.Password), w.SecurityToken, xmlEscaped(w.SecurityToken),
	}
	response, err := n.client(host, secrets...).Do(request)
	if err != nil {
		return nil, signInFailed(w, host.Host, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, signInFailed(w, host.Host, err)
	}
	s, err := loginSession(body)
	if err != nil {
		return nil, signInFailed(w, host.Host, err)
	}
	return s, nil
}

// loginEnvelope writes the login request. Both texts are escaped: they may hold anything.
func loginEnvelope(username string, password Secret) []byte {
	return []byte(xml.Header + `<soapenv:Envelope xmlns:soapenv="` + envelopeSpace + `"><soapenv:Body><login xmlns="` +
		partnerSpace + `">` +
		`<username>` + string(xmlEscaped(Secret(username))) + `</username><password>` + string(xmlEscaped(password)) +
		`</password>` +
		`</login></soapenv:Body></soapenv:Envelope>`)
}

// xmlEscaped is a text as it stands in XML.
func xmlEscaped(text Secret) Secret {
	var b strings.Builder
	// A strings.Builder never fails.
	_ = xml.EscapeText(&b, []byte(text))
	return Secret(b.String())
}

func loginSession(body []byte) (*session, error) {
	var response struct {
		ServerURL string `xml:"result>serverUrl"`
		SessionID Secret `xml:"result>sessionId"`
		UserID    string `xml:"result>userId"`
		OrgID     string `xml:"result>userInfo>organizationId"`
		Username  string `xml:"result>userInfo>userName"`
		Expired   bool   `xml:"result>passwordExpired"`
	}
	if err := decodeSOAP(body, "login", &response); err != nil {
		return nil, err
	}
	if response.Expired {
		return nil, errors.New("the password has expired: set a new one in Salesforce first")
	}
	if response.SessionID == "" {
		return nil, errors.New("the answer holds no session id")
	}
	instance, err := parseHost(response.ServerURL)
	if err != nil {
		return nil, fmt.Errorf("serverUrl of the answer: %w", err)
	}
	return &session{
		token:    response.SessionID,
		instance: instance,
		orgID:    response.OrgID,
		userID:   response.UserID,
		username: response.Username,
		warnings: []string{passwordEnds},
	}, nil
}
