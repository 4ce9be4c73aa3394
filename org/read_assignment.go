package org

import (
	"context"
	"slices"

	"orgaudit/audit"
)

const assignmentObject = "PermissionSetAssignment"

// assignmentColumns are those that an assignment always has; optionalAssignmentColumns came later: IsActive and
// ExpirationDate with API version 52.0, IsRevoked with 57.0 (Object Reference).
func assignmentColumns() []string {
	return []string{"AssigneeId", "PermissionSetId", "PermissionSetGroupId"}
}
func optionalAssignmentColumns() []string { return []string{"IsActive", "ExpirationDate", "IsRevoked"} }

type assignmentRow struct {
	AssigneeID      string `json:"AssigneeId"`
	PermissionSetID string `json:"PermissionSetId"`
	GroupID         string `json:"PermissionSetGroupId"`
	IsActive        *bool
	IsRevoked       bool
	ExpirationDate  timestamp
}

func (a assignmentRow) assignment() audit.Assignment {
	return audit.Assignment{
		PermissionSetID: a.PermissionSetID, GroupID: a.GroupID, IsActive: a.IsActive == nil || *a.IsActive,
		IsRevoked: a.IsRevoked, Expires: a.ExpirationDate.time(),
	}
}

// assignments reads every permission set and group that the users are assigned, those that grant nothing now included.
func (r *reader) assignments(ctx context.Context, users []audit.User) error {
	rows, err := byUser(users, func(ids string) ([]assignmentRow, error) {
		return readColumns[assignmentRow](ctx, r, audit.PartAssignments, assignmentObject,
			" WHERE AssigneeId IN ("+ids+")", assignmentColumns(), optionalAssignmentColumns()...)
	})
	at := map[string]*audit.User{}
	for i := range users {
		at[idKey(users[i].ID)] = &users[i]
	}
	for _, a := range rows {
		if u := at[idKey(a.AssigneeID)]; u != nil {
			u.Assignments = append(u.Assignments, a.assignment())
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
