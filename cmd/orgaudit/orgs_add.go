package main

import (
	"strings"

	"github.com/spf13/cobra"

	"orgaudit/config"
	"orgaudit/internal/app"
)

func addOrgCommand(p *app.Program) *cobra.Command {
	var o config.Org
	kept := map[string]*string{} // where secrets are kept, by key
	cmd := &cobra.Command{
		Use: "add ALIAS", Short: "Add an org and its credential",
		Long: `Add an org to the list. A flag for a secret says where the secret is kept, never the secret itself: env:NAME for an
environment variable, file:PATH for a file that only you can read, or keychain:NAME. A secret that the credential needs and no flag
places is asked for (or read from stdin) and kept in the keychain, or where there is none in a file that only you can read.

A refresh token may be an SFDX auth URL. For a sign-in by browser take orgaudit login.`,
		Example: `  orgaudit orgs add prod --auth client-credentials --login-url https://acme.my.salesforce.com --client-id 3MVG9…
  orgaudit orgs add ci --auth jwt --login-url https://login.salesforce.com --client-id 3MVG9… --username ci@acme.com --key-file server.key
  orgaudit orgs add dev --auth access-token --login-url https://acme--dev.sandbox.my.salesforce.com --access-token env:DEV_TOKEN
  orgaudit orgs add cli --auth sf-cli --username my-org`,
		Args: takes(1, 1, "an alias for the org"),
		RunE: func(_ *cobra.Command, args []string) error {
			o.Alias = args[0]
			where := map[string]string{}
			for key, at := range kept {
				where[key] = *at
			}
			return p.AddOrg(o, where)
		},
	}
	flags := cmd.Flags()
	flags.StringVar((*string)(&o.Auth), "auth", "", "`KIND` of credential: "+strings.Join(app.Auths(), ", "))
	flags.StringVar(&o.LoginURL, "login-url", "",
		"`URL` to sign in at: the org's My Domain, login.salesforce.com or test.salesforce.com")
	flags.StringVar(&o.Username, "username", "",
		"`USERNAME` that signs in; for sf-cli the alias or user name that it knows")
	flags.StringVar(&o.ClientID, "client-id", "", "Consumer `KEY` of the app by which the audit signs in")
	flags.StringVar(&o.KeyFile, "key-file", "", "`FILE` of the private key (PEM), for jwt")
	flags.StringVar(&o.Policy, "policy", "", "policy `FILE` or builtin:NAME that the org is judged by")
	flags.StringArrayVar(&o.Tags, "tag", nil, "`TAG` by which several orgs are chosen together (repeatable)")
	for _, secret := range o.Secrets() {
		kept[secret.Key] = flags.String(secret.Flag(), "",
			"`WHERE` the "+secret.Name+" is kept: env:NAME, file:PATH or keychain:NAME")
	}
	completes(cmd, "auth", app.Auths)
	return cmd
}
