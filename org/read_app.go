package org

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"orgaudit/audit"
)

// apps reads connected apps and External Client Apps, then who is pre-authorized for those that were asked about.
func (r *reader) apps(ctx context.Context) error {
	var g errgroup.Group
	g.Go(func() error {
		if err := r.connectedApps(ctx); err != nil {
			r.refuse(audit.PartConnectedApps, err)
		}
		return nil
	})
	g.Go(func() error {
		if err := r.externalClientApps(ctx); err != nil {
			r.refuse(audit.PartExternalClientApps, err)
		}
		return nil
	})
	if err := g.Wait(); err != nil {
		return err
	}
	return r.appAccess(ctx)
}

// connectedApps reads the installed and owned connected apps. The column of Permitted Users shows only to users with
// View Setup and Configuration.
func (r *reader) connectedApps(ctx context.Context) error {
	fields, err := r.client.describe(ctx, "ConnectedApplication")
	if err != nil && ctx.Err() != nil {
		return err
	}
	columns := "Id, Name"
	for _, optional := range []string{"OptionsAllowAdminApprovedUsersOnly", "CreatedDate"} {
		// An object that can't be described is asked in full: a refusal of the columns is worth more than a guess.
		if fields == nil || fields[optional] {
			columns += ", " + optional
		}
	}
	type row struct {
		ID           string `json:"Id"`
		Name         string
		ApprovedOnly *bool `json:"OptionsAllowAdminApprovedUsersOnly"`
		CreatedDate  timestamp
	}
	rows, err := read[row](ctx, r, audit.PartConnectedApps, "SELECT "+columns+" FROM ConnectedApplication")
	if err != nil {
		return err
	}
	for _, a := range rows {
		r.snapshot.ConnectedApps = append(r.snapshot.ConnectedApps, audit.ConnectedApp{
			ID: a.ID, Name: a.Name, AdminApprovedOnly: a.ApprovedOnly, Created: a.CreatedDate.time(),
		})
	}
	return nil
}

// externalClientApps reads the External Client Apps with the two policies that decide a sign-in. Not every org has these
// objects (the Object Reference calls them internal): where the audit user may see Setup and the object is unknown, the
// org has none.
func (r *reader) externalClientApps(ctx context.Context) error {
	type app struct {
		ID           string `json:"Id"`
		Name         string `json:"DeveloperName"`
		Label        string `json:"MasterLabel"`
		Namespace    string `json:"NamespacePrefix"`
		Distribution string `json:"DistributionState"`
	}
	type oauth struct {
		AppID          string `json:"ExternalClientApplicationId"`
		PermittedUsers string `json:"PermittedUsersPolicyType"`
	}
	type policy struct {
		AppID     string `json:"ExternalClientApplicationId"`
		IsEnabled *bool
	}
	apps, err := read[app](ctx, r, audit.PartExternalClientApps,
		"SELECT Id, DeveloperName, MasterLabel, NamespacePrefix, DistributionState FROM ExternalClientApplication")
	if unknownType(err) {
		r.noExternalClientApps(err)
		return nil
	}
	if err != nil || len(apps) == 0 {
		return err
	}
	// The policies are objects of their own; without them the apps are known and their state is not.
	var oauths []oauth
	var policies []policy
	var g errgroup.Group
	g.Go(func() error {
		oauths, _ = read[oauth](ctx, r, audit.PartExternalClientApps, "SELECT ExternalClientApplicationId, PermittedUsersPolicyType FROM ExtlClntAppOauthPlcyCnfg")
		return nil
	})
	g.Go(func() error {
		policies, _ = read[policy](ctx, r, audit.PartExternalClientApps, "SELECT ExternalClientApplicationId, IsEnabled FROM ExtlClntAppPlcyCnfg")
		return nil
	})
	if err := g.Wait(); err != nil {
		return err
	}
	for _, a := range apps {
		out := audit.ExternalClientApp{ID: a.ID, Name: a.Name, Label: a.Label, Namespace: a.Namespace, Distribution: a.Distribution}
		for _, o := range oauths {
			if audit.SameID(o.AppID, a.ID) && o.PermittedUsers != "" {
				only := o.PermittedUsers == "AdminApprovedPreAuthorized"
				out.AdminApprovedOnly = &only
			}
		}
		for _, p := range policies {
			if audit.SameID(p.AppID, a.ID) {
				out.IsEnabled = p.IsEnabled
			}
		}
		r.snapshot.ExternalClientApps = append(r.snapshot.ExternalClientApps, out)
	}
	return nil
}

// noExternalClientApps takes an org that doesn't know the object as one without such apps, if the audit user may see
// Setup; else the object may only be hidden.
func (r *reader) noExternalClientApps(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.unknownObject = err
}

// appAccess reads which permission sets, those of profiles included, are pre-authorized for the apps that were asked
// about; for all apps when none was asked about in particular.
func (r *reader) appAccess(ctx context.Context) error {
	view := audit.NewView(&audit.Snapshot{ConnectedApps: r.snapshot.ConnectedApps, ExternalClientApps: r.snapshot.ExternalClientApps})
	var ids []string
	for _, app := range r.scope.Apps {
		if id := view.Resolve(app).ID(); id != "" {
			ids = append(ids, id)
		}
	}
	if len(r.scope.Apps) > 0 && len(ids) == 0 {
		return nil
	}
	where := "SetupEntityType = 'ConnectedApplication'"
	if len(r.snapshot.ExternalClientApps) > 0 {
		where = "SetupEntityType IN ('ConnectedApplication','ExternalClientApplication')"
	}
	if len(ids) > 0 && len(ids) <= idsPerQuery {
		where += " AND SetupEntityId IN (" + quoted(ids) + ")"
	}
	type row struct {
		ParentID string `json:"ParentId"`
		AppID    string `json:"SetupEntityId"`
	}
	rows, err := read[row](ctx, r, audit.PartAppAccess, "SELECT ParentId, SetupEntityId FROM SetupEntityAccess WHERE "+where)
	if err != nil {
		return err
	}
	for _, a := range rows {
		if len(ids) == 0 || slices.ContainsFunc(ids, func(id string) bool { return audit.SameID(id, a.AppID) }) {
			r.snapshot.AppAccess = append(r.snapshot.AppAccess, audit.AppAccess{AppID: a.AppID, PermissionSetID: a.ParentID})
		}
	}
	r.needsSight(audit.PartAppAccess)
	return nil
}

// unknownType tells whether an error says that an object isn't offered at all.
func unknownType(err error) bool {
	answered, ok := apiError(err)
	return ok && (answered.Has("INVALID_TYPE") || strings.HasSuffix(strings.Join(answered.Codes, " "), ":INVALID_TYPE"))
}
