package simorg

import (
	"encoding/json"
	"strings"
)

// toolingProfileTable: FullName and Metadata can be had for one profile at a time, and Metadata is null for some.
func (w *world) toolingProfileTable() *table {
	t := newTable("Profile", "Profile", prefixProfile, len(w.profiles), func(r int32) string {
		return w.profiles[r].id
	})
	t.tooling, t.open = true, viewsSetup
	t.text("Name", func(r int32) string { return w.profiles[r].src.Name })
	t.text("Description", func(r int32) string { return w.profiles[r].src.Description })
	t.text("FullName", func(r int32) string {
		return w.profiles[r].metadataName
	}).unfiltered().plain().onlyOneRow = true
	t.cell("Metadata", typeComplex, func(r int32) value {
		if w.profiles[r].src.NoMetadata {
			return value{}
		}
		return value{kind: raw, text: w.profileMetadata(&w.profiles[r])}
	}).unfiltered().plain().onlyOneRow = true
	return t
}

// profileMetadata is what the Tooling API shows of a profile: the same as its metadata file, as JSON.
func (w *world) profileMetadata(p *profileRow) string {
	type userPermission struct {
		Enabled bool   `json:"enabled"`
		Name    string `json:"name"`
	}
	type ipRange struct {
		Description  *string `json:"description"`
		EndAddress   string  `json:"endAddress"`
		StartAddress string  `json:"startAddress"`
	}
	metadata := struct {
		Custom          bool             `json:"custom"`
		Description     *string          `json:"description"`
		LoginHours      map[string]int   `json:"loginHours"`
		LoginIPRanges   []ipRange        `json:"loginIpRanges"`
		UserLicense     string           `json:"userLicense"`
		UserPermissions []userPermission `json:"userPermissions"`
	}{
		Custom:          p.src.Custom,
		UserLicense:     w.licenses[p.license].src.Name,
		LoginIPRanges:   []ipRange{},
		UserPermissions: []userPermission{},
	}
	if p.src.Description != "" {
		metadata.Description = &p.src.Description
	}
	for _, h := range p.src.LoginHours {
		if start, end, err := h.minutes(); err == nil {
			if metadata.LoginHours == nil {
				metadata.LoginHours = map[string]int{}
			}
			day := strings.ToLower(h.Day)
			metadata.LoginHours[day+"Start"], metadata.LoginHours[day+"End"] = start, end
		}
	}
	for _, r := range p.src.LoginIPRanges {
		one := ipRange{StartAddress: r.Start, EndAddress: r.End}
		if r.Description != "" {
			one.Description = &r.Description
		}
		metadata.LoginIPRanges = append(metadata.LoginIPRanges, one)
	}
	for _, name := range userPermissions().list(w.sets[p.set].granted) {
		metadata.UserPermissions = append(metadata.UserPermissions, userPermission{Enabled: true, Name: name})
	}
	b, err := json.Marshal(metadata)
	if err != nil { // plain strings, numbers and booleans always marshal
		panic(err)
	}
	return string(b)
}

func (w *world) toolingConnectedApplicationTable() *table {
	rows := w.installed()
	app := func(r int32) *appRow { return &w.apps[rows[r]] }
	t := newTable("ConnectedApplication", "Connected App", prefixConnectedApplication, len(rows),
		func(r int32) string { return app(r).id })
	t.tooling, t.open = true, viewsSetup
	t.text("DeveloperName", func(r int32) string { return app(r).developerName })
	t.text("Name", func(r int32) string { return app(r).src.Name })
	t.flag("OptionsAllowAdminApprovedUsersOnly", func(r int32) bool { return app(r).src.AdminApprovedOnly })
	t.text("StartUrl", func(r int32) string { return app(r).src.StartURL })
	none := func(int32) string { return "" }
	t.text("Description", none)
	t.text("ContactEmail", none)
	t.text("SessionPolicyAction", none)
	t.text("Version", none)
	return t
}
