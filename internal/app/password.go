package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"orgaudit/internal/dashboard"
)

func (p *Program) SetPassword(file string, viewer, show bool) error {
	settings, err := p.serveSettings(file)
	if err != nil {
		return err
	}
	password, err := p.askSecret("password")
	if err != nil {
		return err
	}
	if p.Confirm != nil { // somebody types it
		again, err := p.askSecret("the same again")
		if err != nil {
			return err
		}
		if again != password {
			return Misuse("run it again", "the two passwords differ")
		}
	}
	hash, err := dashboard.HashPassword(string(password))
	if err != nil {
		return Misuse("", "%w", err)
	}
	if show {
		_, err := fmt.Fprintln(p.Stdout, hash)
		return err
	}
	name := operatorHashFile
	if viewer {
		name = viewerHashFile
	}
	name = settings.Path(name)
	if settings.SignIn != nil {
		return Misuse("change it there; --print gives the hash",
			"sign_in in serve.yaml says where the password is kept")
	}
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), p.put(name, []byte(hash+"\n"))); err != nil {
		return err
	}
	p.note("the hash is kept in %s; `orgaudit serve` asks for the password from its next start on", name)
	return nil
}
