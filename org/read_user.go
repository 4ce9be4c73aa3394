package org

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"orgaudit/audit"
)

// users reads the users in scope, then what hangs on them: assignments, freezes, approvals.
func (r *reader) users(ctx context.Context) error {
	filters, unresolved := r.userFilters()
	if len(filters) == 0 && unresolved == nil {
		return nil
	}
	var all sync.WaitGroup
	found, err := r.findUsers(ctx, filters)
	err = cmp.Or(err, unresolved)
	absent := r.absent(found)
	if len(absent) > 0 || len(r.scope.Profiles)+len(r.scope.PermissionSets) > 0 {
		r.needsSight(audit.PartUsers)
	}
	if err == nil {
		all.Go(func() { r.nearUsers(ctx, absent) })
		all.Go(func() { r.countActive(ctx, found) })
	}
	all.Go(func() { r.readAround(ctx, found, err) })
	all.Wait()
	r.snapshot.Users = found
	return err
}

// readAround reads what hangs on users. Where none was found since they could not be read, all of that is refused.
func (r *reader) readAround(ctx context.Context, users []audit.User, unread error) {
	hanging := map[audit.Part]func(context.Context, []audit.User) error{
		audit.PartAssignments:   r.assignments,
		audit.PartUserLogins:    r.userLogins,
		audit.PartLoginPolicies: r.loginPolicies,
		audit.PartLoginHistory:  r.loginHistory,
	}
	if !r.scope.Standing {
		hanging[audit.PartApprovals] = r.approvalsOf
	}
	var all sync.WaitGroup
	for part, read := range hanging {
		if len(users) == 0 {
			if unread != nil {
				r.refuse(part, missingPart(audit.PartUsers, unread))
			}
			continue
		}
		all.Go(func() {
			if err := read(ctx, users); err != nil {
				r.refuse(part, err)
			}
		})
	}
	all.Wait()
}

// usernames are all that are to be read by name: who is to connect, and whom the policy names.
func (r *reader) usernames() []string {
	all := slices.Clone(r.scope.Usernames)
	for _, name := range r.scope.PolicyUsernames {
		if !slices.ContainsFunc(all, func(have string) bool { return strings.EqualFold(have, name) }) {
			all = append(all, name)
		}
	}
	return all
}

// absent lists the usernames in scope that were not found.
func (r *reader) absent(found []audit.User) []string {
	have := map[string]bool{}
	for _, u := range found {
		have[strings.ToLower(u.Username)] = true
	}
	return slices.DeleteFunc(r.usernames(), func(name string) bool {
		return have[strings.ToLower(strings.TrimSpace(name))]
	})
}

// userFilters are the conditions that select the users in scope. Names of profiles and permission sets become ids,
// since a name may be a label or a metadata name. The error says that a name was not found where it may exist.
func (r *reader) userFilters() (filters []string, unresolved error) {
	for _, names := range soqlLists(r.usernames()) {
		filters = append(filters, "Username IN ("+names+")")
	}
	var profiles, sets []string
	if len(r.scope.Profiles) > 0 { // else nobody waited for the profiles
		index := audit.NewIndex(&audit.Snapshot{Profiles: r.snapshot.Profiles})
		for _, name := range r.scope.Profiles {
			named := index.ProfilesNamed(name)
			for _, p := range named {
				profiles = append(profiles, p.ID)
			}
			if len(named) == 0 {
				unresolved = cmp.Or(unresolved, r.unresolved(audit.PartProfiles),
					metadataNames(r.listed().failed[profileType]))
			}
		}
	}
	if len(r.scope.PermissionSets) > 0 { // else nobody waited for the sets
		index := audit.NewIndex(&audit.Snapshot{PermissionSets: r.snapshot.PermissionSets})
		for _, name := range r.scope.PermissionSets {
			named := index.PermissionSetsNamed(name)
			for _, p := range named {
				sets = append(sets, p.ID)
			}
			if len(named) == 0 {
				unresolved = cmp.Or(unresolved, r.unresolved(audit.PartPermissionSets))
			}
		}
	}
	for _, ids := range soqlLists(profiles) {
		filters = append(filters, "IsActive = true AND ProfileId IN ("+ids+")")
	}
	for _, ids := range soqlLists(sets) {
		filters = append(filters,
			"IsActive = true AND Id IN (SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSetId IN ("+
				ids+"))")
	}
	return filters, unresolved
}

// unresolved tells why a name may be one of a part all the same; nil when the part was read.
func (r *reader) unresolved(part audit.Part) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return missingPart(part, r.errors[part])
}

// metadataNames says that profiles are known by label only; nil when their metadata names were listed.
func metadataNames(unlisted error) error {
	if unlisted == nil {
		return nil
	}
	return missing{"the metadata names of profiles", audit.ModifyMetadata, unlisted}
}

