package connectors_test

import (
	"bufio"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
	"orgaudit/connectors"
)

// builtin reads the connectors as the program does: strictly, with the checks that it has.
func builtin(t *testing.T) *config.Catalogue {
	t.Helper()
	var ids []string
	for _, check := range checks.All() {
		ids = append(ids, check.ID)
	}
	catalogue, err := config.Connectors(connectors.Files, ids)
	if err != nil {
		t.Fatal(err)
	}
	return catalogue
}

func TestEveryStatementHasASource(t *testing.T) {
	for _, c := range builtin(t).All() {
		app := c.App
		if len(app.Sources) == 0 || app.Kind == "" && !app.CustomerApp {
			t.Errorf("%s: %d sources, kind %q", app.Connector, len(app.Sources), app.Kind)
		}
		pages := slices.Clone(app.Sources)
		for id, page := range app.VendorFixes {
			pages = append(pages, page)
			if !slices.Contains(app.Sources, page) {
				t.Errorf("%s: the page for %s is not among the sources", app.Connector, id)
			}
		}
		for _, page := range pages {
			if u, err := url.Parse(page.URL); err != nil || u.Scheme != "https" || page.Title == "" {
				t.Errorf("%s: source %q at %q", app.Connector, page.Title, page.URL)
			}
		}
	}
}

// A label is one app's, or the connectors of the others would answer for it.
func TestLabelsAreUnique(t *testing.T) {
	shared := []string{"sales insight actions", "sales connect", "toutapp"} // Adobe's pages use each for either product
	owner := map[string]string{}
	for _, c := range builtin(t).All() {
		for _, name := range c.App.Names() {
			label := strings.ToLower(name)
			if other, taken := owner[label]; taken && !slices.Contains(shared, label) {
				t.Errorf("%s and %s both go by %q", other, c.App.Connector, name)
			}
			owner[label] = c.App.Connector
		}
	}
}

func TestNeedsAreSalesforcesWords(t *testing.T) {
	permissions := userPermissions(t)
	licenses := []string{"Salesforce", "Salesforce Platform", "Salesforce Integration"} // UserLicense.Name
	// Organization.OrganizationType
	editions := []string{
		"Developer Edition", "Professional Edition", "Enterprise Edition", "Unlimited Edition", "Performance Edition",
	}
	for _, c := range builtin(t).All() {
		for what, list := range map[string]struct{ have, known []string }{
			"user permission": {c.App.Needs.UserPermissions, permissions},
			"license":         {slices.Concat(c.App.Needs.Licenses, c.App.Needs.FreeSeats), licenses},
			"edition":         {c.App.Needs.Editions, editions},
		} {
			for _, name := range list.have {
				if !slices.Contains(list.known, name) {
					t.Errorf("%s: Salesforce has no %s %q", c.App.Connector, what, name)
				}
			}
		}
		if slices.Contains(c.App.Needs.UserPermissions, audit.APIEnabled.Name) {
			t.Errorf("%s: API Enabled always applies", c.App.Connector)
		}
	}
}

// userPermissions lists those of Salesforce, from the description on which the simulated org stands.
func userPermissions(t *testing.T) []string {
	t.Helper()
	file, err := os.Open("../internal/simorg/user_permissions.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var names []string
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		name, _, _ := strings.Cut(lines.Text(), "\t")
		names = append(names, name)
	}
	if err := lines.Err(); err != nil || len(names) < 100 {
		t.Fatalf("%d permissions, %v", len(names), err)
	}
	return names
}
