package fixes

import "orgaudit/audit"

// ActivateUser makes an inactive user active.
var ActivateUser = &audit.Fix{
	ID: "activate-user", Target: audit.SubjectUser,
	Title: "Activate {user}",
	Steps: []string{
		`Find out why "{user}" was deactivated: somebody who left stays inactive, ` +
			`and the app connects as another user.`,
		`Open Setup > Users > Users (Classic: Setup > Manage Users > Users), choose the view All Users, ` +
			`and click Edit beside "{user}".`,
		`Select Active and click Save, for each user who is named. Each needs a free seat of the user license.`,
		`Connect "{app}" again as "{user}", then run orgaudit again.`,
	},
	SetupPath: setupUsers,
	Source: audit.Page{
		Title: "Edit Users",
		URL:   "https://help.salesforce.com/s/articleView?id=platform.editing_users.htm&language=en_US&type=5",
	},
	Effort: "minutes",
	Risk:   "The user can sign in again everywhere, and takes a license seat.",
}

// UnfreezeUser lets a frozen user sign in again.
var UnfreezeUser = &audit.Fix{
	ID: "unfreeze-user", Target: audit.SubjectUser,
	Title: "Unfreeze {user}",
	Steps: []string{
		`Find out who froze "{user}" and why: freezing is often the first step of a deactivation.`,
		`Open Setup > Users > Users (Classic: Setup > Manage Users > Users) and click the name of "{user}".`,
		`Click Unfreeze; the button then reads Freeze. Where several users are named, do the same for each.`,
		`Connect "{app}" again as "{user}", then run orgaudit again.`,
	},
	SetupPath: setupUsers,
	Source: audit.Page{
		Title: "Freeze or Unfreeze User Accounts",
		URL:   "https://help.salesforce.com/s/articleView?id=platform.users_freeze.htm&language=en_US&type=5",
	},
	Effort: "minutes",
	Risk:   "The user can sign in again everywhere, not only through this app.",
}

// UnlockUser lets a user sign in again who was locked out after too many wrong passwords.
var UnlockUser = &audit.Fix{
	ID: "unlock-user", Target: audit.SubjectUser,
	Title: "Unlock {user}",
	Steps: []string{
		`Look for the cause first: an app that signs in with an old password locks the user out again at once.`,
		`Open Setup > Users > Users (Classic: Setup > Manage Users > Users) and click the name of "{user}".`,
		`Click Unlock, for each user who is named; the button is there only while a user is locked out.`,
		`Connect "{app}" again as "{user}", then run orgaudit again.`,
	},
	SetupPath: setupUsers,
	Source: audit.Page{
		Title: "Unlock Users",
		URL:   "https://help.salesforce.com/s/articleView?id=platform.users_unlock.htm&language=en_US&type=5",
	},
	Effort: "minutes",
	Risk:   "The user can sign in again everywhere, not only through this app.",
}

// UseExistingUser is for a user name that the org doesn't have.
var UseExistingUser = &audit.Fix{
	ID: "use-existing-user", Target: audit.SubjectUser,
	Title: "Use a user name that exists in {org}",
	Steps: []string{
		`Check the spelling of "{user}". A user name looks like an email address, ` +
			`but it need not be the user's address.`,
		`Make sure that this is the right org: in a sandbox, user names usually end in a dot and the sandbox's name.`,
		`Open Setup > Users > Users (Classic: Setup > Manage Users > Users), choose the view All Users, ` +
			`and copy the user name from the list.`,
		`Run orgaudit again with --user and that name, and connect "{app}" as that user.`,
	},
	SetupPath: setupUsers,
	Source: audit.Page{
		Title: "Usernames and Passwords",
		URL:   "https://help.salesforce.com/s/articleView?id=xcloud.basics_intro_usernames_passwords.htm&language=en_US&type=5",
	},
	Effort: "minutes",
}
