package org

import (
	"context"
	"errors"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"orgaudit/audit"
)

// dnsTimeout bounds a look-up that a scope asks for: it may not eat the time of the run.
const dnsTimeout = 5 * time.Second

// lookUp asks the name servers for the org's own My Domain host and for no other name. What is kept of a failure is its
// kind: the resolver's own words name the servers of the network that the audit ran in.
func (c *Client) lookUp(ctx context.Context, host string) *audit.DNS {
	out := &audit.DNS{Host: host}
	switch {
	case host == "":
		out.Error = "the org's My Domain host is not known"
	case isLoopback(c.instance.Hostname()):
		out.Error = "it was not looked up, as the org was reached on this machine"
	default:
		ctx, cancel := context.WithTimeout(ctx, dnsTimeout)
		defer cancel()
		// The dot at the end keeps the resolver from trying the name below the domains of this network.
		_, err := c.options.Resolve(ctx, host+".")
		failed, answered := errors.AsType[*net.DNSError](err)
		switch {
		case err == nil:
			out.Resolves = true
		case answered && failed.IsNotFound && !failed.IsTemporary && !failed.IsTimeout:
		case errors.Is(err, context.Canceled):
			out.Error = "the run was interrupted before a name server answered"
		case ctx.Err() != nil, answered && failed.IsTimeout:
			out.Error = "no name server answered in time"
		default:
			out.Error = "the name servers gave no usable answer"
		}
	}
	out.At = c.options.Now().UTC().Truncate(time.Second)
	return out
}

// unresolvedHost is the look-up that entering an org was: Salesforce signed the audit user in at the address and
// sent it to a My Domain host that doesn't resolve. nil for every other error. A host that is the address itself
// was typed by somebody, who may have misspelt it.
func unresolvedHost(err error, address string, at time.Time) *audit.DNS {
	failed, ok := errors.AsType[*net.DNSError](err)
	if !ok || !failed.IsNotFound || failed.IsTemporary || failed.IsTimeout {
		return nil
	}
	host := strings.ToLower(strings.TrimSuffix(failed.Name, "."))
	typed, err := url.Parse(address)
	if err != nil || typed.Hostname() == "" || strings.EqualFold(typed.Hostname(), host) || !isMyDomainHost(host) {
		return nil
	}
	return &audit.DNS{Host: host, At: at}
}

// isMyDomainHost tells whether a host, in lower case, is one that a My Domain has for sign-in.
func isMyDomainHost(host string) bool {
	return slices.ContainsFunc(hostSuffixes, func(suffix string) bool { return strings.HasSuffix(host, suffix) })
}
