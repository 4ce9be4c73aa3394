package checks

import (
	"net/url"
	"slices"
	"strings"

	"orgaudit/audit"
)

// withDNS adds to a finding whether the org's My Domain host resolves, where that was looked up. Whichever host an app
// signs in at, Salesforce sends it to that one afterwards (instance_url of the token answer), so a host that doesn't
// exist fails the connection. It doesn't where the org answered at that very host: then a proxy found it, and this
// machine's name servers can't know. A look-up without an answer decides nothing.
func withDNS(c *audit.Case, f audit.Finding) audit.Finding {
	d := c.DNS()
	if d == nil {
		return f
	}
	if d.Host == "" {
		f.Add("; whether its My Domain host resolves can't be told: %s", d.Error)
		return f
	}
	seen := audit.Evidence{Source: "DNS look-up of " + d.Host, Value: "it resolves", At: d.At}
	switch {
	case d.Resolves:
		f.Add("; %s resolves", d.Host)
	case !d.NoSuchHost():
		seen.Value = d.Error
		f.Add("; whether %s resolves can't be told: %s", d.Host, d.Error)
	case answeredAt(c, d.Host):
		seen.Value = "no such host"
		f.Add("; the name servers of the machine that ran the audit don't know %s, but the org answered there", d.Host)
	default:
		seen.Value = "no such host"
		if f.Verdict == audit.Fail {
			f.Add("; besides, %s does not resolve", d.Host)
			break
		}
		f.Verdict, f.Missing, f.Got = audit.Fail, nil, d.Host+" does not resolve"
		f.Say("%s, this org's My Domain host, does not resolve where the audit ran: "+
			"%s can't be sent there to sign in or to call the API; compare it with Current My Domain URL in Setup, "+
			"and give a My Domain that was set up or renamed lately time to be known everywhere",
			d.Host, c.Title())
		f.Fix, f.OtherFixes = hostFixes(c)
	}
	f.Evidence = append(slices.Clip(f.Evidence), seen)
	return f
}

// answeredAt tells whether the org was read at a host.
func answeredAt(c *audit.Case, host string) bool {
	u, err := url.Parse(c.ReadAt())
	return err == nil && strings.EqualFold(u.Hostname(), host)
}
