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

// ownHost tells whether a host is the audited org's own.
func ownHost(c *audit.Case, host string) bool {
	if host == audit.MyDomainHost {
		return true
	}
	hosts := []string{c.MyDomainHost()}
	// The audit may have signed in at a host of every org, or at an instance's.
	if u, err := url.Parse(c.ReadAt()); err == nil &&
		(!salesforceHost(u.Hostname()) || strings.HasSuffix(u.Hostname(), ".my.salesforce.com")) {
		hosts = append(hosts, strings.ToLower(u.Hostname()))
	}
	if name := c.MyDomainName(); name != "" {
		if c.IsSandbox() {
			hosts = append(hosts, name+".sandbox.my.salesforce.com", name+".scratch.my.salesforce.com")
		} else {
			hosts = append(hosts, name+".my.salesforce.com", name+".develop.my.salesforce.com")
		}
	}
	return slices.Contains(hosts, host)
}

// salesforceHost tells whether Salesforce owns the host's domain; other hosts may be a custom domain of the org.
func salesforceHost(host string) bool {
	return slices.ContainsFunc([]string{
		".salesforce.com", ".force.com", ".salesforce.mil", ".cloudforce.com", ".database.com", ".site.com",
		".salesforce-setup.com", ".visualforce.com",
	},
		func(suffix string) bool { return strings.HasSuffix(host, suffix) })
}
