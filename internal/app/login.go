package app

import (
	"context"
	"errors"
	"time"

	"orgaudit/config"
	"orgaudit/org"
)

// loginWait is how long a person has to sign in.
const loginWait = 5 * time.Minute

// Login signs in by browser and keeps the refresh token and the entry. An entry by browser of the same alias is
// replaced. where says where the app's Consumer Secret is kept, "" for none.
func (p *Program) Login(ctx context.Context, o config.Org, where string, open bool) error {
	if o.LoginURL == "" {
		return Misuse("name the org's My Domain: --instance-url https://acme.my.salesforce.com; or "+
			"--login-url https://login.salesforce.com", "there is no address to sign in at")
	}
	if where != "" {
		ref, err := reference("client-secret", where)
		if err != nil {
			return err
		}
		o.ClientSecret = ref
	}
	list, err := p.orgList()
	if err != nil {
		return err
	}
	if o, err = replaceLogin(list, o); err != nil {
		return err
	}
	way := org.Browser{LoginURL: o.LoginURL, ClientID: o.ClientID, Wait: loginWait}
	e := &entry{Org: o, list: list, p: p}
	if way.ClientSecret = e.clientSecret(); errors.Join(e.errs...) != nil {
		return errors.Join(e.errs...)
	}
	way.Show = func(address string) { p.say("open this address in a browser", address) }
	if open {
		way.Open = org.OpenBrowser
	}
	place := ""
	way.Save = func(token org.Secret) (err error) {
		place, err = p.secrets().Set(o.RefreshToken.Keychain, token)
		return err
	}
	client, err := org.Open(ctx, way, org.Options{Now: p.Now, UserAgent: "orgaudit"})
	if err != nil {
		if misdirected(err) {
			return Misuse("give the org's My Domain URL, like https://acme.my.salesforce.com", "%w", err)
		}
		return unreadable("`orgaudit explain CODE` says what an error code may mean", err)
	}
	defer client.Close()
	for _, warning := range client.Warnings() {
		p.say("warning", warning)
	}
	if place == "" {
		return unreadable("the app must grant the scope refresh_token; take another app by --client-id",
			errors.New("salesforce gave no refresh token, so the sign-in can't be kept"))
	}
	if err := list.Save(); err != nil {
		return err
	}
	p.note("signed in as %s at %s; the refresh token is kept in %s", client.Username(), client.InstanceURL(), place)
	return nil
}

// replaceLogin puts an entry for a sign-in by browser on the list, in the place of one of the same alias. The entry is
// checked before anybody is sent to a browser.
func replaceLogin(list *config.OrgList, o config.Org) (config.Org, error) {
	if have, err := list.Get(o.Alias); err == nil {
		if have.Auth != config.AuthWeb {
			return o, Misuse("take another alias, or `orgaudit orgs remove "+o.Alias+"` first",
				"the alias %s is taken by an org with auth %s", o.Alias, have.Auth)
		}
		o.Policy, o.Schedule, o.Tags = have.Policy, have.Schedule, have.Tags
		if err := list.Remove(o.Alias); err != nil {
			return o, err
		}
	}
	o.Auth, o.RefreshToken = config.AuthWeb, &config.SecretRef{Keychain: o.Alias + "/refresh-token"}
	return o, list.Add(o)
}
