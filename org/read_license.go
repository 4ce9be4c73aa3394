package org

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"orgaudit/audit"
)

// licensesNeeded are the licenses that apps in scope document: one of which
// a user, or each of which the org, has to have.
func (r *reader) licensesNeeded() []string {
	var names []string
	for _, app := range r.scope.Apps {
		names = slices.Concat(names, app.Needs.Licenses, app.Needs.FreeSeats)
	}
	return names
}

// licenses reads the user licenses with their seats, and the permission set licenses where one that is needed may be
// among those. Licenses that are disabled or have expired serve nobody: they are left out.
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
	users, err := read[row](ctx, r, audit.PartLicenses,
		"SELECT Name, LicenseDefinitionKey, TotalLicenses, UsedLicenses, Status FROM UserLicense")
	var sets []row
	userLicense := func(name string) bool {
		return slices.ContainsFunc(users, func(l row) bool {
			return strings.EqualFold(l.Name, name) || strings.EqualFold(l.Key, name)
		})
	}
	if err == nil && slices.ContainsFunc(r.licensesNeeded(), func(name string) bool { return !userLicense(name) }) {
		sets, err = read[row](ctx, r, audit.PartLicenses,
			"SELECT DeveloperName, MasterLabel, TotalLicenses, UsedLicenses, Status FROM PermissionSetLicense")
	}
	for _, l := range slices.Concat(users, sets) {
		if l.Status != "Disabled" && l.Status != "Expired" {
			r.snapshot.Licenses = append(r.snapshot.Licenses, audit.License{
				Name:  cmp.Or(l.Name, l.Label),
				Key:   cmp.Or(l.Key, l.DeveloperName),
				Total: l.TotalLicenses,
				Used:  l.UsedLicenses,
			})
		}
	}
	slices.SortFunc(r.snapshot.Licenses, func(a, b audit.License) int { return byName(a.Name, b.Name, a.Key, b.Key) })
	return err
}
