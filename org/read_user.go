package org

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"orgaudit/audit"
)

// namesPerQuery bounds an IN list, so that the query stays far below the longest URL that Salesforce takes (about
// 16,000 bytes) even when every character of a name is escaped.
const namesPerQuery = 50

// idsPerQuery does the same for ids, which need no escaping.
const idsPerQuery = 250

// users reads the users in scope, then what hangs on them: assignments, freezes, approvals.
func (r *reader) users(ctx context.Context) error {
	filters := r.userFilters()
	if len(filters) == 0 {
		return nil
	}
	r.needsSight(audit.PartUsers)
	found, err := r.findUsers(ctx, filters)
	if err != nil {
		return err
	}
	missing := slices.DeleteFunc(slices.Clone(r.scope.Usernames), func(name string) bool {
		return slices.ContainsFunc(found, func(u audit.User) bool { return strings.EqualFold(u.Username, strings.TrimSpace(name)) })
	})
	var wait errgroup.Group
	wait.Go(func() error { r.nearUsers(ctx, missing); return nil })
	if len(found) > 0 {
		wait.Go(func() error {
			if err := r.assignments(ctx, found); err != nil {
				r.refuse(audit.PartAssignments, err)
			}
			return nil
		})
		wait.Go(func() error {
			if err := r.userLogins(ctx, found); err != nil {
				r.refuse(audit.PartUserLogins, err)
			}
			return nil
		})
		if !r.scope.Standing {
			wait.Go(func() error {
				if err := r.approvalsOf(ctx, found); err != nil {
					r.refuse(audit.PartApprovals, err)
				}
				return nil
			})
		}
	}
	if err := wait.Wait(); err != nil {
		return err
	}
	r.snapshot.Users = found
	return nil
}

// userFilters are the conditions that select the users in scope. Names of profiles and permission sets become ids,
// since a name may be a label or a metadata name.
func (r *reader) userFilters() []string {
	var filters []string
	for names := range slices.Chunk(r.scope.Usernames, namesPerQuery) {
		filters = append(filters, "Username IN ("+quoted(names)+")")
	}
	view := audit.NewView(&audit.Snapshot{Profiles: r.snapshot.Profiles, PermissionSets: r.snapshot.PermissionSets})
	var profiles, sets []string
	for _, name := range r.scope.Profiles {
		if p := view.ProfileNamed(name); p != nil {
			profiles = append(profiles, p.ID)
		}
	}
	for _, name := range r.scope.PermissionSets {
		if p := view.PermissionSetNamed(name); p != nil {
			sets = append(sets, p.ID)
		}
	}
	if len(profiles) > 0 {
		filters = append(filters, "IsActive = true AND ProfileId IN ("+quoted(profiles)+")")
	}
	if len(sets) > 0 {
		filters = append(filters, "IsActive = true AND Id IN (SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSetId IN ("+quoted(sets)+"))")
	}
	return filters
}

func (r *reader) findUsers(ctx context.Context, filters []string) ([]audit.User, error) {
	type row struct {
		ID             string `json:"Id"`
		Username, Name string
		IsActive       bool
		UserType       string
		ProfileID      string `json:"ProfileId"`
		LastLoginDate  timestamp
	}
	results := make([][]row, len(filters))
	var g errgroup.Group
	for i, filter := range filters {
		g.Go(func() (err error) {
			results[i], err = read[row](ctx, r, audit.PartUsers,
				"SELECT Id, Username, Name, IsActive, UserType, ProfileId, LastLoginDate FROM User WHERE "+filter)
			return err
		})
	}
	err := g.Wait()
	var users []audit.User
	for _, u := range slices.Concat(results...) {
		if !slices.ContainsFunc(users, func(have audit.User) bool { return audit.SameID(have.ID, u.ID) }) {
			users = append(users, audit.User{
				ID: u.ID, Username: u.Username, Name: u.Name, IsActive: u.IsActive, UserType: u.UserType,
				ProfileID: u.ProfileID, LastLogin: u.LastLoginDate.time(),
			})
		}
	}
	return users, err
}

// nearUsers looks for usernames like those that the org lacks. It is a courtesy: when it fails, none are offered.
func (r *reader) nearUsers(ctx context.Context, missing []string) {
	type row struct{ Username string }
	near := map[string][]string{}
	for _, name := range missing {
		start, _, _ := strings.Cut(name, "@")
		start = string([]rune(start)[:min(4, len([]rune(start)))])
		if start == "" {
			continue
		}
		rows, err := query[row](ctx, r.client, dataAPI, "near usernames",
			"SELECT Username FROM User WHERE Username LIKE '"+likeText(start)+"%' ORDER BY Username LIMIT 200")
		if err != nil {
			return
		}
		names := make([]string, len(rows))
		for i, row := range rows {
			names[i] = row.Username
		}
		if found := audit.Near(name, names); len(found) > 0 {
			near[name] = found
		}
	}
	if len(near) > 0 {
		r.snapshot.Scope.NearUsernames = near
	}
}

