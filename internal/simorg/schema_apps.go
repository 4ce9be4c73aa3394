package simorg

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"
)

// installed are the connected apps that the org lists: installed or its own.
func (w *world) installed() []int32 {
	var rows []int32
	for i := range w.apps {
		if !w.apps[i].src.Uninstalled {
			rows = append(rows, int32(i))
		}
	}
	return rows
}

// connectedApplicationTable: without View Setup only id and name show, the policies are setup-only fields.
func (w *world) connectedApplicationTable(users *table) *table {
	rows := w.installed()
	app := func(r int32) *appRow { return &w.apps[rows[r]] }
	t := newTable("ConnectedApplication", "Connected App", prefixConnectedApplication, len(rows),
		func(r int32) string { return app(r).id })
	t.text("Name", func(r int32) string { return app(r).src.Name })
	t.cell("CreatedDate", typeDatetime, func(r int32) value { return instantValue(w.since(app(r).src.Installed)) })
	t.reference("CreatedById", "CreatedBy", users, "", func(r int32) int32 { return app(r).installedBy })
	modified := func(r int32) time.Time {
		if m := app(r).src.Modified; !m.IsZero() {
			return m
		}
		return w.since(app(r).src.Installed)
	}
	t.cell("LastModifiedDate", typeDatetime, func(r int32) value { return instantValue(modified(r)) })
	t.reference("LastModifiedById", "LastModifiedBy", users, "", func(r int32) int32 { return app(r).modifiedBy })
	t.cell("SystemModstamp", typeDatetime, func(r int32) value { return instantValue(modified(r)) })
	t.flag("OptionsAllowAdminApprovedUsersOnly", func(r int32) bool { return app(r).src.AdminApprovedOnly })
	t.flag("OptionsRefreshTokenValidityMetric", func(r int32) bool { return app(r).src.RefreshTokenValidityMetric })
	t.flag("OptionsHasSessionLevelPolicy", func(r int32) bool { return app(r).src.HasSessionLevelPolicy })
	t.flag("OptionsIsInternal", func(r int32) bool { return app(r).src.Internal })
	no := func(int32) bool { return false }
	t.flag("OptionsFullContentPushNotifications", no)
	t.flag("OptionsCodeCredentialGuestEnabled", no)
	t.flag("OptionsTokenExchangeManageBitEnabled", no)
	none := func(int32) value { return value{} }
	t.cell("MobileSessionTimeout", typePicklist, none)
	t.cell("PinLength", typePicklist, none)
	t.text("StartUrl", func(r int32) string { return app(r).src.StartURL })
	t.text("MobileStartUrl", func(int32) string { return "" })
	t.cell("RefreshTokenValidityPeriod", typeInt, func(r int32) value {
		if n := app(r).src.RefreshTokenValidityPeriod; n > 0 {
			return numberValue(n)
		}
		return value{}
	})
	t.cell("UvidTimeout", typePicklist, none)
	t.cell("NamedUserUvidTimeout", typePicklist, none)
	for _, c := range t.columns {
		if c.name != "Id" && c.name != "Name" {
			c.open = viewsSetup
		}
	}
	return t
}

func (w *world) appMenuItemTable() *table {
	t := newTable("AppMenuItem", "AppMenuItem", prefixAppMenuItem, len(w.menu), func(r int32) string {
		return w.menu[r].id
	})
	label := func(r int32) string {
		if m := w.menu[r]; m.app < 0 {
			return firstText(w.ecas[m.eca].src.Label, w.ecas[m.eca].src.Name)
		}
		return w.apps[w.menu[r].app].src.Name
	}
	t.text("Label", label)
	t.text("Name", func(r int32) string {
		if m := w.menu[r]; m.app < 0 {
			return w.ecas[m.eca].src.Name
		}
		return w.apps[w.menu[r].app].developerName
	})
	t.picklist("Type", func(r int32) string {
		if w.menu[r].app < 0 {
			return "ExternalClientApplication"
		}
		return "ConnectedApplication"
	})
	t.foreign("ApplicationId", func(r int32) string { return w.appOf(w.menu[r].app, w.menu[r].eca) })
	t.flag("IsUsingAdminAuthorization", func(r int32) bool {
		if m := w.menu[r]; m.app < 0 {
			return w.ecas[m.eca].src.PermittedUsers == "AdminApprovedPreAuthorized"
		}
		return w.apps[w.menu[r].app].src.AdminApprovedOnly
	})
	t.flag("IsVisible", func(int32) bool { return true })
	t.flag("IsAccessible", func(int32) bool { return true })
	t.integer("SortOrder", func(r int32) int { return int(r) })
	return t
}

func (w *world) setupEntityAccessTable(sets *table) *table {
	t := newTable("SetupEntityAccess", "Setup Entity Access", prefixSetupEntityAccess, len(w.access),
		func(r int32) string { return w.access[r].id })
	t.open = viewsSetup
	t.reference("ParentId", "Parent", sets, "SetupEntityAccessItems", func(r int32) int32 { return w.access[r].set })
	t.foreign("SetupEntityId", func(r int32) string { return w.appOf(w.access[r].app, w.access[r].eca) })
	t.picklist("SetupEntityType", func(r int32) string {
		if w.access[r].app >= 0 {
			return "ConnectedApplication"
		}
		return "ExternalClientApplication"
	})
	t.cell("SystemModstamp", typeDatetime, func(int32) value { return instantValue(w.since(time.Time{})) })
	return t
}

