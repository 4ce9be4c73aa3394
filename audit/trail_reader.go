package audit

import (
	"regexp"
	"strings"
)

// TrailReader reads displays of the Setup Audit Trail.
type TrailReader struct{ actions map[string]*readableAction }

// readableAction is an action with the expressions of its displays: a group for each slot, nil for an unknown text.
type readableAction struct {
	*SetupAction
	patterns []*regexp.Regexp
}

// NewTrailReader makes a reader that understands some actions.
func NewTrailReader(actions []*SetupAction) *TrailReader {
	t := &TrailReader{map[string]*readableAction{}}
	for _, action := range actions {
		readable := &readableAction{SetupAction: action}
		for _, r := range action.Readings {
			readable.patterns = append(readable.patterns, displayPattern(r.Display))
		}
		t.actions[action.Name] = readable
	}
	return t
}

var (
	quotedSlot = regexp.MustCompile(`\\{(\w+)\\}`)
	slotsOf    = regexp.MustCompile(`{\w+}`)
)

// displayPattern makes the expression of a display: a slot takes any text, an id only an id's letters.
func displayPattern(display string) *regexp.Regexp {
	if display == "" {
		return nil
	}
	text := strings.ReplaceAll(regexp.QuoteMeta(display), `\*`, `.*`)
	text = quotedSlot.ReplaceAllString(text, `(?P<$1>.+)`)
	text = strings.ReplaceAll(text, "(?P<"+string(SlotUserID)+">.+)", "(?P<"+string(SlotUserID)+">[0-9A-Za-z]+)")
	return regexp.MustCompile(`(?is)^` + text + `\.?$`)
}

// fit finds the first reading whose text a display is, and the bytes of its names.
func (a *readableAction) fit(display string) (reading SetupReading, names []slotName, ok bool) {
	text := strings.TrimSpace(display)
	before := strings.Index(display, text)
	for i, pattern := range a.patterns {
		if pattern == nil {
			continue
		}
		found := pattern.FindStringSubmatchIndex(text)
		if found == nil {
			continue
		}
		for n, slot := range pattern.SubexpNames() {
			if slot != "" {
				names = append(names, slotName{Slot(slot), before + found[2*n], before + found[2*n+1]})
			}
		}
		return a.Readings[i], names, true
	}
	return SetupReading{}, nil, false
}

// slotName is a name in a display: its bytes from start to end.
type slotName struct {
	slot       Slot
	start, end int
}

// Kinds of names in a display of the Setup Audit Trail, besides those of subjects.
const (
	displayPermission = "permission"
	DisplayUserID     = "user id"
)

// DisplayName is a name that a display of the Setup Audit Trail gives: its bytes from Start to End.
type DisplayName struct {
	Kind       string // the kind of a subject, displayPermission or DisplayUserID
	Start, End int
}

// Names finds the names in an entry's display, in their order. It is empty for a display that has no known reading.
func (t *TrailReader) Names(c SetupChange) []DisplayName {
	action := t.actions[c.Action]
	if action == nil {
		return nil
	}
	kinds := map[Slot]string{
		SlotApp: SubjectApp, SlotProfile: SubjectProfile, SlotNewProfile: SubjectProfile, SlotSet: SubjectPermissionSet,
		SlotUser: SubjectUser, SlotPermission: displayPermission, SlotUserID: DisplayUserID,
	}
	_, names, _ := action.fit(c.Display)
	var out []DisplayName
	for _, n := range names {
		out = append(out, DisplayName{kinds[n.slot], n.start, n.end})
	}
	return out
}
