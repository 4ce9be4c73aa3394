package audit

import "slices"

// View is what a check sees of an org. The snapshot behind it is closed: each look-up notes the parts that
// its answer rests on, and the engine, and nobody else, turns a verdict that rests on what was not read
// into unknown. A row that was read is true whatever else was refused; that there is none, or no other,
// holds only where the part was read completely.
type View struct {
	index *Index
	open  parts // of the index, and what the audit user can't see all of
	notes notes
	found []Finding // by About, in this check
	apps  []OrgApp  // memory of AppsSeen
}

// notes are what the look-ups since some moment rest on.
type notes struct {
	touched parts // looked into
	rest    parts // rested on for what is not there, or for being all that there is
	gaps    []gap
}

// gap is something that an answer needs and that the snapshot doesn't hold, whether the part was refused or not: the
// element of a setting, a column, a permission set that is assigned.
type gap struct {
	part Part
	says Words // what is missing; a sentence of its own where part is ""
}

// same reports whether two gaps are one, which several look-ups met.
func (g gap) same(other gap) bool {
	return g.part == other.part && g.says.String() == other.says.String()
}

func newView(x *Index) *View {
	v := &View{index: x, open: x.open}
	if held, _ := x.Auditor.Has(ViewAllUsers); !held {
		v.open |= setOf(PartUsers, PartHolders)
	}
	return v
}

// saw notes parts of which a row was read that decides.
func (v *View) saw(set parts) { v.notes.touched |= set }

// rests notes parts of which an answer takes that they hold no more.
func (v *View) rests(set parts) {
	v.notes.touched |= set
	v.notes.rest |= set
}

// each notes parts whose rows are judged one by one. Of a part that was read in part what is there is judged, as of a
// project's files, and nothing is said of the rest; that a name of the policy is absent is said elsewhere.
func (v *View) each(set parts) {
	v.notes.touched |= set
	for _, p := range (set & v.open).list() {
		if v.index.state(p) == partRefused {
			v.notes.rest |= p.bit()
		}
	}
}

// lacks notes something that an answer needs and that was not read.
func (v *View) lacks(part Part, says Words) {
	v.notes.touched |= part.bit()
	v.notes.gaps = append(v.notes.gaps, gap{part, says})
}

func (v *View) doubts(n notes) bool { return n.rest&v.open != 0 || len(n.gaps) > 0 }

// merge adds what another answer rests on.
func (n *notes) merge(other notes) {
	n.touched |= other.touched
	n.rest |= other.rest
	n.gaps = append(n.gaps, other.gaps...)
}

// within asks something apart and gives what its answer rests on.
func (v *View) within(ask func()) notes {
	outer := v.notes
	v.notes = notes{}
	ask()
	inner := v.notes
	v.notes = outer
	return inner
}

// Any reports whether one of some questions is answered by yes. A yes that is certain
// decides, whatever could not be read for the others.
func (v *View) Any(questions ...func() bool) bool { return v.decided(true, questions) }

// All reports whether all of some questions are answered by yes. A no that is certain
// decides, whatever could not be read for the others.
func (v *View) All(questions ...func() bool) bool { return !v.decided(false, questions) }

// decided reports whether a question is answered by what decides.
func (v *View) decided(by bool, questions []func() bool) bool {
	var all notes
	found := false
	for _, ask := range questions {
		var answer bool
		n := v.within(func() { answer = ask() })
		v.notes.touched |= n.touched
		if answer == by && !v.doubts(n) {
			return true
		}
		found = found || answer == by
		all.merge(n)
	}
	v.notes.merge(all)
	return found
}

// Surely reports whether a question is answered by yes whatever could not be read: for what a message says besides, and
// for choosing among fixes. No verdict rests on it.
func (v *View) Surely(ask func() bool) bool {
	var yes bool
	n := v.within(func() { yes = ask() })
	v.notes.touched |= n.touched
	return yes && !v.doubts(n)
}

