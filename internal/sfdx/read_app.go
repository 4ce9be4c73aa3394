package sfdx

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"orgaudit/audit"
)

// connectedApp reads a connected app (Metadata API Developer Guide, ConnectedApp). Its secret is never decoded.
func (r *reader) connectedApp(f source) error {
	var c struct {
		Label text `xml:"label"`
		OAuth *struct {
			ConsumerKey       text   `xml:"consumerKey"`
			AdminApproved     *flag  `xml:"isAdminApproved"`
			Scopes            []text `xml:"scopes"`
			RequiresPKCE      *flag  `xml:"isPkceRequired"`
			DeviceFlow        *flag  `xml:"isDeviceFlowEnabled"`
			ClientCredentials *flag  `xml:"isClientCredentialEnabled"`
			RunAs             text   `xml:"oauthClientCredentialUser"`
		} `xml:"oauthConfig"`
		Policy struct {
			IPRelaxation text `xml:"ipRelaxation"`
			RefreshToken text `xml:"refreshTokenPolicy"`
		} `xml:"oauthPolicy"`
		Session struct {
			Level text `xml:"sessionLevel"`
		} `xml:"sessionPolicy"`
	}
	if err := f.decode("ConnectedApp", &c); err != nil {
		return err
	}
	r.say(audit.PartConnectedApps, f)
	app := audit.ConnectedApp{Name: cmp.Or(string(c.Label), f.name), File: f.path}
	if c.OAuth != nil {
		r.say(audit.PartAppPolicies, f)
		app.AdminApprovedOnly = c.OAuth.AdminApproved.value()
		app.Policy = &audit.OAuthPolicy{
			FullName:          f.name,
			ConsumerKey:       string(c.OAuth.ConsumerKey),
			IPRelaxation:      string(c.Policy.IPRelaxation),
			RefreshToken:      string(c.Policy.RefreshToken),
			RequiresPKCE:      c.OAuth.RequiresPKCE.value(),
			DeviceFlow:        c.OAuth.DeviceFlow.value(),
			ClientCredentials: c.OAuth.ClientCredentials.value(),
			RunAs:             string(c.OAuth.RunAs),
			SessionLevel:      string(c.Session.Level),
		}
		for _, scope := range c.OAuth.Scopes {
			app.Policy.Scopes = append(app.Policy.Scopes, string(scope))
		}
	}
	if i := slices.IndexFunc(r.snapshot.ConnectedApps, func(have audit.ConnectedApp) bool {
		return strings.EqualFold(have.Name, app.Name)
	}); i >= 0 {
		have := &r.snapshot.ConnectedApps[i]
		app.AdminApprovedOnly = agreedFlag(have.AdminApprovedOnly, app.AdminApprovedOnly)
		have.AdminApprovedOnly = app.AdminApprovedOnly
	}
	r.snapshot.ConnectedApps = append(r.snapshot.ConnectedApps, app)
	return nil
}

// agreedFlag is what two files say alike of one app, nil where they differ: which one is deployed last isn't known.
func agreedFlag(a, b *bool) *bool {
	if a == nil || b == nil || *a != *b {
		return nil
	}
	return a
}

// externalApp is what the policies of an External Client App say, which lie in files of their own.
type externalApp struct {
	name    string
	enabled *bool
	only    *bool
	policy  *audit.OAuthPolicy
	file    string
}

// externalClientApp reads the head of an External Client App (Metadata API Developer Guide, ExternalClientApplication).
// Its keys and secrets lie in files that are never opened.
func (r *reader) externalClientApp(f source) error {
	var c struct {
		Label        text `xml:"label"`
		Distribution text `xml:"distributionState"`
	}
	if err := f.decode("ExternalClientApplication", &c); err != nil {
		return err
	}
	r.say(audit.PartExternalClientApps, f)
	r.snapshot.ExternalClientApps = append(r.snapshot.ExternalClientApps, audit.ExternalClientApp{
		Name: f.name, Label: string(c.Label), Distribution: string(c.Distribution), File: f.path,
	})
	return nil
}

