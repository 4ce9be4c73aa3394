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

// tokenRow is a row of OauthToken without its secrets: AccessToken, RequestToken and DeleteToken are never asked for.
type tokenRow struct {
	ID          string `json:"Id"`
	UserID      string `json:"UserId"`
	AppName     string
	CreatedDate timestamp
	LastUsed    timestamp `json:"LastUsedDate"`
	UseCount    int
	MenuItem    *struct {
		AppID string `json:"ApplicationId"`
	} `json:"AppMenuItem"`
}

// tokensPerQuery stays below the 2,500 rows at which OauthToken ends a query silently, with done=true.
const tokensPerQuery = 2000

// approvalsOf reads the approvals of the users in scope.
func (r *reader) approvalsOf(ctx context.Context, users []audit.User) error {
	rows, err := byUser(users, func(ids string) ([]tokenRow, error) { return r.tokens(ctx, "UserId IN ("+ids+")") })
	r.keepApprovals(rows)
	if err == nil {
		r.needsSight(audit.PartApprovals)
	}
	return err
}

// allApprovals reads every approval of the org, and holds the number against the count: a query of OauthToken that was
// cut short looks like one that is complete.
func (r *reader) allApprovals(ctx context.Context) error {
	total := -1
	var g errgroup.Group
	g.Go(func() (err error) {
		total, err = count(ctx, r.client, "SELECT COUNT() FROM OauthToken")
		return err
	})
	rows, err := r.tokens(ctx, "")
	if countErr := g.Wait(); err == nil {
		err = countErr
	}
	r.keepApprovals(rows)
	if err != nil {
		return err
	}
	if len(rows) < total {
		return fmt.Errorf("read the approvals: %w: %d rows came of %d", errIncomplete, len(rows), total)
	}
	r.needsSight(audit.PartApprovals)
	return nil
}

// tokens reads rows in the order of their creation, a window at a time. A full window may end between rows of one
// moment, so its last moment is read again with the next.
func (r *reader) tokens(ctx context.Context, where string) ([]tokenRow, error) {
	var all []tokenRow
	var from time.Time
	for {
		conditions := []string{}
		if where != "" {
			conditions = append(conditions, where)
		}
		if !from.IsZero() {
			conditions = append(conditions, "CreatedDate >= "+from.UTC().Format("2006-01-02T15:04:05.000Z"))
		}
		soql := "SELECT Id, UserId, AppName, AppMenuItem.ApplicationId, CreatedDate, LastUsedDate, UseCount " +
			"FROM OauthToken"
		if len(conditions) > 0 {
			soql += " WHERE " + strings.Join(conditions, " AND ")
		}
		rows, err := read[tokenRow](ctx, r, audit.PartApprovals,
			fmt.Sprintf("%s ORDER BY CreatedDate ASC LIMIT %d", soql, tokensPerQuery))
		if err != nil {
			return all, err
		}
		if len(rows) < tokensPerQuery {
			return append(all, rows...), nil
		}
		last := rows[len(rows)-1].CreatedDate.time()
		if last == nil || !last.After(from) {
			return all, fmt.Errorf("read the approvals: %w: more than %d were created at one moment",
				errIncomplete, tokensPerQuery)
		}
		all = append(all, slices.DeleteFunc(rows, func(row tokenRow) bool {
			at := row.CreatedDate.time()
			return at != nil && !at.Before(*last)
		})...)
		from = *last
	}
}

// keepApprovals sums the rows up by user and app.
func (r *reader) keepApprovals(rows []tokenRow) {
	type of struct{ user, app, id string }
	sums := map[of]*audit.Approval{}
	for _, row := range rows {
		appID := ""
		if row.MenuItem != nil {
			appID = row.MenuItem.AppID
		}
		k := of{idKey(row.UserID), strings.ToLower(row.AppName), idKey(appID)}
		sum := sums[k]
		if sum == nil {
			sum = &audit.Approval{UserID: row.UserID, AppName: row.AppName, AppID: appID}
			sums[k] = sum
		}
		sum.Count++
		sum.UseCount += row.UseCount
		if at := row.CreatedDate.time(); at != nil && (sum.First == nil || at.Before(*sum.First)) {
			sum.First = at
		}
		if at := row.LastUsed.time(); at != nil && (sum.LastUsed == nil || at.After(*sum.LastUsed)) {
			sum.LastUsed = at
		}
	}
	for _, sum := range sums {
		r.snapshot.Approvals = append(r.snapshot.Approvals, *sum)
	}
}
