package audit

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// SameOrg reports whether two reports are about one org. Where one of them could not read which org it is, the address
// decides. Readings of a project's files know neither, and may be compared: the reader says that they belong together.
func SameOrg(a, b *Report) bool {
	if a.Org.ID != "" && b.Org.ID != "" {
		return SameID(a.Org.ID, b.Org.ID) || a.Org.ID == b.Org.ID
	}
	if a.Org.placeless() && b.Org.placeless() {
		return true
	}
	return sameName(a.Org.URL, b.Org.URL) || sameName(a.Org.MyDomain, b.Org.MyDomain)
}

// placeless reports whether a reading is of files: it has a name, and nothing that says which org it is.
func (o *Org) placeless() bool { return o.Name != "" && o.ID+o.URL+o.MyDomain == "" }

// paired is what two reports say of one thing; one side is nil where only the other report speaks of it.
type paired[T any] struct {
	key           string
	before, after *T
}

// pairFindings brings together what two reports found about the same. Fingerprints tell where the org is one and known
// to be it, and in readings of files; else the check with the kind and name of its subject does.
func pairFindings(before, after *Report) []paired[Finding] {
	known := before.known(after)
	one, files := SameID(before.Org.ID, after.Org.ID), before.Org.ID+after.Org.ID == ""
	key := func(f *Finding) string {
		name := fold(f.Subject.Name)
		switch {
		case !one && f.Subject.Kind == SubjectOrg:
			name = ""
		case one || files:
			return cmp.Or(known[f.Fingerprint], f.Fingerprint)
		}
		return strings.Join([]string{f.Check, f.Subject.Kind, name}, "\x00")
	}
	return pair(before.Findings, after.Findings, key, func(f *Finding) string { return f.Fingerprint })
}

// known gives the fingerprints of an earlier report for those that a later one made anew.
func (r *Report) known(later *Report) map[string]string {
	identities := func(r *Report) []Identity {
		out := make([]Identity, len(r.Findings))
		for i := range r.Findings {
			out[i] = r.Findings[i].Identity()
		}
		return out
	}
	out := map[string]string{}
	before, now := identities(r), identities(later)
	for i, at := range Again(before, now) {
		if at >= 0 && before[at].Fingerprint != now[i].Fingerprint {
			out[now[i].Fingerprint] = before[at].Fingerprint
		}
	}
	return out
}

// pairConnections brings together the answers for the same user and app.
func pairConnections(before, after *Report) []paired[Connection] {
	key := func(c *Connection) string {
		return strings.Join([]string{fold(c.User), c.App.Connector, fold(c.App.Name)}, "\x00")
	}
	return pair(before.Connections, after.Connections, key, func(c *Connection) string { return c.SignIn.String() })
}

// pair matches the items of two lists by key. Items of one key are matched in the order of within; the order of the lists
// doesn't matter, and the outcome is sorted.
func pair[T any](before, after []T, key, within func(*T) string) []paired[T] {
	at := map[string]int{}
	var out []paired[T]
	for _, side := range []struct {
		list []T
		put  func(*paired[T], *T)
	}{
		{before, func(p *paired[T], item *T) { p.before = item }},
		{after, func(p *paired[T], item *T) { p.after = item }},
	} {
		items := make([]*T, len(side.list))
		for i := range side.list {
			items[i] = &side.list[i]
		}
		slices.SortStableFunc(items, func(a, b *T) int {
			return cmp.Or(cmp.Compare(key(a), key(b)), cmp.Compare(within(a), within(b)))
		})
		seen := map[string]int{}
		for _, item := range items {
			k := key(item)
			k, seen[k] = k+"\x00"+strconv.Itoa(seen[k]), seen[k]+1
			i, ok := at[k]
			if !ok {
				i = len(out)
				at[k] = i
				out = append(out, paired[T]{key: k})
			}
			side.put(&out[i], item)
		}
	}
	slices.SortFunc(out, func(a, b paired[T]) int { return cmp.Compare(a.key, b.key) })
	return out
}
