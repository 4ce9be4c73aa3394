package config

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"orgaudit/audit"
)

// ParseConnector is LoadConnector for a text that is at hand.
func ParseConnector(file string, data []byte, checks []string) (Connector, error) {
	r := &connectorReader{checks: checks}
	c := r.read(file, data)
	return c, r.errors.err()
}

// WritePolicy gives a policy as a file that LoadPolicy reads to the same policy, but for the places
// of its rules. What it extended is written out.
func WritePolicy(p *audit.Policy, connectors *Catalogue) ([]byte, error) {
	f := PolicyFile{Version: 1, Severity: p.Severity}
	for _, ask := range p.Connections {
		c := PolicyConnection{
			App:   appText(ask.App),
			Users: PolicyUsers{ask.Usernames, ask.Profiles, ask.PermissionSets},
		}
		known, _ := connectors.Get(ask.App.Connector)
		if own := ask.App.FromIPs; len(own) >= len(known.App.FromIPs) {
			c.FromIPs = nilIfEmpty(own[len(known.App.FromIPs):])
		}
		if signIns := ask.App.SignIns; len(signIns) > 0 && !reflect.DeepEqual(signIns, known.App.SignIns) {
			c.LoginHost = signIns[0].LoginHost
		}
		f.Connections = append(f.Connections, c)
	}
	api := p.APIEnabled
	f.APIEnabled = PolicyAPI{
		Required: PolicyRequired{textsOfNames(api.Required.Profiles), textsOfNames(api.Required.PermissionSets)},
		Forbidden: PolicyForbidden{
			textsOfNames(api.Forbidden.Profiles), textsOfNames(api.Forbidden.PermissionSets), textsOfNames(api.Except),
		},
		Holders: textsOfNames(api.Holders),
	}
	f.Apps = PolicyApps{
		appTexts(p.Apps.Allowed), appTexts(p.Apps.Blocked), appTexts(p.Apps.Installed), appTexts(p.Apps.AdminApproved),
		p.Apps.Unlisted,
	}
	f.Bypass = PolicyBypass{textsOfNames(p.Bypass.UseAnyAPIClient), textsOfNames(p.Bypass.ApproveUninstalledApps)}
	f.Approvals.StaleDays, f.APILimit.WarnPercent = p.StaleDays, p.APILimitWarn
	for _, w := range p.Waivers {
		f.Waivers = append(f.Waivers, PolicyWaiver{
			Check:   w.Check,
			Subject: w.Subject,
			Reason:  w.Reason,
			Owner:   w.Owner,
			Ticket:  w.Ticket,
			Until:   w.Until.UTC().Format(time.DateOnly),
		})
	}
	return writeDocument(f)
}

// WriteConnector gives an app as a connector file that LoadConnector reads to the same app.
func WriteConnector(app audit.App) ([]byte, error) {
	f := ConnectorFile{
		Version:      1,
		ID:           app.Connector,
		Name:         app.Name,
		Aliases:      app.Aliases,
		ConsumerKeys: app.ConsumerKeys,
		Kind:         app.Kind,
		CustomerApp:  app.CustomerApp,
		FromIPs:      app.FromIPs,
		Needs: ConnectorNeeds{
			app.Needs.UserPermissions, app.Needs.Licenses, app.Needs.FreeSeats, app.Needs.Editions,
		},
	}
	for i, signIn := range app.SignIns {
		written := ConnectorSignIn{signIn.Flow, signIn.LoginHost, signIn.PKCE, signIn.Scopes}
		if i == 0 {
			f.SignIn.ConnectorSignIn = written
		} else {
			f.SignIn.Or = append(f.SignIn.Or, written)
		}
	}
	for _, s := range app.Symptoms {
		f.Symptoms = append(f.Symptoms, ConnectorSymptom{s.Match, s.Codes, s.Checks})
	}
	for id, page := range app.VendorFixes {
		if f.Fixes == nil {
			f.Fixes = map[string]ConnectorPage{}
		}
		f.Fixes[id] = ConnectorPage{page.Title, page.URL, page.Date}
	}
	for _, page := range app.Sources {
		f.Sources = append(f.Sources, ConnectorPage{page.Title, page.URL, page.Date})
	}
	return writeDocument(f)
}

func textsOfNames(names []audit.Named) []string {
	if names == nil {
		return nil
	}
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = n.Text
	}
	return out
}

func appTexts(apps []audit.NamedApp) []string {
	var out []string
	for _, a := range apps {
		out = append(out, appText(a.App))
	}
	return out
}

// appText is how a policy names an app.
func appText(app audit.App) string {
	switch {
	case app.Connector != "":
		return connectorPrefix + app.Connector
	case app.Name == "" && len(app.ConsumerKeys) > 0:
		return keyPrefix + app.ConsumerKeys[0]
	}
	return app.Title()
}

// writeDocument writes a file's struct under the keys that it is read by. A list that is empty, but
// there, is written: it says something else than none.
func writeDocument(file any) ([]byte, error) {
	var out bytes.Buffer
	e := yaml.NewEncoder(&out)
	e.SetIndent(2)
	if err := e.Encode(nodeOf(reflect.ValueOf(file))); err != nil {
		return nil, fmt.Errorf("write the file: %w", err)
	}
	return out.Bytes(), e.Close()
}

// nodeOf is the YAML of a value, nil where its key is to be absent.
func nodeOf(v reflect.Value) *yaml.Node {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return nodeOf(v.Elem())
	case reflect.Struct:
		n := &yaml.Node{Kind: yaml.MappingNode}
		addMembers(n, v)
		if len(n.Content) == 0 {
			return nil
		}
		return n
	case reflect.Map:
		n := &yaml.Node{Kind: yaml.MappingNode}
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, key := range keys {
			n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key.String()},
				nodeOf(v.MapIndex(key)))
		}
		if len(keys) == 0 {
			return nil
		}
		return n
	case reflect.Slice:
		if v.IsNil() {
			return nil
		}
		n := &yaml.Node{Kind: yaml.SequenceNode}
		for i := range v.Len() {
			n.Content = append(n.Content, nodeOf(v.Index(i)))
		}
		if v.Len() == 0 {
			n.Style = yaml.FlowStyle
		}
		return n
	case reflect.String:
		if v.String() == "" {
			return nil
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Value: v.String(), Style: yaml.DoubleQuotedStyle}
	}
	if v.IsZero() && v.Kind() != reflect.Bool {
		return nil
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Value: fmt.Sprint(v.Interface())}
}

func addMembers(n *yaml.Node, v reflect.Value) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Anonymous {
			addMembers(n, v.Field(i))
			continue
		}
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		value := nodeOf(v.Field(i))
		if value == nil ||
			field.Type.Kind() == reflect.Bool && v.Field(i).IsZero() && strings.Contains(options, "omitempty") {
			continue
		}
		n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: name}, value)
	}
}
