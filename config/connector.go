package config

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"orgaudit/audit"
)

// Connector is what an app needs of an org, read from one file.
type Connector struct {
	App    audit.App
	SHA256 string // of the file, hex
	File   string
}

// Catalogue holds connectors by ID. The nil Catalogue is empty.
type Catalogue struct {
	connectors []Connector // sorted by ID
}

// Connectors reads every .yaml file of a directory tree's top level. Each must be named after its ID. checks are the
// IDs that files may name; nil leaves them unchecked. The error is an Errors with everything that is wrong.
func Connectors(dir fs.FS, checks []string) (*Catalogue, error) {
	names, err := fs.Glob(dir, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("cannot list connectors: %w", err)
	}
	catalogue := &Catalogue{}
	var errs Errors
	for _, name := range names {
		data, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, fmt.Errorf("cannot read connector: %w", err)
		}
		r := &connectorReader{checks: checks, id: strings.TrimSuffix(path.Base(name), ".yaml")}
		c := r.read(name, data)
		errs = append(errs, r.errors...)
		catalogue.connectors = append(catalogue.connectors, c)
	}
	if err := errs.err(); err != nil {
		return nil, err
	}
	slices.SortFunc(catalogue.connectors, func(a, b Connector) int {
		return strings.Compare(a.App.Connector, b.App.Connector)
	})
	return catalogue, nil
}

// LoadConnector reads one connector from a file, which may have any name. checks are the IDs that it may name; nil
// leaves them unchecked. The error is an Errors where the file could be read.
func LoadConnector(file string, checks []string) (Connector, error) {
	data, err := readFile(file)
	if err != nil {
		return Connector{}, fmt.Errorf("cannot read the connector: %w", err)
	}
	r := &connectorReader{checks: checks}
	c := r.read(file, data)
	return c, r.errors.err()
}

// Get finds a connector by ID.
func (c *Catalogue) Get(id string) (Connector, bool) {
	for _, have := range c.All() {
		if have.App.Connector == id {
			return have, true
		}
	}
	return Connector{}, false
}

// All lists the connectors by ID.
func (c *Catalogue) All() []Connector {
	if c == nil {
		return nil
	}
	return c.connectors
}

// IDs lists the connectors' IDs, sorted.
func (c *Catalogue) IDs() []string {
	var ids []string
	for _, have := range c.All() {
		ids = append(ids, have.App.Connector)
	}
	return ids
}

// With is the catalogue and a further connector, which replaces one of the same ID: policies can name it then.
func (c *Catalogue) With(extra Connector) *Catalogue {
	out := &Catalogue{connectors: []Connector{extra}}
	for _, have := range c.All() {
		if have.App.Connector != extra.App.Connector {
			out.connectors = append(out.connectors, have)
		}
	}
	slices.SortFunc(out.connectors, func(a, b Connector) int {
		return strings.Compare(a.App.Connector, b.App.Connector)
	})
	return out
}

// Suggest lists the IDs of connectors that go by a plain name, so that a reader can be told of them.
func (c *Catalogue) Suggest(name string) []string {
	var ids []string
	for _, have := range c.All() {
		if slices.ContainsFunc(have.App.Names(), func(n string) bool {
			return strings.EqualFold(n, strings.TrimSpace(name))
		}) {
			ids = append(ids, have.App.Connector)
		}
	}
	return ids
}

// connectorReader reads one connector file and collects what is wrong with it.
type connectorReader struct {
	checks []string
	id     string // that the file must have, "" for any
	doc    *document
	errors Errors
}

func (r *connectorReader) fail(p problem, at ...any) {
	if p.message != "" {
		r.errors = append(r.errors, r.doc.errorAt(r.doc.at(at...), p.message, p.hint))
	}
}

func (r *connectorReader) read(file string, data []byte) Connector {
	var f ConnectorFile
	doc, errs, filled := readDocument(file, data, SchemaConnector, &f)
	r.errors = append(r.errors, errs...)
	if !filled {
		return Connector{File: file}
	}
	r.doc = doc
	sum := sha256.Sum256(data)
	return Connector{App: r.app(&f), SHA256: hex.EncodeToString(sum[:]), File: file}
}

