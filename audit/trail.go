package audit

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wording is how the Setup Audit Trail says one of its actions. Displays are English in an org of English; one that
// reads otherwise is searched for the names that the slots stand for.
type wording struct {
	action string
	says   *regexp.Regexp // with a group for each slot; nil where the text isn't documented or names nothing
	slots  []string       // what a display of this action has to name
	lifts  string         // what the change opened, with {slots}; "" when it opened nothing
	shuts  string         // what it closed. Both: it can't be told from the entry which of them it did
}

// Slots of a wording.
const (
	slotApp     = "app"
	slotProfile = "profile"
	slotSet     = "set"
	// slotAssignedSet is a slotSet in which something was switched: it matters to those who have the set.
	slotAssignedSet = "assigned_set"
	slotPermission  = "permission"
	slotUser        = "user"
	slotUserID      = "user_id"
	slotNewProfile  = "new"
)

// wordings are the displays of the actions, as real orgs have shown them (SetupAuditTrail, Object Reference; the texts are
// not documented). Of several wordings of one action the first that fits counts.
var wordings = []wording{
	{"blockConnectedApplication", nil, []string{slotApp}, "", "the app was blocked"},
	{"unblockConnectedApplication", reads(`Unblocked Connected App {app} to Salesforce`), []string{slotApp}, "the block was lifted", ""},
	{"insertConnectedApplication", reads(`Installed Connected App {app} to Salesforce`), []string{slotApp}, "the app was installed", ""},
	{"deleteConnectedApplication", reads(`Uninstalled Connected App {app}`), []string{slotApp}, "", "the app was uninstalled"},
	{"insertApplication", reads(`Created Connected App {app}`), []string{slotApp}, "the app was created", ""},
	{"deleteApplication", reads(`Deleted Connected App {app}`), []string{slotApp}, "", "the app was deleted"},
	{"changeUserRuntimeAccessPolicy", reads(`Changed connected app {app} Permitted Users setting from .* to All users may self-authorize`), []string{slotApp}, "the app was opened to all users", ""},
	{"changeUserRuntimeAccessPolicy", reads(`Changed connected app {app} Permitted Users setting from .* to Admin approved users are pre-authorized`), []string{slotApp}, "", "the app was closed to all but pre-authorized users"},
	{"changeUserRuntimeAccessPolicy", reads(`Changed connected app {app} Permitted Users setting .*`), []string{slotApp}, "Permitted Users of the app was changed", "Permitted Users of the app was changed"},
	{"changeIpRelaxationPolicy", reads(`Changed connected app {app} IP relaxation setting from .* to Relax IP restrictions`), []string{slotApp}, "the app's IP restrictions were relaxed", ""},
	{"changeIpRelaxationPolicy", reads(`Changed connected app {app} IP relaxation setting .*`), []string{slotApp}, "IP Relaxation of the app was changed", "IP Relaxation of the app was changed"},
	{"changeOauthDefaultScope", reads(`Changed connected app {app} scopes from .*`), []string{slotApp}, "the app's scopes were changed", "the app's scopes were changed"},
	{"profilePermChangedCustom", reads(`Changed profile {profile}: general user permission {permission} was changed from disabled to enabled`), []string{slotProfile, slotPermission}, "{permission} was switched on in the profile {profile}", ""},
	{"profilePermChangedCustom", reads(`Changed profile {profile}: general user permission {permission} was changed .*`), []string{slotProfile, slotPermission}, "", "{permission} was switched off in the profile {profile}"},
	{"PermSetEnableUserPerm", reads(`Changed permission set {set}: {permission} permission was changed .*`), []string{slotPermission, slotAssignedSet}, "{permission} was switched on in the permission set {set}", ""},
	{"PermSetDisableUserPerm", reads(`Changed permission set {set}: {permission} permission was changed .*`), []string{slotPermission, slotAssignedSet}, "", "{permission} was switched off in the permission set {set}"},
	{"PermSetAssign", reads(`Permission set {set}: assigned to user {user} \(UserID: \[{user_id}\]\)`), []string{slotUserID, slotSet}, "the permission set {set} was assigned", ""},
	{"PermSetUnassign", reads(`Permission set {set}: unassigned from user {user} \(UserID: \[{user_id}\]\)`), []string{slotUserID, slotSet}, "", "the permission set {set} was taken away"},
	{"PermSetGroupAssign", reads(`Permission set group {set}: assigned to user {user} \(UserID: \[{user_id}\]\)`), []string{slotUserID, slotSet}, "the permission set group {set} was assigned", ""},
	{"changedprofileforuser", reads(`Changed profile for user {user} from .+ to {new}`), []string{slotUser, slotNewProfile}, "the user's profile was changed", "the user's profile was changed"},
	{"loginIpRange", reads(`Added Login Ip Range to {profile} from [0-9A-Fa-f.:]+ to [0-9A-Fa-f.:]+`), []string{slotProfile}, "a login IP range was added to the profile {profile}", "a login IP range was added to the profile {profile}"},
	{"SetupEntityAccessAudit_PermissionSet_ConnectedApplication_Enabled", reads(`Changed permission set {set}: {app} connected app is enabled`), []string{slotApp}, "the permission set {set} was assigned to the app", ""},
	{"SetupEntityAccessAudit_PermissionSet_ConnectedApplication_Disabled", reads(`Changed permission set {set}: {app} connected app is disabled`), []string{slotApp}, "", "the permission set {set} was removed from the app"},
	{"SetupEntityAccessAudit_Profile_ConnectedApplication_DisabledCustom", reads(`Changed profile {profile}: {app} connected app is disabled`), []string{slotProfile, slotApp}, "", "the profile {profile} was removed from the app"},
	// What the My Domain actions did can't be told from them: action and display seem to say the opposite of each other.
	{"enableRequireLoginFromOrgDomain", nil, nil, myDomainChanged, myDomainChanged},
	{"disableRequireLoginFromOrgDomain", nil, nil, myDomainChanged, myDomainChanged},
	{"enableAPILoginRequiresOrgDomain", nil, nil, myDomainChanged, myDomainChanged},
	{"disableAPILoginRequiresOrgDomain", nil, nil, myDomainChanged, myDomainChanged},
	{"customDomainRedirectPolicy", nil, nil, myDomainChanged, myDomainChanged},
	{"enhancedDomainChosen", nil, nil, myDomainChanged, myDomainChanged},
}