// findUsers reads the users that meet one of the filters, each once.
func (r *reader) findUsers(ctx context.Context, filters []string) ([]audit.User, error) {
	type row struct {
		ID             string `json:"Id"`
		Username, Name string
		IsActive       bool
		UserType       string
		ProfileID      string `json:"ProfileId"`
		Profile        *struct {
			License *struct{ Name string } `json:"UserLicense"`
		}
		LastLoginDate timestamp
	}
	results := make([][]row, len(filters))
	var g errgroup.Group
	for i, filter := range filters {
		g.Go(func() (err error) {
			results[i], err = readColumns[row](ctx, r, audit.PartUsers, "User", " WHERE "+filter,
				[]string{"Id", "Username", "Name", "IsActive", "UserType", "ProfileId", "LastLoginDate"},
				"Profile.UserLicense.Name")
			return err
		})
	}
	err := g.Wait()
	var users []audit.User
	have := map[string]bool{}
	for _, u := range slices.Concat(results...) {
		if !have[idKey(u.ID)] {
			have[idKey(u.ID)] = true
			found := audit.User{
				ID: u.ID, Username: u.Username, Name: u.Name, IsActive: u.IsActive, UserType: u.UserType,
				ProfileID: u.ProfileID, LastLogin: u.LastLoginDate.time(),
			}
			if u.Profile != nil && u.Profile.License != nil {
				found.License = u.Profile.License.Name
			}
			users = append(users, found)
		}
	}
	// In the reader's order, so that the queries that name them are the same whatever the order of the rows was.
	slices.SortFunc(users, func(a, b audit.User) int { return byName(a.Username, b.Username, a.ID, b.ID) })
	return users, err
}

// nearUsers looks for usernames that start like those that the org lacks, in one query for the first of them. It is a
// courtesy: when it fails, none are offered.
func (r *reader) nearUsers(ctx context.Context, absent []string) {
	const most, letters = 20, 4
	start := func(name string) string {
		local, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(name)), "@")
		return string([]rune(local)[:min(letters, len([]rune(local)))])
	}
	var starts []string
	for _, name := range absent {
		like := "Username LIKE '" + likeText(start(name)) + "%'"
		if start(name) != "" && len(starts) < most && !slices.Contains(starts, like) {
			starts = append(starts, like)
		}
	}
	if len(starts) == 0 {
		return
	}
	type row struct{ Username string }
	rows, err := query[row](ctx, r.client, dataAPI, "near usernames",
		"SELECT Username FROM User WHERE "+strings.Join(starts, " OR ")+" ORDER BY Username LIMIT 2000")
	if err != nil {
		return
	}
	near := map[string][]string{}
	for _, name := range absent {
		var names []string
		for _, row := range rows {
			if start(name) != "" && strings.HasPrefix(strings.ToLower(row.Username), start(name)) {
				names = append(names, row.Username)
			}
		}
		if found := audit.Near(name, names); len(found) > 0 {
			near[name] = found
		}
	}
	if len(near) > 0 {
		r.snapshot.Scope.NearUsernames = near
	}
}

// userLogins reads who is frozen or locked out.
func (r *reader) userLogins(ctx context.Context, users []audit.User) error {
	type row struct {
		UserID   string `json:"UserId"`
		IsFrozen bool
		IsLocked bool `json:"IsPasswordLocked"`
	}
	rows, err := byUser(users, func(ids string) ([]row, error) {
		return read[row](ctx, r, audit.PartUserLogins,
			"SELECT UserId, IsFrozen, IsPasswordLocked FROM UserLogin WHERE UserId IN ("+ids+")")
	})
	if err != nil {
		return err
	}
	of := map[string]*row{}
	for i := range rows {
		of[idKey(rows[i].UserID)] = &rows[i]
	}
	rowless := 0
	for i := range users {
		if l := of[idKey(users[i].ID)]; l != nil {
			users[i].IsFrozen, users[i].IsLocked = &l.IsFrozen, &l.IsLocked
		} else {
			rowless++
		}
	}
	r.needsSight(audit.PartUserLogins)
	if rowless > 0 {
		return fmt.Errorf("read %s: %w: %d of %d users have no row",
			audit.PartUserLogins.Title(), errIncomplete, rowless, len(users))
	}
	return nil
}

// byUser reads what belongs to users, by lists of their ids for IN, concurrently. What came stays, whatever failed.
func byUser[T any](users []audit.User, read func(ids string) ([]T, error)) ([]T, error) {
	chunks := soqlLists(userIDs(users))
	results := make([][]T, len(chunks))
	var g errgroup.Group
	for i, chunk := range chunks {
		g.Go(func() (err error) {
			results[i], err = read(chunk)
			return err
		})
	}
	err := g.Wait()
	return slices.Concat(results...), err
}

// userIDs reads nothing but the ids: what hangs on the users is being written into them meanwhile.
func userIDs(users []audit.User) []string {
	ids := make([]string, len(users))
	for i := range users {
		ids[i] = users[i].ID
	}
	return ids
}

// listBytes bounds a list, as it stands in the URL, so that the query stays below the longest URL that Salesforce takes
// (some 16,000 bytes) whatever is escaped in it.
const listBytes = 12_000

// soqlLists writes texts as lists of SOQL strings for IN, each short enough for a query.
func soqlLists(texts []string) []string {
	var out []string
	size := 0
	for _, t := range texts {
		item := "'" + soqlText(strings.TrimSpace(t)) + "'"
		bytes := len(url.QueryEscape("," + item))
		if len(out) == 0 || size+bytes > listBytes {
			out, size = append(out, item), bytes
			continue
		}
		out[len(out)-1] += "," + item
		size += bytes
	}
	return out
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
	return time.Time{}, fmt.Errorf("%q is not a valid Salesforce date and time", text)
}
