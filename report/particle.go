package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// particles are the Korean ones whose form depends on the sound before them. A template that doesn't know the word in
// its place writes both forms, as Korean texts do; where the word is known by now, one is left.
var particles = []struct{ both, closed, open string }{
	{"을(를)", "을", "를"}, {"이(가)", "이", "가"}, {"은(는)", "은", "는"}, {"과(와)", "과", "와"}, {"(으)로", "으로", "로"},
}

// spokenKorean chooses the forms of the particles in a text. After a word in another script both stay.
func spokenKorean(text string) string {
	for _, p := range particles {
		before, after, found := strings.Cut(text, p.both)
		if !found {
			continue
		}
		var b strings.Builder
		for ; found; before, after, found = strings.Cut(after, p.both) {
			b.WriteString(before)
			switch closed, liquid, known := ending(b.String()); {
			case !known:
				b.WriteString(p.both)
			case closed && !(liquid && p.open == "로"):
				b.WriteString(p.closed)
			default:
				b.WriteString(p.open)
			}
		}
		b.WriteString(before)
		text = b.String()
	}
	return text
}

// ending tells how the last word of a text sounds at its end: closed by a consonant, and whether that is ㄹ. What stands
// in brackets or quotation marks behind it isn't spoken. known is false for a word in another script.
func ending(text string) (closed, liquid, known bool) {
	text = strings.TrimRight(text, `"'”’`)
	for strings.HasSuffix(text, ")") {
		depth := 0
		at := strings.LastIndexFunc(text, func(r rune) bool {
			switch r {
			case ')':
				depth++
			case '(':
				depth--
			}
			return depth == 0
		})
		if at < 0 {
			return false, false, false
		}
		text = strings.TrimRight(text[:at], `"'”’ `)
	}
	last, _ := utf8.DecodeLastRuneInString(text)
	const firstSyllable, finals, rieul = '가', 28, 8
	switch {
	case unicode.Is(unicode.Hangul, last) && last >= firstSyllable && last <= '힣':
		final := (last - firstSyllable) % finals
		return final != 0, final == rieul, true
	case last >= '0' && last <= '9': // 영 일 이 삼 사 오 육 칠 팔 구
		return strings.ContainsRune("013678", last), strings.ContainsRune("178", last), true
	}
	return false, false, false
}
