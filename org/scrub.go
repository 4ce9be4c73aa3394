package org

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMessage bounds, in bytes, a message of the server that goes into an error.
const maxMessage = 600

// Salesforce's faults can echo the token, e.g. "Session not found, missing session key: 00D…". Session ids are the org
// id, "!" and the key; tokens may also be JWTs; refresh tokens begin 5Aep.
var tokenLike = regexp.MustCompile(`00D[A-Za-z0-9]{9,15}(?:!|%21)[A-Za-z0-9._%-]*|eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?|5Aep[A-Za-z0-9._%-]{8,}|force://\S+`)

// The fault that reports a lost session may print its key without the "!" in it.
var sessionKey = regexp.MustCompile(`(?i)(missing session key:\s*)\S+`)

// scrub makes a text of the server fit for an error: one line, bounded, without anything that looks like a token and
// without the secrets given.
func scrub(text string, secrets ...Secret) string {
	for _, secret := range secrets {
		// Shorter ones would blank out letters of ordinary words.
		if len(secret) >= 4 {
			text = strings.ReplaceAll(text, string(secret), "[secret]")
		}
	}
	text = tokenLike.ReplaceAllString(text, "[secret]")
	text = sessionKey.ReplaceAllString(text, "${1}[secret]")
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > maxMessage {
		cut := maxMessage
		for !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut] + "…"
	}
	return text
}
