package org

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
)

// decodeError reads codes and messages out of an error body of any of Salesforce's APIs. It returns false when the
// body is none of theirs. The secrets are removed from the messages.
func decodeError(body []byte, secrets []Secret) (codes, messages []string, ok bool) {
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		return nil, nil, false
	}
	add := func(code, message string) {
		if code = scrub(code, secrets...); code == "" {
			return
		}
		codes = append(codes, code)
		messages = append(messages, scrub(withoutQuery(message), secrets...))
	}
	switch body[0] {
	case '[':
		var list []restError
		if json.Unmarshal(body, &list) != nil {
			return nil, nil, false
		}
		for _, e := range list {
			add(e.ErrorCode, e.Message)
		}
	case '{':
		var e struct {
			restError
			Error       string `json:"error"`
			Description string `json:"error_description"`
		}
		if json.Unmarshal(body, &e) != nil {
			return nil, nil, false
		}
		add(e.ErrorCode, e.Message)
		add(e.Error, e.Description)
	case '<':
		if fault, found := decodeFault(body); found {
			add(fault.code(), fault.message())
		}
	default:
		// The identity service answers one bare word, e.g. Bad_OAuth_Token.
		if bareCode.Match(body) {
			add(string(body), "")
		}
	}
	return codes, messages, len(codes) > 0
}

type restError struct {
	Message   string `json:"message"`
	ErrorCode string `json:"errorCode"`
}

var bareCode = regexp.MustCompile(`^[A-Z][A-Za-z]*(_[A-Za-z]+)+$`)

var queryPosition = regexp.MustCompile(`(?s)^.*ERROR at Row:\d+:Column:\d+\s*`)

// withoutQuery drops the query that Salesforce repeats in front of what is wrong with it.
func withoutQuery(message string) string {
	return strings.TrimSpace(queryPosition.ReplaceAllString(message, ""))
}