// oauthTokenTable gives 500 rows a batch and 2,500 in all, and other people's rows only with Customize Application,
// saying nothing of what it leaves out (Object Reference).
func (w *world) oauthTokenTable(users, menu *table) *table {
	t := newTable("OauthToken", "OAuth Token", prefixOauthToken, len(w.tokens), func(r int32) string {
		return w.tokens[r].id
	})
	t.batch, t.cap = 500, 2500
	t.visible = func(v viewer) func(int32) bool {
		if seesAllTokens(v) {
			return nil
		}
		return func(r int32) bool { return w.tokens[r].user == v.user }
	}
	t.bare = func(r int32) bool { return w.tokens[r].src.Bare }
	secret := func(what string) func(int32) string {
		return func(r int32) string {
			sum := sha256.Sum256([]byte(w.orgID + what + strconv.Itoa(int(r))))
			return "5Aep861" + hex.EncodeToString(sum[:])
		}
	}
	src := func(r int32) *OauthToken { return w.tokens[r].src }
	t.text("AccessToken", secret("access")).unfiltered().plain()
	t.text("DeleteToken", secret("delete")).unfiltered().plain()
	t.text("RequestToken", secret("request")).unfiltered().plain()
	t.reference("UserId", "User", users, "OauthTokens", func(r int32) int32 { return w.tokens[r].user })
	t.cell("CreatedDate", typeDatetime, func(r int32) value { return instantValue(src(r).Created) })
	t.text("AppName", func(r int32) string { return src(r).AppName })
	t.cell("LastUsedDate", typeDatetime, func(r int32) value { return instantValue(src(r).LastUsed) })
	t.integer("UseCount", func(r int32) int { return src(r).UseCount })
	t.reference("AppMenuItemId", "AppMenuItem", menu, "", func(r int32) int32 { return w.tokens[r].menu })
	return t
}

func (w *world) externalClientAppTable(users *table) *table {
	t := newTable("ExternalClientApplication", "External Client App", prefixExternalClientApp, len(w.ecas),
		func(r int32) string { return w.ecas[r].id })
	t.open, t.since = viewsSetup, 59
	src := func(r int32) *ExternalClientApp { return w.ecas[r].src }
	t.text("DeveloperName", func(r int32) string { return src(r).Name })
	t.text("MasterLabel", func(r int32) string { return firstText(src(r).Label, src(r).Name) })
	t.picklist("Language", func(int32) string { return firstText(w.scenario.Org.Language, "en_US") })
	t.text("NamespacePrefix", func(r int32) string { return src(r).Namespace })
	t.text("Description", func(int32) string { return "" })
	t.text("ContactEmail", func(r int32) string { return src(r).ContactEmail })
	t.picklist("DistributionState", func(r int32) string { return firstText(src(r).DistributionState, "Local") })
	t.picklist("ManagedType", func(int32) string { return "" })
	t.text("OrgScopedExternalApp", func(r int32) string { return w.orgID[:15] + ":" + src(r).Name })
	w.stamps(t, users, func(r int32) int32 { return w.ecas[r].installedBy }, func(r int32) time.Time {
		return w.since(src(r).Installed)
	})
	return t
}

func (w *world) ecaOauthPolicyTable(apps *table) *table {
	t := newTable("ExtlClntAppOauthPlcyCnfg", "External Client App OAuth Policies", prefixEcaOauthPolicy, len(w.ecas),
		func(r int32) string { return w.ecas[r].oauthID })
	t.open, t.since = viewsSetup, 59
	src := func(r int32) *ExternalClientApp { return w.ecas[r].src }
	t.text("DeveloperName", func(r int32) string { return src(r).Name + "_oauthPlcy" })
	t.text("MasterLabel", func(r int32) string { return src(r).Name + "_oauthPlcy" })
	t.reference("ExternalClientApplicationId", "ExternalClientApplication", apps, "", func(r int32) int32 { return r })
	t.picklist("PermittedUsersPolicyType", func(r int32) string {
		return firstText(src(r).PermittedUsers, "AllSelfAuthorized")
	})
	t.picklist("IpRelaxationPolicyType", func(r int32) string { return firstText(src(r).IPRelaxation, "Enforce") })
	t.picklist("RefreshTokenPolicyType", func(r int32) string {
		return firstText(src(r).RefreshTokenPolicy, "Infinite")
	})
	t.flag("IsClientCredentialsFlowEnabled", func(r int32) bool { return src(r).ClientCredentials })
	t.text("ClientCredentialsFlowUser", func(r int32) string {
		if run := w.ecas[r].runAs; run >= 0 {
			return w.users[run].src.Username
		}
		return ""
	})
	t.picklist("RequiredSessionLevel", func(r int32) string { return src(r).SessionLevel })
	t.picklist("PolicyAction", func(int32) string { return "" })
	no := func(int32) bool { return false }
	t.flag("IsTokenExchangeFlowEnabled", no)
	t.flag("IsGuestCodeCredFlowEnabled", no)
	none := func(int32) value { return value{} }
	t.cell("RefreshTokenValidityPeriod", typeInt, none)
	t.cell("RefreshTokenValidityUnit", typePicklist, none)
	t.cell("SessionTimeoutInMinutes", typeInt, none)
	return t
}

func (w *world) ecaPolicyTable(apps *table) *table {
	t := newTable("ExtlClntAppPlcyCnfg", "External Client App Policies", prefixEcaPolicy, len(w.ecas),
		func(r int32) string { return w.ecas[r].policyID })
	t.open, t.since = viewsSetup, 59
	src := func(r int32) *ExternalClientApp { return w.ecas[r].src }
	t.text("DeveloperName", func(r int32) string { return src(r).Name + "_plcy" })
	t.text("MasterLabel", func(r int32) string { return src(r).Name + "_plcy" })
	t.reference("ExternalClientApplicationId", "ExternalClientApplication", apps, "", func(r int32) int32 { return r })
	t.flag("IsEnabled", func(r int32) bool { return !src(r).Disabled })
	return t
}
