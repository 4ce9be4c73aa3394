package app

import (
	"cmp"
	"errors"
	"strings"

	"orgaudit/config"
	"orgaudit/org"
)

// openers say for each kind of credential how an org is opened by it. What an entry must say for that stands in
// config.Credentials.
func openers() map[config.Auth]func(*entry) org.Credential {
	return map[config.Auth]func(*entry) org.Credential{
		config.AuthCLI: func(e *entry) org.Credential {
			return org.CLI{Alias: cmp.Or(e.Username, e.Alias), Run: e.p.RunCLI}
		},
		config.AuthAccessToken: func(e *entry) org.Credential {
			return org.AccessToken{InstanceURL: e.LoginURL, Token: e.secret("access token", e.AccessToken)}
		},
		config.AuthClientCredentials: func(e *entry) org.Credential {
			return org.ClientCredentials{LoginURL: e.LoginURL, ClientID: e.ClientID, ClientSecret: e.clientSecret()}
		},
		config.AuthJWT: (*entry).jwt,
		config.AuthPassword: func(e *entry) org.Credential {
			return org.Password{
				LoginURL: e.LoginURL, Username: e.Username, Password: e.secret("password", e.Password),
				SecurityToken: e.secret("security token", e.SecurityToken),
			}
		},
		config.AuthRefreshToken: (*entry).refreshToken,
		config.AuthWeb:          (*entry).web,
	}
}

// entry is an org of the list whose secrets are being fetched.
type entry struct {
	config.Org
	list *config.OrgList
	p    *Program
	errs []error
}

// credential turns an org of the list into a way in, with its secrets fetched from where they are kept.
func (p *Program) credential(list *config.OrgList, o config.Org) (org.Credential, error) {
	open, ok := openers()[o.Auth]
	if !ok {
		return nil, Misuse("take one of "+strings.Join(Auths(), ", "), "org %s: nobody can sign in by %q", o.Alias,
			o.Auth)
	}
	e := &entry{Org: o, list: list, p: p}
	way := open(e)
	return way, errors.Join(e.errs...)
}

// secret fetches a secret; "" where the entry places none.
func (e *entry) secret(name string, ref *config.SecretRef) org.Secret {
	if ref == nil {
		return ""
	}
	secret, err := e.p.fetch(*ref, e.list.Path, "org "+e.Alias, name,
		"add the org again, or run `orgaudit login` for one with auth web")
	e.errs = append(e.errs, err)
	return secret
}

func (e *entry) clientSecret() org.Secret { return e.secret("client secret", e.ClientSecret) }

func (e *entry) jwt() org.Credential {
	key, err := org.ReadSecretFile(e.list.Path(e.KeyFile))
	if err != nil {
		e.errs = append(e.errs, Misuse("name the file of the private key by key_file", "org %s: %w", e.Alias, err))
	}
	return org.JWT{LoginURL: e.LoginURL, ClientID: e.ClientID, Username: e.Username, Key: key}
}

func (e *entry) web() org.Credential {
	if e.RefreshToken == nil {
		e.errs = append(e.errs, Misuse("run `orgaudit login "+e.Alias+" --login-url "+e.LoginURL+"`",
			"org %s: nobody is signed in", e.Alias))
	}
	return e.refreshToken()
}

// refreshToken opens an org by a token that may be replaced with each use: the next one is kept where this one was.
func (e *entry) refreshToken() org.Credential {
	token := e.secret("refresh token", e.RefreshToken)
	if strings.HasPrefix(string(token), "force://") {
		way, err := org.ParseSFDXAuthURL(token)
		e.errs = append(e.errs, err)
		return way
	}
	way := org.RefreshToken{LoginURL: e.LoginURL, ClientID: e.ClientID, ClientSecret: e.clientSecret(), Token: token}
	if ref := e.RefreshToken; ref != nil && ref.Keychain != "" {
		way.Save = func(next org.Secret) error {
			_, err := e.p.secrets().Set(ref.Keychain, next)
			return err
		}
	}
	return way
}

// Auths lists the kinds of credentials that an org is added with; the others are made by Login.
func Auths() []string {
	var out []string
	for _, c := range config.Credentials() {
		if !c.Login {
			out = append(out, string(c.Auth))
		}
	}
	return out
}
