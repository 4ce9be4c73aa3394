package simorg

import (
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"
	"time"
)

// tags writes XML elements one after the other.
type tags struct{ strings.Builder }

func (t *tags) text(name, s string) {
	if s != "" {
		fmt.Fprintf(t, "<%[1]s>%[2]s</%[1]s>", name, html.EscapeString(s))
	}
}

func (t *tags) flag(name string, on bool) { t.text(name, strconv.FormatBool(on)) }

func (t *tags) number(name string, n int) {
	if n != 0 {
		t.text(name, strconv.Itoa(n))
	}
}

func (t *tags) list(name string, values []string) {
	for _, v := range values {
		t.text(name, v)
	}
}

func (t *tags) in(name string, inner func()) {
	fmt.Fprintf(t, "<%s>", name)
	inner()
	fmt.Fprintf(t, "</%s>", name)
}

func (t *tags) ranges(name, start, end string, ranges []IPRange) {
	for _, r := range ranges {
		t.in(name, func() {
			t.text("description", r.Description)
			t.text(end, r.End)
			t.text(start, r.Start)
		})
	}
}

// components are the pieces of a metadata type that the org has.
func (w *world) metadataOf(name string, version int) []*component {
	kind := metadataType(name, version)
	if kind == nil {
		return nil
	}
	var list []*component
	add := func(fullName, id string, by int32, created time.Time, body func() string) {
		list = append(list, &component{
			kind:        kind,
			fullName:    fullName,
			id:          id,
			createdByID: w.users[by].id,
			createdBy:   w.userName(by),
			created:     w.since(created),
			body:        body,
		})
	}
	switch name {
	case "BlacklistedConsumer":
		for i := range w.blocked {
			b := &w.blocked[i]
			add(b.fullName, b.id, b.by, b.src.Created, b.xml)
		}
	case "ConnectedApp":
		for i := range w.apps {
			if a := &w.apps[i]; a.src.Owned != nil {
				add(a.developerName, a.id, a.installedBy, a.src.Installed, func() string {
					return w.connectedAppXML(a)
				})
			}
		}
	case "ExternalClientApplication":
		for i := range w.ecas {
			a := &w.ecas[i]
			add(a.src.Name, a.id, a.installedBy, a.src.Installed, a.xml)
		}
	case "Profile":
		for i := range w.profiles {
			p := &w.profiles[i]
			add(p.metadataName, p.id, w.auditor, p.src.Created, func() string { return w.profileXML(p) })
		}
	case "PermissionSet":
		for i := range w.sets {
			if s := &w.sets[i]; s.profile < 0 && s.group < 0 {
				add(s.src.Name, s.id, w.auditor, s.src.Created, func() string { return w.permissionSetXML(s) })
			}
		}
	case "PermissionSetGroup":
		for i := range w.groups {
			g := &w.groups[i]
			add(g.src.Name, g.id, w.auditor, g.src.Created, g.xml)
		}
	default:
		return w.settings(name, version)
	}
	return list
}

func (b *blockedRow) xml() string {
	var t tags
	t.flag("blockedByApiWhitelisting", b.src.ByAPIAccessControl)
	t.text("consumerKey", b.src.ConsumerKey)
	t.text("consumerName", b.src.Name)
	t.text("masterLabel", firstText(b.src.Label, b.src.Name))
	return t.String()
}

func (a *ecaRow) xml() string {
	var t tags
	t.text("contactEmail", firstText(a.src.ContactEmail, "admin@acme.example"))
	t.text("distributionState", firstText(a.src.DistributionState, "Local"))
	t.flag("isProtected", false)
	t.text("label", firstText(a.src.Label, a.src.Name))
	return t.String()
}

