package org

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"orgaudit/audit"
)

// changesRead is how many entries of the Setup Audit Trail are read, the latest first.
const changesRead = 2000

type changeRow struct {
	Action, Section, Display string
	CreatedBy                *struct{ Username string }
	CreatedDate              timestamp
}

// concern is what an entry of the Setup Audit Trail has to name to be of
// use; an entry of the org as a whole needs no name.
type concern int

const (
	concernsOrg concern = iota
	concernsApp
	concernsGrant // a profile, permission set or permission set group that a user in scope has
	concernsUser
)

// concernOf tells what an action is about. Its profile or permission set is of use where a user in scope has it.
func concernOf(action *audit.SetupAction) concern {
	about := func(slots ...audit.Slot) bool {
		return slices.ContainsFunc(slots, func(s audit.Slot) bool { return slices.Contains(action.About, s) })
	}
	switch {
	case about(audit.SlotApp):
		return concernsApp
	case about(audit.SlotUser, audit.SlotUserID):
		return concernsUser
	case len(action.About) > 0:
		return concernsGrant
	}
	return concernsOrg
}

// auditTrail reads who changed what in Setup, as far as the checks understand it. Salesforce keeps 180 days of it.
// Action is the one column of the three that can be filtered (Object Reference, SetupAuditTrail).
func (r *reader) auditTrail(ctx context.Context) error {
	var actions []string
	for _, action := range r.client.options.Actions {
		actions = append(actions, "'"+action.Name+"'")
	}
	if len(actions) == 0 {
		return nil
	}
	slices.Sort(actions)
	rows, err := read[changeRow](ctx, r, audit.PartAuditTrail,
		fmt.Sprintf("SELECT Action, Section, Display, CreatedBy.Username, CreatedDate FROM SetupAuditTrail "+
			"WHERE Action IN (%s) ORDER BY CreatedDate DESC LIMIT %d", strings.Join(actions, ","), changesRead))
	if err != nil {
		return err
	}
	r.changes = rows
	r.needsSight(audit.PartAuditTrail)
	if len(rows) < changesRead {
		return nil
	}
	oldest := "a day that isn't known"
	if at := rows[len(rows)-1].CreatedDate.time(); at != nil {
		oldest = at.Format(time.DateOnly)
	}
	return fmt.Errorf("read %s: %w: the latest %d entries were read, back to %s",
		audit.PartAuditTrail.Title(), errIncomplete, changesRead, oldest)
}

// keepChanges keeps the entries that name what is in scope, the latest first.
func (r *reader) keepChanges() {
	if len(r.changes) == 0 {
		return
	}
	about := map[string]concern{}
	for _, action := range r.client.options.Actions {
		about[action.Name] = concernOf(action)
	}
	names := map[concern][]string{concernsApp: r.appNames(), concernsGrant: r.grantNames()}
	for _, u := range r.snapshot.Users {
		names[concernsUser] = append(names[concernsUser], u.Username, u.Name, idKey(u.ID), u.ID)
	}
	for _, row := range r.changes {
		at := row.CreatedDate.time()
		subject, known := about[row.Action]
		anyApp := subject == concernsApp && len(r.scope.Apps) == 0
		named := slices.ContainsFunc(names[subject], func(name string) bool { return mentionsWhole(row.Display, name) })
		if at == nil || !known || subject != concernsOrg && !anyApp && !named {
			continue
		}
		change := audit.SetupChange{Action: row.Action, Section: row.Section, Display: row.Display, At: *at}
		if row.CreatedBy != nil {
			change.By = row.CreatedBy.Username
		}
		r.snapshot.SetupChanges = append(r.snapshot.SetupChanges, change)
	}
	slices.SortStableFunc(r.snapshot.SetupChanges, func(a, b audit.SetupChange) int {
		return cmp.Or(b.At.Compare(a.At), strings.Compare(a.Action, b.Action), strings.Compare(a.Display, b.Display))
	})
}

// grantNames are the names and labels of what grants permissions to the users in scope.
func (r *reader) grantNames() []string {
	profiles, sets := r.reaching()
	view := audit.NewIndex(r.snapshot)
	var names []string
	for _, p := range profiles {
		names = append(names, p.Name)
	}
	for _, p := range sets {
		names = append(names, p.Name, p.Label)
	}
	for _, u := range r.snapshot.Users {
		for _, a := range u.Assignments {
			if group := view.Group(a.GroupID); group != nil {
				names = append(names, group.Name, group.Label)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// mentionsWhole tells whether a text names something as a whole: "Sync" is not named by "Data Synchronizer".
func mentionsWhole(text, name string) bool {
	text, name = strings.ToLower(text), strings.ToLower(strings.TrimSpace(name))
	if name == "" {
		return false
	}
	inWord := func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) || c == '_' }
	for at := 0; ; {
		i := strings.Index(text[at:], name)
		if i < 0 {
			return false
		}
		start, end := at+i, at+i+len(name)
		before, size := utf8.DecodeLastRuneInString(text[:start])
		after, width := utf8.DecodeRuneInString(text[end:])
		if (size == 0 || !inWord(before)) && (width == 0 || !inWord(after)) {
			return true
		}
		_, step := utf8.DecodeRuneInString(text[start:])
		at = start + step
	}
}
