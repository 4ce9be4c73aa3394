package app

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

func (p *Program) ListOrgs() error {
	list, err := p.OrgList()
	if err != nil {
		return err
	}
	if len(list.All()) == 0 {
		p.Note("the list is empty: add an org with `orgaudit login ALIAS --login-url URL` or `orgaudit orgs add`")
		return nil
	}
	var rows [][]string
	for _, o := range list.All() {
		rows = append(rows, []string{o.Alias, o.Auth, o.LoginURL, o.Policy, strings.Join(o.Tags, " ")})
	}
	return report.WriteTable(p.Stdout, []string{"Alias", "Way in", "Address", "Policy", "Tags"}, rows, p.Look())
}

func (p *Program) RemoveOrg(alias string) error {
	list, err := p.OrgList()
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
	p.Note("removed %s", alias)
	return nil
}

// TestOrg enters an org and says who came in and what that user may read.
func (p *Program) TestOrg(ctx context.Context, alias string, d *Door) error {
	s, err := p.Live(d, audit.Scope{})(ctx)
	if err != nil {
		return err
	}
	who := s.Auditor.Username
	if who == "" {
		who = s.Auditor.UserID
	}
	if s.Failure != nil || s.Org.APIVersion == "" {
		p.Code = ExitUntold
		fmt.Fprintf(p.Stdout, "%s: not entered by %s\n", alias, d.Way.Name())
		if s.Failure != nil {
			p.explainFailure(s.Failure)
		}
		return nil
	}
	fmt.Fprintf(p.Stdout, "%s: %s, %s, API %s, as %s by %s\n", alias, report.Clean(s.Org.Name), s.Org.URL, s.Org.APIVersion, report.Clean(who), d.Way.Name())
	for _, permission := range audit.AuditPermissions() {
		if held, _ := s.Auditor.Has(permission); !held {
			p.Code = ExitUntold
		}
	}
	return report.WriteRights(p.Stdout, s.Auditor, checks.All(), p.Look())
}

// explainFailure says which checks explain a refused sign-in of the audit itself, and the documented fix.
func (p *Program) explainFailure(f *audit.Failure) {
	for _, check := range audit.Explaining(checks.All(), f.Code, f.Message) {
		fmt.Fprintf(p.Stdout, "  this may be the cause: %s (%s)\n", check.Fails, check.ID)
		if len(check.Fixes) > 0 {
			fmt.Fprintf(p.Stdout, "    fix: %s (orgaudit explain %s)\n", strings.NewReplacer("{", "<", "}", ">").Replace(check.Fixes[0].Title), check.Fixes[0].ID)
		}
	}
}
