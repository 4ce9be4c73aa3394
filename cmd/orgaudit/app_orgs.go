package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
	"orgaudit/org"
	"orgaudit/report"
)

func (p *program) listOrgs() error {
	list, err := p.orgList()
	if err != nil {
		return err
	}
	if len(list.All()) == 0 {
		p.note("the list is empty: add an org with `orgaudit login ALIAS --login-url URL` or `orgaudit orgs add`")
		return nil
	}
	var rows [][]string
	for _, o := range list.All() {
		rows = append(rows, []string{o.Alias, o.Auth, o.LoginURL, o.Policy, strings.Join(o.Tags, " ")})
	}
	return report.WriteTable(p.stdout, []string{"Alias", "Way in", "Address", "Policy", "Tags"}, rows, p.look())
}

func (p *program) removeOrg(alias string) error {
	list, err := p.orgList()
	if err != nil {
		return err
	}
	entry, err := list.Get(alias)
	if err != nil {
		return err
	}
	if err := list.Remove(alias); err != nil {
		return err
	}
	if err := list.Save(); err != nil {
		return err
	}
	for _, ref := range []*config.SecretRef{entry.ClientSecret, entry.RefreshToken, entry.AccessToken, entry.Password, entry.SecurityToken} {
		// A name that this program didn't give may be somebody else's.
		if ref == nil || !strings.HasPrefix(ref.Keychain, alias+"/") {
			continue
		}
		if err := p.secrets().Delete(ref.Keychain); err != nil && !errors.Is(err, org.ErrNoSecret) {
			p.say("warning", fmt.Sprintf("the secret %s is still stored: %v", ref.Keychain, err))
		}
	}
	p.note("removed %s", alias)
	return nil
}

// testOrg enters an org and says who came in and what that user may read.
func (p *program) testOrg(ctx context.Context, alias string, d *door) error {
	s, err := p.live(d, audit.Scope{})(ctx)
	if err != nil {
		return err
	}
	who := s.Auditor.Username
	if who == "" {
		who = s.Auditor.UserID
	}
	if s.Failure != nil || s.Org.APIVersion == "" {
		p.code = exitUntold
		fmt.Fprintf(p.stdout, "%s: not entered by %s\n", alias, d.way.Name())
		if s.Failure != nil {
			p.explainFailure(s.Failure)
		}
		return nil
	}
	fmt.Fprintf(p.stdout, "%s: %s, %s, API %s, as %s by %s\n", alias, report.Clean(s.Org.Name), s.Org.URL, s.Org.APIVersion, report.Clean(who), d.way.Name())
	for _, permission := range audit.AuditPermissions() {
		if held, _ := s.Auditor.Has(permission); !held {
			p.code = exitUntold
		}
	}
	return report.WriteRights(p.stdout, s.Auditor, checks.All(), p.look())
}

// explainFailure says which checks explain a refused sign-in of the audit itself, and the documented fix.
func (p *program) explainFailure(f *audit.Failure) {
	for _, check := range audit.Explaining(checks.All(), f.Code, f.Message) {
		fmt.Fprintf(p.stdout, "  it may be that this does not hold: %s (%s)\n", check.Title, check.ID)
		if len(check.Fixes) > 0 {
			fmt.Fprintf(p.stdout, "    fix: %s (orgaudit explain %s)\n", strings.NewReplacer("{", "<", "}", ">").Replace(check.Fixes[0].Title), check.Fixes[0].ID)
		}
	}
}
