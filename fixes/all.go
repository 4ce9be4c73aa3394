package fixes

import "orgaudit/audit"

// All lists every fix once: in the order of the gates that name them, then those of the standing policy. Each call
// gives a slice of its own.
func All() []*audit.Fix {
	return []*audit.Fix{
		UpgradeEdition, RaiseAPILimit,
		UseMatchingLoginHost, ConvertActionsInstance, SignInFirst, UseMyDomainURL,
		ActivateUser, UnfreezeUser, UnlockUser, UseExistingUser,
		UseFullLicense, UseClientCredentials, AllowLoginIP, RelaxAppIP, WidenLoginHours,
		UnblockApp, AllowlistApp, InstallApp, GrantApproveUninstalled,
		InstallExternalClientApp, EnableExternalClientApp,
		PreauthorizeUsers, AllowSelfAuthorize,
		EnableFlow, UseWebServerFlow, SetRunAsUser,
		SetPKCE, AddScopes, RelaxRefreshPolicy, ReuseConnection, UnlockSessionIP, LowerSessionLevel,
		EnableAPI, GrantAPIPermissionSet, GrantUserPermissions, EnableSOAPLogin, MoveToOAuth,
		DisableAPIProfile, EnableAPIPermissionSet, DisableAPIPermissionSet,
		BlockApp, ReviewApp, RevokeApproval, RevokeBypass, RevokeAPIEnabled, CorrectPolicyName, RenewWaiver,
	}
}
