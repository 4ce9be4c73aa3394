package checks

import (
	"slices"

	"orgaudit/audit"
)

// What the Setup Audit Trail says of changes that several checks look at; those of one check stand beside it. The texts
// are as real orgs have shown them: actions and displays are not documented (SetupAuditTrail, Object Reference).

// permissionChanges are the entries by which a user permission reaches a user or goes away.
func permissionChanges() []*audit.SetupAction {
	return slices.Concat([]*audit.SetupAction{profilePermission, setPermissionOn, setPermissionOff},
		assignmentChanges())
}

var (
	profilePermission = &audit.SetupAction{
		Name: "profilePermChangedCustom", About: []audit.Slot{audit.SlotProfile, audit.SlotPermission},
		Readings: []audit.SetupReading{
			{
				Display: "Changed profile {profile}: general user permission {permission} was changed from disabled " +
					"to enabled",
				Lifts: "{permission} was switched on in the profile {profile}",
			},
			{
				Display: "Changed profile {profile}: general user permission {permission} was changed *",
				Shuts:   "{permission} was switched off in the profile {profile}",
			},
		},
	}
	setPermissionOn = &audit.SetupAction{
		Name: "PermSetEnableUserPerm", About: []audit.Slot{audit.SlotPermission, audit.SlotAssignedSet},
		Readings: []audit.SetupReading{{
			Display: "Changed permission set {set}: {permission} permission was changed *",
			Lifts:   "{permission} was switched on in the permission set {set}",
		}},
	}
	setPermissionOff = &audit.SetupAction{
		Name: "PermSetDisableUserPerm", About: []audit.Slot{audit.SlotPermission, audit.SlotAssignedSet},
		Readings: []audit.SetupReading{{
			Display: "Changed permission set {set}: {permission} permission was changed *",
			Shuts:   "{permission} was switched off in the permission set {set}",
		}},
	}
)

// assignmentChanges are the entries by which a user is given a permission set, a group or a profile, or loses one.
func assignmentChanges() []*audit.SetupAction {
	return []*audit.SetupAction{setAssigned, setUnassigned, groupAssigned, profileChanged}
}

var (
	setAssigned = &audit.SetupAction{
		Name: "PermSetAssign", About: []audit.Slot{audit.SlotUserID, audit.SlotSet},
		Readings: []audit.SetupReading{{
			Display: "Permission set {set}: assigned to user {user} (UserID: [{user_id}])",
			Lifts:   "the permission set {set} was assigned",
		}},
	}
	setUnassigned = &audit.SetupAction{
		Name: "PermSetUnassign", About: []audit.Slot{audit.SlotUserID, audit.SlotSet},
		Readings: []audit.SetupReading{{
			Display: "Permission set {set}: unassigned from user {user} (UserID: [{user_id}])",
			Shuts:   "the permission set {set} was taken away",
		}},
	}
	groupAssigned = &audit.SetupAction{
		Name: "PermSetGroupAssign", About: []audit.Slot{audit.SlotUserID, audit.SlotSet},
		Readings: []audit.SetupReading{{
			Display: "Permission set group {set}: assigned to user {user} (UserID: [{user_id}])",
			Lifts:   "the permission set group {set} was assigned",
		}},
	}
	profileChanged = &audit.SetupAction{
		Name: "changedprofileforuser", About: []audit.Slot{audit.SlotUser, audit.SlotNewProfile},
		Readings: []audit.SetupReading{{
			Display: "Changed profile for user {user} from * to {new}",
			Lifts:   "the user's profile was changed",
			Shuts:   "the user's profile was changed",
		}},
	}
)

// installChanges are the entries by which an app comes into the org or leaves it.
func installChanges() []*audit.SetupAction {
	return []*audit.SetupAction{appInstalled, appUninstalled, appCreated, appDeleted}
}

var (
	appInstalled = &audit.SetupAction{
		Name: "insertConnectedApplication", About: []audit.Slot{audit.SlotApp},
		Readings: []audit.SetupReading{{
			Display: "Installed Connected App {app} to Salesforce", Lifts: "the app was installed",
		}},
	}
	appUninstalled = &audit.SetupAction{
		Name: "deleteConnectedApplication", About: []audit.Slot{audit.SlotApp},
		Readings: []audit.SetupReading{{Display: "Uninstalled Connected App {app}", Shuts: "the app was uninstalled"}},
	}
	appCreated = &audit.SetupAction{
		Name: "insertApplication", About: []audit.Slot{audit.SlotApp},
		Readings: []audit.SetupReading{{Display: "Created Connected App {app}", Lifts: "the app was created"}},
	}
	appDeleted = &audit.SetupAction{
		Name: "deleteApplication", About: []audit.Slot{audit.SlotApp},
		Readings: []audit.SetupReading{{Display: "Deleted Connected App {app}", Shuts: "the app was deleted"}},
	}
)

// approvalChanges are the entries about who may use an app.
func approvalChanges() []*audit.SetupAction {
	return []*audit.SetupAction{permittedUsers, setGivenApp, setLostApp, profileLostApp}
}

var (
	permittedUsers = &audit.SetupAction{
		Name: "changeUserRuntimeAccessPolicy", About: []audit.Slot{audit.SlotApp},
		Readings: []audit.SetupReading{
			{
				Display: "Changed connected app {app} Permitted Users setting from * to All users may self-authorize",
				Lifts:   "the app was opened to all users",
			},
			{
				Display: "Changed connected app {app} Permitted Users setting from * " +
					"to Admin approved users are pre-authorized",
				Shuts: "the app was closed to all but pre-authorized users",
			},
			{
				Display: "Changed connected app {app} Permitted Users setting *",
				Lifts:   "Permitted Users of the app was changed",
				Shuts:   "Permitted Users of the app was changed",
			},
		},
	}
	setGivenApp = &audit.SetupAction{
		Name: "SetupEntityAccessAudit_PermissionSet_ConnectedApplication_Enabled", About: []audit.Slot{audit.SlotApp},
		Readings: []audit.SetupReading{{
			Display: "Changed permission set {set}: {app} connected app is enabled",
			Lifts:   "the permission set {set} was assigned to the app",
		}},
	}
	setLostApp = &audit.SetupAction{
		Name: "SetupEntityAccessAudit_PermissionSet_ConnectedApplication_Disabled", About: []audit.Slot{audit.SlotApp},
		Readings: []audit.SetupReading{{
			Display: "Changed permission set {set}: {app} connected app is disabled",
			Shuts:   "the permission set {set} was removed from the app",
		}},
	}
	profileLostApp = &audit.SetupAction{
		Name:  "SetupEntityAccessAudit_Profile_ConnectedApplication_DisabledCustom",
		About: []audit.Slot{audit.SlotProfile, audit.SlotApp},
		Readings: []audit.SetupReading{{
			Display: "Changed profile {profile}: {app} connected app is disabled",
			Shuts:   "the profile {profile} was removed from the app",
		}},
	}
)
