package app

import (
	"testing"

	"orgaudit/config"
)

// Every kind of credential that the list of orgs takes opens an org, under its own name.
func TestEveryCredentialOpens(t *testing.T) {
	p, _, _ := inProcess(t, nil)
	all := openers()
	for _, c := range config.Credentials() {
		open, ok := all[c.Auth]
		if !ok {
			t.Errorf("%s: no opener says how an org is opened by it", c.Auth)
			continue
		}
		way := open(&entry{Org: config.Org{Alias: "prod", Auth: c.Auth}, list: &config.OrgList{}, p: p})
		// which comes back by its refresh token
		if name := way.Name(); name != string(c.Auth) && c.Auth != config.AuthWeb {
			t.Errorf("%s opens an org by %s", c.Auth, name)
		}
		delete(all, c.Auth)
	}
	for auth := range all {
		t.Errorf("%s: the list of orgs doesn't take it", auth)
	}
}

// A kind of credential that nobody can open is an error, never a way in that isn't there.
func TestUnknownCredential(t *testing.T) {
	p, _, _ := inProcess(t, nil)
	if way, err := p.credential(&config.OrgList{}, config.Org{Alias: "prod", Auth: "pigeon"}); err == nil {
		t.Errorf("opened by %v", way)
	}
}
