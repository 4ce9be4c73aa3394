package org

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// parseHost reads the address of an org or of a login host: "acme.my.salesforce.com", "https://acme.my.salesforce.com/"
// or a page of it. Only scheme and host are kept. The text itself is never quoted in an error, because addresses that
// people paste may carry a session id.
func parseHost(address string) (*url.URL, error) {
	address = strings.TrimSpace(address)
	if address == "" {
		return nil, errors.New("the address is empty: give the org's My Domain URL, https://….my.salesforce.com")
	}
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return nil, errors.New("the address is not a URL: give the org's My Domain URL, https://….my.salesforce.com")
	}
	if u.User != nil {
		return nil, fmt.Errorf("the address of %s carries a user name: remove everything before the @", u.Hostname())
	}
	host := strings.ToLower(u.Host)
	switch u.Scheme {
	case "https":
		host = strings.TrimSuffix(host, ":443")
	case "http":
		if !isLoopback(u.Hostname()) {
			return nil, fmt.Errorf("plain http to %s is refused: use https", u.Hostname())
		}
	default:
		return nil, fmt.Errorf("the address of %s is not https: use https", u.Hostname())
	}
	return &url.URL{Scheme: u.Scheme, Host: host}, nil
}

// isLoopback tells whether a host name without port means this machine: 127.0.0.0/8, ::1 or localhost.
func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
