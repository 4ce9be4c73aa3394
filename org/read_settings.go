package org

import (
	"context"
	"errors"
	"fmt"

	"orgaudit/audit"
)

// connectedAppSettings reads API Access Control. Both elements are absent in an org that Salesforce has not given it.
func (r *reader) connectedAppSettings(ctx context.Context) error {
	type component struct {
		Only     *bool `xml:"enableAdminApprovedAppsOnly"`
		External *bool `xml:"enableAdminApprovedAppsOnlyForExternalUser"`
	}
	got, err := readSettings[component](ctx, r, audit.PartConnectedAppSettings, "ConnectedAppSettings", "ConnectedApp")
	if err != nil {
		return err
	}
	r.snapshot.ConnectedAppSettings = &audit.ConnectedAppSettings{
		AdminApprovedOnly: got.Only, AdminApprovedOnlyForExternal: got.External,
	}
	return nil
}

// myDomain reads the hosts at which My Domain lets users sign in. Both flags are false by default.
func (r *reader) myDomain(ctx context.Context) error {
	type component struct {
		Name    string `xml:"myDomainName"`
		Only    bool   `xml:"canOnlyLoginWithMyDomainUrl"`
		OnlyAPI bool   `xml:"doesApiLoginRequireOrgDomain"`
	}
	got, err := readSettings[component](ctx, r, audit.PartMyDomain, "MyDomainSettings", "MyDomain")
	if err != nil {
		return err
	}
	r.snapshot.MyDomain = &audit.MyDomainSettings{
		Name: got.Name, OnlyMyDomainLogin: got.Only, OnlyMyDomainAPILogin: got.OnlyAPI,
	}
	return nil
}

// security reads the session settings that bear on a connection. Both flags are false by default.
func (r *reader) security(ctx context.Context) error {
	type component struct {
		LockToIP     bool `xml:"sessionSettings>lockSessionsToIp"`
		EveryRequest bool `xml:"sessionSettings>enforceIpRangesEveryRequest"`
	}
	got, err := readSettings[component](ctx, r, audit.PartSecurity, "SecuritySettings", "Security")
	if err != nil {
		return err
	}
	r.snapshot.Security = &audit.SecuritySettings{
		LockSessionsToIP: got.LockToIP, EnforceIPRangesEveryRequest: got.EveryRequest,
	}
	return nil
}

// oauthSettings reads which OAuth flows the org switched off.
func (r *reader) oauthSettings(ctx context.Context) error {
	type component struct {
		BlockUserAgent *bool `xml:"blockOAuthUsrAgtFlow"`
		BlockPassword  *bool `xml:"blockOAuthUnPwFlow"`
		RequirePKCE    *bool `xml:"isPkceRequired"`
	}
	got, err := readSettings[component](ctx, r, audit.PartOAuthSettings, "OauthOidcSettings", "OauthOidc")
	if err != nil {
		return err
	}
	r.snapshot.OAuth = &audit.OAuthSettings{
		BlockUserAgent: got.BlockUserAgent,
		BlockPassword:  got.BlockPassword,
		RequirePKCE:    got.RequirePKCE,
	}
	return nil
}

// readSettings reads one settings component, which every org has once.
func readSettings[T any](ctx context.Context, r *reader, part audit.Part, typ, name string) (*T, error) {
	got, err := readMetadata[T](ctx, r.client, typ, []string{name})
	if err != nil {
		return nil, err
	}
	if len(got) != 1 {
		return nil, fmt.Errorf("read metadata of %s: %w", typ, errors.New("this org gave no such settings"))
	}
	r.source(part, "metadata "+typ+" "+name, 1)
	return &got[0], nil
}
