package simorg

import (
	"strings"
	"time"
)

// Who may see what (Object Reference, "Special Access Rules"; permissions by their API names).
func viewsSetup(v viewer) bool    { return v.may("ViewSetup") }
func managesUsers(v viewer) bool  { return v.may("ManageUsers") }
func readsMetadata(v viewer) bool { return v.may("ModifyMetadata") || v.may("ModifyAllData") }
func seesAllTokens(v viewer) bool { return v.may("CustomizeApplication") }
func seesAllUsers(v viewer) bool  { return v.may("ViewAllUsers") || v.may("ManageUsers") }
func seesAllLogins(v viewer) bool { return v.may("ManageUsers") || v.may("MonitorLoginHistory") }
func seesDomains(v viewer) bool   { return v.may("ViewSetup") || v.may("ManageCustomDomains") }
func seesAssigned(v viewer) bool {
	return viewsSetup(v) || managesUsers(v) || v.may("AssignPermissionSets")
}

// addTables makes the objects of the data API and of the Tooling API over the rows of the world.
func (b *builder) addTables() {
	if b.err != nil {
		return
	}
	w := b.world
	w.noColumn = w.absentPermissions()
	w.data, w.tooling = map[string]*table{}, map[string]*table{}
	users := w.userTable()
	licenses := w.licenseTable()
	profiles := w.profileTable(licenses)
	groups := w.groupTable(users)
	sets := w.permissionSetTable(profiles, groups, users)
	w.fillUserTable(users, profiles)
	connected := w.connectedApplicationTable(users)
	menu := w.appMenuItemTable()
	eca := w.externalClientAppTable(users)
	addOns := w.permissionSetLicenseTable()
	for _, t := range []*table{
		w.organizationTable(), users, w.userLoginTable(users), licenses, profiles, groups, sets,
		w.assignmentTable(users, sets, groups), w.groupComponentTable(groups, sets), w.mutingTable(groups), addOns,
		w.permissionSetLicenseAssignTable(users, addOns), connected, menu, eca, w.ecaOauthPolicyTable(eca),
		w.ecaPolicyTable(eca), w.setupEntityAccessTable(sets), w.oauthTokenTable(users, menu),
		w.loginHistoryTable(users), w.setupAuditTrailTable(users), w.domainTable(), w.userPermissionAccessTable(),
	} {
		w.data[strings.ToLower(t.object)] = t
	}
	for _, t := range []*table{w.toolingProfileTable(), w.toolingConnectedApplicationTable()} {
		w.tooling[strings.ToLower(t.object)] = t
	}
	if !w.scenario.Settings.APIAccessControl.Provisioned {
		w.removeField("PermissionsUseAnyApiClient") // the column exists only where API Access Control is provisioned
	}
	for _, field := range w.scenario.AbsentFields {
		if !w.noColumn[strings.TrimPrefix(field, permissionPrefix)] && !w.removeField(field) {
			b.fail("absent_fields names %q, which no object has", field)
		}
	}
	for _, object := range w.scenario.AbsentObjects {
		name := strings.ToLower(object)
		if w.data[name] == nil && w.tooling[name] == nil {
			b.fail("absent_objects names %q, which isn't among the objects", object)
		}
		delete(w.data, name)
		delete(w.tooling, name)
	}
}

// removeField takes "Object.Field", or "Field" wherever it is, and says whether there was one.
func (w *world) removeField(name string) bool {
	object, field, ok := strings.Cut(name, ".")
	if !ok {
		object, field = "", name
	}
	found := false
	for _, tables := range []map[string]*table{w.data, w.tooling} {
		for _, t := range tables {
			if object == "" || strings.EqualFold(object, t.object) {
				found = found || t.byName[strings.ToLower(field)] != nil
				t.remove(field)
			}
		}
	}
	return found
}

const permissionPrefix = "Permissions"

// absentPermissions are the permissions for which no object of this org has a column. There are hundreds: it is far
// cheaper not to make these columns than to remove them.
func (w *world) absentPermissions() map[string]bool {
	absent := map[string]bool{}
	for _, field := range w.scenario.AbsentFields {
		name, ok := strings.CutPrefix(field, permissionPrefix)
		if _, known := userPermissions().numbers[name]; ok && known {
			absent[name] = true
		}
	}
	return absent
}

