package app

import (
	"errors"
	"strings"

	"orgaudit/config"
	"orgaudit/org"
)

// TokenVariable is the environment variable with the access token that goes with --instance-url.
const TokenVariable = "ORGAUDIT_ACCESS_TOKEN"

// WayIn is how the flags say to enter an org.
type WayIn struct{ Org, InstanceURL, SF string }

func (w *WayIn) Given() bool { return w.Org+w.InstanceURL+w.SF != "" }

// Open gives the way in and the policy that the org's entry names, "" where it names none.
func (w *WayIn) Open(p *Program) (*Door, string, error) {
	n := 0
	for _, value := range []string{w.Org, w.InstanceURL, w.SF} {
		if value != "" {
			n++
		}
	}
	switch {
	case n == 0:
		return nil, "", Misuse("take one of --org ALIAS, --sf ALIAS, --instance-url URL with the token in "+TokenVariable+
			", or --snapshot FILE with audit; `orgaudit demo` needs none of them", "no org is named")
	case n > 1:
		return nil, "", Misuse("take one of them", "more than one of --org, --instance-url and --sf is given")
	case w.SF != "":
		return &Door{Way: org.CLI{Alias: w.SF, Run: p.RunCLI}}, "", nil
	case w.Org != "":
		list, err := p.OrgList()
		if err != nil {
			return nil, "", err
		}
		entry, err := list.Get(w.Org)
		if err != nil {
			return nil, "", err
		}
		way, err := p.WayOf(list, entry)
		if err != nil {
			return nil, "", err
		}
		return &Door{Way: way, Address: entry.LoginURL}, list.Path(entry.Policy), nil
	}
	token := p.Getenv(TokenVariable)
	if token == "" {
		return nil, "", Misuse("put the org's access token there, like "+TokenVariable+"=$(sf org auth show-access-token …); never on the command line",
			"--instance-url needs an access token in %s", TokenVariable)
	}
	return &Door{Way: org.AccessToken{InstanceURL: w.InstanceURL, Token: org.Secret(token)}, Address: shownAddress(w.InstanceURL)}, "", nil
}

// shownAddress is an address as a report may show it: what people paste may carry a session id behind the host.
func shownAddress(address string) string {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		scheme, rest = "https", address
	}
	host, _, _ := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, "?")
	return scheme + "://" + host
}

// OrgList reads the list of orgs.
func (p *Program) OrgList() (*config.OrgList, error) {
	dir, err := p.configHome()
	if err != nil {
		return nil, err
	}
	return config.LoadOrgs(config.OrgsPath(dir))
}

func (p *Program) Aliases() []string {
	list, err := p.OrgList()
	if err != nil {
		return nil
	}
	return list.Aliases()
}

func (p *Program) secrets() *org.SecretStore {
	return org.NewSecretStore(org.SecretDir(p.Getenv, p.Home))
}

// WayOf turns an entry of the list into a way in, with its secrets fetched from where they are kept.
func (p *Program) WayOf(list *config.OrgList, o config.Org) (org.Way, error) {
	var errs []error
	fetch := func(key string, ref *config.SecretRef) org.Secret {
		if ref == nil {
			return ""
		}
		secret, err := p.secret(list, o.Alias, key, *ref)
		errs = append(errs, err)
		return secret
	}
	var way org.Way
	switch o.Auth {
	case "sf-cli":
		alias := o.Username
		if alias == "" {
			alias = o.Alias
		}
		way = org.CLI{Alias: alias, Run: p.RunCLI}
	case "access-token":
		way = org.AccessToken{InstanceURL: o.LoginURL, Token: fetch("access token", o.AccessToken)}
	case "client-credentials":
		way = org.ClientCredentials{LoginURL: o.LoginURL, ClientID: o.ClientID, ClientSecret: fetch("client secret", o.ClientSecret)}
	case "jwt":
		key, err := org.ReadSecretFile(list.Path(o.KeyFile))
		if err != nil {
			errs = append(errs, Misuse("name the file of the private key by key_file", "org %s: %w", o.Alias, err))
		}
		way = org.JWT{LoginURL: o.LoginURL, ClientID: o.ClientID, Username: o.Username, Key: key}
	case "password":
		way = org.Password{
			LoginURL: o.LoginURL, Username: o.Username, Password: fetch("password", o.Password),
			SecurityToken: fetch("security token", o.SecurityToken),
		}
	case "refresh-token", "web":
		token := fetch("refresh token", o.RefreshToken)
		if o.Auth == "web" && o.RefreshToken == nil {
			return nil, Misuse("run `orgaudit login "+o.Alias+" --login-url "+o.LoginURL+"`", "org %s: nobody is signed in", o.Alias)
		}
		refresh := org.RefreshToken{LoginURL: o.LoginURL, ClientID: o.ClientID, ClientSecret: fetch("client secret", o.ClientSecret), Token: token}
		if strings.HasPrefix(string(token), "force://") {
			parsed, err := org.ParseSFDXAuthURL(token)
			errs = append(errs, err)
			refresh = parsed
		} else if ref := o.RefreshToken; ref != nil && ref.Keychain != "" {
			refresh.Save = func(next org.Secret) error {
				_, err := p.secrets().Set(ref.Keychain, next)
				return err
			}
		}
		way = refresh
	}
	return way, errors.Join(errs...)
}

// secret fetches a secret of an org from where its entry says that it is kept.
func (p *Program) secret(list *config.OrgList, alias, key string, ref config.SecretRef) (org.Secret, error) {
	return p.fetch(ref, list.Path, "org "+alias, key, "add the org again, or run `orgaudit login` for one with auth web")
}

// fetch gets a secret from where a file of settings says that it is kept. whose and what call it in an error; the hint is for
// one that the keychain doesn't have.
func (p *Program) fetch(ref config.SecretRef, path func(string) string, whose, what, hint string) (org.Secret, error) {
	switch {
	case ref.Env != "":
		if text := p.Getenv(ref.Env); text != "" {
			return org.Secret(text), nil
		}
		return "", Misuse("put the "+what+" there", "%s: the environment variable %s is not set", whose, ref.Env)
	case ref.File != "":
		secret, err := org.ReadSecretFile(path(ref.File))
		if err != nil {
			return "", Misuse("", "%s, %s: %w", whose, what, err)
		}
		return secret, nil
	}
	secret, err := p.secrets().Get(ref.Keychain)
	if err != nil {
		return "", Misuse(hint, "%s, %s: %w", whose, what, err)
	}
	return secret, nil
}
