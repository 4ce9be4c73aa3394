package starter

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"orgaudit/audit"
)

// staleDays is after how many days without use an approval is worth a look.
const staleDays = 90

// app is one name under which the org shows apps.
type app struct {
	name      string
	installed bool
	blocked   bool
	approved  bool // every installed app of this name is admin-approved
	open      bool // one of them can be authorized by every user
	last      time.Time
	approvals int
}

// apps writes which apps are in use and which are blocked.
func (w *writer) apps() {
	if why, closed := w.closed(audit.PartBlockedApps, audit.PartConnectedApps, audit.PartExternalClientApps,
		audit.PartApprovals); closed {
		w.comment(0, "%s", why)
		w.comment(0, "Without it no rule about apps can be judged.")
		return
	}
	apps := w.known()
	if len(apps) == 0 {
		w.comment(0, "No app was found. Stricter, so that a new one is noticed:")
		w.line("# %s:", SectionApps)
		w.line("#   unlisted: fail")
		return
	}
	w.comment(0, "Apps in use may stay, and blocked ones stay blocked. An app is its name, "+
		"connector:ID or key:CONSUMERKEY.")
	w.put(SectionApps, w.appLists(apps))
}

// appLists are the lists of apps, each where it is short enough to be read.
func (w *writer) appLists(apps []app) *writer {
	var use, blocked, approved, others []item
	for _, a := range apps {
		i := item{a.name, []string{a.name}}
		switch {
		case a.blocked:
			blocked = append(blocked, i)
		default:
			use = append(use, i)
		}
		if a.approved && !a.blocked {
			approved = append(approved, i)
		} else {
			others = append(others, i)
		}
	}
	body := &writer{s: w.s}
	allowed, rest := foldNames(appItems(use), blocked)
	listed := len(rest) == 0 && len(allowed) <= 2*maxNames
	if listed && len(allowed) > 0 {
		if slices.ContainsFunc(allowed, audit.IsGlob) {
			body.comment(2, "%s are in use. A pattern allows new apps of its kind as well.",
				capitalized(counted(len(use), "app")))
		}
		body.list(2, "allowed", allowed)
	}
	names, _ := foldNames(appItems(blocked), use)
	blocks := len(names) > 0 && len(names) <= 2*maxNames
	if blocks {
		body.list(2, "blocked", names)
	}
	body.unused(apps, blocks)
	if names, _ := foldNames(appItems(approved), others); len(names) > 0 && len(names) <= 2*maxNames {
		body.comment(2, "Only users whom an admin pre-authorized may use these.")
		body.list(2, "admin_approved", names)
	}
	body.selfAuthorized(apps)
	if listed {
		body.asks = true
		body.line("  unlisted: warn   # stricter: fail")
	} else {
		body.comment(2,
			"%s are in use: too many for a list. List under allowed those that may stay, then add unlisted: warn.",
			capitalized(counted(len(use), "app")))
	}
	return body
}

// prefixed are names that a policy would take for a connector, a key or a mistake in one of these.
var prefixed = regexp.MustCompile(`^[A-Za-z]+:[A-Za-z0-9._-]+$`)

// appItems gives a name that a policy would take for something else a pattern instead.
func appItems(items []item) []item {
	out := slices.Clone(items)
	for i := range out {
		if name := out[i].name; prefixed.MatchString(name) || strings.HasPrefix(name, "connector:") ||
			strings.HasPrefix(name, "key:") {
			out[i].name = "*" + name[1:]
		}
	}
	return out
}

// unused offers to block apps that nobody used lately; below tells whether a list of blocked apps stands above.
func (w *writer) unused(apps []app, below bool) {
	since := w.s.TakenAt.AddDate(0, 0, -staleDays)
	n := 0
	for _, a := range apps {
		if a.blocked || a.approvals == 0 || a.last.IsZero() || !a.last.Before(since) || n == fewNames {
			continue
		}
		if n++; n == 1 {
			w.comment(2, "Stricter: block what nobody has used for %d days, and take it out of allowed.", staleDays)
			if !below {
				w.line("  # blocked:")
			}
		}
		w.line("  #   - %s   # last used %s", yamlScalar(a.name), a.last.UTC().Format(time.DateOnly))
	}
}

// selfAuthorized says which apps every user may authorize.
func (w *writer) selfAuthorized(apps []app) {
	var names []string
	for _, a := range apps {
		if a.open && !a.blocked {
			names = append(names, a.name)
		}
	}
	if len(names) > 0 {
		w.comment(2, "Every user may authorize %s. Stricter, in place of any other admin_approved:", firstNames(names))
		w.line("  # admin_approved: [\"*\"]")
	}
}

// known lists the apps that the org shows anywhere, by name.
func (w *writer) known() []app {
	var apps []app
	find := func(name string) *app {
		i := slices.IndexFunc(apps, func(a app) bool { return strings.EqualFold(a.name, name) })
		if i < 0 {
			apps = append(apps, app{name: name, approved: true})
			i = len(apps) - 1
		}
		return &apps[i]
	}
	installed := func(name string, only *bool) {
		a := find(name)
		a.installed = true
		a.approved = a.approved && only != nil && *only
		a.open = a.open || only != nil && !*only
	}
	for _, c := range w.s.ConnectedApps {
		installed(c.Name, c.AdminApprovedOnly)
	}
	for _, e := range w.s.ExternalClientApps {
		installed(firstText(e.Label, e.Name), e.AdminApprovedOnly)
	}
	for _, a := range w.s.Approvals {
		have := find(a.AppName)
		have.approvals += a.Count
		for _, at := range []*time.Time{a.First, a.LastUsed} {
			if at != nil && at.After(have.last) {
				have.last = *at
			}
		}
	}
	for _, b := range w.s.BlockedApps {
		// The component's label may be the name of an app that is there under it.
		for i := range apps {
			if strings.EqualFold(apps[i].name, b.Name) || strings.EqualFold(apps[i].name, b.Label) {
				apps[i].blocked = true
			}
		}
		if name := firstText(b.Name, b.Label); name != "" {
			find(name).blocked = true
		}
	}
	apps = slices.DeleteFunc(apps, func(a app) bool { return strings.TrimSpace(a.name) == "" })
	for i := range apps {
		apps[i].approved = apps[i].approved && apps[i].installed
	}
	slices.SortFunc(apps, func(a, b app) int {
		return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name))
	})
	return apps
}

// approvals offers to ask about approvals that lie unused.
func (w *writer) approvals() {
	if _, closed := w.closed(audit.PartApprovals); closed {
		return // the apps section says why
	}
	since, n := w.s.TakenAt.AddDate(0, 0, -staleDays), 0
	for _, a := range w.s.Approvals {
		last := a.LastUsed
		if last == nil {
			last = a.First
		}
		if last != nil && last.Before(since) {
			n++
		}
	}
	if n == 0 {
		w.comment(0, "Stricter: an approval lets an app come back without asking. None is unused for %d days.",
			staleDays)
	} else {
		w.comment(0, "Stricter: an approval lets an app come back without asking. Unused for %d days: %d of %d.",
			staleDays, n, len(w.s.Approvals))
	}
	w.line("# %s:", SectionApprovals)
	w.line("#   stale_days: %d", staleDays)
}

func firstText(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
