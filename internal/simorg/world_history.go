package simorg

import "strings"

type tokenRow struct {
	src  *OauthToken
	id   string // empty for a bare row
	user int32
	menu int32 // -1: the app isn't installed
}

type loginRow struct {
	src  *Login
	id   string
	user int32
}

type changeRow struct {
	src *SetupChange
	id  string
	by  int32
}

type domainRow struct {
	src *Domain
	id  string
}

func (b *builder) addTokens() {
	menuOf := map[string]int32{}
	for i := range b.apps {
		menuOf[strings.ToLower(b.apps[i].src.Name)] = b.apps[i].menu
	}
	for i := range b.ecas {
		menuOf[strings.ToLower(b.ecas[i].src.Name)] = b.ecas[i].menu
	}
	b.tokens = make([]tokenRow, 0, len(b.scenario.OauthTokens))
	for i := range b.scenario.OauthTokens {
		src := &b.scenario.OauthTokens[i]
		row := tokenRow{src: src, menu: -1, user: b.user(src.User, "OAuth token of "+src.AppName)}
		if src.App != "" {
			row.menu = b.row(menuOf, "app", src.App, "OAuth token of "+src.AppName)
		}
		if !src.Bare {
			row.id = b.id(src.ID, prefixOauthToken, i)
		}
		b.tokens = append(b.tokens, row)
	}
}

func (b *builder) addHistory() {
	b.logins = make([]loginRow, 0, len(b.scenario.LoginHistory))
	for i := range b.scenario.LoginHistory {
		src := &b.scenario.LoginHistory[i]
		b.logins = append(b.logins, loginRow{
			src:  src,
			id:   b.id(src.ID, prefixLoginHistory, i),
			user: b.user(src.User, "login history"),
		})
	}
	for i := range b.scenario.SetupAuditTrail {
		src := &b.scenario.SetupAuditTrail[i]
		b.changes = append(b.changes, changeRow{
			src: src,
			id:  b.id(src.ID, prefixSetupAuditTrail, i),
			by:  b.user(src.By, "setup audit trail"),
		})
	}
}

// addDomains lists the hosts that the org serves; without any in the scenario it is the My Domain host alone.
func (b *builder) addDomains() {
	list := b.scenario.Domains
	if list == nil {
		list = []Domain{{Name: b.host(), HTTPSOption: "OrgDomain"}}
	}
	for i := range list {
		b.domains = append(b.domains, domainRow{src: &list[i], id: b.id(list[i].ID, prefixDomain, i)})
	}
}

// host is the My Domain host of the org. A scenario may give it whole instead of its first part.
func (w *world) host() string {
	name := firstText(w.scenario.Org.MyDomain, "acme")
	if strings.Contains(name, ".") {
		return strings.ToLower(name)
	}
	if w.scenario.Org.Sandbox != "" {
		return strings.ToLower(name + "--" + w.scenario.Org.Sandbox + ".sandbox.my.salesforce.com")
	}
	if w.scenario.Org.Edition == "Developer Edition" {
		return strings.ToLower(name) + "-dev-ed.develop.my.salesforce.com"
	}
	return strings.ToLower(name) + ".my.salesforce.com"
}
