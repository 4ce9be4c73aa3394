package config

import "orgaudit/audit"

// PolicyFile is a policy as it is written: what will be connected, and what the org must look like.
type PolicyFile struct {
	// Version of this format.
	Version int `json:"version" jsonschema:"enum=1"`
	// Another policy to start from: builtin:NAME, or a path relative to this file. Its lists come first and
	// are added to; its single values are replaced.
	Extends string `json:"extends,omitempty" jsonschema:"minLength=1"`
	// What will be connected, and by whom. Each app is judged with each of its users.
	Connections []PolicyConnection `json:"connections,omitempty"`
	// Which profiles and permission sets must, or must not, have API Enabled.
	APIEnabled PolicyAPI `json:"api_enabled,omitzero"`
	// Which apps may exist in the org and in what state.
	Apps PolicyApps `json:"apps,omitzero"`
	// Who may hold the permissions that bypass the gates of apps.
	Bypass PolicyBypass `json:"bypass,omitzero"`
	// How long users' approvals of apps may stay unused.
	Approvals PolicyApprovals `json:"approvals,omitzero"`
	// When the org's API use is worth a warning.
	APILimit PolicyAPILimit `json:"api_limit,omitzero"`
	// Another severity for a check, by check ID.
	Severity map[string]audit.Severity `json:"severity,omitempty"`
	// Findings that are accepted until a day.
	Waivers []PolicyWaiver `json:"waivers,omitempty"`
}

// PolicyConnection is one app with the users who are to connect it.
type PolicyConnection struct {
	// The app: connector:ID, key:CONSUMERKEY, or its name as the org shows it.
	App string `json:"app" jsonschema:"minLength=1"`
	// Who is to connect it.
	Users PolicyUsers `json:"users"`
	// Addresses or CIDR ranges from which the app connects, besides those that its connector publishes.
	FromIPs []string `json:"from_ips,omitempty" jsonschema:"minLength=1"`
	// The host at which the app signs in, where it is not the one of its connector: login.salesforce.com,
	// test.salesforce.com or the org's My Domain host.
	LoginHost string `json:"login_host,omitempty" jsonschema:"minLength=1"`
}

// PolicyUsers names users one by one, or all active users of a profile or permission set. At least one is needed.
type PolicyUsers struct {
	// Usernames, as in Salesforce.
	Usernames []string `json:"usernames,omitempty" jsonschema:"minLength=1"`
	// Profiles: all their active users.
	Profiles []string `json:"profiles,omitempty" jsonschema:"minLength=1"`
	// Permission sets, by API name or label: all active users that are assigned them.
	PermissionSets []string `json:"permission_sets,omitempty" jsonschema:"minLength=1"`
}

// PolicyAPI says who must and must not have API Enabled. Names may hold *
// for any text; an exact name wins over a pattern.
type PolicyAPI struct {
	// These must have API Enabled.
	Required PolicyRequired `json:"required,omitzero"`
	// These must not have API Enabled.
	Forbidden PolicyForbidden `json:"forbidden,omitzero"`
	// The only users who may have API Enabled, by whatever grants it: usernames, in which * stands for any text. An
	// empty list allows nobody; without the key nothing is asked.
	Holders []string `json:"holders,omitempty" jsonschema:"minLength=1"`
}

// PolicyRequired names profiles and permission sets that must have API Enabled.
type PolicyRequired struct {
	// Profiles, by label or metadata name.
	Profiles []string `json:"profiles,omitempty" jsonschema:"minLength=1"`
	// Permission sets, by API name or label.
	PermissionSets []string `json:"permission_sets,omitempty" jsonschema:"minLength=1"`
}

// PolicyForbidden names profiles and permission sets that must not have API Enabled.
type PolicyForbidden struct {
	// Profiles, by label or metadata name.
	Profiles []string `json:"profiles,omitempty" jsonschema:"minLength=1"`
	// Permission sets, by API name or label.
	PermissionSets []string `json:"permission_sets,omitempty" jsonschema:"minLength=1"`
	// Profiles and permission sets that the patterns above leave out.
	Except []string `json:"except,omitempty" jsonschema:"minLength=1"`
}

// PolicyApps says which apps may exist. Each is connector:ID,
// key:CONSUMERKEY or a name, in which * stands for any text.
type PolicyApps struct {
	// Apps that may be used. One that is named exactly must not be blocked.
	Allowed []string `json:"allowed,omitempty" jsonschema:"minLength=1"`
	// Apps that must be blocked.
	Blocked []string `json:"blocked,omitempty" jsonschema:"minLength=1"`
	// Apps that must be installed.
	Installed []string `json:"installed,omitempty" jsonschema:"minLength=1"`
	// Apps whose users must be pre-authorized by an admin.
	AdminApproved []string `json:"admin_approved,omitempty" jsonschema:"minLength=1"`
	// What an app that is in use, but not listed here, is worth: warn gives an info finding, fail a medium one.
	Unlisted string `json:"unlisted,omitempty" jsonschema:"enum=ignore,enum=warn,enum=fail"`
}

// PolicyBypass names who may hold the permissions that bypass the gates of apps. An empty list
// allows nobody; without the key nothing is asked.
type PolicyBypass struct {
	// Who may hold Use Any API Client.
	UseAnyAPIClient []string `json:"use_any_api_client,omitempty" jsonschema:"minLength=1"`
	// Who may hold Approve Uninstalled Connected Apps.
	ApproveUninstalledApps []string `json:"approve_uninstalled_connected_apps,omitempty" jsonschema:"minLength=1"`
}

// PolicyApprovals is about users' approvals of apps, each of which lets an app come back without asking.
type PolicyApprovals struct {
	// An approval that has not been used for this many days is stale.
	StaleDays int `json:"stale_days,omitempty" jsonschema:"minimum=1"`
}

// PolicyAPILimit is about the daily API requests of the org.
type PolicyAPILimit struct {
	// Advise when more than this share of the daily API requests, in percent, is used up. Default 90.
	WarnPercent int `json:"warn_percent,omitempty" jsonschema:"minimum=1,maximum=100"`
}

// PolicyWaiver accepts a failed finding until a day. It opens no gate: a connection stays not ready.
type PolicyWaiver struct {
	// The check's ID.
	Check string `json:"check" jsonschema:"minLength=1"`
	// What it is about, as kind:name with the kinds org, app, user, connection, profile and
	// permission-set. The name may hold * for any text.
	Subject string `json:"subject" jsonschema:"minLength=1"`
	// Why it is accepted.
	Reason string `json:"reason" jsonschema:"minLength=1"`
	// Who answers for it: a name, a team or an address.
	Owner string `json:"owner,omitempty" jsonschema:"minLength=1"`
	// Where it was decided: the number or the address of a ticket.
	Ticket string `json:"ticket,omitempty" jsonschema:"minLength=1"`
	// The last day on which it holds, as YYYY-MM-DD (UTC).
	Until string `json:"until" jsonschema:"format=date"`
}
