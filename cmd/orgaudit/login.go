package main

import (
	"github.com/spf13/cobra"

	"orgaudit/config"
	"orgaudit/internal/app"
)

func loginCommand(p *app.Program) *cobra.Command {
	var (
		o           config.Org
		instanceURL string
		secret      string
		silent      bool
	)
	cmd := &cobra.Command{
		Use: "login ALIAS", Short: "Sign in to an org by browser, and keep the credential under an alias",
		Long: `Sign in at Salesforce in a browser, which comes back to a port of this machine (OAuth web-server flow with PKCE). The
refresh token is kept in the keychain, or where there is none in a file that only you can read; the list of orgs says only where.

Without --client-id it uses the Salesforce CLI's own app. Other kinds of credential are added by orgaudit orgs add.`,
		Example: `  orgaudit login prod --instance-url https://acme.my.salesforce.com
  orgaudit login dev --login-url https://test.salesforce.com --no-browser`,
		Args: takes(1, 1, "an alias for the org"), ValidArgsFunction: oneOf(p.Aliases),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Alias = args[0]
			if o.LoginURL != "" && instanceURL != "" {
				return app.Misuse("take one of them", "--login-url and --instance-url are both given")
			}
			o.LoginURL += instanceURL
			return p.Login(cmd.Context(), o, secret, !silent)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&instanceURL, "instance-url", "", "`URL` of the org: its My Domain")
	flags.StringVar(&o.LoginURL, "login-url", "", "`URL` to sign in at, where it is not the org's own")
	flags.StringVar(&o.ClientID, "client-id", "",
		"Consumer `KEY` of an app of yours with the callback http://localhost:1717/OauthRedirect")
	flags.StringVar(&secret, "client-secret", "",
		"`WHERE` the app's Consumer Secret is kept: env:NAME, file:PATH or keychain:NAME")
	flags.BoolVar(&silent, "no-browser", false, "only print the address to open")
	return cmd
}
