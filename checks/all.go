package checks

import "orgaudit/audit"

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
