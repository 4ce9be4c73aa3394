package org

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"orgaudit/audit"
)

// holderRow is an assignment by which a permission may reach a user. What it grants now is told by the profiles,
// permission sets and groups, which are read anyway.
type holderRow struct {
	assignmentRow
	Assignee *struct{ Username string }
}

// holders reads, for the permissions in scope, every assignment of an active user that carries one of them: one query,
// since each user has an assignment to the permission set of the profile as well, and a group's is to its hidden set.
func (r *reader) holders(ctx context.Context) error {
	fields, err := r.client.describe(ctx, "PermissionSet")
	if err != nil {
		return err
	}
	var carries, unknown []string
	for _, name := range r.scope.Holders {
		switch field := (audit.Permission{Name: name}).Field(); {
		case fields[field]:
			carries = append(carries, "PermissionSet."+field+" = true")
		case name == audit.UseAnyAPIClient.Name:
			// The permission exists only where API Access Control is provisioned: elsewhere nobody can hold it.
			r.source(audit.PartHolders, "describe PermissionSet: no "+field, 0)
		default:
			unknown = append(unknown, name)
		}
	}
	if len(carries) > 0 {
		r.held, err = readColumns[holderRow](ctx, r, audit.PartHolders, assignmentObject,
			" WHERE Assignee.IsActive = true AND ("+strings.Join(carries, " OR ")+")",
			append([]string{"Assignee.Username"}, assignmentColumns()...), optionalAssignmentColumns()...)
		if err != nil {
			return err
		}
		r.needsSight(audit.PartHolders)
	}
	if len(unknown) > 0 {
		return fmt.Errorf("read %s: %w: this org's API version has no column for %s",
			audit.PartHolders.Title(), errIncomplete, strings.Join(unknown, ", "))
	}
	return nil
}

// keepHolders lists who holds the permissions in scope now, and by what. A group whose muting could not be read, and a
// set that grants in an activated session only, make no holder.
func (r *reader) keepHolders() {
	if len(r.held) == 0 {
		return
	}
	known := *r.snapshot
	known.Refused = map[audit.Part]audit.Refusal{}
	for _, part := range []audit.Part{audit.PartProfiles, audit.PartPermissionSets, audit.PartPermissionSetGroups} {
		if err := r.unresolved(part); err != nil {
			known.Refused[part] = audit.Refusal{}
			r.refuse(audit.PartHolders, err)
		}
	}
	view := audit.NewIndex(&known)
	owners := map[string]string{}
	for _, p := range known.Profiles {
		owners[idKey(p.PermissionSetID)] = p.ID
	}
	users := map[string]*audit.User{}
	var order []*audit.User
	for _, row := range r.held {
		u := users[idKey(row.AssigneeID)]
		if u == nil {
			u = &audit.User{ID: row.AssigneeID, IsActive: true}
			if row.Assignee != nil {
				u.Username = row.Assignee.Username
			}
			users[idKey(row.AssigneeID)] = u
			order = append(order, u)
		}
		if profile := owners[idKey(row.PermissionSetID)]; profile != "" && row.GroupID == "" {
			u.ProfileID = profile
			continue
		}
		u.Assignments = append(u.Assignments, row.assignment())
	}
	for _, u := range order {
		for _, name := range r.scope.Holders {
			var via []string
			for _, path := range view.Paths(u, audit.Permission{Name: name}) {
				if path.Grants {
					via = append(via, path.Via+" "+path.Name)
				}
			}
			if slices.Sort(via); len(via) > 0 {
				r.snapshot.Holders = append(r.snapshot.Holders, audit.Holder{
					UserID: u.ID, Username: u.Username, Permission: name, Via: via,
				})
			}
		}
	}
	slices.SortFunc(r.snapshot.Holders, func(a, b audit.Holder) int {
		return byName(a.Username, b.Username, a.UserID+a.Permission, b.UserID+b.Permission)
	})
}
