package starter

import (
	"cmp"
	"slices"
	"strings"

	"orgaudit/audit"
)

// granting is what may give API Enabled, told apart by whether it does.
type granting struct {
	on, idle, off []item // idle: on, and it looks as if nobody needed it
}

// api writes which profiles and permission sets must not have API Enabled: those that don't have it.
func (w *writer) api() {
	w.comment(0, "API Enabled lets its users connect apps and read what they may read through the API.")
	profiles, profilesRead := w.profiles()
	sets, setsRead := w.permissionSets()
	why := func(part audit.Part) { text, _ := w.closed(part); w.comment(0, "%s", text) }
	if !profilesRead {
		why(audit.PartProfiles)
	}
	if !setsRead {
		why(audit.PartPermissionSets)
	}
	if len(profiles.off)+len(sets.off) == 0 {
		if profilesRead || setsRead {
			w.comment(0, "No profile and no permission set is known to lack it: there is nothing to keep as it is.")
		}
		return
	}
	body := &writer{s: w.s}
	var except, idle []string
	for _, kind := range []struct {
		key, noun string
		granting
		others []item
	}{{"profiles", "profile", profiles, sets.off}, {"permission_sets", "permission set", sets, profiles.off}} {
		keep, drop := body.forbid(kind.key, kind.noun, kind.granting, kind.others)
		except, idle = append(except, keep...), append(idle, drop...)
	}
	if len(except)+len(idle) > 0 {
		body.line("    except:")
		body.items(6, unique(except))
		if len(idle) > 0 {
			body.comment(6, "Stricter: delete these. Their names or users look as if they didn't need the API.")
			body.items(6, unique(idle))
		}
	}
	if !body.asks {
		w.comment(0, "Too many names for a list: forbid API Enabled for those that matter.")
		return
	}
	w.asks = true
	w.line("%s:", SectionAPI)
	w.line("  forbidden:")
	w.b.WriteString(body.b.String())
}

// forbid writes one list of what must not have API Enabled. Where few have it, all others are
// forbidden, and the few are exceptions that it returns.
func (w *writer) forbid(key, noun string, g granting, alsoOff []item) (except, idle []string) {
	if len(g.off) == 0 {
		return nil, nil
	}
	others := slices.Concat(g.off, alsoOff)
	keep, restKeep := foldNames(g.on, others)
	drop, restDrop := foldNames(g.idle, others)
	if len(restKeep)+len(restDrop) == 0 && len(keep)+len(drop) <= maxNames {
		w.comment(4, "%s of %d have it; a new one is judged as well.",
			capitalized(counted(len(g.on)+len(g.idle), noun)), len(g.on)+len(g.idle)+len(g.off))
		w.list(4, key, []string{"*"})
		return keep, drop
	}
	names, rest := foldNames(g.off, slices.Concat(g.on, g.idle))
	whole := len(g.on) + len(g.idle) + len(g.off)
	cut := len(names) > maxNames
	if cut {
		// A dozen names out of hundreds say nothing; patterns that stand for many do.
		slices.SortStableFunc(names, func(a, b string) int { return countMatches(b, g.off) - countMatches(a, g.off) })
		names = slices.DeleteFunc(names, func(name string) bool { return countMatches(name, g.off) < leastFolded })
		names = names[:min(len(names), maxNames)]
	}
	if len(names) == 0 {
		w.comment(4, "%s of %d lack it, and no pattern finds many of them alone. Stricter: list those that matter.",
			capitalized(counted(len(g.off), noun)), whole)
		w.line("    # %s:", key)
		for _, i := range g.off[:min(len(g.off), fewNames)] {
			w.line("    #   - %s", yamlScalar(i.name))
		}
		return nil, nil
	}
	w.comment(4, "%s of %d lack it.", capitalized(counted(len(g.off), noun)), whole)
	w.list(4, key, names)
	if cut || len(rest) > 0 {
		w.comment(6, "More lack it than fit here: add those that matter.")
	}
	if len(drop) > 0 {
		w.comment(6, "Stricter: these have it, and look as if they didn't need it.")
		for _, name := range drop[:min(len(drop), maxNames)] {
			w.line("      # - %s", yamlScalar(name))
		}
	}
	return nil, nil
}

func countMatches(pattern string, items []item) int {
	n := 0
	for _, i := range items {
		if i.matches(pattern) {
			n++
		}
	}
	return n
}

func (w *writer) profiles() (g granting, read bool) {
	if !w.judged(audit.PartProfiles) {
		return g, false
	}
	for _, p := range w.s.Profiles {
		i := item{p.Name, []string{p.Name, p.MetadataName, p.ID}}
		g.add(i, p.Permissions, seemsNeedless(p))
	}
	g.sort()
	return g, true
}

func (w *writer) permissionSets() (g granting, read bool) {
	if !w.judged(audit.PartPermissionSets) {
		return g, false
	}
	for _, p := range w.s.PermissionSets {
		if p.Type == audit.PermissionSetGroupOf {
			continue
		}
		i := item{p.Name, []string{p.Name, p.Label, p.ID}}
		if p.Namespace != "" && !strings.HasPrefix(p.Name, p.Namespace+"__") {
			i.name = p.Namespace + "__" + p.Name
			i.all = append(i.all, i.name)
		}
		g.add(i, p.Permissions, false)
	}
	g.sort()
	return g, true
}

// judged tells whether what the snapshot holds of a part can be judged.
func (w *writer) judged(part audit.Part) bool {
	refusal, refused := w.s.Refused[part]
	return !refused || refusal.Partial
}

// add files an item by what is known of its API Enabled. One of which nothing is known counts as having it: it must not
// be asked about.
func (g *granting) add(i item, permissions map[string]bool, needless bool) {
	switch held, known := permissions[audit.APIEnabled.Name]; {
	case known && !held:
		g.off = append(g.off, i)
	case known && needless:
		g.idle = append(g.idle, i)
	default:
		g.on = append(g.on, i)
	}
}

func (g *granting) sort() {
	for _, items := range [][]item{g.on, g.idle, g.off} {
		slices.SortStableFunc(items, func(a, b item) int {
			return cmp.Or(strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name)),
				strings.Compare(a.name, b.name))
		})
	}
}

// seemsNeedless tells whether a profile looks as if its users connected no app: guests, portal
// users, and the standard profiles that only read.
func seemsNeedless(p audit.Profile) bool {
	switch p.UserType {
	case "Guest", "CustomerSuccess", "PowerCustomerSuccess", "CspLitePortal", "PowerPartner", "CsnOnly", "SelfService":
		return true
	}
	name := strings.ToLower(p.Name)
	return slices.ContainsFunc([]string{"read only", "readonly", "guest", "portal", "community", "chatter"},
		func(word string) bool { return strings.Contains(name, word) })
}

func unique(names []string) []string {
	var out []string
	for _, name := range names {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

func capitalized(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
