package org

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestDecodeError(t *testing.T) {
	for _, tc := range []struct {
		name, body string
		codes      []string
		messages   []string
	}{
		{"rest", badSession, []string{"INVALID_SESSION_ID"}, []string{"Session expired or invalid"}},
		{
			"rest, spaced", `[ { "message" : "x", "errorCode" : "API_DISABLED_FOR_ORG", "fields" : [ ] } ]`,
			[]string{"API_DISABLED_FOR_ORG"}, []string{"x"},
		},
		{"rest object", `{"message":"m","errorCode":"E_C"}`, []string{"E_C"}, []string{"m"}},
		{
			"token", `{"error":"invalid_grant","error_description":"user hasn't approved this consumer"}`,
			[]string{"invalid_grant"}, []string{"user hasn't approved this consumer"},
		},
		{"token without description", `{"error":"inactive_org"}`, []string{"inactive_org"}, []string{""}},
		{"identity", "Bad_OAuth_Token", []string{"Bad_OAuth_Token"}, []string{""}},
		{
			"invalid type",
			`[{"message":"\nselect count() from XYZZY\n                    ^\nERROR at Row:1:Column:21\nsObject type 'XYZZY' is not supported.","errorCode":"INVALID_TYPE"}]`,
			[]string{"INVALID_TYPE"}, []string{"sObject type 'XYZZY' is not supported."},
		},
		{
			"metadata fault",
			soapFault("INSUFFICIENT_ACCESS",
				"use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions"),
			[]string{"INSUFFICIENT_ACCESS"},
			[]string{"use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions"},
		},
		{
			"session fault",
			soapFault("INVALID_SESSION_ID",
				"Invalid Session ID found in SessionHeader: Illegal Session. Session not found, missing session key: "+
					"00Dxx0000000001!AQ.CANARY"),
			[]string{"INVALID_SESSION_ID"},
			[]string{"Invalid Session ID found in SessionHeader: Illegal Session. Session not found, " +
				"missing session key: [secret]"},
		},
		{
			"session fault, other key",
			soapFault("INVALID_SESSION_ID", "Session not found, missing session key: CANARY-CANARY"),
			[]string{"INVALID_SESSION_ID"}, []string{"Session not found, missing session key: [secret]"},
		},
		{
			"login fault",
			`<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="urn:fault.partner.soap.sforce.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><soapenv:Fault><faultcode>INVALID_LOGIN</faultcode><faultstring>INVALID_LOGIN: Invalid username, password, security token; or user locked out.</faultstring><detail><sf:LoginFault xsi:type="sf:LoginFault"><sf:exceptionCode>INVALID_LOGIN</sf:exceptionCode><sf:exceptionMessage>Invalid username, password, security token; or user locked out.</sf:exceptionMessage></sf:LoginFault></detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>`,
			[]string{"INVALID_LOGIN"}, []string{"Invalid username, password, security token; or user locked out."},
		},
		{
			"secrets", `{"error":"invalid_grant","error_description":"password CANARY-PW, token 5AepCANARY.long_enough, jwt eyJhbGciOi.eyJpc3MiOi.c2ln"}`, []string{
				"invalid_grant",
			}, []string{"password [secret], token [secret], jwt [secret]"},
		},
		{
			"controls", `[{"errorCode":"E_X","message":"a\u001b[31mb\u202ec\nd"}]`, []string{"E_X"},
			[]string{"a [31mb c d"},
		},
		{"empty array", `[]`, nil, nil},
		{"null", `null`, nil, nil},
		{"nulls", `[null]`, nil, nil},
		{"empty object", `{}`, nil, nil},
		{"empty", ``, nil, nil},
		{"html", `<html><body>503</body></html>`, nil, nil},
		{"other XML", `<a/>`, nil, nil},
		{"a response", soapAnswer(`<listMetadataResponse/>`), nil, nil},
		{"prose", `upstream connect error`, nil, nil},
		{"truncated", `[{"errorCode":"A_B"`, nil, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			codes, messages, ok := decodeError([]byte(tc.body), []Secret{"CANARY-PW"})
			if !slices.Equal(codes, tc.codes) || !slices.Equal(messages, tc.messages) || ok != (len(tc.codes) > 0) {
				t.Errorf("got %q %q %v", codes, messages, ok)
			}
		})
	}
}

func TestScrubBoundsAMessage(t *testing.T) {
	got := scrub(strings.Repeat("é", maxMessage))
	if len(got) > maxMessage+len("…") || !utf8.ValidString(got) || !strings.HasSuffix(got, "…") {
		t.Errorf("got %d bytes: %q", len(got), got)
	}
}

func FuzzDecodeError(f *testing.F) {
	for _, seed := range []string{
		badSession, `{"error":"a","error_description":"b"}`, `[]`, `null`, `[null]`, `<html>`, "Bad_OAuth_Token",
		soapFault("A", "b"), "\xff\xfe", `[{"message":"\ud800"}]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		codes, messages, ok := decodeError(body, []Secret{"CANARY-PW"})
		if len(codes) != len(messages) || ok != (len(codes) > 0) {
			t.Fatalf("%q %q %v", codes, messages, ok)
		}
		for _, s := range append(codes, messages...) {
			if !utf8.ValidString(s) || strings.ContainsAny(s, "\n\r\x1b\x00") || strings.Contains(s, "CANARY-PW") ||
				len(s) > maxMessage+3 {
				t.Fatalf("%q", s)
			}
		}
	})
}

func FuzzSOAP(f *testing.F) {
	for _, seed := range []string{
		metadataEnvelope(`<readMetadata><type>Profile</type></readMetadata>`), metadataEnvelope(`<deploy/>`),
		soapFault("A", "b"), soapAnswer(`<listMetadataResponse/>`),
		soapAnswer(`<readMetadataResponse><result><records xsi:nil="true"/></result></readMetadataResponse>`), `<a>`,
		``, `<!DOCTYPE a>`, strings.Repeat("<a>", 100),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, envelope []byte) {
		operation, err := soapOperation(envelope)
		if (err == nil) == (operation.Local == "") {
			t.Fatalf("%v %v", operation, err)
		}
		var got struct {
			Result struct {
				Records []component[fileProperties] `xml:"records"`
			} `xml:"result"`
		}
		// What the guard lets out as one operation must not read as another one.
		if decoded := decodeSOAP(envelope, "readMetadata", &got); decoded == nil && err == nil &&
			operation.Local != "readMetadataResponse" {
			t.Fatalf("%v was decoded as a response", operation)
		}
		decodeFault(envelope)
	})
}