// permissionColumns gives an object its Permissions… fields: filterable and nothing else.
func (w *world) permissionColumns(t *table, open func(viewer) bool, granted func(row int32) permissions) {
	catalogue := userPermissions()
	for i, name := range catalogue.names {
		n, since := permission(i), 0
		if w.noColumn[name] {
			continue
		}
		switch name {
		case "CanApproveUninstalledApps":
			since = 65 // absent from a describe of 64.0, documented for 67.0
		case "UseAnyApiAuth":
			since = 67 // Summer '26
		}
		c := t.flag(permissionPrefix+name, func(row int32) bool { return granted(row).has(n) }).plain().only(since,
			open)
		c.label = catalogue.labels[i]
	}
}

// stamps are the columns that every record has: who made it and when. by and at describe the creation.
func (w *world) stamps(t *table, users *table, by func(row int32) int32, at func(row int32) time.Time) {
	when := func(row int32) value { return instantValue(at(row)) }
	t.cell("CreatedDate", typeDatetime, when)
	t.reference("CreatedById", "CreatedBy", users, "", by)
	t.cell("LastModifiedDate", typeDatetime, when)
	t.reference("LastModifiedById", "LastModifiedBy", users, "", by)
	t.cell("SystemModstamp", typeDatetime, when)
}

func (w *world) byAuditor(int32) int32 { return w.auditor }

func (w *world) organizationTable() *table {
	o := w.scenario.Org
	t := newTable("Organization", "Organization", prefixOrganization, 1, func(int32) string { return w.orgID })
	is := func(s string) func(int32) string { return func(int32) string { return s } }
	instance := "NA139"
	if o.Sandbox != "" {
		instance = "CS42"
	}
	t.text("Name", is(firstText(o.Name, "Acme")))
	t.picklist("OrganizationType", is(firstText(o.Edition, "Enterprise Edition")))
	t.text("InstanceName", is(firstText(o.Instance, instance)))
	t.flag("IsSandbox", func(int32) bool { return o.Sandbox != "" })
	t.text("NamespacePrefix", is(o.Namespace))
	t.cell("TrialExpirationDate", typeDatetime, func(int32) value { return instantValue(o.TrialExpires) })
	t.flag("IsReadOnly", func(int32) bool { return o.ReadOnly })
	t.picklist("LanguageLocaleKey", is(firstText(o.Language, "en_US")))
	t.picklist("DefaultLocaleSidKey", is(firstText(o.Language, "en_US")))
	t.picklist("TimeZoneSidKey", is(w.timeZone()))
	t.cell("CreatedDate", typeDatetime, func(int32) value { return instantValue(w.since(time.Time{})) })
	return t
}

func (w *world) timeZone() string { return firstText(w.scenario.Org.TimeZone, "America/Los_Angeles") }

func (w *world) domainTable() *table {
	t := newTable("Domain", "Domain", prefixDomain, len(w.domains), func(r int32) string { return w.domains[r].id })
	t.open = seesDomains
	t.text("Domain", func(r int32) string { return w.domains[r].src.Name })
	t.picklist("DomainType", func(r int32) string { return firstText(w.domains[r].src.Type, "DNS") })
	t.picklist("HttpsOption", func(r int32) string { return w.domains[r].src.HTTPSOption })
	t.text("CnameTarget", func(r int32) string { return w.domains[r].src.CnameTarget })
	t.flag("OptionsHstsPreload", func(r int32) bool { return w.domains[r].src.HstsPreload })
	t.cell("CreatedDate", typeDatetime, func(int32) value { return instantValue(w.since(time.Time{})) })
	return t
}

// userPermissionAccessTable has one row: what the caller may do. Its cells
// depend on the viewer, so the query puts them in.
func (w *world) userPermissionAccessTable() *table {
	t := newTable("UserPermissionAccess", "User Permission Access", prefixUserPermissionAccess, 1, func(int32) string {
		return recordID(prefixUserPermissionAccess, 1)
	})
	t.byViewer = func(v viewer) *table {
		mine := newTable(t.object, t.label, t.prefix, 1, t.ident)
		w.permissionColumns(mine, nil, func(int32) permissions { return v.permissions })
		for _, c := range append([]*column(nil), mine.columns...) {
			if t.byName[strings.ToLower(c.name)] == nil {
				mine.remove(c.name)
			}
		}
		return mine
	}
	w.permissionColumns(t, nil, func(int32) permissions { return permissions{} })
	return t
}
