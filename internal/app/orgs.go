package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/org"
	"orgaudit/report"
)

// ListOrgs says the list of orgs.
func (p *Program) ListOrgs() error {
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
		rows = append(rows, []string{o.Alias, string(o.Auth), o.LoginURL, o.Policy, strings.Join(o.Tags, " ")})
	}
	return report.WriteTable(p.Stdout, []string{"Alias", "Credential", "Address", "Policy", "Tags"}, rows, p.look())
}

// RemoveOrg takes an org off the list and forgets its secrets.
func (p *Program) RemoveOrg(alias string) error {
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
	for _, secret := range entry.Secrets() {
		ref := *secret.Ref
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

// TestOrgs enters orgs of the list, all where none is named, and says what the audit user may read.
func (p *Program) TestOrgs(ctx context.Context, aliases []string, timeout time.Duration) error {
	list, err := p.orgList()
	if err != nil {
		return err
	}
	if len(aliases) == 0 {
		aliases = list.Aliases()
	}
	if len(aliases) == 0 {
		return Misuse("add one with `orgaudit login` or `orgaudit orgs add`", "there is no org to test")
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	for _, alias := range aliases {
		d, _, err := p.listed(alias)
		if err != nil {
			return err
		}
		if err := p.testOrg(ctx, alias, d); err != nil {
			return err
		}
	}
	return nil
}

// testOrg enters an org and says who came in and what that user may read.
func (p *Program) testOrg(ctx context.Context, alias string, d *door) error {
	s, err := p.live(d, audit.Scope{})(ctx)
	if err != nil {
		return err
	}
	who := s.Auditor.Username
	if who == "" {
		who = s.Auditor.UserID
	}
	if s.Failure != nil || s.Org.APIVersion == "" {
		p.Code = ExitClosed
		fmt.Fprintf(p.Stdout, "%s: not entered by %s\n", alias, d.way.Name())
		return nil
	}
	fmt.Fprintf(p.Stdout, "%s: %s, %s, API %s, as %s by %s\n", alias, report.Clean(s.Org.Name), s.Org.URL,
		s.Org.APIVersion, report.Clean(who), d.way.Name())
	for _, permission := range audit.AuditPermissions() {
		if held, _ := s.Auditor.Has(permission); !held {
			p.Code = max(p.Code, ExitUntold)
		}
	}
	return report.WriteRights(p.Stdout, s.Auditor, checks.All(), p.look())
}
