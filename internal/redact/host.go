package redact

import (
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// hostText finds what may be the name of a host.
var hostText = regexp.MustCompile(`(?i)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+`)

// salesforceDomains are those under which hosts of orgs lie (My Domain URL Formats, Salesforce Help).
var salesforceDomains = []string{
	"salesforce.com", "force.com", "salesforce.mil", "cloudforce.com", "cloudforce.mil", "database.com", "site.com",
	"visualforce.com", "salesforce-sites.com", "salesforce-setup.com", "salesforce-scrt.com",
	"salesforce-experience.com", "salesforceliveagent.com", "documentforce.com", "forceusercontent.com",
	"sfcrmproducts.cn", "sfcrmapps.cn", "crmforce.mil",
}

// everybodys are first labels of Salesforce's hosts that belong to no org.
var everybodys = []string{
	"login", "test", "welcome", "status", "help", "www", "developer", "trust", "api", "trailhead", "trailblazer",
	"appexchange", "support", "security", "c1", "static", "admin",
}

// hostWords are the labels of an org's hosts that say what kind of host it is.
var hostWords = []string{
	"my", "sandbox", "scratch", "develop", "demo", "patch", "pc-rnd", "stage", "trailblaze", "free", "lightning",
	"file", "vf", "visual", "content", "documents", "builder", "live-preview", "livepreview", "preview", "container",
	"cdn", "c",
}

// instanceText is the name of an instance, which many orgs share.
var instanceText = regexp.MustCompile(`^[a-z]{2,4}[0-9]{1,4}[a-z]?(-[a-z0-9-]+)?$`)

func domainOf(host string) string {
	i := slices.IndexFunc(salesforceDomains, func(d string) bool { return host == d || strings.HasSuffix(host, "."+d) })
	if i < 0 {
		return ""
	}
	return salesforceDomains[i]
}

// hostLike is the host with the org's part of it replaced. ours is false for a host that belongs to no
// org: Salesforce's own, and all hosts of others.
func (k *Key) hostLike(host string) (out string, ours bool) {
	lower := strings.ToLower(host)
	domain := domainOf(lower)
	if domain == "" || lower == domain {
		return host, false
	}
	labels := strings.Split(strings.TrimSuffix(lower, "."+domain), ".")
	if slices.Contains(everybodys, labels[0]) || len(labels) == 1 && instanceText.MatchString(labels[0]) {
		return host, false
	}
	for i, label := range labels {
		if !slices.Contains(hostWords, label) && !instanceText.MatchString(label) {
			labels[i], ours = k.domainLike(label), true
		}
	}
	return strings.Join(labels, ".") + "." + domain, ours
}

// domainLike is another name of a My Domain. What follows -- names a sandbox or a package: "c" is the org's own pages.
func (k *Key) domainLike(name string) string {
	parts := strings.Split(name, "--")
	for i, part := range parts {
		if part != "" && !(i > 0 && part == "c") {
			parts[i] = k.name(kindDomain, part)
		}
	}
	return strings.Join(parts, "--")
}

// addressOfHost is a host of the org's choosing, wherever it lies: a custom domain becomes one of no
// meaning. Hosts of the machine itself say nothing.
func (k *Key) addressOfHost(host string) string {
	if host == "" || strings.ContainsAny(host, "{}") {
		return host
	}
	if at, err := netip.ParseAddr(host); err == nil {
		return k.addressLike(at)
	}
	if bare, port, err := net.SplitHostPort(host); err == nil {
		return net.JoinHostPort(k.addressOfHost(bare), port)
	}
	out, ours := k.hostLike(host)
	if ours || domainOf(strings.ToLower(host)) != "" || strings.EqualFold(host, "localhost") ||
		strings.HasSuffix(host, pseudonymHost) {
		return out
	}
	if pseudonym, ok := k.known(host); ok {
		return pseudonym
	}
	label := "host-" + pseudonymTag(k.secret, foldCase(host), 0) + "." + pseudonymHost
	k.keep(entry{kindDomain, host, label})
	k.use(kindDomain, label)
	return label
}

// urlLike is an address of the org's: its scheme, host and port, and nothing behind them.
func (k *Key) urlLike(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" {
		return k.addressOfHost(text)
	}
	host := k.addressOfHost(u.Hostname())
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := u.Port(); port != "" {
		host += ":" + port
	}
	return u.Scheme + "://" + host
}
