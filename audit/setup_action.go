package audit

import "slices"

// SetupAction is an action of the Setup Audit Trail that a check understands, as SetupChange.Action has it.
type SetupAction struct {
	Name string
	// About is what an entry has to name to concern a connection; none: it is about the org as a whole.
	About []Slot
	// Readings are the displays of the action; of several the first that fits counts. The last one's words hold for a
	// display that none of them fits, as far as they need no name of it.
	Readings []SetupReading
}

// SetupReading is how a display of an action is read, and what the change did. Displays are English in an org of
// English; one that reads otherwise is searched for the names that the action is about.
type SetupReading struct {
	// Display is the text, with {slots} for names and * for anything else; "" where it isn't known or names nothing.
	Display string
	Lifts   string // what the change opened, with {slots} of the display; "" when it opened nothing
	Shuts   string // what it closed. Both: it can't be told from the entry which of them it did
}

// Slot is a kind of name in a display of the Setup Audit Trail.
type Slot string

// Slots. A SlotAssignedSet is a set of the display in which something was switched: it matters to those who have it,
// while a SlotSet matters to those whom it gives something.
const (
	SlotApp         Slot = "app"
	SlotProfile     Slot = "profile"
	SlotNewProfile  Slot = "new"
	SlotSet         Slot = "set"
	SlotAssignedSet Slot = "assigned_set"
	SlotPermission  Slot = "permission"
	SlotUser        Slot = "user"
	SlotUserID      Slot = "user_id"
)

// SetupActions are the actions that checks name, each once.
func SetupActions(checks []*Check) []*SetupAction {
	var out []*SetupAction
	for _, check := range checks {
		for _, action := range check.Actions {
			if !slices.Contains(out, action) {
				out = append(out, action)
			}
		}
	}
	return out
}