// About judges one subject of a standing check by what is read of it alone: that something else could not be read
// doesn't make it unknown. The finding is the check's.
func (v *View) About(judge func() Finding) {
	if f := v.Alone(judge); f.Verdict != "" {
		v.found = append(v.found, f)
	}
}

// Alone judges one thing by what is read for it alone, whatever could not be read for the rest.
func (v *View) Alone(judge func() Finding) (f Finding) {
	n := v.within(func() { f = judge() })
	v.notes.touched |= n.touched
	return v.settle(f, n)
}

// Worst judges several things that can each close a gate, each by what was read for it. It gives those that fail, then
// those that can't be told; none where all pass. A failure is certain whatever could not be told of the others.
func (v *View) Worst(judges ...func() Finding) []Finding {
	var failed, unknown []Finding
	for _, judge := range judges {
		switch f := v.Alone(judge); f.Verdict {
		case Fail:
			failed = append(failed, f)
		case Unknown:
			unknown = append(unknown, f)
		}
	}
	return append(failed, unknown...)
}

// Failed gives those of some findings that fail.
func Failed(findings []Finding) []Finding {
	n := slices.IndexFunc(findings, func(f Finding) bool { return f.Verdict != Fail })
	if n < 0 {
		return findings
	}
	return findings[:n]
}

// settle turns a verdict into unknown where it rests on what was not read, and says what is missing.
func (v *View) settle(f Finding, n notes) Finding {
	if f.Verdict == "" || f.Verdict == Moot || !v.doubts(n) {
		return f
	}
	missing := v.missing(n)
	if f.Verdict == Unknown { // by the check itself: what was not read may have settled it
		f.Missing = missing
		if len(missing) > 0 {
			f.Tell(f.Words.Add("; %s", v.unread(n)))
		}
		return f
	}
	out := Finding{
		Subject: f.Subject, Want: f.Want, Rule: f.Rule, Names: f.Names, Missing: missing, Hint: f.Hint,
		Verdict: Unknown, Got: "could not be read",
		// Where it can't be told whether there is a user, nothing can be judged of
		// one. An app is judged by what is known of it.
		Hides: f.Hides && f.Subject.Kind == SubjectUser,
	}
	out.Tell(v.unread(n))
	return out
}

// missing lists the parts that would settle what rests on them.
func (v *View) missing(n notes) []Part {
	set := n.rest & v.open
	for _, g := range n.gaps {
		set |= g.part.bit()
	}
	return set.list()
}

// unread says what was not read of what an answer rests on, and what would settle it.
func (v *View) unread(n notes) Words {
	var said []Words
	add := func(w Words) { said = append(said, w) }
	for _, p := range (n.rest & v.open).list() {
		add(v.index.couldNotRead(p, Say(p.Title())))
	}
	for i, g := range n.gaps {
		switch {
		case slices.ContainsFunc(n.gaps[:i], func(have gap) bool { return have.same(g) }):
		case g.part == "":
			add(g.says)
		case n.rest&v.open&g.part.bit() == 0: // else the part is said as a whole
			add(v.index.couldNotRead(g.part, g.says))
		}
	}
	return Join(said, "; ")
}

// couldNotRead says that something of a part was not read, why, and what would settle it.
func (x *Index) couldNotRead(part Part, what Words) Words {
	refusal, refused := x.Refused[part]
	text := Say("could not read %s", what)
	needs := refusal.NeedsPermission
	if held, known := x.Auditor.Has(ViewAllUsers); !refused && (part == PartUsers || part == PartHolders) &&
		(!known || !held) {
		text, needs = text.Add(": the audit user may not see every user"), ViewAllUsers.Label
	}
	if refusal.Reason != "" {
		text = text.Add(": %s", refusal.words())
	}
	if held, known := x.Auditor.Has(part.NeededFor()); needs == "" && known && !held {
		needs = part.NeededFor().Label
	}
	if needs != "" {
		text = text.Add("; the audit user needs %s", Say(needs))
	}
	if hand := part.ByHand(); hand != "" {
		text = text.Add("; by hand: %s", Say(hand))
	}
	return text
}