const myDomainChanged = "the My Domain settings were changed"

// reads makes the expression of a display: a slot takes any text, an id only an id's letters.
func reads(text string) *regexp.Regexp {
	for _, slot := range []string{slotApp, slotProfile, slotSet, slotPermission, slotUser, slotNewProfile} {
		text = strings.ReplaceAll(text, "{"+slot+"}", "(?P<"+slot+">.+)")
	}
	text = strings.ReplaceAll(text, "{"+slotUserID+"}", "(?P<"+slotUserID+">[0-9A-Za-z]+)")
	return regexp.MustCompile(`(?is)^` + text + `\.?$`)
}

// SetupActions lists the actions of the Setup Audit Trail that checks may name in Check.Actions, each once.
func SetupActions() []string {
	var out []string
	for _, w := range wordings {
		if !slices.Contains(out, w.action) {
			out = append(out, w.action)
		}
	}
	return out
}

// change is an entry of the trail, taken apart.
type change struct {
	*SetupChange
	wording
	names  map[string]string // by slot; nil where the display doesn't have the known wording
	folded map[string]string // the same for comparing
}

// changes takes the trail apart: the entries whose action is known, in the snapshot's order.
func changes(trail []SetupChange) []change {
	var out []change
	for i := range trail {
		entry := &trail[i]
		for _, w := range wordings {
			if w.action != entry.Action {
				continue
			}
			if w.says == nil {
				out = append(out, change{SetupChange: entry, wording: w})
				break
			}
			if found := w.says.FindStringSubmatch(strings.TrimSpace(entry.Display)); found != nil {
				out = append(out, change{entry, w, map[string]string{}, map[string]string{}})
				out[len(out)-1].named(found)
				break
			}
			if w.last() {
				out = append(out, change{SetupChange: entry, wording: w.unread()})
			}
		}
	}
	return out
}

