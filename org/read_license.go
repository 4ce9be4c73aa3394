package org

import (
	"cmp"
	"context"
	"slices"

	"golang.org/x/sync/errgroup"

	"orgaudit/audit"
)

// needsLicenses tells whether an app in scope documents a license that its user or org has to have.
func (r *reader) needsLicenses() bool {
	return slices.ContainsFunc(r.scope.Apps, func(app audit.App) bool { return len(app.Needs.Licenses)+len(app.Needs.FreeSeats) > 0 })
}

// licenses reads the user licenses and permission set licenses with their seats. Those that are disabled or have expired
// serve nobody: they are left out.
func (r *reader) licenses(ctx context.Context) error {
	type row struct {
		Name          string
		Label         string `json:"MasterLabel"`
		DeveloperName string
		Key           string `json:"LicenseDefinitionKey"`
		Status        string
		TotalLicenses int
		UsedLicenses  int
	}
	var users, sets []row
	var g errgroup.Group
	g.Go(func() (err error) {
		users, err = read[row](ctx, r, audit.PartLicenses, "SELECT Name, LicenseDefinitionKey, TotalLicenses, UsedLicenses, Status FROM UserLicense")
		return err
	})
	g.Go(func() (err error) {
		sets, err = read[row](ctx, r, audit.PartLicenses, "SELECT DeveloperName, MasterLabel, TotalLicenses, UsedLicenses, Status FROM PermissionSetLicense")
		return err
	})
	err := g.Wait()
	for _, l := range slices.Concat(users, sets) {
		if l.Status != "Disabled" && l.Status != "Expired" {
			r.snapshot.Licenses = append(r.snapshot.Licenses, audit.License{
				Name: cmp.Or(l.Name, l.Label), Key: cmp.Or(l.Key, l.DeveloperName), Total: l.TotalLicenses, Used: l.UsedLicenses,
			})
		}
	}
	slices.SortFunc(r.snapshot.Licenses, func(a, b audit.License) int { return byName(a.Name, b.Name, a.Key, b.Key) })
	return err
}
