package checks

import (
	"slices"

	"orgaudit/audit"
)

// All lists every check: first the gates of a connection, in the order in which Salesforce meets them, then the
// standing policy. Each call gives a slice of its own.
func All() []*audit.Check {
	return []*audit.Check{
		EditionAPI, APILimit, SandboxHost, MyDomainLogin, UserState, UserLicense, LoginIP, LoginHours,
		AppBlocked, APIAccessControl, AppNotInstalled, ExternalClientApp, AppNotApproved,
		OAuthFlowBlocked, ClientCredentialsUser, AppPKCE, AppScopes, RefreshToken, SessionPolicy,
		APIAccess, UserPermissions, SOAPLogin,

		ProfileAPIPolicy, PermissionSetAPIPolicy, AppPolicy, UnknownApp, SelfAuthorizedApp, StaleApproval,
		BypassHolders, APIHolders, PolicyDriftNames, ExpiredWaiver,
	}
}

// Fixes lists every fix that a check names, once: in the order of the checks, and of each check's own fixes. A fix
// stands beside its check, or in the package fixes where several checks share it or others build on it.
func Fixes() []*audit.Fix {
	var out []*audit.Fix
	for _, c := range All() {
		for _, f := range c.Fixes {
			if !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	return out
}