func (w *world) connectedAppXML(a *appRow) string {
	o := a.src.Owned
	var t tags
	t.text("contactEmail", firstText(o.ContactEmail, "admin@acme.example"))
	t.ranges("ipRanges", "start", "end", o.IPRanges)
	t.text("label", a.src.Name)
	t.in("oauthConfig", func() {
		t.text("callbackUrl", strings.Join(o.CallbackURLs, "\n"))
		t.text("consumerKey", a.src.ConsumerKey)
		t.flag("isAdminApproved", a.src.AdminApprovedOnly)
		t.flag("isClientCredentialEnabled", o.ClientCredentials)
		t.flag("isConsumerSecretOptional", o.SecretOptional)
		t.flag("isDeviceFlowEnabled", o.DeviceFlow)
		t.flag("isIntrospectAllTokens", false)
		t.flag("isPkceRequired", o.PKCERequired)
		t.flag("isRefreshTokenRotationEnabled", o.RefreshTokenRotation)
		t.flag("isSecretRequiredForRefreshToken", !o.SecretOptional)
		if a.runAs >= 0 {
			t.text("oauthClientCredentialUser", w.users[a.runAs].src.Username)
		}
		t.list("scopes", o.Scopes)
	})
	t.in("oauthPolicy", func() {
		if !o.WithoutIPRelaxation {
			t.text("ipRelaxation", firstText(o.IPRelaxation, "ENFORCE"))
		}
		t.text("refreshTokenPolicy", firstText(o.RefreshTokenPolicy, "infinite"))
	})
	t.list("permissionSetName", a.src.PermissionSets)
	for _, name := range a.src.Profiles {
		t.text("profileName", w.profiles[w.profileByName[strings.ToLower(name)]].metadataName)
	}
	if o.SessionLevel != "" || o.SessionPolicyAction != "" || o.SessionTimeout != 0 {
		t.in("sessionPolicy", func() {
			t.text("policyAction", o.SessionPolicyAction)
			t.text("sessionLevel", o.SessionLevel)
			t.number("sessionTimeout", o.SessionTimeout)
		})
	}
	t.text("startUrl", a.src.StartURL)
	return t.String()
}

// profileXML lists only the permissions that are on, as Metadata API does.
func (w *world) profileXML(p *profileRow) string {
	var t tags
	t.flag("custom", p.src.Custom)
	t.text("description", p.src.Description)
	if hours := p.src.LoginHours; len(hours) > 0 {
		t.in("loginHours", func() {
			for _, h := range hours {
				start, end, err := h.minutes()
				if err == nil {
					t.text(strings.ToLower(h.Day)+"End", strconv.Itoa(end))
					t.text(strings.ToLower(h.Day)+"Start", strconv.Itoa(start))
				}
			}
		})
	}
	t.ranges("loginIpRanges", "startAddress", "endAddress", p.src.LoginIPRanges)
	t.text("userLicense", w.licenses[p.license].src.Name)
	w.permissionTags(&t, p.set)
	return t.String()
}

func (w *world) permissionTags(t *tags, set int32) {
	names := userPermissions().list(w.sets[set].granted)
	slices.Sort(names)
	for _, name := range names {
		t.in("userPermissions", func() {
			t.flag("enabled", true)
			t.text("name", name)
		})
	}
}

func (w *world) permissionSetXML(s *setRow) string {
	var t tags
	t.text("description", s.src.Description)
	t.flag("hasActivationRequired", s.src.ActivationRequired || s.src.Type == "Session")
	t.text("label", firstText(s.src.Label, s.src.Name))
	t.text("license", s.src.License)
	w.permissionTags(&t, w.setByName[strings.ToLower(s.src.Name)])
	return t.String()
}

func (g *groupRow) xml() string {
	var t tags
	t.text("description", g.src.Description)
	t.flag("hasActivationRequired", g.src.ActivationRequired)
	t.text("label", firstText(g.src.Label, g.src.Name))
	if m := g.src.Muting; m != nil {
		t.text("mutingPermissionSets", firstText(m.Name, g.src.Name+"_Muting"))
	}
	t.list("permissionSets", g.src.Sets)
	t.text("status", firstText(g.src.Status, "Updated"))
	return t.String()
}

// minutes gives the hours as minutes after midnight.
func (h LoginHours) minutes() (start, end int, err error) {
	if start, err = clockMinutes(h.Start); err == nil {
		end, err = clockMinutes(h.End)
	}
	return start, end, err
}

func clockMinutes(s string) (int, error) {
	hour, minute, ok := strings.Cut(s, ":")
	h, hErr := strconv.Atoi(hour)
	m, mErr := strconv.Atoi(minute)
	if !ok || hErr != nil || mErr != nil || h < 0 || m < 0 || m > 59 || h*60+m > 24*60 {
		return 0, fmt.Errorf("%q is not a valid time of day: write it like 08:00", s)
	}
	return h*60 + m, nil
}
