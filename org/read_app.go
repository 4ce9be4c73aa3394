package org

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"orgaudit/audit"
)

// apps reads connected apps and External Client Apps, then who is pre-authorized for those that were asked about.
func (r *reader) apps(ctx context.Context) error {
	var connected, external error
	var both sync.WaitGroup
	both.Go(func() { connected = r.settle(audit.PartConnectedApps, r.connectedApps(ctx)) })
	both.Go(func() { external = r.settle(audit.PartExternalClientApps, r.externalClientApps(ctx)) })
	both.Wait()
	slices.SortFunc(r.snapshot.ConnectedApps, func(a, b audit.ConnectedApp) int {
		return byName(a.Name, b.Name, a.ID, b.ID)
	})
	slices.SortFunc(r.snapshot.ExternalClientApps, func(a, b audit.ExternalClientApp) int {
		return byName(a.Name, b.Name, a.ID, b.ID)
	})
	ids, found := r.appIDs(nil)
	if found {
		connected, external = nil, nil
	}
	both.Go(func() {
		defer r.policies.Done()
		if err := r.appPolicies(ctx, connected); err != nil {
			r.refuse(audit.PartAppPolicies, err)
		}
	})
	var access error
	both.Go(func() { access = r.appAccess(ctx, ids, found, cmp.Or(connected, external)) })
	both.Wait()
	return access
}

// connectedApps reads the installed and owned connected apps. The column of Permitted Users shows only to users with
// View Setup and Configuration.
func (r *reader) connectedApps(ctx context.Context) error {
	type row struct {
		ID           string `json:"Id"`
		Name         string
		ApprovedOnly *bool `json:"OptionsAllowAdminApprovedUsersOnly"`
		CreatedDate  timestamp
	}
	rows, err := readColumns[row](ctx, r, audit.PartConnectedApps, "ConnectedApplication", "",
		[]string{"Id", "Name"}, "OptionsAllowAdminApprovedUsersOnly", "CreatedDate")
	if err != nil {
		return err
	}
	for _, a := range rows {
		r.snapshot.ConnectedApps = append(r.snapshot.ConnectedApps, audit.ConnectedApp{
			ID: a.ID, Name: a.Name, AdminApprovedOnly: a.ApprovedOnly, Created: a.CreatedDate.time(),
		})
	}
	r.needsSight(audit.PartConnectedApps)
	return nil
}

// externalClientApps reads the External Client Apps with the two policies that decide a sign-in. Not
// every org has these objects (the Object Reference calls them internal): where the audit user may see
// Setup and the object is unknown, the org has none.
func (r *reader) externalClientApps(ctx context.Context) error {
	type app struct {
		ID           string `json:"Id"`
		Name         string `json:"DeveloperName"`
		Label        string `json:"MasterLabel"`
		Namespace    string `json:"NamespacePrefix"`
		Distribution string `json:"DistributionState"`
	}
	type policy struct {
		AppID     string `json:"ExternalClientApplicationId"`
		IsEnabled *bool
	}
	apps, err := read[app](ctx, r, audit.PartExternalClientApps,
		"SELECT Id, DeveloperName, MasterLabel, NamespacePrefix, DistributionState FROM ExternalClientApplication")
	if answered, ok := apiError(err); ok && answered.has("INVALID_TYPE") {
		err = nil
	}
	r.needsSight(audit.PartExternalClientApps)
	if err != nil || len(apps) == 0 {
		return err
	}
	// The policies are objects of their own; where an org doesn't show them the apps are known and their state is not.
	var oauths []externalPolicy
	var policies []policy
	var g errgroup.Group
	g.Go(func() (err error) {
		oauths, err = r.externalPolicies(ctx)
		if err != nil && slices.ContainsFunc(apps, func(a app) bool { return r.asked(a.Label, a.Name) }) {
			r.refuse(audit.PartAppPolicies, missing{"the OAuth policies of External Client Apps", audit.ViewSetup, err})
		}
		return unlessDenied(err)
	})
	g.Go(func() (err error) {
		policies, err = read[policy](ctx, r, audit.PartExternalClientApps,
			"SELECT ExternalClientApplicationId, IsEnabled FROM ExtlClntAppPlcyCnfg")
		return unlessDenied(err)
	})
	err = g.Wait()
	for _, a := range apps {
		out := audit.ExternalClientApp{
			ID:           a.ID,
			Name:         a.Name,
			Label:        a.Label,
			Namespace:    a.Namespace,
			Distribution: a.Distribution,
		}
		for _, o := range oauths {
			if audit.SameID(o.AppID, a.ID) {
				out.AdminApprovedOnly = approvedOnly(o.PermittedUsers)
				if r.connects() {
					out.Policy = o.policy()
				}
			}
		}
		for _, p := range policies {
			if audit.SameID(p.AppID, a.ID) {
				out.IsEnabled = p.IsEnabled
			}
		}
		r.snapshot.ExternalClientApps = append(r.snapshot.ExternalClientApps, out)
	}
	return err
}

