package checks

import (
	"net/netip"
	"slices"
	"strings"

	"orgaudit/audit"
)

// span is a range of addresses with both ends. All are compared in their IPv6 form, in which Salesforce keeps IPv4
// addresses at ::ffff:0:0 and above (Login IP Ranges).
type span struct{ from, to netip.Addr }

// addresses lists from where the app of a case connects: what its connector publishes and what the reader gave.
func addresses(c *audit.Case) []string {
	var out []string
	for _, a := range slices.Concat(c.App().FromIPs, c.Question.FromIPs) {
		if a = strings.TrimSpace(a); a != "" && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

// allowed is what the login IP ranges of a profile allow.
type allowed struct {
	spans  []span   // apart from each other, in order
	broken []string // ranges that are no addresses
}

// allowing merges ranges that touch or overlap: an app's network may reach over two of them.
func allowing(ranges []audit.IPRange) allowed {
	var out allowed
	var spans []span
	for _, r := range ranges {
		from, fromErr := netip.ParseAddr(strings.TrimSpace(r.Start))
		to, toErr := netip.ParseAddr(strings.TrimSpace(r.End))
		if fromErr != nil || toErr != nil {
			out.broken = append(out.broken, r.Start+"–"+r.End)
			continue
		}
		spans = append(spans, span{inIPv6(from), inIPv6(to)})
	}
	slices.SortFunc(spans, func(a, b span) int { return a.from.Compare(b.from) })
	for _, s := range spans {
		if n := len(out.spans); n > 0 && touches(out.spans[n-1], s) {
			if out.spans[n-1].to.Less(s.to) {
				out.spans[n-1].to = s.to
			}
			continue
		}
		out.spans = append(out.spans, s)
	}
	return out
}

// touches tells whether a range begins inside the one before it, or right after its end.
func touches(before, s span) bool {
	next := before.to.Next()
	return !next.IsValid() || s.from.Compare(next) <= 0
}

// holds tells whether every address of an address or CIDR is allowed; ok is false where it is neither.
func (a allowed) holds(address string) (inside, ok bool) {
	s, ok := parseSpan(address)
	return ok && slices.ContainsFunc(a.spans, func(have span) bool {
		return have.from.Compare(s.from) <= 0 && s.to.Compare(have.to) <= 0
	}), ok
}

func parseSpan(text string) (span, bool) {
	if at, err := netip.ParseAddr(text); err == nil {
		return span{inIPv6(at), inIPv6(at)}, true
	}
	network, err := netip.ParsePrefix(text)
	if err != nil {
		return span{}, false
	}
	fixed := network.Bits()
	if network.Addr().Is4() {
		fixed += 96
	}
	from, to := inIPv6(network.Masked().Addr()).As16(), inIPv6(network.Addr()).As16()
	for bit := fixed; bit < 128; bit++ {
		to[bit/8] |= 1 << (7 - bit%8)
	}
	return span{netip.AddrFrom16(from), netip.AddrFrom16(to)}, true
}

// inIPv6 is the IPv6 form of an address, without a zone.
func inIPv6(at netip.Addr) netip.Addr { return netip.AddrFrom16(at.As16()) }

// outside sorts addresses out that the ranges don't allow, and those that are no address or CIDR.
func (a allowed) outside(list []string) (outside, broken []string) {
	for _, address := range list {
		switch inside, ok := a.holds(address); {
		case !ok:
			broken = append(broken, address)
		case !inside:
			outside = append(outside, address)
		}
	}
	return outside, broken
}
