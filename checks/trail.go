package checks

import "slices"

// What the Setup Audit Trail says of changes that several checks look at.

// permissionChanges are the entries by which a user permission reaches a user or goes away.
func permissionChanges() []string {
	return slices.Concat([]string{"profilePermChangedCustom", "PermSetEnableUserPerm", "PermSetDisableUserPerm"}, assignmentChanges())
}

// assignmentChanges are the entries by which a user is given a permission set, a group or a profile, or loses one.
func assignmentChanges() []string {
	return []string{"PermSetAssign", "PermSetUnassign", "PermSetGroupAssign", "changedprofileforuser"}
}

// installChanges are the entries by which an app comes into the org or leaves it.
func installChanges() []string {
	return []string{"insertConnectedApplication", "deleteConnectedApplication", "insertApplication", "deleteApplication"}
}

// approvalChanges are the entries about who may use an app.
func approvalChanges() []string {
	return []string{
		"changeUserRuntimeAccessPolicy", "SetupEntityAccessAudit_PermissionSet_ConnectedApplication_Enabled",
		"SetupEntityAccessAudit_PermissionSet_ConnectedApplication_Disabled", "SetupEntityAccessAudit_Profile_ConnectedApplication_DisabledCustom",
	}
}
