package audit

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// identity is what a finding is known by across runs. Fingerprint is a hash of the org, the check and the
// subject, never of words. Alias is the fingerprint that schema 1 gave it, "" where that is the same:
// apps and connections were known by name there, and what has no id still is.
type identity struct {
	Fingerprint, Alias string
}

// identityOf gives the identity of a check's finding about a subject of an org.
func identityOf(orgID, check string, s Subject) identity {
	id := identity{Fingerprint: hash(orgID, check, s.Kind, s.Key)}
	before := fold(firstOf(s.Label, s.Name))
	if s.ID != "" && s.Kind != SubjectApp && s.Kind != SubjectConnection {
		before = shortID(s.ID)
	}
	if before != s.Key {
		id.Alias = hash(orgID, check, s.Kind, before)
	}
	return id
}

func hash(orgID, check, kind, who string) string {
	text := make([]byte, 0, 192) // of this size it stays on the stack
	for _, field := range [...]string{shortID(orgID), check, kind, who} {
		text = append(append(text, field...), 0)
	}
	sum := sha256.Sum256(text)
	var out [16]byte
	hex.Encode(out[:], sum[:8])
	return string(out[:])
}

// again finds what was known before among what is known now, by fingerprint, and else where one side has the
// fingerprint of schema 1, which is the other's alias: for each of now the index in before, or -1. Two that have keys
// of their own are two, whatever name they share. Each of before is found once. The order of the lists doesn't matter,
// and the other way round it finds the same pairs.
func again(before, now []identity) []int {
	out := make([]int, len(now))
	exact := make(map[string]int, len(before))
	for i, id := range before {
		exact[id.Fingerprint] = i
	}
	taken := make([]bool, len(before))
	var left []int
	for i, id := range now {
		at, ok := exact[id.Fingerprint]
		if !ok || taken[at] {
			out[i], left = -1, append(left, i)
			continue
		}
		out[i], taken[at] = at, true
	}
	var lost []int
	for i := range before {
		if !taken[i] {
			lost = append(lost, i)
		}
	}
	byFingerprint := func(list []identity) func(a, b int) int {
		return func(a, b int) int { return cmp.Compare(list[a].Fingerprint, list[b].Fingerprint) }
	}
	slices.SortFunc(left, byFingerprint(now))
	slices.SortFunc(lost, byFingerprint(before))
	known := map[string][]int{} // by fingerprint and by alias
	for _, i := range lost {
		for _, name := range before[i].names() {
			known[name] = append(known[name], i)
		}
	}
	for _, i := range left {
		for _, name := range now[i].names() {
			same := slices.IndexFunc(known[name], func(b int) bool { return !taken[b] && before[b].lifted(now[i]) })
			if same >= 0 && out[i] < 0 {
				out[i] = known[name][same]
				taken[out[i]] = true
			}
		}
	}
	return out
}

// names are the fingerprint and the alias, where it has one.
func (id identity) names() []string {
	if id.Alias == "" {
		return []string{id.Fingerprint}
	}
	return []string{id.Fingerprint, id.Alias}
}

// lifted reports whether one of two identities is the other as schema 1 knew it.
func (id identity) lifted(other identity) bool {
	return id.Alias != "" && id.Alias == other.Fingerprint || other.Alias != "" && other.Alias == id.Fingerprint
}