var (
	idText         = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	permissionText = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`)
	dateText       = regexp.MustCompile(`^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$`)
)

func (r *connectorReader) app(f *ConnectorFile) audit.App {
	switch {
	case f.ID == "":
	case !idText.MatchString(f.ID):
		r.fail(problem{"an id holds only lower-case letters, digits and hyphens", "for example my-app"}, "id")
	case r.id != "" && f.ID != r.id:
		r.fail(problem{fmt.Sprintf("the id must be the file's name, %q", r.id), ""}, "id")
	}
	for i, key := range f.ConsumerKeys {
		if !keyText.MatchString(key) {
			r.fail(problem{"this is not a valid Consumer Key", "write it without spaces, as the app's page shows it"},
				"consumer_keys", i)
		}
	}
	for i, ip := range f.FromIPs {
		r.fail(checkIP(ip), "from_ips", i)
	}
	for i, p := range f.Needs.UserPermissions {
		if !permissionText.MatchString(p) || strings.HasPrefix(p, "Permissions") {
			r.fail(problem{
				"this is not a valid API name of a user permission", "write it as in metadata, for example EditTask",
			},
				"needs", "user_permissions", i)
		}
	}
	app := audit.App{
		Ask:          connectorPrefix + f.ID,
		Name:         f.Name,
		Connector:    f.ID,
		ConsumerKeys: nilIfEmpty(f.ConsumerKeys),
		Aliases:      nilIfEmpty(f.Aliases),
		Kind:         f.Kind,
		CustomerApp:  f.CustomerApp,
		SignIns:      r.signIns(f),
		FromIPs:      nilIfEmpty(f.FromIPs),
		Needs: audit.Needs{
			UserPermissions: nilIfEmpty(f.Needs.UserPermissions), Licenses: nilIfEmpty(f.Needs.Licenses),
			FreeSeats: nilIfEmpty(f.Needs.FreeSeats), Editions: nilIfEmpty(f.Needs.Editions),
		},
	}
	for i, s := range f.Symptoms {
		for j, id := range s.Checks {
			r.fail(checkID(id, r.checks), "symptoms", i, "checks", j)
		}
		app.Symptoms = append(app.Symptoms, audit.VendorSymptom{
			Match: s.Match, Codes: nilIfEmpty(s.Codes), Checks: s.Checks,
		})
	}
	for id, page := range f.Fixes {
		if p := checkID(id, r.checks); p.message != "" {
			r.errors = append(r.errors, r.doc.errorAt(r.doc.keyAt("fixes", id), p.message, p.hint))
		}
		if app.VendorFixes == nil {
			app.VendorFixes = map[string]audit.Page{}
		}
		app.VendorFixes[id] = r.page(page, "fixes", id)
	}
	for i, page := range f.Sources {
		app.Sources = append(app.Sources, r.page(page, "sources", i))
	}
	return app
}

// nilIfEmpty is a list as if its key were absent when it is empty, so that a saved app equals a loaded one.
func nilIfEmpty(list []string) []string {
	if len(list) == 0 {
		return nil
	}
	return list
}

// checkID says that an ID is none of the known checks; nil knows all.
func checkID(id string, checks []string) problem {
	if checks == nil || id == "" || slices.Contains(checks, id) {
		return problem{}
	}
	hint := didYouMean(id, checks)
	if hint == "" {
		hint = "docs/checks.md lists the checks"
	}
	return problem{fmt.Sprintf("unknown check %q", id), hint}
}

func (r *connectorReader) page(p ConnectorPage, at ...any) audit.Page {
	u, err := url.Parse(p.URL)
	if p.URL != "" && (err != nil || u.Scheme != "https" || u.Host == "") {
		r.fail(problem{"a page needs an https address", ""}, append(at, "url")...)
	}
	if p.Date != "" && !dateText.MatchString(p.Date) {
		r.fail(problem{"this is not a valid date", "write it as 2026-01-31, 2026-01 or 2026"}, append(at, "date")...)
	}
	return audit.Page{Title: p.Title, URL: p.URL, Date: p.Date}
}

// signIns are the ways to sign in, the main one first. A sign_in that holds nothing but or has no main one.
func (r *connectorReader) signIns(f *ConnectorFile) []audit.SignIn {
	main := f.SignIn.ConnectorSignIn
	var signIns []audit.SignIn
	if len(f.SignIn.Or) == 0 || main.Flow != "" || main.LoginHost != "" || main.PKCE != nil || len(main.Scopes) > 0 {
		signIns = append(signIns, r.signIn(f, main, "sign_in"))
	}
	for i, signIn := range f.SignIn.Or {
		signIns = append(signIns, r.signIn(f, signIn, "sign_in", "or", i))
	}
	return signIns
}

func (r *connectorReader) signIn(f *ConnectorFile, signIn ConnectorSignIn, at ...any) audit.SignIn {
	out := audit.SignIn{
		Flow:      signIn.Flow,
		LoginHost: strings.ToLower(signIn.LoginHost),
		PKCE:      signIn.PKCE,
		Scopes:    nilIfEmpty(signIn.Scopes),
	}
	if signIn.LoginHost != "" {
		r.fail(checkHost(signIn.LoginHost), append(at, "login_host")...)
	}
	if out.Flow == "" {
		out.Flow = audit.FlowWebServer
		if f.Kind == audit.KindNone {
			out.Flow = audit.FlowSession
		}
	}
	// SOAP login() and a session that somebody hands over have no OAuth scopes.
	if out.Scopes == nil && out.Flow != audit.FlowSOAPLogin && out.Flow != audit.FlowSession {
		out.Scopes = []string{"api"}
	}
	return out
}
