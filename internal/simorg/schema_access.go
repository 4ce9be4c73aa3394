package simorg

import "time"

func (w *world) licenseTable() *table {
	t := newTable("UserLicense", "User License", prefixUserLicense, len(w.licenses), func(r int32) string {
		return w.licenses[r].id
	})
	t.text("Name", func(r int32) string { return w.licenses[r].src.Name })
	t.text("MasterLabel", func(r int32) string { return w.licenses[r].src.Name })
	t.text("LicenseDefinitionKey", func(r int32) string { return w.licenses[r].key })
	t.picklist("Status", func(r int32) string { return firstText(w.licenses[r].src.Status, "Active") })
	t.integer("TotalLicenses", func(r int32) int { return w.licenses[r].src.Total })
	t.integer("UsedLicenses", func(r int32) int { return w.licenses[r].used })
	return t
}

func (w *world) permissionSetLicenseTable() *table {
	t := newTable("PermissionSetLicense", "Permission Set License", prefixPermissionSetLicense, len(w.addOns),
		func(r int32) string { return w.addOns[r].id })
	t.open = viewsSetup
	t.text("DeveloperName", func(r int32) string { return w.addOns[r].src.Name })
	t.text("PermissionSetLicenseKey", func(r int32) string { return w.addOns[r].src.Name })
	t.text("MasterLabel", func(r int32) string { return firstText(w.addOns[r].src.Label, w.addOns[r].src.Name) })
	t.picklist("Status", func(r int32) string { return firstText(w.addOns[r].src.Status, "Active") })
	t.integer("TotalLicenses", func(r int32) int { return w.addOns[r].src.Total })
	t.integer("UsedLicenses", func(r int32) int { return w.addOns[r].used })
	t.cell("ExpirationDate", typeDate, func(int32) value { return value{} })
	return t
}

func (w *world) permissionSetLicenseAssignTable(users, addOns *table) *table {
	t := newTable("PermissionSetLicenseAssign", "Permission Set License Assignment", prefixPermissionSetLicAssign,
		len(w.addOnUses), func(r int32) string { return w.addOnUses[r].id })
	t.open = seesAssigned
	t.reference("AssigneeId", "Assignee", users, "PermissionSetLicenseAssignments", func(r int32) int32 {
		return w.addOnUses[r].user
	})
	t.reference("PermissionSetLicenseId", "PermissionSetLicense", addOns, "PermissionSetLicenseAssignments",
		func(r int32) int32 { return w.addOnUses[r].addOn })
	return t
}

// profileTable: everybody sees that profiles exist (a user's profile has a name); what they grant needs View Setup.
func (w *world) profileTable(licenses *table) *table {
	t := newTable("Profile", "Profile", prefixProfile, len(w.profiles), func(r int32) string {
		return w.profiles[r].id
	})
	t.text("Name", func(r int32) string { return w.profiles[r].src.Name })
	t.reference("UserLicenseId", "UserLicense", licenses, "", func(r int32) int32 { return w.profiles[r].license })
	t.picklist("UserType", func(r int32) string { return firstText(w.profiles[r].src.UserType, "Standard") })
	t.text("Description", func(r int32) string { return w.profiles[r].src.Description })
	created := func(r int32) value { return instantValue(w.since(w.profiles[r].src.Created)) }
	t.cell("CreatedDate", typeDatetime, created).open = viewsSetup
	t.cell("LastModifiedDate", typeDatetime, created).open = viewsSetup
	t.cell("SystemModstamp", typeDatetime, created).open = viewsSetup
	w.permissionColumns(t, viewsSetup, func(r int32) permissions { return w.sets[w.profiles[r].set].granted })
	return t
}

func (w *world) groupTable(users *table) *table {
	t := newTable("PermissionSetGroup", "Permission Set Group", prefixGroup, len(w.groups), func(r int32) string {
		return w.groups[r].id
	})
	t.open, t.since = viewsSetup, 45
	t.text("DeveloperName", func(r int32) string { return w.groups[r].src.Name })
	t.text("MasterLabel", func(r int32) string { return firstText(w.groups[r].src.Label, w.groups[r].src.Name) })
	t.text("Description", func(r int32) string { return w.groups[r].src.Description })
	t.picklist("Language", func(int32) string { return firstText(w.scenario.Org.Language, "en_US") })
	t.text("NamespacePrefix", func(r int32) string { return w.groups[r].src.Namespace })
	t.picklist("Status", func(r int32) string { return firstText(w.groups[r].src.Status, "Updated") })
	t.flag("HasActivationRequired", func(r int32) bool { return w.groups[r].src.ActivationRequired }).only(53, nil)
	w.stamps(t, users, w.byAuditor, func(r int32) time.Time { return w.since(w.groups[r].src.Created) })
	return t
}