// externalPolicy reads whether an External Client App is enabled (ExtlClntAppConfigurablePolicies).
func (r *reader) externalPolicy(f source) error {
	var c struct {
		App     text  `xml:"externalClientApplication"`
		Enabled *flag `xml:"isEnabled"`
	}
	if err := f.decode("ExtlClntAppConfigurablePolicies", &c); err != nil {
		return err
	}
	r.say(audit.PartExternalClientApps, f)
	r.external = append(r.external, externalApp{name: string(c.App), enabled: c.Enabled.value()})
	return nil
}

// externalOAuthPolicy reads who may use an External Client App and how (ExtlClntAppOauthConfigurablePolicies).
func (r *reader) externalOAuthPolicy(f source) error {
	var c struct {
		App               text  `xml:"externalClientApplication"`
		PermittedUsers    text  `xml:"permittedUsersPolicyType"`
		IPRelaxation      text  `xml:"ipRelaxationPolicyType"`
		RefreshToken      text  `xml:"refreshTokenPolicyType"`
		Period            int   `xml:"refreshTokenValidityPeriod"`
		Unit              text  `xml:"refreshTokenValidityUnit"`
		ClientCredentials *flag `xml:"isClientCredentialsFlowEnabled"`
		RunAs             text  `xml:"clientCredentialsFlowUser"`
		SessionLevel      text  `xml:"requiredSessionLevel"`
	}
	if err := f.decode("ExtlClntAppOauthConfigurablePolicies", &c); err != nil {
		return err
	}
	r.say(audit.PartAppPolicies, f)
	refresh := string(c.RefreshToken)
	if c.Period > 0 {
		refresh += fmt.Sprintf(":%d:%s", c.Period, cmp.Or(string(c.Unit), "?"))
	}
	app := externalApp{name: string(c.App), file: f.path, policy: &audit.OAuthPolicy{
		IPRelaxation: string(c.IPRelaxation), RefreshToken: refresh, ClientCredentials: c.ClientCredentials.value(),
		RunAs: string(c.RunAs), SessionLevel: string(c.SessionLevel),
	}}
	only := c.PermittedUsers == "AdminApprovedPreAuthorized"
	if only || c.PermittedUsers == "AllSelfAuthorized" {
		app.only = &only
	}
	r.external = append(r.external, app)
	return nil
}

// joinExternal gives the External Client Apps their policies, which name them.
func (r *reader) joinExternal() {
	for i := range r.snapshot.ExternalClientApps {
		app := &r.snapshot.ExternalClientApps[i]
		for _, said := range r.external {
			if !strings.EqualFold(said.name, app.Name) {
				continue
			}
			if said.enabled != nil {
				app.IsEnabled = said.enabled
			}
			switch {
			case said.policy != nil && app.Policy == nil:
				app.AdminApprovedOnly, app.Policy, app.File = said.only, said.policy, said.file
			case said.policy != nil:
				app.AdminApprovedOnly = agreedFlag(app.AdminApprovedOnly, said.only)
			}
		}
	}
}

// blockedApp reads a block: that the component is there blocks the app.
func (r *reader) blockedApp(f source) error {
	var c struct {
		ConsumerKey        text  `xml:"consumerKey"`
		Name               text  `xml:"consumerName"`
		Label              text  `xml:"masterLabel"`
		ByAPIAccessControl *flag `xml:"blockedByApiWhitelisting"`
	}
	if err := f.decode("BlacklistedConsumer", &c); err != nil {
		return err
	}
	r.say(audit.PartBlockedApps, f)
	r.snapshot.BlockedApps = append(r.snapshot.BlockedApps, audit.BlockedApp{
		FullName: f.name, ConsumerKey: string(c.ConsumerKey), Name: string(c.Name), Label: string(c.Label),
		ByAPIAccessControl: c.ByAPIAccessControl != nil && bool(*c.ByAPIAccessControl), File: f.path,
	})
	return nil
}
