package audit

import (
	"cmp"
	"slices"
	"strings"
)

// Errors are the errors that a check can be behind, by their codes, by the texts that make a code of many errors this
// one, and by statuses of Login History, as Salesforce spells them. Where several checks can be behind one error, those
// that usually are come first; checks of one share come in the order in which a connection meets them.
type Errors struct {
	Usually []string // it is the cause to think of first
	Also    []string // it is one of several causes
	Rarely  []string // another cause is likelier, or lies outside of what can be read of an org
	// Clue says by what a reader recognises that this check is the cause, and where in Setup to look by hand.
	Clue string
}

// All lists the codes, texts and statuses, by their share.
func (e Errors) All() []string { return slices.Concat(e.Usually, e.Also, e.Rarely) }

// share is how likely the check is behind an error of one of some spellings: 0 for usually; shares when it never is.
func (e Errors) share(spellings []string) int {
	for share, list := range [shares][]string{e.Usually, e.Also, e.Rarely} {
		if slices.ContainsFunc(list, func(text string) bool {
			return slices.ContainsFunc(spellings, func(s string) bool {
				return strings.EqualFold(text, strings.TrimSpace(s))
			})
		}) {
			return share
		}
	}
	return shares
}

const shares = 3

// Behind lists the checks that can be behind an error of one of some spellings, the likeliest first. rare is true when
// each of them is a rare cause.
func Behind(checks []*Check, spellings ...string) (causes []*Check, rare bool) {
	share := map[*Check]int{}
	for _, check := range checks {
		if share[check] = check.Explains.share(spellings); share[check] < shares {
			causes = append(causes, check)
		}
	}
	slices.SortStableFunc(causes, func(a, b *Check) int { return cmp.Compare(share[a], share[b]) })
	return causes, len(causes) > 0 && share[causes[0]] == shares-1
}

// Explaining lists the checks that can be behind an answer of Salesforce, the likeliest first. The longest text that
// its message holds says more than its code, which may be one of many errors.
func Explaining(checks []*Check, code, message string) []*Check {
	message = fold(message)
	telling := ""
	for _, check := range checks {
		for _, text := range check.Explains.All() {
			text = fold(text)
			if len(text) > len(telling) && strings.Contains(text, " ") && strings.Contains(message, text) {
				telling = text
			}
		}
	}
	causes, _ := Behind(checks, cmp.Or(telling, code))
	return causes
}
