package org

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"orgaudit/audit"
)

// organization reads the one Organization record.
func (r *reader) organization(ctx context.Context) error {
	type row struct {
		ID           string `json:"Id"`
		Name         string
		Edition      string `json:"OrganizationType"`
		Instance     string `json:"InstanceName"`
		IsSandbox    bool
		TrialExpires string `json:"TrialExpirationDate"`
		TimeZone     string `json:"TimeZoneSidKey"`
	}
	rows, err := readColumns[row](ctx, r, audit.PartOrganization, "Organization", " LIMIT 1",
		[]string{"Id", "Name", "OrganizationType", "InstanceName", "IsSandbox", "TrialExpirationDate"},
		"TimeZoneSidKey")
	if err != nil {
		return err
	}
	if len(rows) != 1 {
		return fmt.Errorf("read the organization: %d records came, not one", len(rows))
	}
	org := &r.snapshot.Org
	org.ID, org.Name, org.Edition, org.Instance = rows[0].ID, rows[0].Name, rows[0].Edition, rows[0].Instance
	org.IsSandbox, org.TrialExpiry, org.TimeZone = rows[0].IsSandbox, rows[0].TrialExpires, rows[0].TimeZone
	return nil
}

// auditor reads the running user's own permissions: one row of UserPermissionAccess. Columns that this org lacks are
// left out, the permissions stay unknown.
func (r *reader) auditor(ctx context.Context) error {
	wanted := append(audit.AuditPermissions(), audit.ModifyAllData, audit.MonitorLoginHistory)
	var fields []string
	for _, p := range wanted {
		fields = append(fields, p.Field())
	}
	rows, err := readColumns[map[string]any](ctx, r, audit.PartAuditor, "UserPermissionAccess", " LIMIT 1",
		nil, fields...)
	if err != nil {
		return err
	}
	if len(rows) != 1 {
		return fmt.Errorf("read the audit user's permissions: %d rows came, not one", len(rows))
	}
	permissions := map[string]bool{}
	for _, p := range wanted {
		if held, ok := rows[0][p.Field()].(bool); ok {
			permissions[p.Name] = held
		}
	}
	r.snapshot.Auditor.Permissions = permissions
	return nil
}

// limits reads the daily API requests. Where the resource is closed, the header Sforce-Limit-Info of the other answers
// says the same; finish takes it from there.
func (r *reader) limits(ctx context.Context) error {
	var limits map[string]struct{ Max, Remaining *int }
	if err := r.client.getJSON(ctx, r.client.resource("limits/"), &limits); err != nil {
		return fmt.Errorf("read the API limits: %w", err)
	}
	daily, ok := limits["DailyApiRequests"]
	if !ok || daily.Max == nil || daily.Remaining == nil {
		return errors.New("read the API limits: the answer has no DailyApiRequests")
	}
	r.snapshot.APILimit = &audit.APILimit{Max: *daily.Max, Remaining: *daily.Remaining}
	r.source(audit.PartLimits, "GET limits: DailyApiRequests", 1)
	return nil
}

// hostSuffixes are those of hosts that a My Domain has for sign-in (My Domain URL formats, Salesforce Help). Others,
// such as lightning.force.com, don't offer the OAuth endpoints.
var hostSuffixes = []string{
	".my.salesforce.com", ".my.salesforce.mil", ".my.sfcrmproducts.cn", ".cloudforce.com", ".database.com",
}

// myDomainHost is the host at which the org's users sign in: that of the instance URL where it is a My Domain host,
// else the one that the settings of a production org name. "" when neither tells: hosts of sandboxes and Developer
// Editions have a part more, which the name of the My Domain doesn't hold.
func myDomainHost(org audit.Org, settings *audit.MyDomainSettings) string {
	if u, err := url.Parse(org.URL); err == nil {
		if host := strings.ToLower(u.Hostname()); isMyDomainHost(host) {
			return host
		}
	}
	if settings == nil || settings.Name == "" || org.IsSandbox || org.Edition == "" ||
		org.Edition == "Developer Edition" {
		return ""
	}
	return strings.ToLower(settings.Name) + ".my.salesforce.com"
}
