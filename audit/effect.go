package audit

import "strings"

// effect fills the numbers of this org into what a fix says of its reach: {profile_users}, the active users of the
// finding's profiles, and {users}, those who were asked about. It is "" where the fix says nothing, or a number isn't
// known: a reach without its number is the fix's Risk already.
func (e *evaluation) effect(fix *Fix, names map[string][]string, fill *strings.Replacer) string {
	text := fix.Effect
	if strings.Contains(text, "{profile_users}") {
		count, ok := e.activeUsers(names["profile_id"])
		if !ok {
			return ""
		}
		text = strings.ReplaceAll(text, "{profile_users}", many(count, "active user"))
	}
	if strings.Contains(text, "{users}") {
		count := len(names["user"])
		if count == 0 {
			return ""
		}
		text = strings.ReplaceAll(text, "{users}", many(count, "user"))
	}
	return fill.Replace(text)
}

// activeUsers adds up the active users of some profiles; ok is false where one of the numbers isn't known.
func (e *evaluation) activeUsers(profiles []string) (count int, ok bool) {
	for _, id := range profiles {
		p := e.view.Profile(id)
		if p == nil || p.ActiveUsers == nil {
			return 0, false
		}
		count += *p.ActiveUsers
	}
	return count, len(profiles) > 0
}
