package checks

import (
	"net/url"
	"slices"
	"strings"

	"orgaudit/audit"
)

const (
	productionHost = "login.salesforce.com"
	sandboxHost    = "test.salesforce.com"
	welcomeHost    = "welcome.salesforce.com"
)

// loginHost is the host at which the case signs in: lower case, without scheme, port or path; "" when not known.
func loginHost(c *audit.Case) string {
	host := strings.ToLower(strings.TrimSpace(c.Host()))
	if _, rest, ok := strings.Cut(host, "://"); ok {
		host = rest
	}
	if u, err := url.Parse("https://" + host); err == nil && !strings.Contains(host, "{") {
		return u.Hostname()
	}
	return host
}

// generic tells whether a host is one of those at which users of every org sign in.
func generic(host string) bool {
	return slices.Contains([]string{productionHost, sandboxHost, welcomeHost}, host)
}

// ownHost tells whether a host is the audited org's own; known is false where the snapshot can't tell.
func ownHost(c *audit.Case, host string) (own, known bool) {
	if host == audit.MyDomainHost {
		return true, true
	}
	hosts := []string{c.Org.MyDomain}
	// The audit may have signed in at a host of every org, or at an instance's.
	if u, err := url.Parse(c.Org.URL); err == nil && (!salesforceHost(u.Hostname()) || strings.HasSuffix(u.Hostname(), ".my.salesforce.com")) {
		hosts = append(hosts, strings.ToLower(u.Hostname()))
	}
	if c.MyDomain != nil && c.MyDomain.Name != "" {
		name := strings.ToLower(c.MyDomain.Name)
		if c.Org.IsSandbox {
			hosts = append(hosts, name+".sandbox.my.salesforce.com", name+".scratch.my.salesforce.com")
		} else {
			hosts = append(hosts, name+".my.salesforce.com", name+".develop.my.salesforce.com")
		}
	}
	if slices.Contains(hosts, host) {
		return true, true
	}
	return false, c.Org.MyDomain != ""
}

// salesforceHost tells whether Salesforce owns the host's domain; other hosts may be a custom domain of the org.
func salesforceHost(host string) bool {
	return slices.ContainsFunc([]string{".salesforce.com", ".force.com", ".salesforce.mil", ".cloudforce.com", ".database.com", ".site.com", ".salesforce-setup.com", ".visualforce.com"},
		func(suffix string) bool { return strings.HasSuffix(host, suffix) })
}
