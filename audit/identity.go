package audit

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// identity is what a finding is known by across runs. Fingerprint is a hash of the org, the check and the
// subject, never of words. Alias is the fingerprint that schema 1 gave it, "" where that is the same:
// apps and connections were known by name there, and what has no id still is. It brings an app together
// again with what was said before it was installed.
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

// first is the fingerprint that schema 1 gave it.
func (id identity) first() string { return cmp.Or(id.Alias, id.Fingerprint) }

// again finds what was known before among what is known now, by fingerprint, and else by alias on either side: for each
// of now the index in before, or -1. Each of before is found once. The order of the lists doesn't matter,
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
	known := map[string][]int{}
	for _, i := range lost {
		known[before[i].first()] = append(known[before[i].first()], i)
	}
	for _, i := range left {
		if same := known[now[i].first()]; len(same) > 0 {
			out[i], known[now[i].first()] = same[0], same[1:]
		}
	}
	return out
}