// named keeps the names that a display gave.
func (c *change) named(found []string) {
	for i, slot := range c.says.SubexpNames() {
		switch slot {
		case "":
			continue
		case slotUserID:
			c.folded[slot] = shortID(found[i]) // ids have case
		default:
			c.folded[slot] = fold(found[i])
		}
		c.names[slot] = found[i]
	}
	if set, ok := c.folded[slotSet]; ok {
		c.folded[slotAssignedSet] = set
	}
}

// unread is the wording of an entry in other words: what it did can be told only where the action alone says it.
func (w wording) unread() wording {
	if strings.Contains(w.lifts+w.shuts, "{") {
		w.lifts, w.shuts = "", ""
	}
	return w
}

// last reports whether no further wording of the same action follows.
func (w *wording) last() bool {
	at := slices.IndexFunc(wordings, func(have wording) bool { return have.says == w.says })
	return at+1 == len(wordings) || wordings[at+1].action != w.action
}

// did says what a change did, in one of its two readings.
func (c *change) did(reading string) Words {
	var names []any
	text := slotsOf.ReplaceAllStringFunc(reading, func(slot string) string {
		names = append(names, c.names[strings.Trim(slot, "{}")])
		return "%s"
	})
	return Say(text, names...)
}

var slotsOf = regexp.MustCompile(`{\w+}`)

// matter is what a check judges of a case, as entries of the trail may name it. Its names are worked out once, since a
// trail has thousands of entries.
type matter struct {
	*Case
	check  *Check
	names  map[string][]string // by slot, folded
	others map[string][]string // names of the same kind that the org has besides, by slot
}

func matterOf(c *Case, check *Check) *matter {
	return &matter{c, check, map[string][]string{}, map[string][]string{}}
}

// concerns reports whether a change is about a matter: its app, profile, user, and the permission sets through which the
// check's permissions, or the app, can reach the user.
func (c *change) concerns(m *matter) bool {
	if !slices.Contains(m.check.Actions, c.Action) {
		return false
	}
	for _, slot := range c.slots {
		names := m.meant(slot)
		switch {
		case c.names == nil && slot == slotNewProfile:
		case c.names == nil:
			if !slices.ContainsFunc(names, func(n string) bool { return mentions(c.Display, n, m.others[slot]) }) {
				return false
			}
		case slot == slotNewProfile:
			// Two people may have one name: it counts only for a change that led to the profile that this one has.
			if !slices.Contains(m.meant(slotUser), c.folded[slotUser]) && !slices.Contains(names, c.folded[slot]) {
				return false
			}
		case slot == slotUser:
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
func (m *matter) meant(slot string) []string {
	if names, ok := m.names[slot]; ok {
		return names
	}
	var names, others []string
	switch slot {
	case slotApp:
		names, others = append(m.match.names(), m.match.Label), m.index.AppNames()
		for _, b := range m.match.Blocked {
			names = append(names, b.Name, b.Label)
		}
	case slotProfile, slotNewProfile:
		if m.profile != nil {
			names = []string{m.profile.Name, m.profile.MetadataName}
		}
		for i := range m.index.Profiles {
			others = append(others, m.index.Profiles[i].Name)
		}
	case slotPermission:
		for _, p := range m.check.Permissions {
			names = append(names, p.Label, p.Name)
		}
	case slotSet, slotAssignedSet:
		names, others = m.setsMeant(slot == slotAssignedSet, m.check)
	case slotUserID:
		if m.user == nil || m.user.ID == "" {
			return nil
		}
		return []string{shortID(m.user.ID)}
	case slotUser:
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
		return g != nil && slices.ContainsFunc(g.PermissionSetIDs, func(inside string) bool { return SameID(inside, id) })
	})
}

// opens reports whether a permission set carries one of a check's permissions, or, for a check without any, the app.
func (c *Case) opens(p *PermissionSet, check *Check) bool {
	if len(check.Permissions) == 0 {
		return c.index.access[shortID(c.match.ID())][shortID(p.ID)]
	}
	return slices.ContainsFunc(check.Permissions, func(have Permission) bool { return p.Permissions[have.Name] })
}

// mentions reports whether a text has a name in it as a whole, and not only as a piece of a longer name of the same kind.
func mentions(text, name string, others []string) bool {
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
		if !wordly(before) && !wordly(after) {
			return true
		}
		from = start + 1
	}
}

// wordly reports whether a rune continues a word. RuneError stands for the end of the text.
func wordly(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_')
}
