package audit

import "strings"

// Placeholders of Fix.Effect that stand for numbers of this org: the active users of the
// finding's profiles, and those who were asked about.
const (
	placeProfileUsers = "profile_users"
	placeUsers        = "users"
)

// reach gives what a fix says of its reach, with its numbers among the names. It is "" where the fix says nothing, or a
// number isn't known: a reach without its number is the fix's Risk already.
func (e *evaluation) reach(fix *Fix, names map[string][]string, filled map[string]Arg) string {
	if strings.Contains(fix.Effect, "{"+placeProfileUsers+"}") {
		number, ok := e.activeUsers(names["profile_id"])
		if !ok {
			return ""
		}
		filled[placeProfileUsers] = Arg{Words: Count(number, "1 active user", "%d active users")}
	}
	if strings.Contains(fix.Effect, "{"+placeUsers+"}") {
		number := len(names["user"])
		if number == 0 {
			return ""
		}
		filled[placeUsers] = Arg{Words: Count(number, "1 user", "%d users")}
	}
	return fix.Effect
}

// activeUsers adds up the active users of some profiles; ok is false where one of the numbers isn't known.
func (e *evaluation) activeUsers(profiles []string) (count int, ok bool) {
	for _, id := range profiles {
		p := e.index.Profile(id)
		if p == nil || p.ActiveUsers == nil {
			return 0, false
		}
		count += *p.ActiveUsers
	}
	return count, len(profiles) > 0
}