// assignments reads every permission set and group that the users are assigned, those that grant nothing now included.
// IsActive and ExpirationDate exist from API version 52.0 on, IsRevoked from 57.0.
func (r *reader) assignments(ctx context.Context, users []audit.User) error {
	fields, err := r.client.describe(ctx, "PermissionSetAssignment")
	if err != nil && ctx.Err() != nil {
		return err
	}
	columns := "AssigneeId, PermissionSetId, PermissionSetGroupId"
	for _, optional := range []string{"IsActive", "ExpirationDate", "IsRevoked"} {
		if fields[optional] {
			columns += ", " + optional
		}
	}
	type row struct {
		AssigneeID      string `json:"AssigneeId"`
		PermissionSetID string `json:"PermissionSetId"`
		GroupID         string `json:"PermissionSetGroupId"`
		IsActive        *bool
		IsRevoked       bool
		ExpirationDate  timestamp
	}
	rows, err := byUser[row](ctx, r, audit.PartAssignments, users, "SELECT "+columns+" FROM PermissionSetAssignment WHERE AssigneeId IN (%s)")
	at := map[string]*audit.User{}
	for i := range users {
		at[key(users[i].ID)] = &users[i]
	}
	for _, a := range rows {
		if u := at[key(a.AssigneeID)]; u != nil {
			u.Assignments = append(u.Assignments, audit.Assignment{
				PermissionSetID: a.PermissionSetID, GroupID: a.GroupID, IsActive: a.IsActive == nil || *a.IsActive,
				IsRevoked: a.IsRevoked, Expires: a.ExpirationDate.time(),
			})
		}
	}
	for i := range users {
		slices.SortFunc(users[i].Assignments, func(a, b audit.Assignment) int {
			return byName(a.PermissionSetID, b.PermissionSetID, a.GroupID, b.GroupID)
		})
	}
	if err == nil {
		r.needsSight(audit.PartAssignments)
	}
	return err
}

// userLogins reads who is frozen or locked out. A user without a row was never frozen: freezing writes it.
func (r *reader) userLogins(ctx context.Context, users []audit.User) error {
	type row struct {
		UserID   string `json:"UserId"`
		IsFrozen bool
		IsLocked bool `json:"IsPasswordLocked"`
	}
	rows, err := byUser[row](ctx, r, audit.PartUserLogins, users, "SELECT UserId, IsFrozen, IsPasswordLocked FROM UserLogin WHERE UserId IN (%s)")
	if err != nil {
		return err
	}
	for i := range users {
		frozen, locked := false, false
		for _, l := range rows {
			if audit.SameID(l.UserID, users[i].ID) {
				frozen, locked = l.IsFrozen, l.IsLocked
			}
		}
		users[i].IsFrozen, users[i].IsLocked = &frozen, &locked
	}
	r.needsSight(audit.PartUserLogins)
	return nil
}

// byUser runs a query with an IN list of user ids, in chunks, concurrently.
func byUser[T any](ctx context.Context, r *reader, part audit.Part, users []audit.User, format string) ([]T, error) {
	ids := make([]string, len(users))
	for i, u := range users {
		ids[i] = u.ID
	}
	chunks := slices.Collect(slices.Chunk(ids, idsPerQuery))
	results := make([][]T, len(chunks))
	var g errgroup.Group
	for i, chunk := range chunks {
		g.Go(func() (err error) {
			results[i], err = read[T](ctx, r, part, fmt.Sprintf(format, quoted(chunk)))
			return err
		})
	}
	err := g.Wait()
	return slices.Concat(results...), err
}

// quoted writes texts as a list of SOQL strings.
func quoted(texts []string) string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = "'" + soqlText(strings.TrimSpace(t)) + "'"
	}
	return strings.Join(out, ",")
}

// soqlText escapes what would end a SOQL string or change it.
func soqlText(s string) string {
	return strings.NewReplacer(`\`, `\\`, `'`, `\'`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(s)
}

// likeText escapes, besides that, the wildcards of LIKE.
func likeText(s string) string {
	return strings.NewReplacer(`%`, `\%`, `_`, `\_`).Replace(soqlText(s))
}

// timestamp is a date and time as the REST API writes it, with an offset that has no colon; SOAP ends it in Z.
type timestamp struct{ at *time.Time }

func (t timestamp) time() *time.Time { return t.at }

// UnmarshalJSON accepts null and a text; a text that is no time is an error, never a zero time.
func (t *timestamp) UnmarshalJSON(data []byte) error {
	text := strings.Trim(string(data), `"`)
	if text == "null" || text == "" {
		return nil
	}
	at, err := parseTime(text)
	if err != nil {
		return err
	}
	t.at = &at
	return nil
}

func parseTime(text string) (time.Time, error) {
	for _, layout := range []string{"2006-01-02T15:04:05.000-0700", time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no date and time of Salesforce", text)
}
