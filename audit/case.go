package audit

import (
	"maps"
	"strings"
)

// Case is one connection under judgement: a user, an app and one of the app's ways to sign in. What the org has of them
// is behind look-ups, as everything that a View shows.
type Case struct {
	*View
	Policy   *Policy
	Question *Question
	SignIn   SignIn
	// oneOfSeveral is true when the app has other ways to sign in besides SignIn.
	oneOfSeveral bool

	match    Match
	username string // as asked for
	user     *User  // nil when the snapshot has none
	profile  *Profile
	noUser   Words // why there is no user to judge, where that is known beforehand
	subjects subjects
}

// App is what is to be connected, as asked for.
func (c *Case) App() App { return c.match.app }

// Title is the app's name for a reader.
func (c *Case) Title() string { return c.match.app.Title() }

// Username is the user's, in the spelling of the org where it has the user, else in lower case: usernames know no case,
// and two spellings that are asked about are one user.
func (c *Case) Username() string {
	switch {
	case c.user != nil:
		return c.user.Username
	case strings.Contains(c.username, "@"):
		return fold(c.username)
	}
	return c.username
}

// NoUser says why there is no user to judge, where that is known beforehand: a profile without active
// users, a user whom the snapshot was not asked about.
func (c *Case) NoUser() Words { return c.noUser }

// ProfileSubject is the user's profile; the user where it wasn't read.
func (c *Case) ProfileSubject() Subject {
	if c.profile == nil {
		return c.UserSubject()
	}
	return c.index.profileSubject(c.profile)
}

func (c *Case) way() string {
	if host := c.Host(); host != "" {
		return c.SignIn.Flow + " at " + host
	}
	return c.SignIn.Flow
}

// Host is the login host that the app uses, "" when it is not known.
func (c *Case) Host() string {
	if c.Question.LoginHost != "" {
		return c.Question.LoginHost
	}
	return c.SignIn.LoginHost
}

// named adds what the connection gives to the names of a finding: they fill the placeholders of a fix.
func (c *Case) named(names map[string]string) map[string]string {
	out := map[string]string{"app": firstOf(c.match.Label, c.Title()), "user": c.Username(), "host": c.Host()}
	if c.profile != nil {
		out["profile"], out["profile_id"] = c.profile.Name, c.profile.ID
	}
	maps.Copy(out, names)
	return out
}
