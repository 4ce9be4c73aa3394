package fixes

import "orgaudit/audit"

// All lists every fix once: in the order of the gates that name them, then those of the standing policy. Each call
// gives a slice of its own.
func All() []*audit.Fix {
	return []*audit.Fix{
		UpgradeEdition, RaiseAPILimit,
		UseMatchingLoginHost, ConvertActionsInstance, SignInFirst, UseMyDomainURL,
		ActivateUser, UnfreezeUser, UnlockUser, UseExistingUser,
		UnblockApp, AllowlistApp, InstallApp, GrantApproveUninstalled,
		InstallExternalClientApp, EnableExternalClientApp,
		PreauthorizeUsers, AllowSelfAuthorize,
		EnableAPI, GrantAPIPermissionSet,
		DisableAPIProfile, EnableAPIPermissionSet, DisableAPIPermissionSet,
		BlockApp, ReviewApp, CorrectPolicyName,
	}
}
