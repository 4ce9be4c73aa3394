package audit

import (
	"slices"
	"strings"
	"time"
)

// OrgSubject is the org as a whole.
func (v *View) OrgSubject() Subject { return v.index.orgSubject() }

// ApprovalSubject is a user with an app that he or she approved.
func (v *View) ApprovalSubject(a Approval) Subject { return v.index.approvalSubject(&a) }

// TakenAt is when the org was read: the only clock that judging knows.
func (v *View) TakenAt() time.Time { return v.index.TakenAt }

// Entered reports whether anything of the org could be asked.
func (v *View) Entered() bool { return v.index.Entered() }

// Failure is Salesforce's answer that stopped the audit's own calls; nil where none did.
func (v *View) Failure() *Failure { return v.index.Failure }

// Edition is the org's edition.
func (v *View) Edition() string {
	if v.index.Org.Edition == "" {
		v.lacks(PartOrganization, Say(PartOrganization.Title()))
	}
	v.rests(PartOrganization.bit())
	return v.index.Org.Edition
}

// EditionSeen is the org's edition as far as it was seen, "" where it was not: nothing rests on its absence.
func (v *View) EditionSeen() string { return v.index.Org.Edition }

// IsSandbox tells whether the org is one.
func (v *View) IsSandbox() bool {
	v.rests(PartOrganization.bit())
	return v.index.Org.IsSandbox
}

// TimeZone is the org's, for a reader; "" where it is not known.
func (v *View) TimeZone() string { return v.index.Org.TimeZone }

// MyDomainHost is the host that users of this org sign in at, for a reader; "" where it is not known.
func (v *View) MyDomainHost() string { return v.index.Org.MyDomain }

// ReadAt is the URL at which the org was read.
func (v *View) ReadAt() string { return v.index.Org.URL }

// MyDomainName is the name in the My Domain settings, for a reader; "" where it is not known.
func (v *View) MyDomainName() string {
	if v.index.MyDomain == nil {
		return ""
	}
	return strings.ToLower(v.index.MyDomain.Name)
}

// ForeignHost notes that a host was taken for none of this org's, which only its My Domain host can tell.
func (v *View) ForeignHost() {
	if v.index.Org.MyDomain == "" {
		v.lacks(PartOrganization, Say("the org's My Domain host"))
	}
	v.saw(PartOrganization.bit())
}

// DNS is whether the org's My Domain host resolves; nil where nobody asked.
func (v *View) DNS() *DNS { return v.index.DNS }

// APILimit is the daily allocation of API requests.
func (v *View) APILimit() APILimit { return setting(v, v.index.APILimit, PartLimits) }

// Security are the session settings.
func (v *View) Security() SecuritySettings { return setting(v, v.index.Security, PartSecurity) }

// EnforcesRanges reports whether each request is held to the profile's ranges, as
// far as it was seen: it only chooses among fixes.
func (v *View) EnforcesRanges() bool {
	return v.index.Security != nil && v.index.Security.EnforceIPRangesEveryRequest
}

// MyDomain are the My Domain settings.
func (v *View) MyDomain() MyDomainSettings { return setting(v, v.index.MyDomain, PartMyDomain) }

// AccessControl tells whether only apps that an admin approved reach the API, for the org's own users or for customers
// and partners; provisioned is false where the org has no API Access Control.
func (v *View) AccessControl(external bool) (on, provisioned bool) {
	settings := setting(v, v.index.ConnectedAppSettings, PartConnectedAppSettings)
	flag := settings.AdminApprovedOnly
	if external {
		flag = settings.AdminApprovedOnlyForExternal
	}
	return flag != nil && *flag, flag != nil
}

// BlocksUserAgent and BlocksPassword tell whether the org blocks a flow for all apps.
func (v *View) BlocksUserAgent() bool {
	s := setting(v, v.index.OAuth, PartOAuthSettings)
	return v.element(s.BlockUserAgent, PartOAuthSettings, "blockOAuthUsrAgtFlow")
}

// BlocksPassword tells it of the username-password flow.
func (v *View) BlocksPassword() bool {
	s := setting(v, v.index.OAuth, PartOAuthSettings)
	return v.element(s.BlockPassword, PartOAuthSettings, "blockOAuthUnPwFlow")
}

// RequiresPKCE tells whether the org requires PKCE of all apps. Salesforce leaves the element out where it doesn't.
func (v *View) RequiresPKCE() bool {
	s := setting(v, v.index.OAuth, PartOAuthSettings)
	return s.RequirePKCE != nil && *s.RequirePKCE
}

// setting gives a component of settings, empty where it was not read.
func setting[T any](v *View, component *T, part Part) T {
	if component == nil {
		v.lacks(part, Say(part.Title()))
		var none T
		return none
	}
	v.saw(part.bit())
	return *component
}

// element gives an element that Salesforce always writes.
func (v *View) element(flag *bool, part Part, name string) bool {
	if flag == nil {
		v.lacks(part, Say("%s", name))
		return false
	}
	v.saw(part.bit())
	return *flag
}

// License finds a license of the org by its name or key.
func (v *View) License(name string) (l License, ok bool) {
	for _, have := range v.index.Licenses {
		if strings.EqualFold(have.Name, name) || strings.EqualFold(have.Key, name) {
			v.saw(PartLicenses.bit())
			return have, true
		}
	}
	v.rests(PartLicenses.bit())
	if v.index.Licenses == nil { // not asked for
		v.lacks(PartLicenses, Say(PartLicenses.Title()))
	}
	return License{}, false
}

// IsUserLicense tells whether a license is the user license of some profile, of which each user has only one.
func (v *View) IsUserLicense(name string) bool {
	if slices.ContainsFunc(v.index.Profiles, func(p Profile) bool { return strings.EqualFold(p.License, name) }) {
		v.saw(PartProfiles.bit())
		return true
	}
	v.rests(PartProfiles.bit())
	return false
}

// Holders lists the active users who hold a permission.
func (v *View) Holders(p Permission) []Holder {
	v.rests(setOf(PartHolders, PartUsers))
	if !slices.Contains(v.index.Scope.Holders, p.Name) {
		v.lacks("", Say("this snapshot was not taken for the holders of %s; take it again with this policy", p.said()))
	}
	var out []Holder
	for _, h := range v.index.Holders {
		if h.Permission == p.Name {
			out = append(out, h)
		}
	}
	return out
}

// Approvals lists what all users approved.
func (v *View) Approvals() []Approval {
	v.rests(PartApprovals.bit())
	if !v.index.Scope.Standing {
		v.lacks("", Say("the snapshot was taken for its connections only, and holds no approvals of other users; "+
			"take it again with this policy"))
	}
	return v.index.Approvals
}

// EvidenceIn is the evidence of one thing of some parts: the file of a
// project that says it, else what was read of them.
func (v *View) EvidenceIn(file, value string, parts ...Part) []Evidence {
	if file == "" {
		return v.Evidence(value, parts...)
	}
	return []Evidence{{Source: file, Value: value, At: v.index.TakenAt}}
}

// Evidence lists what was read of some parts, with the value seen in them.
func (v *View) Evidence(value string, parts ...Part) []Evidence {
	var out []Evidence
	for _, p := range parts {
		for _, s := range v.index.Sources[p] {
			out = append(out, Evidence{Source: s.Read, Value: value, At: s.At})
			break // one read of a part is proof enough; the snapshot lists the rest
		}
	}
	return out
}
