package fixes

import "orgaudit/audit"

// ActivateUser makes an inactive user active.
var ActivateUser = &audit.Fix{
	ID:    "activate-user",
	Title: "Activate {user}",
	Steps: []string{
		`Find out why the user was deactivated: somebody who left should stay inactive, and the app should connect as another user.`,
		`Open Setup > Users > Users (Classic: Setup > Manage Users > Users), choose the view All Users, and click Edit beside "{user}".`,
		`Select Active and click Save. A free seat of the user's license is needed.`,
		`Connect "{app}" again as this user, then run orgaudit again.`,
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
	ID:    "unfreeze-user",
	Title: "Unfreeze {user}",
	Steps: []string{
		`Find out who froze the user and why: freezing is often the first step of a deactivation.`,
		`Open Setup > Users > Users (Classic: Setup > Manage Users > Users) and click the name of "{user}".`,
		`Click Unfreeze. The button then reads Freeze.`,
		`Connect "{app}" again as this user, then run orgaudit again.`,
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
	ID:    "unlock-user",
	Title: "Unlock {user}",
	Steps: []string{
		`Look for the cause first: an app that signs in with an old password locks the user out again at once.`,
		`Open Setup > Users > Users (Classic: Setup > Manage Users > Users) and click the name of "{user}".`,
		`Click Unlock. The button is there only while the user is locked out.`,
		`Connect "{app}" again as this user, then run orgaudit again.`,
	},
	SetupPath: setupUsers,
	Source: audit.Page{
		Title: "Unlock Users",
		URL:   "https://help.salesforce.com/s/articleView?id=platform.users_unlock.htm&language=en_US&type=5",
	},
	Effort: "minutes",
}

// ResetPassword gives a user with an expired password a new one.
var ResetPassword = &audit.Fix{
	ID:    "reset-password",
	Title: "Reset the password of {user}",
	Steps: []string{
		`Open Setup > Users > Users (Classic: Setup > Manage Users > Users) and select the check box beside "{user}".`,
		`Click Reset Password(s). Salesforce sends an email with a link to the user's address.`,
		`Have the user follow the link and set a new password; for an integration user, make sure that somebody reads that mailbox.`,
		`Enter the new password in every app that signs in with it, connect "{app}" again, then run orgaudit again.`,
	},
	SetupPath: setupUsers,
	Source: audit.Page{
		Title: "Reset User Password (REST API Developer Guide)",
		URL:   "https://developer.salesforce.com/docs/platform/api-rest/guide/resources-sobject-user-password-delete.md",
	},
	Effort: "minutes",
	Risk:   "The old password stops working at once, in every app that uses it.",
}

// UseExistingUser is for a user name that the org doesn't have.
var UseExistingUser = &audit.Fix{
	ID:    "use-existing-user",
	Title: "Use a user name that exists in {org}",
	Steps: []string{
		`Check the spelling of "{user}". A user name looks like an email address, but it need not be the user's address.`,
		`Make sure that this is the right org: in a sandbox, user names usually end in a dot and the sandbox's name.`,
		`Open Setup > Users > Users (Classic: Setup > Manage Users > Users), choose the view All Users, and copy the user name from the list.`,
		`Run orgaudit again with --user and that name, and connect "{app}" as that user.`,
	},
	SetupPath: setupUsers,
	Source: audit.Page{
		Title: "Usernames and Passwords",
		URL:   "https://help.salesforce.com/s/articleView?id=xcloud.basics_intro_usernames_passwords.htm&language=en_US&type=5",
	},
	Effort: "minutes",
}
