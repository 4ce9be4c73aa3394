package starter

import (
	"slices"
	"strings"

	"orgaudit/audit"
)

// bypass writes who may hold the permissions that bypass the gates of apps: those who do.
func (w *writer) bypass() {
	w.comment(0, "These permissions bypass the gates of apps. Nobody else may hold them.")
	if why, closed := w.closed(audit.PartHolders); closed {
		w.comment(0, "%s", why)
		return
	}
	if held, known := w.s.Auditor.Has(audit.ViewAllUsers); !known || !held {
		w.comment(0, "The audit user may not see every user who holds them; it needs %s.", audit.ViewAllUsers.Label)
		return
	}
	body := &writer{s: w.s}
	for _, rule := range []struct {
		key        string
		permission audit.Permission
	}{
		{"use_any_api_client", audit.UseAnyAPIClient},
		{"approve_uninstalled_connected_apps", audit.ApproveUninstalledApps},
	} {
		if !slices.Contains(w.s.Scope.Holders, rule.permission.Name) {
			body.comment(2, "%s: the snapshot was not taken for its holders.", rule.permission.Label)
			continue
		}
		holders := w.holders(rule.permission)
		switch names, rest := foldNames(holders[:min(len(holders), maxNames)], nil); {
		case len(holders) == 0:
			body.asks = true
			body.line("  %s: []   # nobody holds %s", rule.key, rule.permission.Label)
		case len(rest) > 0 || len(holders) > maxNames: // no patterns here: they would let in whoever comes to match
			body.comment(2, "%s is held by %s, more than a list should have: %s, …",
				rule.permission.Label, counted(len(holders), "user"), firstNames(names[:min(len(names), fewNames)]))
			body.comment(2, "Stricter: take it from those who don't need it, then list the others.")
			body.line("  # %s: []", rule.key)
		default:
			body.list(2, rule.key, names)
			body.comment(4, "Stricter: delete those who don't need %s.", rule.permission.Label)
		}
	}
	w.put(SectionBypass, body)
}

func (w *writer) holders(p audit.Permission) []item {
	var out []item
	for _, h := range w.s.Holders {
		if h.Permission == p.Name &&
			!slices.ContainsFunc(out, func(have item) bool { return strings.EqualFold(have.name, h.Username) }) {
			out = append(out, item{h.Username, []string{h.Username}})
		}
	}
	slices.SortFunc(out, func(a, b item) int {
		return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name))
	})
	return out
}
