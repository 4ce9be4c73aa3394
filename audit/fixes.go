package audit

import (
	"slices"
	"strings"
)

// vendorFix is a vendor's own page for a fix that a report names.
type vendorFix struct {
	fix  string
	page Page
}

// noteVendor remembers the vendor's own page for a failed check of an app.
func (e *evaluation) noteVendor(app App, f *Finding) {
	if page, ok := app.VendorFixes[f.Check]; ok && f.Fix != "" {
		e.vendor = append(e.vendor, vendorFix{f.Fix, page})
	}
}

// fixes renders every fix that a failed finding names. One fix may serve several findings: its steps then name all
// the profiles, users or apps together.
func (e *evaluation) fixes() {
	names := map[string]map[string][]string{}
	var order []string
	for i := range e.report.Findings {
		f := &e.report.Findings[i]
		if f.Verdict != Fail {
			continue
		}
		for _, id := range append([]string{f.Fix}, f.OtherFixes...) {
			if id == "" {
				continue
			}
			if names[id] == nil {
				names[id] = map[string][]string{}
				order = append(order, id)
			}
			for key, value := range f.Names {
				if value != "" && !slices.Contains(names[id][key], value) {
					names[id][key] = append(names[id][key], value)
				}
			}
		}
	}
	for _, id := range order {
		if fix := e.fix(id); fix != nil {
			e.report.Fixes[id] = e.render(fix, names[id])
		}
	}
}

func (e *evaluation) fix(id string) *Fix {
	for _, check := range e.checks {
		for _, fix := range check.Fixes {
			if fix.ID == id {
				return fix
			}
		}
	}
	return nil
}

// defaults stand for names that no finding gave: the steps stay readable for an org that could not be read.
func (e *evaluation) defaults() map[string]Arg {
	out := map[string]Arg{
		"app": {Words: Say("the app")}, "user": {Words: Say("the user")}, "profile": {Words: Say("the user's profile")},
		"permission_set": {Words: Say("a permission set")}, "host": {Words: Say("the login host that the app uses")},
		"my_domain": {Text: e.index.Org.MyDomain}, "org": {Text: e.index.Org.Name}, "profile_id": {}, "user_id": {},
	}
	if e.index.Org.MyDomain == "" {
		out["my_domain"] = Arg{Words: Say("your org's My Domain host")}
	}
	if e.index.Org.Name == "" {
		out["org"] = Arg{Words: Say("your org")}
	}
	return out
}

func (e *evaluation) render(fix *Fix, names map[string][]string) RenderedFix {
	said, lists := e.defaults(), map[string][]string{}
	var path []string
	for key := range said {
		linked := ""
		switch values := names[key]; len(values) {
		case 0:
		case 1:
			said[key], linked = Arg{Text: values[0]}, values[0]
		default:
			said[key], lists[key] = several(values), values
		}
		path = append(path, "{"+key+"}", linked)
	}
	link := strings.NewReplacer(path...)
	words := FixWords{Title: fix.Title, Steps: slices.Clone(fix.Steps), Risk: fix.Risk, Effect: e.effect(fix, names, said), Names: said, Lists: lists}
	out := RenderedFix{Source: fix.Source, Effort: fix.Effort, Words: words.used()}.In(nil)
	if fix.SetupPath != "" && e.index.Org.URL != "" {
		out.SetupURL = strings.TrimRight(e.index.Org.URL, "/") + link.Replace(fix.SetupPath)
	}
	for _, v := range e.vendor {
		if v.fix == fix.ID && out.Vendor == nil {
			page := v.page
			out.Vendor = &page
		}
	}
	return out
}

// FixFor picks the first of a check's fixes that is meant for an app: one that names the app's connector before one
// for all apps.
func FixFor(app App, fixes ...*Fix) string {
	for _, fix := range fixes {
		if slices.Contains(fix.Connectors, app.Connector) && app.Connector != "" {
			return fix.ID
		}
	}
	for _, fix := range fixes {
		if len(fix.Connectors) == 0 {
			return fix.ID
		}
	}
	return ""
}
