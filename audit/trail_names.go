package audit

import "strings"

// Kinds of names in a display of the Setup Audit Trail, besides those of subjects.
const (
	DisplayPermission = "permission"
	DisplayUserID     = "user id"
)

// DisplayName is a name that a display of the Setup Audit Trail gives: its bytes from Start to End.
type DisplayName struct {
	Kind       string // SubjectApp, SubjectProfile, SubjectPermissionSet, SubjectUser, DisplayPermission or DisplayUserID
	Start, End int
}

// Names finds the names in the entry's display, in their order. It is empty for a display that has no known wording.
func (c SetupChange) Names() []DisplayName {
	kinds := map[string]string{
		slotApp: SubjectApp, slotProfile: SubjectProfile, slotNewProfile: SubjectProfile, slotSet: SubjectPermissionSet,
		slotUser: SubjectUser, slotPermission: DisplayPermission, slotUserID: DisplayUserID,
	}
	text := strings.TrimSpace(c.Display)
	before := strings.Index(c.Display, text)
	for _, w := range wordings {
		if w.action != c.Action || w.says == nil {
			continue
		}
		at := w.says.FindStringSubmatchIndex(text)
		if at == nil {
			continue
		}
		var out []DisplayName
		for i, slot := range w.says.SubexpNames() {
			if slot != "" {
				out = append(out, DisplayName{kinds[slot], before + at[2*i], before + at[2*i+1]})
			}
		}
		return out
	}
	return nil
}
