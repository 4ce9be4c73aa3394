package config

import (
	"slices"
	"strings"
)

// Auth is a kind of credential by which the audit signs in to an org.
type Auth string

// Kinds of credentials.
const (
	AuthCLI               Auth = "sf-cli"
	AuthClientCredentials Auth = "client-credentials"
	AuthJWT               Auth = "jwt"
	AuthRefreshToken      Auth = "refresh-token"
	AuthAccessToken       Auth = "access-token"
	AuthWeb               Auth = "web"
	AuthPassword          Auth = "password"
)

// Credential is what a kind of credential asks of an org's entry.
type Credential struct {
	Auth  Auth
	needs []string // keys without which nobody can sign in
	takes []string // keys that may be given besides
	Login bool     // `orgaudit login` makes the entry, since a person signs in
}

// Credentials lists the kinds of credentials. How each of them opens an org stands in internal/app, whose test wants an
// opener for every row.
func Credentials() []Credential {
	return []Credential{
		{Auth: AuthCLI, takes: []string{"login_url", "username"}},
		{Auth: AuthClientCredentials, needs: []string{"login_url", "client_id", "client_secret"}},
		{Auth: AuthJWT, needs: []string{"login_url", "client_id", "username", "key_file"}},
		{
			Auth: AuthRefreshToken, needs: []string{"login_url", "refresh_token"},
			takes: []string{"client_id", "client_secret", "username"},
		},
		{Auth: AuthAccessToken, needs: []string{"login_url", "access_token"}, takes: []string{"username"}},
		{
			Auth: AuthWeb, needs: []string{"login_url"}, Login: true,
			takes: []string{"client_id", "client_secret", "refresh_token", "username"},
		},
		{
			Auth: AuthPassword, needs: []string{"login_url", "username", "password"},
			takes: []string{"security_token"},
		},
	}
}

// Auths lists the kinds of credentials by name.
func Auths() []Auth {
	var out []Auth
	for _, c := range Credentials() {
		out = append(out, c.Auth)
	}
	return out
}

func credentialOf(auth Auth) (Credential, bool) {
	all := Credentials()
	i := slices.IndexFunc(all, func(c Credential) bool { return c.Auth == auth })
	if i < 0 {
		return Credential{}, false
	}
	return all[i], true
}

// Secret is a secret of an org's entry, and where the entry says that it is kept.
type Secret struct {
	Key  string // in the entry
	Name string // as people call it
	Ref  **SecretRef
}

// Flag is the secret's name on a command line, and in a store.
func (s Secret) Flag() string { return strings.ReplaceAll(s.Key, "_", "-") }

// Secrets lists the secrets that an entry may have.
func (o *Org) Secrets() []Secret {
	return []Secret{
		{"client_secret", "Consumer Secret", &o.ClientSecret},
		{"refresh_token", "refresh token", &o.RefreshToken},
		{"access_token", "access token", &o.AccessToken},
		{"password", "password", &o.Password},
		{"security_token", "security token", &o.SecurityToken},
	}
}

// Lacks lists the secrets that the kind of credential needs and that the entry doesn't place.
func (o *Org) Lacks() []Secret {
	credential, _ := credentialOf(o.Auth)
	return slices.DeleteFunc(o.Secrets(), func(s Secret) bool {
		return *s.Ref != nil || !slices.Contains(credential.needs, s.Key)
	})
}
