package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"orgaudit/config"
)

// AddOrg checks an entry, asks for the secrets that it lacks, and keeps both. kept says by key where secrets are kept.
func (p *Program) AddOrg(o config.Org, kept map[string]string) error {
	if o.Auth == "" {
		return Misuse("take one of "+strings.Join(Auths(), ", ")+
			"; for a sign-in by browser `orgaudit login "+o.Alias+"`", "--auth is missing")
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
	for _, secret := range o.Secrets() {
		if where := kept[secret.Key]; where != "" {
			if *secret.Ref, err = reference(secret.Flag(), where); err != nil {
				return err
			}
		}
	}
	asked := o.Lacks()
	for _, secret := range asked {
		*secret.Ref = &config.SecretRef{Keychain: o.Alias + "/" + secret.Flag()}
	}
	// The entry is checked before anything is asked or kept.
	if err := list.Add(o); err != nil {
		return err
	}
	for _, secret := range asked {
		if err := p.askAndKeep(secret); err != nil {
			return err
		}
	}
	if err := list.Save(); err != nil {
		return err
	}
	p.note("added %s: try it with `orgaudit orgs test %s`", o.Alias, o.Alias)
	return nil
}

func (p *Program) askAndKeep(secret config.Secret) error {
	text, err := p.askSecret(secret.Name)
	if err != nil {
		return err
	}
	place, err := p.secrets().Set((*secret.Ref).Keychain, text)
	if err != nil {
		return err
	}
	p.note("the %s is kept in %s", secret.Name, place)
	return nil
}

// fromHere makes the path of a file hold wherever the list is read from. What isn't there from the current folder is
// left as it is: it starts at the folder of the list, like every path in it.
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
	return nil, Misuse("write env:NAME, file:PATH or keychain:NAME, or leave the flag out to be asked",
		"--%s says where the secret is kept, never the secret itself", flag)
}