// unlessDenied drops the error of an object or column that this org doesn't show.
func unlessDenied(err error) error {
	if isDenied(err) {
		return nil
	}
	return err
}

// approvedOnly reads PermittedUsersPolicyType (Object Reference,
// ExtlClntAppOauthPlcyCnfg); nil for a value that isn't known.
func approvedOnly(permittedUsers string) *bool {
	only := permittedUsers == "AdminApprovedPreAuthorized"
	if !only && permittedUsers != "AllSelfAuthorized" {
		return nil
	}
	return &only
}

// asked tells whether an app of one of these names may be meant by the scope.
func (r *reader) asked(names ...string) bool {
	return len(r.scope.Apps) == 0 && r.hasUsers() || slices.ContainsFunc(r.scope.Apps, func(app audit.App) bool {
		return slices.ContainsFunc(names, func(name string) bool { return bearsName(app, name) })
	})
}

// appIDs lists the apps that the scope may mean: of several names or apps of one name, all, since their keys may settle
// later which it is. found is set when each app in scope has one.
func (r *reader) appIDs(blocked []audit.BlockedApp) (ids []string, found bool) {
	s := &audit.Snapshot{
		ConnectedApps:      r.snapshot.ConnectedApps,
		ExternalClientApps: r.snapshot.ExternalClientApps,
		BlockedApps:        blocked,
	}
	view := audit.NewIndex(s)
	found = len(r.scope.Apps) > 0
	for _, app := range r.scope.Apps {
		before := len(ids)
		if id := view.Resolve(app).ID(); id != "" {
			ids = append(ids, id)
		}
		for _, c := range s.ConnectedApps {
			if bearsName(app, c.Name) {
				ids = append(ids, c.ID)
			}
		}
		for _, e := range s.ExternalClientApps {
			if bearsName(app, e.Label) || bearsName(app, e.Name) {
				ids = append(ids, e.ID)
			}
		}
		found = found && len(ids) > before
	}
	slices.Sort(ids)
	return slices.Compact(ids), found
}

// appAccess reads which permission sets, those of profiles included, are pre-authorized for the apps that were asked
// about; for all apps when none was asked about in particular. An app that isn't found has no rows, unless unread says
// that not every app was seen.
func (r *reader) appAccess(ctx context.Context, ids []string, found bool, unread error) error {
	byKey := func(app audit.App) bool { return len(app.ConsumerKeys) > 0 }
	if !found && slices.ContainsFunc(r.scope.Apps, byKey) {
		// A block of the Consumer Key may tell the app's name, and the org shows the keys of its own apps.
		r.blocked.Wait()
		r.policies.Wait()
		if ids, found = r.appIDs(r.snapshot.BlockedApps); found {
			unread = nil
		}
	}
	if len(r.scope.Apps) > 0 && len(ids) == 0 {
		return unread
	}
	where := "SetupEntityType = 'ConnectedApplication'"
	if len(r.snapshot.ExternalClientApps) > 0 {
		where = "SetupEntityType IN ('ConnectedApplication','ExternalClientApplication')"
	}
	if chunks := soqlLists(ids); len(chunks) == 1 {
		where += " AND SetupEntityId IN (" + chunks[0] + ")"
	}
	type row struct {
		ParentID string `json:"ParentId"`
		AppID    string `json:"SetupEntityId"`
	}
	rows, err := read[row](ctx, r, audit.PartAppAccess,
		"SELECT ParentId, SetupEntityId FROM SetupEntityAccess WHERE "+where)
	if err != nil {
		return err
	}
	for _, a := range rows {
		if len(ids) == 0 || slices.ContainsFunc(ids, func(id string) bool { return audit.SameID(id, a.AppID) }) {
			r.snapshot.AppAccess = append(r.snapshot.AppAccess,
				audit.AppAccess{AppID: a.AppID, PermissionSetID: a.ParentID})
		}
	}
	r.needsSight(audit.PartAppAccess)
	return unread
}
