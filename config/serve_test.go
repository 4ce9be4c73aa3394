package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// receiverKeys stands for the receivers that the program has.
func receiverKeys(kind string) (needs string, may []string) {
	switch kind {
	case "webhook":
		return "url", []string{"secret"}
	case "slack", "teams":
		return "url", nil
	case "email":
		return "email", nil
	}
	return "", nil
}

func TestServe(t *testing.T) {
	text, err := os.ReadFile("testdata/serve.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := parseServe(filepath.Join("dir", "serve.yaml"), text, receiverKeys)
	if err != nil {
		t.Fatal(err)
	}
	if s.Listen != "0.0.0.0:8080" || len(s.Notify) != 4 || s.KeepFor() != 90*24*time.Hour ||
		s.AuditTimeout() != 2*time.Minute || s.Path("x") != filepath.Join("dir", "x") {
		t.Errorf("got %+v", s)
	}
	if _, err := LoadServe(filepath.Join(t.TempDir(), "none"), receiverKeys); !IsAbsent(err) {
		t.Errorf("got %v", err)
	}
}

func TestServeMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"lisen: x":                                     `unknown key "lisen"`,
		"listen: here":                                 "s:2:9: listen is not a valid address with a port",
		"public_url: http://audit.acme.example":        "public_url is not a valid address for links",
		"public_url: https://u:CANARY@a.example":       "public_url is not a valid address for links",
		"workers: 0":                                   "workers must be 1 or more",
		"timeout: 5":                                   "timeout must be text",
		"timeout: soon":                                "timeout is not a valid duration",
		"retention: {}":                                "retention is empty",
		"retention: {keep_for: -3d}":                   "keep_for is not a valid age",
		"database: {}":                                 "database must name one place",
		"database: postgres://u:CANARY@h/d":            "database does not belong in this file",
		"database: {postgres: postgres://CANARY}":      "postgres does not belong in this file",
		"metrics_token: CANARY":                        "metrics_token does not belong in this file",
		"sign_in: {operator: CANARY}":                  "operator does not belong in this file",
		"sign_in: {}":                                  "sign_in is empty",
		"sign_in: {operator: {env: A, file: B}}":       "operator must name one place",
		"sign_in: {proxy: {from: [], user_header: X}}": "from lists nothing",
		"sign_in: {proxy: {from: [0.0.0.0/0], user_header: X}}":                "from holds something",
		"notify: [{name: a, type: slack}]":                                     "type slack needs url",
		"notify: [{name: a, type: slack, url: CANARY}]":                        "url does not belong in this file",
		"notify: [{name: a b, type: slack, url: {env: A}}]":                    "a name holds only",
		"notify: [{name: a, type: slack, url: {env: A}, secret: {env: A}}]":    "type slack has no secret",
		"notify: [{name: a, type: sms, url: {env: A}}]":                        "type must be one of",
		"notify: [{name: a, type: email}]":                                     "type email needs email",
		"notify: [{name: a, type: email, email: {host: h, from: x, to: []}}]":  "to lists nothing",
		"notify: [{name: a, type: email, email: {host: h, from: x, to: [y]}}]": "from is not a valid email address",

		"notify: [{name: a, type: email, email: {host: h, from: a@b, to: [a@b], security: none}}]": "security none is",
		"notify: [{name: a, type: email, email: {host: h, from: a@b, to: [a@b], username: u}}]":    "go together",
		"notify: [{name: a, type: slack, url: {env: A}}, {name: a, type: teams, url: {env: A}}]":   "another receiver",

		"notify: [{name: a, type: slack, url: {env: A}, on: [fixd]}]": `did you mean "fixed"?`,
		"log: {level: loud}": "level must be one of",
	} {
		_, err := parseServe("s", []byte("version: 1\n"+text+"\n"), receiverKeys)
		if _, ok := errors.AsType[Errors](err); !ok || !strings.Contains(err.Error(), want) ||
			strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%s:\ngot  %v\nwant %s", text, err, want)
		}
	}
}
