package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"orgaudit/config"
)

// Ways are those by which an org of the list can be entered.
func Ways() []string {
	return []string{"sf-cli", "client-credentials", "jwt", "refresh-token", "access-token", "password"}
}

// Kept says where the secrets of a new entry are kept, as the flags give it.
type Kept struct{ ClientSecret, RefreshToken, AccessToken, Password, SecurityToken string }

// AddOrg checks an entry, asks for the secrets that it lacks, and keeps both.
func (p *Program) AddOrg(o config.Org, at Kept) error {
	if o.Auth == "" {
		return Misuse("take one of "+strings.Join(Ways(), ", ")+"; for a sign-in by browser `orgaudit login "+o.Alias+"`", "--auth is missing")
	}
	list, err := p.orgList()
	if err != nil {
		return err
	}
	for _, path := range []*string{&o.Policy, &o.KeyFile} {
		if *path, err = fromHere(*path); err != nil {
			return err
		}
	}
	asks := map[string]string{}
	for _, secret := range []struct {
		to    **config.SecretRef
		where string
		flag  string
		need  bool
	}{
		{&o.ClientSecret, at.ClientSecret, "client-secret", o.Auth == "client-credentials"},
		{&o.RefreshToken, at.RefreshToken, "refresh-token", o.Auth == "refresh-token"},
		{&o.AccessToken, at.AccessToken, "access-token", o.Auth == "access-token"},
		{&o.Password, at.Password, "password", o.Auth == "password"},
		{&o.SecurityToken, at.SecurityToken, "security-token", false},
	} {
		switch {
		case secret.where != "":
			if *secret.to, err = reference(secret.flag, secret.where); err != nil {
				return err
			}
		case secret.need:
			name := o.Alias + "/" + secret.flag
			*secret.to, asks[name] = &config.SecretRef{Keychain: name}, strings.ReplaceAll(secret.flag, "-", " ")
		}
	}
	// The entry is checked before anything is asked or kept.
	if err := list.Add(o); err != nil {
		return err
	}
	for name, prompt := range asks {
		secret, err := p.askSecret(prompt)
		if err != nil {
			return err
		}
		place, err := p.secrets().Set(name, secret)
		if err != nil {
			return err
		}
		p.note("the %s is kept in %s", prompt, place)
	}
	if err := list.Save(); err != nil {
		return err
	}
	p.note("added %s: try it with `orgaudit orgs test %s`", o.Alias, o.Alias)
	return nil
}

// fromHere makes the path of a file hold wherever the list is read from. What isn't there from the current folder is left
// as it is: it starts at the folder of the list, like every path in it.
func fromHere(path string) (string, error) {
	if _, err := os.Stat(path); err != nil {
		return path, nil
	}
	whole, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("find the folder of %s: %w", path, err)
	}
	return whole, nil
}

// reference reads where a secret is kept. Its errors don't quote the text, which may be the secret itself.
func reference(flag, where string) (*config.SecretRef, error) {
	kind, name, ok := strings.Cut(where, ":")
	switch {
	case ok && name != "" && kind == "env":
		return &config.SecretRef{Env: name}, nil
	case ok && name != "" && kind == "file":
		whole, err := fromHere(name)
		return &config.SecretRef{File: whole}, err
	case ok && name != "" && kind == "keychain":
		return &config.SecretRef{Keychain: name}, nil
	}
	return nil, Misuse("write env:NAME, file:PATH or keychain:NAME, or leave the flag out to be asked", "--%s says where the secret is kept, never the secret itself", flag)
}
