package org

import (
	"context"

	"orgaudit/audit"
)

// countActive counts the active users of the profiles of some users, in one query. It says whom a change of a profile
// would reach: a courtesy, so where it fails the numbers are not known and nothing else suffers.
func (r *reader) countActive(ctx context.Context, users []audit.User) {
	var profiles []string
	counts := map[string]int{}
	for i := range users { // not by value: what hangs on the users is being written into them meanwhile
		id := users[i].ProfileID
		if _, have := counts[idKey(id)]; id != "" && !have {
			counts[idKey(id)] = 0 // a profile that nobody active has gives no row
			profiles = append(profiles, id)
		}
	}
	type row struct {
		ProfileID string `json:"ProfileId"`
		Count     int    `json:"n"`
	}
	for _, ids := range soqlLists(profiles) {
		rows, err := read[row](ctx, r, audit.PartUsers,
			"SELECT ProfileId, COUNT(Id) n FROM User WHERE IsActive = true AND ProfileId IN ("+ids+
				") GROUP BY ProfileId")
		if err != nil {
			return
		}
		for _, row := range rows {
			counts[idKey(row.ProfileID)] = row.Count
		}
	}
	r.active = counts
}

// noteActive gives the profiles the numbers of their active users. An audit user who may not see all users has counted
// too few: no number is then better than a wrong one.
func (r *reader) noteActive() {
	if _, blind := r.blind(audit.PartUsers); blind {
		return
	}
	for i := range r.snapshot.Profiles {
		p := &r.snapshot.Profiles[i]
		if count, ok := r.active[idKey(p.ID)]; ok {
			p.ActiveUsers = &count
		}
	}
}
