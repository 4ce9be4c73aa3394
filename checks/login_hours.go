package checks

import (
	"fmt"
	"time"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// LoginHours fails when the login hours of the user's profile leave out part of the week: a connector signs in at any
// time. Salesforce reads them in the org's default time zone (View and Edit Login Hours in Profiles).
var LoginHours = &audit.Check{
	ID:    "login-hours",
	Holds: "The profile allows sign-in at any time",
	Fails: "The profile's login hours leave out part of the week",
	Topic: "Login hours",
	Why: "Outside the login hours of a profile every sign-in is refused, and sessions end. " +
		"A connector works by day and by night.",
	Severity: audit.High,
	Reads: []audit.Part{
		audit.PartProfiles, audit.PartUsers, audit.PartLoginPolicies,
	},
	Subjects: []string{audit.SubjectUser, audit.SubjectProfile},
	After:    []*audit.Check{UserState},
	Explains: audit.Errors{
		Usually: []string{
			"LOGIN_ERROR_RESTRICTED_TIME", "LOGIN_DURING_RESTRICTED_TIME", "Restricted time", "invalid_grant",
		},
		Also: []string{
			"IP restricted or invalid login hours", "invalid login hours", "AuthCodeExchangeError",
			"authentication failure", "invalid user credentials", "LOGIN_OAUTH_INVALID_IP",
			"Failed: IP Address Not Allowed",
		},
		Clue: `It fails at some times of the day or week only; Login History then says "Restricted time". Setup > ` +
			`Profiles, Login Hours.`,
	},
	Actions: []*audit.SetupAction{profileChanged},
	Fixes:   []*audit.Fix{fixes.WidenLoginHours},
	Gate:    judgeLoginHours,
}

const wholeDay = 24 * 60 // minutes

func judgeLoginHours(c *audit.Case) (audit.Finding, bool) {
	f := audit.Finding{Subject: c.ProfileSubject(), Want: "no login hours, or the whole week"}
	profile := c.Profile()
	login := profile.LoginPolicy()
	w := weekOf(login.Hours)
	open := w.say()
	f.Got = open.String()
	f.Evidence = c.Evidence(fmt.Sprintf("profile %s: loginHours %s", profile.Name(), f.Got), audit.PartLoginPolicies)
	switch {
	case len(login.Hours) == 0:
		f.Verdict, f.Got = audit.Pass, "no login hours"
		f.Say("profile %s has no login hours", profile.Name())
	case w.narrow():
		f.Verdict, f.Fix = audit.Fail, fixes.WidenLoginHours.ID
		f.Say("a connector signs in at any time, and the login hours of profile %s leave out part of the week: %s, %s",
			profile.Name(), open, w.now(c))
	case len(login.Hours) < len(w):
		f.Verdict = audit.Unknown
		f.Say("profile %s has login hours for some days only (%s); whether the other days are open is not documented",
			profile.Name(), open)
	default:
		f.Verdict = audit.Pass
		f.Say("the login hours of profile %s leave the whole week open", profile.Name())
	}
	return f, true
}

// week is a profile's login hours by time.Weekday; nil is a day without any.
type week [7]*audit.LoginHours

func weekOf(hours []audit.LoginHours) week {
	var w week
	for i := range hours {
		if day := hours[i].Day; day >= time.Sunday && day <= time.Saturday {
			w[day] = &hours[i]
		}
	}
	return w
}

// narrow tells whether some day is closed, or open for a part of it.
func (w week) narrow() bool {
	for _, h := range w {
		if h != nil && (h.Start > 0 || h.End < wholeDay) {
			return true
		}
	}
	return false
}

// say lists the open hours from Monday on, equal days together.
func (w week) say() audit.Words {
	var out []audit.Words
	for i := 0; i < len(w); {
		first := i
		text := w.day(first)
		for i < len(w) && w.day(i).String() == text.String() {
			i++
		}
		if i-first > 1 {
			out = append(out, audit.Say("%s to %s %s", dayName(weekday(first)), dayName(weekday(i-1)), text))
		} else {
			out = append(out, audit.Say("%s %s", dayName(weekday(first)), text))
		}
	}
	return audit.Join(out, ", ")
}

// weekday is the i-th day of a week that begins on Monday.
func weekday(i int) time.Weekday { return time.Weekday((i + 1) % 7) }

func dayName(day time.Weekday) audit.Words {
	return [...]audit.Words{
		audit.Say("Sunday"), audit.Say("Monday"), audit.Say("Tuesday"), audit.Say("Wednesday"), audit.Say("Thursday"),
		audit.Say("Friday"), audit.Say("Saturday"),
	}[day]
}

func (w week) day(i int) audit.Words {
	switch h := w[weekday(i)]; {
	case h == nil:
		return audit.Say("not set")
	case h.Start >= h.End:
		return audit.Say("closed")
	case h.Start <= 0 && h.End >= wholeDay:
		return audit.Say("all day")
	default:
		return audit.Say("%s", fmt.Sprintf("%02d:%02d–%02d:%02d", h.Start/60, h.Start%60, h.End/60, h.End%60))
	}
}

// now says in which time zone the hours are meant and whether they were open when the snapshot was taken.
func (w week) now(c *audit.Case) audit.Words {
	zone, err := time.LoadLocation(c.TimeZone())
	if err != nil || c.TimeZone() == "" {
		return audit.Say("in the org's time zone")
	}
	local := c.TakenAt().In(zone)
	minute := local.Hour()*60 + local.Minute()
	state := audit.Say("closed")
	if h := w[local.Weekday()]; h == nil || h.Start <= minute && minute < h.End {
		state = audit.Say("open")
	}
	return audit.Say("in the org's time zone %s; %s when the snapshot was taken (%s %s there)",
		c.TimeZone(), state, dayName(local.Weekday()), local.Format("15:04"))
}
