package checks

import (
	"strings"

	"orgaudit/audit"
)

// usesApp tells whether a case signs in through an app at all. A plain session and SOAP login() don't.
func usesApp(c *audit.Case) bool {
	return c.App().Kind != audit.KindNone && c.SignIn.Flow != audit.FlowSession && c.SignIn.Flow != audit.FlowSOAPLogin
}

// alternatives joins names as a reader would list alternatives: a, b or c.
func alternatives(list []string) audit.Words {
	if len(list) < 2 {
		return audit.Say("%s", strings.Join(list, ""))
	}
	return audit.Say("%s or %s", strings.Join(list[:len(list)-1], ", "), list[len(list)-1])
}

// approvals counts what users approved.
func approvals(n int) audit.Words { return audit.Count(n, "1 approval", "%d approvals") }

// quote puts names into quotation marks.
func quote(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = `"` + s + `"`
	}
	return out
}

// nameless tells whether the app is one that each customer creates, and this org shows none of the names that its
// connector knows: it may be there under another one.
func nameless(c *audit.Case) bool { return c.App().CustomerApp && !c.Traced() }

// sayNameless says in a finding what was found of a nameless app, and how to ask about it.
func sayNameless(c *audit.Case, f *audit.Finding) {
	f.Got = "no app of a name that the connector knows"
	f.Say("%s connects through an app that each customer creates under a name of its own, "+
		"and this org shows none named %s: ask by the app's own name, with --app NAME or with --connector FILE, "+
		"a copy of the connector that has that name", c.Title(), alternatives(quote(c.App().Names())))
}