func (w *world) permissionSetTable(profiles, groups, users *table) *table {
	t := newTable("PermissionSet", "Permission Set", prefixPermissionSet, len(w.sets), func(r int32) string {
		return w.sets[r].id
	})
	t.open = viewsSetup
	kind := func(r int32) string { return firstText(w.sets[r].src.Type, "Regular") }
	t.text("Name", func(r int32) string { return w.sets[r].src.Name })
	t.text("Label", func(r int32) string { return firstText(w.sets[r].src.Label, w.sets[r].src.Name) })
	t.foreign("LicenseId", w.setLicense)
	t.reference("ProfileId", "Profile", profiles, "", func(r int32) int32 { return w.sets[r].profile })
	t.flag("IsOwnedByProfile", func(r int32) bool { return w.sets[r].profile >= 0 })
	t.flag("IsCustom", func(r int32) bool {
		if p := w.sets[r].profile; p >= 0 {
			return w.profiles[p].src.Custom
		}
		return kind(r) != "Standard" && w.sets[r].src.Namespace == ""
	})
	t.text("Description", func(r int32) string { return w.sets[r].src.Description })
	t.text("NamespacePrefix", func(r int32) string { return w.sets[r].src.Namespace })
	t.flag("HasActivationRequired", func(r int32) bool {
		return w.sets[r].src.ActivationRequired || kind(r) == "Session"
	})
	t.reference("PermissionSetGroupId", "PermissionSetGroup", groups, "", func(r int32) int32 {
		return w.sets[r].group
	}).only(45, nil)
	t.picklist("Type", kind).only(46, nil)
	t.integer("PsgCount", func(r int32) int { return w.sets[r].inGroups })
	w.stamps(t, users, w.byAuditor, func(r int32) time.Time { return w.since(w.sets[r].src.Created) })
	w.permissionColumns(t, nil, func(r int32) permissions { return w.sets[r].granted })
	return t
}

// setLicense is the license a permission set is tied to: the profile's own, or the one the scenario names.
func (w *world) setLicense(r int32) string {
	if p := w.sets[r].profile; p >= 0 {
		return w.licenses[w.profiles[p].license].id
	}
	name := w.sets[r].src.License
	for i := range w.addOns {
		if name == w.addOns[i].src.Name {
			return w.addOns[i].id
		}
	}
	if l := w.license(name); l >= 0 {
		return w.licenses[l].id
	}
	return ""
}

func (w *world) assignmentTable(users, sets, groups *table) *table {
	t := newTable("PermissionSetAssignment", "Permission Set Assignment", prefixAssignment, len(w.assigned),
		w.assignmentID)
	t.open = seesAssigned
	t.reference("PermissionSetId", "PermissionSet", sets, "Assignments", func(r int32) int32 {
		return w.assigned[r].set
	})
	t.reference("PermissionSetGroupId", "PermissionSetGroup", groups, "Assignments", func(r int32) int32 {
		return w.assigned[r].group
	}).only(45, nil)
	t.reference("AssigneeId", "Assignee", users, "PermissionSetAssignments", func(r int32) int32 {
		return w.assigned[r].user
	})
	t.cell("SystemModstamp", typeDatetime, func(int32) value { return instantValue(w.since(time.Time{})) })
	t.cell("ExpirationDate", typeDatetime, func(r int32) value {
		if a := w.assigned[r].src; a != nil {
			return instantValue(a.Expires)
		}
		return value{}
	}).only(52, nil)
	t.flag("IsActive", func(r int32) bool { return w.assignmentActive(r, w.started) }).only(52, nil)
	t.flag("IsRevoked", func(r int32) bool { a := w.assigned[r].src; return a != nil && a.Revoked }).only(57, nil)
	return t
}

func (w *world) groupComponentTable(groups, sets *table) *table {
	t := newTable("PermissionSetGroupComponent", "Permission Set Group Component", prefixGroupComponent,
		len(w.components), func(r int32) string { return w.components[r].id })
	t.open, t.since = viewsSetup, 45
	t.reference("PermissionSetGroupId", "PermissionSetGroup", groups, "PermissionSetGroupComponents",
		func(r int32) int32 { return w.components[r].group })
	// The same column names the muting set, whose id starts with 0QM and which no PermissionSet path reaches.
	c := t.reference("PermissionSetId", "PermissionSet", sets, "PermissionSetGroupComponents", func(r int32) int32 {
		return w.components[r].set
	})
	setID := c.value
	c.value = func(r int32) value {
		if m := w.components[r].muting; m >= 0 {
			return idValue(w.mutings[m].id)
		}
		return setID(r)
	}
	c.mixed = true
	t.cell("SystemModstamp", typeDatetime, func(int32) value { return instantValue(w.since(time.Time{})) })
	return t
}

func (w *world) mutingTable(groups *table) *table {
	t := newTable("MutingPermissionSet", "Muting Permission Set", prefixMuting, len(w.mutings), func(r int32) string {
		return w.mutings[r].id
	})
	t.open, t.since = viewsSetup, 45
	name := func(r int32) string {
		m := w.mutings[r]
		return firstText(m.src.Name, w.groups[m.group].src.Name+"_Muting")
	}
	t.text("DeveloperName", name)
	t.text("MasterLabel", func(r int32) string { return firstText(w.mutings[r].src.Label, name(r)) })
	t.picklist("Language", func(int32) string { return firstText(w.scenario.Org.Language, "en_US") })
	t.text("NamespacePrefix", func(int32) string { return "" })
	t.cell("SystemModstamp", typeDatetime, func(int32) value { return instantValue(w.since(time.Time{})) })
	w.permissionColumns(t, nil, func(r int32) permissions { return w.mutings[r].granted })
	return t
}
