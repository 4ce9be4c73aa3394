package simorg

import (
	"strings"
	"time"
)

// userTable is made before the tables that refer to users and gets its columns afterwards, since
// users and profiles refer to each other's tables.
func (w *world) userTable() *table {
	t := newTable("User", "User", prefixUser, len(w.users), func(r int32) string { return w.users[r].id })
	t.visible = func(v viewer) func(int32) bool {
		if seesAllUsers(v) {
			return nil
		}
		return func(r int32) bool { return r == v.user } // silently: no error says that the list is partial
	}
	return t
}

func (w *world) fillUserTable(t, profiles *table) {
	src := func(r int32) *User { return w.users[r].src }
	t.text("Username", func(r int32) string { return src(r).Username })
	t.text("Name", func(r int32) string { return w.userName(r) })
	t.text("FirstName", func(r int32) string { first, _ := splitName(w.userName(r)); return first })
	t.text("LastName", func(r int32) string { _, last := splitName(w.userName(r)); return last })
	t.text("Email", func(r int32) string { return firstText(src(r).Email, src(r).Username) })
	t.flag("IsActive", func(r int32) bool { return !src(r).Inactive })
	t.reference("ProfileId", "Profile", profiles, "Users", func(r int32) int32 { return w.users[r].profile })
	t.picklist("UserType", w.userType)
	t.cell("LastLoginDate", typeDatetime, func(r int32) value { return instantValue(src(r).LastLogin) })
	t.cell("LastPasswordChangeDate", typeDatetime, func(r int32) value {
		if src(r).PasswordExpired {
			return instantValue(w.started.AddDate(0, 0, -400).Truncate(time.Second))
		}
		return instantValue(w.started.AddDate(0, 0, -30).Truncate(time.Second))
	})
	t.picklist("TimeZoneSidKey", func(int32) string { return w.timeZone() })
	t.picklist("LanguageLocaleKey", func(int32) string { return firstText(w.scenario.Org.Language, "en_US") })
	w.stamps(t, t, w.byAuditor, func(r int32) time.Time { return w.since(src(r).Created) })
}

func (w *world) userName(r int32) string {
	u := w.users[r].src
	if u.Name != "" {
		return u.Name
	}
	local, _, _ := strings.Cut(u.Username, "@")
	return local
}

func splitName(name string) (first, last string) {
	if i := strings.LastIndexByte(name, ' '); i >= 0 {
		return name[:i], name[i+1:]
	}
	return "", name
}

func (w *world) userType(r int32) string {
	u := w.users[r]
	if u.src.UserType != "" || u.profile < 0 {
		return u.src.UserType
	}
	return firstText(w.profiles[u.profile].src.UserType, "Standard")
}

func (w *world) userLoginTable(users *table) *table {
	t := newTable("UserLogin", "User Login", prefixUserLogin, len(w.users), func(r int32) string {
		return recordID(prefixUserLogin, int(r)+1)
	})
	t.open = managesUsers
	t.reference("UserId", "User", users, "", func(r int32) int32 { return r })
	t.flag("IsFrozen", func(r int32) bool { return w.users[r].src.Frozen })
	t.flag("IsPasswordLocked", func(r int32) bool { return w.users[r].src.Locked })
	t.reference("LastModifiedById", "LastModifiedBy", users, "", w.byAuditor)
	t.cell("LastModifiedDate", typeDatetime, func(int32) value { return instantValue(w.since(time.Time{})) })
	return t
}

func (w *world) loginHistoryTable(users *table) *table {
	t := newTable("LoginHistory", "Login History", prefixLoginHistory, len(w.logins), func(r int32) string {
		return w.logins[r].id
	})
	t.visible = func(v viewer) func(int32) bool {
		if seesAllLogins(v) {
			return nil
		}
		return func(r int32) bool { return w.logins[r].user == v.user }
	}
	src := func(r int32) *Login { return w.logins[r].src }
	t.reference("UserId", "User", users, "", func(r int32) int32 { return w.logins[r].user })
	t.cell("LoginTime", typeDatetime, func(r int32) value { return instantValue(src(r).Time) })
	t.picklist("LoginType", func(r int32) string { return firstText(src(r).Type, "Application") })
	t.picklist("LoginSubType", func(r int32) string { return src(r).SubType })
	t.text("SourceIp", func(r int32) string { return firstText(src(r).SourceIP, "198.51.100.7") })
	t.text("ForwardedForIp", func(int32) string { return "" })
	t.text("LoginUrl", func(r int32) string { return firstText(src(r).URL, w.host()) }).unfiltered()
	t.foreign("AuthenticationServiceId", func(int32) string { return "" })
	t.foreign("LoginGeoId", func(int32) string { return "" })
	t.foreign("NetworkId", func(int32) string { return "" }).unfiltered()
	t.picklist("TlsProtocol", func(r int32) string { return firstText(src(r).TLSProtocol, "TLS 1.3") }).unfiltered()
	t.picklist("CipherSuite", func(int32) string { return "TLS_AES_256_GCM_SHA384" }).unfiltered()
	t.flag("OptionsIsGet", func(int32) bool { return false }).unfiltered()
	t.flag("OptionsIsPost", func(int32) bool { return true }).unfiltered()
	t.text("Browser", func(r int32) string { return firstText(src(r).Browser, "Unknown") }).unfiltered()
	t.text("Platform", func(r int32) string { return firstText(src(r).Platform, "Unknown") }).unfiltered()
	t.text("Status", func(r int32) string { return firstText(src(r).Status, "Success") }).unfiltered()
	t.text("Application", func(r int32) string { return firstText(src(r).Application, "Browser") }).unfiltered()
	t.text("ClientVersion", func(r int32) string { return firstText(src(r).ClientVersion, "N/A") }).unfiltered()
	t.text("ApiType", func(r int32) string { return firstText(src(r).APIType, "N/A") }).unfiltered()
	t.text("ApiVersion", func(r int32) string { return firstText(src(r).APIVersion, "N/A") }).unfiltered()
	t.text("CountryIso", func(r int32) string { return firstText(src(r).CountryISO, "US") })
	t.text("AuthMethodReference", func(r int32) string { return src(r).AuthMethod }).unfiltered()
	t.text("AuthContextClassRef", func(r int32) string { return src(r).AuthContextClass }).unfiltered().only(67, nil)
	return t
}

// setupAuditTrailTable: only Action, dates and users can be filtered, and COUNT() is the one aggregate.
func (w *world) setupAuditTrailTable(users *table) *table {
	t := newTable("SetupAuditTrail", "Setup Audit Trail Entry", prefixSetupAuditTrail, len(w.changes),
		func(r int32) string { return w.changes[r].id })
	t.open = viewsSetup
	src := func(r int32) *SetupChange { return w.changes[r].src }
	t.text("Action", func(r int32) string { return src(r).Action })
	t.text("Section", func(r int32) string { return src(r).Section }).unfiltered()
	t.cell("CreatedDate", typeDatetime, func(r int32) value { return instantValue(src(r).Time) })
	t.reference("CreatedById", "CreatedBy", users, "", func(r int32) int32 { return w.changes[r].by })
	t.text("Display", func(r int32) string { return src(r).Display }).unfiltered()
	t.text("DelegateUser", func(r int32) string { return src(r).DelegateUser })
	t.text("ResponsibleNamespacePrefix", func(r int32) string { return src(r).Namespace })
	t.text("CreatedByContext", func(int32) string { return "" })
	t.foreign("CreatedByIssuer", func(int32) string { return "" })
	for _, c := range t.columns {
		c.group, c.aggregate = false, false
	}
	return t
}
