package audit

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// change is an entry of the trail, taken apart.
type change struct {
	*SetupChange
	*SetupAction
	lifts, shuts string
	names        map[Slot]string // nil where the display doesn't have a known text
	folded       map[Slot]string // the same for comparing
}

// understoodChanges takes the trail apart: the entries whose action some check names, in the snapshot's order.
func understoodChanges(trail []SetupChange, checks []*Check) []change {
	if len(trail) == 0 {
		return nil
	}
	var out []change
	reader := NewTrailReader(SetupActions(checks))
	for i := range trail {
		entry := &trail[i]
		action := reader.actions[entry.Action]
		if action == nil {
			continue
		}
		reading, names, ok := action.fit(entry.Display)
		if !ok {
			reading = action.inOtherWords()
		}
		c := change{SetupChange: entry, SetupAction: action.SetupAction, lifts: reading.Lifts, shuts: reading.Shuts}
		if ok {
			c.take(names)
		}
		out = append(out, c)
	}
	return out
}

// inOtherWords reads a display that has no known text: what it did can be told only where the action alone says it.
func (a *SetupAction) inOtherWords() SetupReading {
	last := a.Readings[len(a.Readings)-1]
	if strings.Contains(last.Lifts+last.Shuts, "{") {
		return SetupReading{}
	}
	return last
}

// take keeps the names that a display gave.
func (c *change) take(names []slotName) {
	c.names, c.folded = map[Slot]string{}, map[Slot]string{}
	for _, n := range names {
		name := c.Display[n.start:n.end]
		c.names[n.slot], c.folded[n.slot] = name, fold(name)
		if n.slot == SlotUserID {
			c.folded[n.slot] = shortID(name) // ids have case
		}
	}
	if set, ok := c.folded[SlotSet]; ok {
		c.folded[SlotAssignedSet] = set
	}
}

// did says what a change did, in one of its two readings.
func (c *change) did(reading string) Words {
	var names []any
	text := slotsOf.ReplaceAllStringFunc(reading, func(slot string) string {
		names = append(names, c.names[Slot(strings.Trim(slot, "{}"))])
		return "%s"
	})
	return Say(text, names...)
}

// matter is what a check judges of a case, as entries of the trail may name it. Its names are worked out once, since a
// trail has thousands of entries.
type matter struct {
	*Case
	check  *Check
	names  map[Slot][]string // folded
	others map[Slot][]string // names of the same kind that the org has besides
}

func matterOf(c *Case, check *Check) *matter {
	return &matter{c, check, map[Slot][]string{}, map[Slot][]string{}}
}

// concerns reports whether a change is about a matter: its app, profile, user, and the permission sets through which
// the check's permissions, or the app, can reach the user.
func (c *change) concerns(m *matter) bool {
	if !slices.Contains(m.check.Actions, c.SetupAction) {
		return false
	}
	for _, slot := range c.About {
		names := m.meant(slot)
		switch {
		case c.names == nil && slot == SlotNewProfile:
		case c.names == nil:
			if !slices.ContainsFunc(names, func(n string) bool { return mentionsName(c.Display, n, m.others[slot]) }) {
				return false
			}
		case slot == SlotNewProfile:
			// Two people may have one name: it counts only for a change that led to the profile that this one has.
			if !slices.Contains(m.meant(SlotUser), c.folded[SlotUser]) && !slices.Contains(names, c.folded[slot]) {
				return false
			}
		case slot == SlotUser:
			if !slices.Contains(names, c.folded[slot]) && (m.user == nil || c.folded[slot] != fold(m.user.Name)) {
				return false
			}
		default:
			if !slices.Contains(names, c.folded[slot]) {
				return false
			}
		}
	}
	return true
}

// meant lists the names, folded, that a slot may have for a change to concern the matter.
func (m *matter) meant(slot Slot) []string {
	if names, ok := m.names[slot]; ok {
		return names
	}
	var names, others []string
	switch slot {
	case SlotApp:
		names, others = append(m.match.names(), m.match.Label), m.index.appNames()
		for _, b := range m.match.Blocked {
			names = append(names, b.Name, b.Label)
		}
	case SlotProfile, SlotNewProfile:
		if m.profile != nil {
			names = []string{m.profile.Name, m.profile.MetadataName}
		}
		for i := range m.index.Profiles {
			others = append(others, m.index.Profiles[i].Name)
		}
	case SlotPermission:
		for _, p := range m.check.Permissions {
			names = append(names, p.Label, p.Name)
		}
	case SlotSet, SlotAssignedSet:
		names, others = m.setsMeant(slot == SlotAssignedSet, m.check)
	case SlotUserID:
		if m.user == nil || m.user.ID == "" {
			return nil
		}
		return []string{shortID(m.user.ID)}
	case SlotUser:
		if m.user != nil {
			names = []string{m.user.Username}
		}
	}
	folded := make([]string, 0, len(names))
	for _, n := range names {
		if n = fold(n); n != "" {
			folded = append(folded, n)
		}
	}
	m.names[slot], m.others[slot] = folded, others
	return folded
}

// setsMeant lists the permission sets and groups whose change matters to a case: those that the user is assigned, for a
// permission that is switched in them; those that carry the check's permissions or open the app, for an assignment.
func (c *Case) setsMeant(assigned bool, check *Check) (names, others []string) {
	for i := range c.index.PermissionSets {
		p := &c.index.PermissionSets[i]
		others = append(others, p.Name, p.Label)
		if assigned && c.assigned(p.ID) || !assigned && c.opens(p, check) {
			names = append(names, p.Name, p.Label)
			if g := c.index.Group(p.GroupID); g != nil {
				names = append(names, g.Name, g.Label)
			}
		}
	}
	return names, others
}

// assigned reports whether a permission set is assigned to the user, directly or inside a group, in force or not.
func (c *Case) assigned(id string) bool {
	if c.user == nil {
		return false
	}
	return slices.ContainsFunc(c.user.Assignments, func(a Assignment) bool {
		if SameID(a.PermissionSetID, id) {
			return true
		}
		g := c.index.Group(a.GroupID)
		return g != nil && slices.ContainsFunc(g.PermissionSetIDs, func(inside string) bool {
			return SameID(inside, id)
		})
	})
}

// opens reports whether a permission set carries one of a check's permissions, or, for a check without any, the app.
func (c *Case) opens(p *PermissionSet, check *Check) bool {
	if len(check.Permissions) == 0 {
		return c.index.access[shortID(c.match.ID())][shortID(p.ID)]
	}
	return slices.ContainsFunc(check.Permissions, func(have Permission) bool { return p.Permissions[have.Name] })
}

// mentionsName reports whether a text has a name in it as a whole, and not only as a piece of a longer name of the
// same kind.
func mentionsName(text, name string, others []string) bool {
	name, text = fold(name), fold(text)
	if name == "" {
		return false
	}
	// A longer name that has this one in it is taken out first: what is left speaks of this one.
	for _, other := range others {
		if other = fold(other); len(other) > len(name) && strings.Contains(other, name) {
			text = strings.ReplaceAll(text, other, "\x00")
		}
	}
	for from := 0; ; {
		at := strings.Index(text[from:], name)
		if at < 0 {
			return false
		}
		start := from + at
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		after, _ := utf8.DecodeRuneInString(text[start+len(name):])
		if !continuesWord(before) && !continuesWord(after) {
			return true
		}
		from = start + 1
	}
}

// continuesWord reports whether a rune continues a word. RuneError stands for the end of the text.
func continuesWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_')
}
