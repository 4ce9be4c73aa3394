package config

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"orgaudit/audit"
)

func TestBuiltinConnectors(t *testing.T) {
	for _, c := range builtin(t).All() {
		app := c.App
		if c.File != app.Connector+".yaml" || len(c.SHA256) != 64 {
			t.Errorf("%s: file %q, hash %q", app.Connector, c.File, c.SHA256)
		}
		if app.Name == "" || len(app.Sources) == 0 || len(app.SignIns) == 0 {
			t.Errorf("%s: a built-in connector needs a name, a source and a way to sign in", app.Connector)
		}
		for id, page := range app.VendorFixes {
			if page.Title == "" || page.URL == "" {
				t.Errorf("%s: the page for %s is empty", app.Connector, id)
			}
		}
	}
	want := []string{"marketo-engage-sync", "marketo-sales-connect", "marketo-sales-insight-actions"}
	for _, id := range want {
		if !slices.Contains(builtin(t).IDs(), id) {
			t.Errorf("%s is missing", id)
		}
	}
}

// Adobe's own pages give the product line three names: whichever the org shows, the app is found.
func TestMarketoNames(t *testing.T) {
	for _, id := range []string{"marketo-sales-insight-actions", "marketo-sales-connect"} {
		c, _ := builtin(t).Get(id)
		names := c.App.Names()
		for _, name := range []string{"Sales Insight Actions", "Sales Connect", "ToutApp"} {
			if !slices.Contains(names, name) {
				t.Errorf("%s does not know %q", id, name)
			}
		}
	}
}

func readConnector(t *testing.T, text string) audit.App {
	t.Helper()
	r := &connectorReader{checks: knownChecks()}
	c := r.read("c.yaml", []byte(text))
	if err := r.errors.err(); err != nil {
		t.Fatal(err)
	}
	return c.App
}

func TestWaysIn(t *testing.T) {
	yes, no := true, false
	api := []string{"api"}
	for name, c := range map[string]struct {
		text string
		want []audit.SignIn
	}{
		"nothing said":     {"", []audit.SignIn{{Flow: audit.FlowWebServer, Scopes: api}}},
		"lists left empty": {"sign_in: {scopes: []}", []audit.SignIn{{Flow: audit.FlowWebServer, Scopes: api}}},
		"no app":           {"kind: none", []audit.SignIn{{Flow: audit.FlowSession}}},
		"no OAuth":         {"sign_in: {flow: soap-login}", []audit.SignIn{{Flow: audit.FlowSOAPLogin}}},
		"PKCE": {
			"sign_in: {pkce: true, or: [{pkce: false}]}",
			[]audit.SignIn{
				{Flow: audit.FlowWebServer, PKCE: &yes, Scopes: api},
				{Flow: audit.FlowWebServer, PKCE: &no, Scopes: api},
			},
		},
		"only others": {
			"sign_in: {or: [{flow: jwt}, {flow: session}]}",
			[]audit.SignIn{{Flow: audit.FlowJWT, Scopes: api}, {Flow: audit.FlowSession}},
		},
		"nothing inherited": {
			`sign_in: {flow: jwt, login_host: "{my_domain}", scopes: [full], or: [{login_host: LOGIN.salesforce.com}]}`,
			[]audit.SignIn{
				{Flow: audit.FlowJWT, LoginHost: audit.MyDomainHost, Scopes: []string{"full"}},
				{Flow: audit.FlowWebServer, LoginHost: "login.salesforce.com", Scopes: api},
			},
		},
	} {
		app := readConnector(t, "version: 1\nid: a\nname: A\n"+c.text+"\n")
		if diff := cmp.Diff(c.want, app.SignIns); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
}

func TestCustomersApp(t *testing.T) {
	for text, want := range map[string]bool{"": false, "customer_app: false\n": false, "customer_app: true\n": true} {
		if app := readConnector(t, "version: 1\nid: a\nname: A\n"+text); app.CustomerApp != want {
			t.Errorf("%q: customer app %t", text, app.CustomerApp)
		}
	}
}

func TestConnectorIsNamedAfterItsFile(t *testing.T) {
	dir := fstest.MapFS{
		"my-app.yaml":     {Data: []byte("version: 1\nid: other\nname: A\n")},
		"notes.txt":       {Data: []byte("not a connector")},
		"second-app.yaml": {Data: []byte("version: 1\nid: second-app\n")},
	}
	_, err := Connectors(dir, nil)
	want := "my-app.yaml:2:5: the id must be the file's name, \"my-app\"\nsecond-app.yaml:1:1: key \"name\" is missing"
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

func TestLoadConnector(t *testing.T) {
	extracted(t, "-- mine.yaml --\nversion: 1\nid: my-app\nname: My App\nsymptoms: [{match: oops, checks: [my-own]}]\n")
	c, err := LoadConnector("mine.yaml", nil)
	if err != nil || c.App.Connector != "my-app" || c.App.Ask != "connector:my-app" || c.File != "mine.yaml" {
		t.Errorf("got %+v, %v", c, err)
	}
	if _, err := LoadConnector("mine.yaml", knownChecks()); err == nil ||
		!strings.Contains(err.Error(), `unknown check "my-own"`) {
		t.Errorf("got %v, want an unknown check", err)
	}
	if _, err := LoadConnector("none.yaml", nil); err == nil ||
		!strings.HasPrefix(err.Error(), "cannot read the connector: ") {
		t.Errorf("got %v", err)
	}
}

func TestCatalogueWith(t *testing.T) {
	var none *Catalogue
	if len(none.All()) != 0 || len(none.IDs()) != 0 {
		t.Error("the nil catalogue is not empty")
	}
	one := none.With(Connector{App: audit.App{Connector: "b", Name: "Old"}})
	two := one.With(Connector{App: audit.App{Connector: "a"}}).With(Connector{
		App: audit.App{Connector: "b", Name: "New"},
	})
	b, _ := two.Get("b")
	if diff := cmp.Diff([]string{"a", "b"}, two.IDs()); diff != "" || b.App.Name != "New" {
		t.Errorf("got %v with %+v", two.IDs(), b)
	}
	if len(one.All()) != 1 {
		t.Error("With changed the catalogue that it was called on")
	}
}
