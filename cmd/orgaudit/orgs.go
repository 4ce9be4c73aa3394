package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
	"orgaudit/org"
	"orgaudit/report"
)

func (p *program) orgsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "orgs", Short: "List, add, test and remove the orgs that --org knows",
		Long: "The list of orgs is a file, $XDG_CONFIG_HOME/orgaudit/orgs.yaml or ~/.config/orgaudit/orgs.yaml. It holds no secret, only\nwhere each one is kept: in the environment, in a file or in the keychain.",
		Example: `  orgaudit orgs list
  orgaudit orgs add prod --auth client-credentials --login-url https://acme.my.salesforce.com --client-id 3MVG9…
  orgaudit orgs test prod`,
		Args: noCommand,
		RunE: func(*cobra.Command, []string) error { return p.listOrgs() },
	}
	cmd.AddCommand(
		&cobra.Command{
			Use: "list", Short: "List the orgs", Example: "  orgaudit orgs list", Args: takes(0, 0, ""),
			RunE: func(*cobra.Command, []string) error { return p.listOrgs() },
		},
		p.addOrgCommand(),
		&cobra.Command{
			Use: "remove ALIAS", Short: "Take an org off the list and forget its secrets", Example: "  orgaudit orgs remove prod",
			Args: takes(1, 1, "the alias of an org"), ValidArgsFunction: oneOf(p.aliases),
			RunE: func(_ *cobra.Command, args []string) error { return p.removeOrg(args[0]) },
		},
		p.testOrgCommand(),
	)
	return cmd
}

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

func (p *program) testOrgCommand() *cobra.Command {
	var time limit
	cmd := &cobra.Command{
		Use: "test [ALIAS]…", Short: "Sign in, and say what the audit user may read",
		Long:    "Sign in to each org, all of the list where none is named, and say which permissions the audit user has and lacks, and\nwhich gates each missing one costs. The exit code is 3 when something is missing.",
		Example: "  orgaudit orgs test prod", ValidArgsFunction: oneOf(p.aliases),
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := p.orgList()
			if err != nil {
				return err
			}
			if len(args) == 0 {
				args = list.Aliases()
			}
			if len(args) == 0 {
				return misuse("add one with `orgaudit login` or `orgaudit orgs add`", "there is no org to test")
			}
			ctx, cancel, err := time.begin(cmd.Context())
			if err != nil {
				return err
			}
			defer cancel()
			for _, alias := range args {
				entry, err := list.Get(alias)
				if err != nil {
					return err
				}
				way, err := p.wayOf(list, entry)
				if err != nil {
					return err
				}
				if err := p.testOrg(ctx, alias, &door{way: way, address: entry.LoginURL}); err != nil {
					return err
				}
			}
			return nil
		},
	}
	time.register(cmd)
	return cmd
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
		fmt.Fprintf(p.stdout, "  this may be the cause: %s (%s)\n", check.Fails, check.ID)
		if len(check.Fixes) > 0 {
			fmt.Fprintf(p.stdout, "    fix: %s (orgaudit explain %s)\n", strings.NewReplacer("{", "<", "}", ">").Replace(check.Fixes[0].Title), check.Fixes[0].ID)
		}
	}
}
