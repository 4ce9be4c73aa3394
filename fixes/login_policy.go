package fixes

import "orgaudit/audit"

// AllowLoginIP adds the addresses of an app to the login IP ranges of a profile.
var AllowLoginIP = &audit.Fix{
	ID: "allow-login-ip", Target: audit.SubjectProfile,
	Title: "Add the app's addresses to the login IP ranges of {profile}",
	Steps: []string{
		`Ask the vendor of "{app}" for all addresses that it connects from: every one has to lie inside.`,
		`Open Setup > Users > Profiles (Classic: Setup > Manage Users > Profiles) and open "{profile}".`,
		`Click Login IP Ranges > Add IP Ranges ` +
			`(older profile pages: the list Login IP Ranges, New). Network Access doesn't widen these ranges.`,
		`Enter the first address as IP Start Address and the last as IP End Address, ` +
			`name the app in the description, and save.`,
		`Connect "{app}" again, then run orgaudit again with --from-ip and the app's addresses.`,
	},
	SetupPath: setupProfiles,
	Source: audit.Page{
		Title: "Restrict Login IP Ranges in the Enhanced Profile User Interface",
		URL:   "https://developer.salesforce.com/docs/atlas.en-us.220.0.securityImplGuide.meta/securityImplGuide/users_profiles_epui_login_ip_ranges_edit.htm",
	},
	Effort: "minutes",
	Risk: "Whole profile: all its users may then sign in from these addresses, " +
		"which other customers of the vendor may share.",
	Effect: "A login IP range of {profile} applies to {profile_users} (asked about: {users}).",
}

// RelaxAppIP lets the users of one app sign in from any address.
var RelaxAppIP = &audit.Fix{
	ID: "relax-app-ip", Target: audit.SubjectApp,
	Title: "Relax IP restrictions for {app}",
	Steps: []string{
		`Prefer adding the app's addresses to the profile. Use this where the vendor has no fixed ones.`,
		`Open Setup > Apps > Connected Apps > Manage Connected Apps ` +
			`(Classic: Setup > Manage Apps > Connected Apps) and click "{app}".`,
		`Click Edit Policies, set IP Relaxation to Relax IP restrictions, and save.`,
		`For an External Client App: Setup > Apps > External Client Apps > External Client App Manager, ` +
			`Edit Policies, and set it there.`,
		`Connect "{app}" again, then run orgaudit again. The JWT flow keeps to the profile's ranges whatever is set ` +
			`here.`,
	},
	SetupPath: setupManageConnectedApps,
	Source:    pageOAuthPolicies,
	Effort:    "minutes",
	Risk:      "Org-wide: the login IP ranges of profiles no longer apply to anyone who signs in through this app.",
	Effect:    "Every user of {org} may sign in through {app} from any address (asked about: {users}).",
}

// WidenLoginHours opens the whole week to the users of a profile.
var WidenLoginHours = &audit.Fix{
	ID: "widen-login-hours", Target: audit.SubjectProfile,
	Title: "Open the login hours of {profile}",
	Steps: []string{
		`If the hours are meant for people, give the app a user with a profile of its own instead of changing ` +
			`"{profile}".`,
		`Open Setup > Users > Profiles (Classic: Setup > Manage Users > Profiles) and open "{profile}".`,
		`Click Login Hours > Edit (older profile pages: the list Login Hours, Edit). ` +
			`Equal start and end times close a day.`,
		`Click Clear all times, which lets users log in at any time, and save.`,
		`Connect "{app}" again, then run orgaudit again.`,
	},
	SetupPath: setupProfiles,
	Source: audit.Page{
		Title: "View and Edit Login Hours in Profiles",
		URL:   "https://help.salesforce.com/apex/HTViewHelpDoc?id=login_hours.htm",
	},
	Effort: "minutes",
	Risk:   "Whole profile: all its users may then sign in at any time.",
	Effect: "The login hours of {profile} hold for {profile_users} (asked about: {users}).",
}
