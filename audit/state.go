package audit

import "slices"

// State is how far a part of an org was read.
type State string

// States of a part. What the snapshot holds of it is true in each of them; only of a part that was read does absence
// mean anything.
const (
	partRead    State = "read"
	partPartial State = "partial" // what is there can be judged one by one, as what a project's files hold
	partRefused State = "refused"
)

// state tells how far a part was read.
func (s *Snapshot) state(p Part) State {
	switch refusal, refused := s.Refused[p]; {
	case !refused:
		return partRead
	case refusal.Partial:
		return partPartial
	}
	return partRefused
}

// parts is a set of parts.
type parts uint32

// bit is the set of one part; empty for one that this version doesn't know.
func (p Part) bit() parts {
	if i := slices.Index(allParts[:], p); i >= 0 {
		return 1 << i
	}
	return 0
}

func setOf(list ...Part) (set parts) {
	for _, p := range list {
		set |= p.bit()
	}
	return set
}

// list names the parts of a set, in the order in which reports name them.
func (set parts) list() []Part {
	var out []Part
	for i, p := range allParts {
		if set&(1<<i) != 0 {
			out = append(out, p)
		}
	}
	return out
}
