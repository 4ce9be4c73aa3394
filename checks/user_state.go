package checks

import (
	"orgaudit/audit"
	"orgaudit/fixes"
)

// UserState fails when the user is missing, inactive, frozen or locked out. A user who isn't there hides every gate
// that is about users.
var UserState = &audit.Check{
	ID:       "user-state",
	Holds:    "The user exists and can sign in",
	Fails:    "The user is missing, inactive, frozen or locked out",
	Topic:    "User state",
	Why:      "An inactive, frozen or locked user can't sign in through any app; a user name that the org lacks belongs to another org, often to its sandbox or production twin.",
	Severity: audit.High,
	Subjects: []string{audit.SubjectUser},
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
	f := audit.Finding{Subject: c.UserSubject(), Want: "an active user who is neither frozen nor locked out", Names: names(c)}
	if c.NoUser != nil {
		f.Verdict, f.Hides, f.Got = audit.Unknown, true, "no user to judge"
		f.Tell(c.NoUser)
		return f, true
	}
	if c.User == nil {
		return missingUser(c, f), true
	}
	state := []struct {
		is   bool
		word audit.Words
		seen string
		part audit.Part
		fix  *audit.Fix
	}{
		{!c.User.IsActive, audit.Say("inactive"), "IsActive = false", audit.PartUsers, fixes.ActivateUser},
		{c.User.IsFrozen != nil && *c.User.IsFrozen, audit.Say("frozen"), "IsFrozen = true", audit.PartUserLogins, fixes.UnfreezeUser},
		{c.User.IsLocked != nil && *c.User.IsLocked && typesPassword(c), audit.Say("locked out after wrong passwords"), "IsPasswordLocked = true", audit.PartUserLogins, fixes.UnlockUser},
	}
	var wrong []audit.Words
	for _, s := range state {
		if !s.is {
			continue
		}
		wrong = append(wrong, s.word)
		f.Evidence = append(f.Evidence, c.Evidence(s.seen, s.part)...)
		if f.Fix == "" {
			f.Fix = s.fix.ID
		} else {
			f.OtherFixes = append(f.OtherFixes, s.fix.ID)
		}
	}
	switch {
	case len(wrong) > 0:
		f.Verdict, f.Got = audit.Fail, audit.Join(wrong, ", ").String()
		f.Say("%s is %s", c.User.Username, audit.Join(wrong, " and "))
	case c.User.IsFrozen == nil || c.User.IsLocked == nil:
		return cannotTell(c.View, f.Subject, f.Want, audit.PartUserLogins), true
	case *c.User.IsLocked:
		f.Verdict, f.Got = audit.Unknown, "locked out after wrong passwords"
		f.Say("%s is locked out after wrong passwords; whether that stops a sign-in by %s is not documented", c.User.Username, c.SignIn.Flow)
		f.Evidence = c.Evidence("IsPasswordLocked = true", audit.PartUserLogins)
	default:
		f.Verdict, f.Got = audit.Pass, "active"
		f.Say("%s is active, not frozen and not locked out", c.User.Username)
		f.Evidence = c.Evidence("IsActive = true, IsFrozen = false", audit.PartUsers, audit.PartUserLogins)
	}
	return f, true
}

// typesPassword tells whether somebody signs in as the user with a password, which is what a lockout refuses.
func typesPassword(c *audit.Case) bool {
	return c.SignIn.Flow != audit.FlowJWT && c.SignIn.Flow != audit.FlowClientCredentials && c.SignIn.Flow != audit.FlowSession
}

func missingUser(c *audit.Case, f audit.Finding) audit.Finding {
	f.Hides, f.Got = true, "no such user"
	f.Evidence = c.Evidence("no row", audit.PartUsers)
	var near audit.Words
	if names := c.Scope.NearUsernames[c.Username]; len(names) > 0 {
		near = audit.Say("; did you mean %s?", or(names))
	}
	_, closed := c.Unread(audit.PartUsers)
	if held, known := c.Auditor.Has(audit.ViewAllUsers); closed || !known || !held {
		f.Verdict, f.Missing, f.Got = audit.Unknown, []audit.Part{audit.PartUsers}, "not seen"
		f.Say("%s was not found, but the audit user may not see every user", c.Username)
		f.Tell(f.Words.And(near))
		if closed {
			f.Add("; %s", c.CouldNotRead(audit.PartUsers))
		} else {
			f.Add("; it needs %s", audit.ViewAllUsers.Label)
		}
		return f
	}
	f.Verdict, f.Fix = audit.Fail, fixes.UseExistingUser.ID
	f.Say("this org has no user %s", c.Username)
	f.Tell(f.Words.And(near))
	return f
}
