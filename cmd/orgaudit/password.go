package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"orgaudit/internal/dashboard"
)

func passwordCommand(p *program) *cobra.Command {
	var (
		viewer, show bool
		file         string
	)
	cmd := &cobra.Command{
		Use: "password", Short: "Set the password of the dashboard",
		Long: `Set the password by which operators, who may start audits, sign in to the dashboard; with --viewer that of those who only
look. It is asked for twice, or taken from the first line of stdin. Only its hash is kept, in a file beside serve.yaml that
nobody else can read; serve asks for the password from its next start on.`,
		Example: `  orgaudit serve password
  orgaudit serve password --viewer
  orgaudit serve password --print < password.txt > operator.hash`,
		Args: takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error { return p.setPassword(file, viewer, show) },
	}
	cmd.Flags().BoolVar(&viewer, "viewer", false, "that of those who only look")
	cmd.Flags().BoolVar(&show, "print", false, "print the hash, for sign_in in serve.yaml, and keep nothing")
	cmd.Flags().StringVar(&file, "config", "", "settings in this `FILE`: the hash is kept beside it")
	return cmd
}

func (p *program) setPassword(file string, viewer, show bool) error {
	settings, err := p.serveSettings(file)
	if err != nil {
		return err
	}
	password, err := p.askSecret("password")
	if err != nil {
		return err
	}
	if p.confirm != nil { // somebody types it
		again, err := p.askSecret("the same again")
		if err != nil {
			return err
		}
		if again != password {
			return misuse("run it again", "the two passwords differ")
		}
	}
	hash, err := dashboard.HashPassword(string(password))
	if err != nil {
		return misuse("", "%w", err)
	}
	if show {
		_, err := fmt.Fprintln(p.stdout, hash)
		return err
	}
	name := operatorHashFile
	if viewer {
		name = viewerHashFile
	}
	name = settings.Path(name)
	if settings.SignIn != nil {
		return misuse("change it there; --print gives the hash", "sign_in in serve.yaml says where the password is kept")
	}
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), p.put(name, []byte(hash+"\n"))); err != nil {
		return err
	}
	p.note("the hash is kept in %s; `orgaudit serve` asks for the password from its next start on", name)
	return nil
}
