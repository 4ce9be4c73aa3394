package audit

import (
	"slices"
	"time"
)

// Rule is where in a policy file something was asked for.
type Rule struct {
	File string `json:"file"`
	Line int    `json:"line"` // counted from 1; 0 for what no file asked for (a flag, a default)
}

// Named is a name or pattern of a policy with its place.
type Named struct {
	Text string
	Rule Rule
}

// Policy is what the owner wrote, checked: the standing rules over an org. The zero Policy asks for nothing.
type Policy struct {
	File   string // as given by the reader
	SHA256 string // of the policy file, hex

	Connections []Ask
	APIEnabled  APIPolicy
	Apps        AppPolicy
	Bypass      Bypass
	Severity    map[string]Severity // by check ID
	Waivers     []Waiver
	// APILimitWarn is the share of the daily API requests, in percent, above which api-limit advises; 0 means 90.
	APILimitWarn int
	// StaleDays is after how many days without use an approval of an app is stale; 0: not asked.
	StaleDays int
	StaleRule Rule
}

// HolderPermissions lists the permissions, by metadata name, whose holders the policy asks about: what a snapshot has
// to read as Scope.Holders. A nil policy asks about none.
func (p *Policy) HolderPermissions() []string {
	var out []string
	if p == nil {
		return out
	}
	for _, asked := range []struct {
		permission Permission
		allowed    []Named
	}{
		{UseAnyAPIClient, p.Bypass.UseAnyAPIClient},
		{ApproveUninstalledApps, p.Bypass.ApproveUninstalledApps},
		{APIEnabled, p.APIEnabled.Holders},
	} {
		if asked.allowed != nil {
			out = append(out, asked.permission.Name)
		}
	}
	return out
}

// Usernames lists the users that the policy's lists of holders name, each once: what a snapshot has to read as
// Scope.PolicyUsernames. Patterns name nobody in particular, and the users of connections are read anyway. A nil policy
// names none.
func (p *Policy) Usernames() []string {
	var out []string
	if p == nil {
		return out
	}
	for _, n := range slices.Concat(p.Bypass.UseAnyAPIClient, p.Bypass.ApproveUninstalledApps, p.APIEnabled.Holders) {
		if !IsGlob(n.Text) && !slices.ContainsFunc(out, func(have string) bool { return sameName(have, n.Text) }) {
			out = append(out, n.Text)
		}
	}
	return out
}

// Ask is one app with the users who are to connect it.
type Ask struct {
	App            App
	Usernames      []string
	Profiles       []string // all active users of these profiles
	PermissionSets []string // all active users that are assigned these
	Rule           Rule
}

// APIPolicy says which profiles and permission sets must, or must not, have API Enabled.
type APIPolicy struct {
	Required  APINames
	Forbidden APINames
	Except    []Named // names that Forbidden leaves out
	// Holders are the usernames, or patterns over them, that may have API Enabled at all; nil: not asked.
	Holders []Named
}

// APINames are names or patterns; an exact name wins over a pattern.
type APINames struct {
	Profiles       []Named
	PermissionSets []Named
}

// What a policy does about apps that it doesn't list.
const (
	UnlistedIgnore = "ignore"
	UnlistedWarn   = "warn"
	UnlistedFail   = "fail"
)

// AppPolicy says which apps may exist and what state they must be in. App carries the connector's aliases and keys
// where the policy named a connector.
type AppPolicy struct {
	Allowed       []NamedApp
	Blocked       []NamedApp
	Installed     []NamedApp
	AdminApproved []NamedApp
	Unlisted      string // UnlistedIgnore, UnlistedWarn or UnlistedFail
	UnlistedRule  Rule
}

// NamedApp is an app, or a pattern over app names, of a policy with its place.
type NamedApp struct {
	App  App
	Rule Rule
}

// Bypass names who may hold the permissions that bypass app gates: usernames, or patterns over them. A nil list isn't
// asked, an empty one lets nobody.
type Bypass struct {
	UseAnyAPIClient        []Named
	ApproveUninstalledApps []Named
}

// Question is what one run asks of a snapshot: the connections of the policy and of the command line, in the order
// asked, and the symptom that the reader has seen.
type Question struct {
	Connections []Ask
	Symptom     *Symptom
	FailOn      Severity // failures below it don't change the exit code; "" means low
	// LoginHost replaces the host at which every asked app signs in, where the reader gave it; "" leaves it.
	LoginHost string
	// FromIPs are addresses from which the apps connect, besides those that their connectors publish.
	FromIPs []string
	Tool    string
}

// Symptom is an error that was seen, recognised: what it may mean. It holds no token, code or secret.
type Symptom struct {
	Text   string     `json:"text"`           // what was recognised, cleaned
	Code   string     `json:"code,omitempty"` // the error code, as Salesforce spells it
	Checks []string   `json:"checks"`         // checks that may explain it, likeliest first
	At     *time.Time `json:"at,omitempty"`
	// Outside says that the error was recognised and no data of an org explains it: the user pressed Deny, the app's
	// callback is wrong.
	Outside bool `json:"outside,omitempty"`
}
