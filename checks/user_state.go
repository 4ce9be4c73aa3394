package checks

import (
	"orgaudit/audit"
	"orgaudit/fixes"
)

// UserState fails when the user is missing, inactive, frozen or locked out. A user who isn't there hides every gate
// that is about users.
var UserState = &audit.Check{
	ID:    "user-state",
	Holds: "The user exists and can sign in",
	Fails: "The user is missing, inactive, frozen or locked out",
	Topic: "User state",
	Why: "An inactive, frozen or locked user can't sign in through any app; " +
		"a user name that the org lacks belongs to another org, often to its sandbox or production twin.",
	Severity: audit.High,
	Reads: []audit.Part{
		audit.PartUsers, audit.PartUserLogins,
	},
	Subjects: []string{audit.SubjectUser, audit.SubjectConnection},
	Explains: audit.Errors{
		Usually: []string{
			"authentication failure - Invalid Password", "inactive_user", "inactive user",
			"LOGIN_ERROR_USER_INACTIVE", "User is inactive", "LOGIN_ERROR_USER_FROZEN", "User is frozen",
			"LOGIN_ERROR_PASSWORD_LOCKOUT", "PASSWORD_LOCKOUT", "Password lockout", "LOGIN_ERROR_INVALID_PASSWORD",
			"LOGIN_ERROR_SSO_PWD_INVALID", "Invalid password", "INVALID_LOGIN",
		},
		Also: []string{
			"invalid_grant", "AuthCodeExchangeError", "authentication failure", "invalid user credentials",
			"LOGIN_ERROR_INVALID_USERNAME", "Invalid login",
		},
		Clue: "The user is inactive, frozen or locked out, or the password has expired. Setup > Users, the user's " +
			"own page, shows it.",
	},
	Fixes: []*audit.Fix{fixes.UseExistingUser, fixes.ActivateUser, fixes.UnfreezeUser, fixes.UnlockUser},
	Gate:  judgeUser,
}

func judgeUser(c *audit.Case) (audit.Finding, bool) {
	f := audit.Finding{
		Subject: c.UserSubject(),
		Want:    "an active user who is neither frozen nor locked out",
	}
	if why := c.NoUser(); why != nil {
		f.Verdict, f.Hides, f.Got = audit.Unknown, true, "no user to judge"
		f.Tell(why)
		return f, true
	}
	user := c.User()
	if !user.Exists() {
		return missingUser(c, f), true
	}
	state := func(is func() bool, word audit.Words, seen string, part audit.Part, fix *audit.Fix) func() audit.Finding {
		return func() audit.Finding {
			g := f
			if g.Verdict = audit.Pass; is() {
				g.Verdict, g.Fix, g.Evidence = audit.Fail, fix.ID, c.Evidence(seen, part)
				g.Tell(word)
			}
			return g
		}
	}
	if !typesPassword(c) && !c.Surely(func() bool { return !user.Locked() }) {
		f.Subject = c.ConnectionSubject() // a lockout says another thing of this way than of those by a password
	}
	locked := func() bool { return typesPassword(c) && user.Locked() }
	if wrong := c.Worst(
		state(func() bool { return !user.Active() },
			audit.Say("inactive"), "IsActive = false", audit.PartUsers, fixes.ActivateUser),
		state(user.Frozen, audit.Say("frozen"), "IsFrozen = true", audit.PartUserLogins, fixes.UnfreezeUser),
		state(locked, audit.Say("locked out after wrong passwords"),
			"IsPasswordLocked = true", audit.PartUserLogins, fixes.UnlockUser),
	); len(wrong) > 0 {
		return inState(c, f, wrong), true
	}
	if user.Locked() {
		f.Verdict, f.Got = audit.Unknown, "locked out after wrong passwords"
		f.Say("%s is locked out after wrong passwords; whether that stops a sign-in by %s is not documented",
			c.Username(), c.SignIn.Flow)
		f.Evidence = c.Evidence("IsPasswordLocked = true", audit.PartUserLogins)
		return f, true
	}
	f.Verdict, f.Got = audit.Pass, "active"
	f.Say("%s is active, not frozen and not locked out", c.Username())
	f.Evidence = c.Evidence("IsActive = true, IsFrozen = false", audit.PartUsers, audit.PartUserLogins)
	return f, true
}

// inState makes one finding of all that keeps the user out.
func inState(c *audit.Case, f audit.Finding, wrong []audit.Finding) audit.Finding {
	if wrong[0].Verdict == audit.Unknown {
		return wrong[0]
	}
	wrong = audit.Failed(wrong)
	var words []audit.Words
	f.Verdict, f.Fix = audit.Fail, wrong[0].Fix
	for i, g := range wrong {
		words, f.Evidence = append(words, g.Words), append(f.Evidence, g.Evidence...)
		if i > 0 {
			f.OtherFixes = append(f.OtherFixes, g.Fix)
		}
	}
	f.Got = audit.Join(words, ", ").String()
	f.Say("%s is %s", c.Username(), audit.Join(words, " and "))
	return f
}

// typesPassword tells whether somebody signs in as the user with a password, which is what a lockout refuses.
func typesPassword(c *audit.Case) bool {
	return c.SignIn.Flow != audit.FlowJWT && c.SignIn.Flow != audit.FlowClientCredentials &&
		c.SignIn.Flow != audit.FlowSession
}

func missingUser(c *audit.Case, f audit.Finding) audit.Finding {
	f.Verdict, f.Fix, f.Hides, f.Got = audit.Fail, fixes.UseExistingUser.ID, true, "no such user"
	f.Evidence = c.Evidence("no row", audit.PartUsers)
	f.Say("this org has no user %s", c.Username())
	if names := c.NearUsernames(c.Username()); len(names) > 0 {
		f.Hint = audit.Say("; did you mean %s?", alternatives(names))
	}
	return f
}
