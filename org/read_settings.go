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
	got, err := settings[component](ctx, r, audit.PartConnectedAppSettings, "ConnectedAppSettings", "ConnectedApp")
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
	got, err := settings[component](ctx, r, audit.PartMyDomain, "MyDomainSettings", "MyDomain")
	if err != nil {
		return err
	}
	r.snapshot.MyDomain = &audit.MyDomainSettings{Name: got.Name, OnlyMyDomainLogin: got.Only, OnlyMyDomainAPILogin: got.OnlyAPI}
	return nil
}

// settings reads one settings component, which every org has once.
func settings[T any](ctx context.Context, r *reader, part audit.Part, typ, name string) (*T, error) {
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
