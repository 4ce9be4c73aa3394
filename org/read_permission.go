package org

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"orgaudit/audit"
)

// granting is a row of Profile, PermissionSet or MutingPermissionSet with the permissions, by metadata name, that were
// asked for. A column that was not asked for isn't in the map: not known.
type granting[T any] struct {
	row         T
	permissions map[string]bool
}

// UnmarshalJSON reads the row by its tags and every permission column besides.
func (g *granting[T]) UnmarshalJSON(data []byte) error {
	var columns map[string]json.RawMessage
	if err := cmp.Or(json.Unmarshal(data, &g.row), json.Unmarshal(data, &columns)); err != nil {
		return err
	}
	g.permissions = map[string]bool{}
	for column, value := range columns {
		name, ok := strings.CutPrefix(column, (audit.Permission{}).Field())
		if held := string(value) == "true"; ok && (held || string(value) == "false") {
			g.permissions[name] = held
		}
	}
	return nil
}

// permissionsAsked are the permissions that decide a sign-in, those that the apps in scope document, and those whose
// holders are asked for.
func (r *reader) permissionsAsked() []string {
	var names []string
	for _, p := range audit.SignInPermissions() {
		names = append(names, p.Name)
	}
	for _, app := range r.scope.Apps {
		names = append(names, app.Needs.UserPermissions...)
	}
	slices.Sort(names[len(audit.SignInPermissions()):])
	var out []string
	for _, name := range slices.Concat(names, r.scope.Holders) {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// permissionColumns are the permissions asked for that PermissionSet has in this org. API Enabled exists everywhere;
// the others only where Salesforce provisioned them, and a query that names a missing column fails as a whole.
func (r *reader) permissionColumns(ctx context.Context) ([]string, error) {
	fields, err := r.client.describe(ctx, "PermissionSet")
	if err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		// The object may be readable all the same; the column that every org has is asked for.
		return []string{audit.APIEnabled.Field()}, nil
	}
	var columns []string
	for _, name := range r.permissionsAsked() {
		if field := (audit.Permission{Name: name}).Field(); fields[field] {
			columns = append(columns, field)
		}
	}
	return columns, nil
}

// readColumns makes queries of an object: with all its columns, and, where Salesforce refuses one that
// is optional, with those that this org has. Nearly every org has all, so nothing is looked up
// before. tail is what follows the object's name.
func readColumns[T any](
	ctx context.Context, r *reader, part audit.Part, object, tail string, always []string, optional ...string,
) ([]T, error) {
	soql := func(columns string) string { return "SELECT " + columns + " FROM " + object + tail }
	rows, err := read[T](ctx, r, part, soql(strings.Join(slices.Concat(always, optional), ", ")))
	if answered, ok := apiError(err); !ok || !answered.has("INVALID_FIELD") {
		return rows, err
	}
	columns, unknown := r.columns(ctx, object, slices.Clone(always), optional...)
	if unknown != nil || columns == "" {
		return nil, cmp.Or(unknown, err)
	}
	return read[T](ctx, r, part, soql(columns))
}

// columns lists what to select of an object: what every org has, and of the optional columns those that this org has.
// Where they can't be looked up all are asked for: a refused query says that something is missing, an answer without
// them would be taken for a complete one.
func (r *reader) columns(ctx context.Context, object string, always []string, optional ...string) (string, error) {
	fields, err := r.client.describe(ctx, object)
	if err != nil && ctx.Err() != nil {
		return "", err
	}
	for _, name := range optional {
		if fields == nil || fields[name] {
			always = append(always, name)
		}
	}
	return strings.Join(always, ", "), nil
}

// profiles reads every profile twice over: as Profile and as the permission set that it owns. Each of the two leaves
// out some system profiles, so they are joined by id. Where one is closed the other is kept, and the part is refused:
// it may lack profiles, or the permission sets by which a profile is pre-authorized for an app.
func (r *reader) profiles(ctx context.Context) error {
	type row struct {
		ID       string `json:"Id"`
		Name     string
		UserType string
		License  *struct{ Name string } `json:"UserLicense"`
	}
	var plain []granting[row]
	plainErr := make(chan error, 1)
	go func() {
		var err error
		plain, err = read[granting[row]](ctx, r, audit.PartProfiles,
			"SELECT Id, Name, UserType, UserLicense.Name, PermissionsApiEnabled FROM Profile")
		plainErr <- err
	}()
	owned, ownedErr := r.ownedPermissionSets(ctx)
	err := cmp.Or(<-plainErr, ownedErr)
	byID := map[string]*audit.Profile{}
	for _, g := range plain {
		p := g.row
		profile := &audit.Profile{ID: p.ID, Name: p.Name, UserType: p.UserType, Permissions: g.permissions}
		if p.License != nil {
			profile.License = p.License.Name
		}
		byID[idKey(p.ID)] = profile
	}
	for id, o := range owned {
		profile := byID[id]
		if profile == nil {
			profile = &audit.Profile{ID: o.ID, Name: o.Name, UserType: o.UserType, License: o.License}
			byID[id] = profile
		}
		if profile.Permissions == nil {
			profile.Permissions = map[string]bool{}
		}
		for name, held := range o.Permissions {
			profile.Permissions[name] = held
		}
		profile.PermissionSetID, profile.IsCustom = o.PermissionSetID, o.IsCustom
	}
	for _, profile := range byID {
		r.snapshot.Profiles = append(r.snapshot.Profiles, *profile)
	}
	slices.SortFunc(r.snapshot.Profiles, func(a, b audit.Profile) int { return byName(a.Name, b.Name, a.ID, b.ID) })
	r.needsSight(audit.PartProfiles)
	return err
}

// ownedPermissionSets reads the permission sets that profiles own, by the profile's id.
func (r *reader) ownedPermissionSets(ctx context.Context) (map[string]audit.Profile, error) {
	columns, err := r.permissionColumns(ctx)
	if err != nil {
		return nil, err
	}
	type row struct {
		ID        string `json:"Id"`
		ProfileID string `json:"ProfileId"`
		IsCustom  bool
		Profile   *struct {
			Name     string
			UserType string
			License  *struct{ Name string } `json:"UserLicense"`
		}
	}
	rows, err := read[granting[row]](ctx, r, audit.PartProfiles,
		"SELECT Id, ProfileId, Profile.Name, Profile.UserType, Profile.UserLicense.Name, IsCustom, "+
			strings.Join(columns, ", ")+" FROM PermissionSet WHERE IsOwnedByProfile = true")
	if err != nil {
		return nil, err
	}
	out := map[string]audit.Profile{}
	for _, g := range rows {
		o := g.row
		profile := audit.Profile{
			ID:              o.ProfileID,
			IsCustom:        o.IsCustom,
			PermissionSetID: o.ID,
			Permissions:     g.permissions,
		}
		if o.Profile != nil {
			profile.Name, profile.UserType = o.Profile.Name, o.Profile.UserType
			if o.Profile.License != nil {
				profile.License = o.Profile.License.Name
			}
		}
		if o.ProfileID != "" {
			out[idKey(o.ProfileID)] = profile
		}
	}
	return out, nil
}

// permissionSets reads every permission set that no profile owns, the hidden ones of groups included: their row holds
// what the group grants after muting.
func (r *reader) permissionSets(ctx context.Context) error {
	permissions, err := r.permissionColumns(ctx)
	if err != nil {
		return err
	}
	columns, err := r.columns(ctx, "PermissionSet", append([]string{"Id", "Name", "Label"}, permissions...),
		"NamespacePrefix", "Type", "HasActivationRequired", "PermissionSetGroupId")
	if err != nil {
		return err
	}
	type row struct {
		ID                 string `json:"Id"`
		Name, Label, Type  string
		Namespace          string `json:"NamespacePrefix"`
		RequiresActivation bool   `json:"HasActivationRequired"`
		GroupID            string `json:"PermissionSetGroupId"`
		IsOwnedByProfile   bool
	}
	rows, err := read[granting[row]](ctx, r, audit.PartPermissionSets,
		"SELECT "+columns+" FROM PermissionSet WHERE IsOwnedByProfile = false")
	if err != nil {
		return err
	}
	for _, g := range rows {
		p := g.row
		if p.IsOwnedByProfile || p.Type == audit.PermissionSetProfile {
			continue
		}
		r.snapshot.PermissionSets = append(r.snapshot.PermissionSets, audit.PermissionSet{
			ID: p.ID, Name: p.Name, Label: p.Label, Namespace: p.Namespace, Type: p.Type,
			RequiresActivation: p.RequiresActivation, GroupID: p.GroupID, Permissions: g.permissions,
		})
	}
	slices.SortFunc(r.snapshot.PermissionSets, func(a, b audit.PermissionSet) int {
		return byName(a.Name, b.Name, a.ID, b.ID)
	})
	r.needsSight(audit.PartPermissionSets)
	return nil
}

// mutingPrefix starts the id of a muting permission set.
const mutingPrefix = "0QM"

type groupRow struct {
	ID                 string `json:"Id"`
	Name               string `json:"DeveloperName"`
	Label              string `json:"MasterLabel"`
	Status             string
	RequiresActivation bool `json:"HasActivationRequired"`
}

// groups reads the permission set groups, the sets in them and what their muting sets take away.
func (r *reader) groups(ctx context.Context) error {
	rows, err := readColumns[groupRow](ctx, r, audit.PartPermissionSetGroups, "PermissionSetGroup", "",
		[]string{"Id", "DeveloperName", "MasterLabel", "Status"}, "HasActivationRequired")
	r.needsSight(audit.PartPermissionSetGroups)
	if err != nil || len(rows) == 0 {
		return err
	}
	type link struct {
		GroupID string `json:"PermissionSetGroupId"`
		SetID   string `json:"PermissionSetId"`
	}
	type muting struct {
		ID string `json:"Id"`
	}
	var mutings []granting[muting]
	var g errgroup.Group
	g.Go(func() error {
		columns, err := r.permissionColumns(ctx) // a muting set has the same ones
		if err == nil {
			mutings, err = readColumns[granting[muting]](ctx, r, audit.PartPermissionSetGroups, "MutingPermissionSet",
				"", []string{"Id"}, columns...)
		}
		return err
	})
	links, err := read[link](ctx, r, audit.PartPermissionSetGroups,
		"SELECT PermissionSetGroupId, PermissionSetId FROM PermissionSetGroupComponent")
	err = cmp.Or(err, g.Wait())
	muted := map[string]map[string]bool{}
	for _, m := range mutings {
		muted[idKey(m.row.ID)] = m.permissions // in a muting set, true means muted
	}
	inside := map[string][]string{}
	for _, l := range links {
		inside[idKey(l.GroupID)] = append(inside[idKey(l.GroupID)], l.SetID)
	}
	for _, g := range rows {
		r.snapshot.Groups = append(r.snapshot.Groups, g.group(inside[idKey(g.ID)], muted))
	}
	return err
}

// group is the group with the sets inside, and what the muting sets among them take away.
func (g groupRow) group(inside []string, muted map[string]map[string]bool) audit.PermissionSetGroup {
	group := audit.PermissionSetGroup{
		ID:                 g.ID,
		Name:               g.Name,
		Label:              g.Label,
		Status:             g.Status,
		RequiresActivation: g.RequiresActivation,
	}
	for _, id := range inside {
		mutes, isMuting := muted[idKey(id)]
		if !isMuting && !strings.HasPrefix(id, mutingPrefix) {
			group.PermissionSetIDs = append(group.PermissionSetIDs, id)
			continue
		}
		for name, on := range mutes {
			if on {
				if group.Muted == nil {
					group.Muted = map[string]bool{}
				}
				group.Muted[name] = true
			}
		}
	}
	slices.Sort(group.PermissionSetIDs)
	return group
}

// idKey is an id in the form that compares: 15 characters.
func idKey(id string) string {
	if len(id) == 18 {
		return id[:15]
	}
	return id
}
