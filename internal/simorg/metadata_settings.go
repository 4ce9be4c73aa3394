package simorg

import (
	"slices"
	"strings"
	"time"
)

// settings are the settings files: one by its own type, all of them by the type Settings.
func (w *world) settings(name string, version int) []*component {
	kinds := []struct {
		stem  string
		since int
		body  func() string
	}{
		{"ConnectedApp", 47, w.connectedAppSettings}, {"MyDomain", 47, w.myDomainSettings},
		{"OauthOidc", 56, w.oauthOidcSettings}, {"Security", 31, w.securitySettings},
	}
	var list []*component
	for _, k := range kinds {
		if k.since > version || name != "Settings" && name != k.stem+"Settings" {
			continue
		}
		list = append(list, &component{
			kind: metadataType("Settings", version), fullName: k.stem, root: k.stem + "Settings", body: k.body,
			createdByID: w.users[w.auditor].id, createdBy: w.userName(w.auditor), created: w.since(time.Time{}),
		})
	}
	return list
}

// connectedAppSettings lacks both switches unless Salesforce Support provisioned API Access Control.
func (w *world) connectedAppSettings() string {
	var t tags
	if a := w.scenario.Settings.APIAccessControl; a.Provisioned {
		t.flag("enableAdminApprovedAppsOnly", a.On)
		t.flag("enableAdminApprovedAppsOnlyForExternalUser", a.OnForExternalUsers)
	}
	t.flag("enableSkipUserProvisioningWizardWelcomePage", false)
	return t.String()
}

func (w *world) myDomainSettings() string {
	m := w.scenario.Settings.MyDomain
	name, _, _ := strings.Cut(w.host(), ".")
	name, _, _ = strings.Cut(name, "--")
	var t tags
	flag := func(element string, on bool) {
		if !slices.Contains(m.Absent, element) {
			t.flag(element, on)
		}
	}
	text := func(element, s string) {
		if !slices.Contains(m.Absent, element) {
			t.text(element, s)
		}
	}
	flag("canOnlyLoginWithMyDomainUrl", m.CanOnlyLoginWithMyDomainURL)
	flag("doesApiLoginRequireOrgDomain", m.DoesAPILoginRequireOrgDomain)
	flag("doesWarnOnRedirect", m.DoesWarnOnRedirect)
	text("domainPartition", m.DomainPartition)
	flag("enableLegacyRedirections", m.EnableLegacyRedirections)
	text("instancedUrlRedirectHandling", firstText(m.InstancedURLRedirectHandling, "Redirect"))
	flag("isFirstPartyCookieUseRequired", m.IsFirstPartyCookieUseRequired)
	flag("isIcorInstApiTrafficBlocked", m.IsIcorInstAPITrafficBlocked)
	flag("isInstancedApiTrafficBlocked", m.IsInstancedAPITrafficBlocked)
	flag("logRedirections", m.LogRedirections)
	text("myDomainName", name)
	text("myDomainSuffix", firstText(m.MyDomainSuffix, "MySalesforce"))
	flag("redirectForceComSiteUrls", m.RedirectForceComSiteUrls)
	flag("redirectPriorMyDomain", !m.DoesNotRedirectPriorMyDomain)
	flag("useEdge", m.UseEdge)
	flag("useEnhancedDomainsInSandbox", m.UseEnhancedDomainsInSandbox)
	flag("useStabilizedMyDomainHostnames", m.UseStabilizedMyDomainHostnames)
	flag("useStabilizedSandboxMyDomainHostnames", m.UseStabilizedSandboxMyDomainHostname)
	return t.String()
}

func (w *world) oauthOidcSettings() string {
	o := w.scenario.Settings.OauthOidc
	var t tags
	flag := func(element string, on bool) {
		if !slices.Contains(o.Absent, element) {
			t.flag(element, on)
		}
	}
	flag("blockOAuthUnPwFlow", o.BlockUsernamePasswordFlow)
	flag("blockOAuthUsrAgtFlow", o.BlockUserAgentFlow)
	flag("isPkceRequired", o.RequirePKCE)
	return t.String()
}

// securitySettings has no networkAccess when the org trusts no range.
func (w *world) securitySettings() string {
	s := w.scenario.Settings.Security
	var t tags
	if len(s.TrustedIPRanges) > 0 {
		t.in("networkAccess", func() { t.ranges("ipRanges", "start", "end", s.TrustedIPRanges) })
	}
	t.in("sessionSettings", func() {
		t.flag("enforceIpRangesEveryRequest", s.EnforceIPRangesEveryRequest)
		t.flag("lockSessionsToDomain", s.LockSessionsToDomain)
		t.flag("lockSessionsToIp", s.LockSessionsToIP)
		t.text("sessionTimeout", firstText(s.SessionTimeout, "TwoHours"))
	})
	return t.String()
}
