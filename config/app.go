package config

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"orgaudit/audit"
)

const (
	connectorPrefix = "connector:"
	keyPrefix       = "key:"
)

var (
	keyText    = regexp.MustCompile(`^[A-Za-z0-9._]+$`)
	prefixText = regexp.MustCompile(`^([A-Za-z]+):[A-Za-z0-9._-]+$`)
	hostText   = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$`)
)

// ParseApp reads how a reader names an app: connector:ID, key:CONSUMERKEY, or the name under which the org shows it.
// A plain name stays a name, also when a connector goes by it: Catalogue.Suggest tells which. A name without a
// connector gives an app whose ways of signing in are not known.
//
// The Ask of a key is shortened (audit.ShortKey), since it is what reports call the app.
func ParseApp(text string, connectors *Catalogue) (audit.App, error) {
	app, problem := parseApp(text, connectors)
	return app, problem.err()
}

// problem is what is wrong with a value, before it has a place in a file.
type problem struct{ message, hint string }

func (p problem) err() error {
	switch {
	case p.message == "":
		return nil
	case p.hint == "":
		return fmt.Errorf("%s", p.message)
	}
	return fmt.Errorf("%s: %s", p.message, p.hint)
}

func parseApp(text string, connectors *Catalogue) (audit.App, problem) {
	text = strings.TrimSpace(text)
	if text == "" {
		return audit.App{}, problem{"no app is named", "write connector:ID, key:CONSUMERKEY or the app's name"}
	}
	if id, ok := strings.CutPrefix(text, connectorPrefix); ok {
		c, known := connectors.Get(id)
		if !known {
			hint := didYouMean(id, connectors.IDs())
			if hint == "" && len(connectors.All()) > 0 {
				hint = "docs/connectors.md lists the connectors"
			}
			return audit.App{}, problem{fmt.Sprintf("unknown connector %q", id), hint}
		}
		return c.App, problem{}
	}
	if key, ok := strings.CutPrefix(text, keyPrefix); ok {
		if !keyText.MatchString(key) {
			return audit.App{}, problem{
				"this is not a valid Consumer Key", "write key: and the key without spaces, as the app's page shows it",
			}
		}
		return audit.App{Ask: keyPrefix + audit.ShortKey(key), ConsumerKeys: []string{key}}, problem{}
	}
	if m := prefixText.FindStringSubmatch(text); m != nil {
		if near := audit.Near(m[1], []string{"connector", "key"}); len(near) > 0 {
			return audit.App{}, problem{
				fmt.Sprintf("unknown prefix %q", m[1]+":"), fmt.Sprintf("did you mean %q?", near[0]+":"),
			}
		}
	}
	return audit.App{Ask: text, Name: text}, problem{}
}

// checkIP says what is wrong with an address or CIDR range.
func checkIP(text string) problem {
	if _, err := netip.ParseAddr(text); err == nil {
		return problem{}
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return problem{"this is not a valid IP address or CIDR range", "write 192.0.2.7 or 192.0.2.0/24"}
	}
	if prefix != prefix.Masked() {
		return problem{
			"the address is not the first one of its range",
			"write " + prefix.Masked().String() + ", or the address alone",
		}
	}
	return problem{}
}

// checkHost says what is wrong with the name of a host. {my_domain} stands for the org's own.
func checkHost(text string) problem {
	if hostText.MatchString(text) || text == audit.MyDomainHost {
		return problem{}
	}
	return problem{"this is not a valid host name", "write only the host, for example login.salesforce.com"}
}
