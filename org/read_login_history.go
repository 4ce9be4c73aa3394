package org

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"orgaudit/audit"
)

const (
	// loginDays is how far back sign-ins are read; Salesforce keeps six months.
	loginDays = 30
	// loginRequests bounds the requests for sign-ins, and shortestWindow the windows that they are cut into.
	loginRequests  = 16
	shortestWindow = time.Hour
)

// loginRow is one group of sign-ins. Status and Application can be grouped and not filtered (Object Reference,
// LoginHistory), so sign-ins of all apps come.
type loginRow struct {
	Status, Application, LoginType string
	URL                            string `json:"LoginUrl"`
	UserID                         string `json:"UserId"`
	Count                          int    `json:"n"`
	Latest                         timestamp
}

// loginHistory reads how the users in scope signed in lately, in groups.
func (r *reader) loginHistory(ctx context.Context, users []audit.User) error {
	left := &atomic.Int32{}
	left.Store(loginRequests)
	from := r.snapshot.TakenAt.AddDate(0, 0, -loginDays)
	rows, err := byUser(users, func(ids string) ([]loginRow, error) {
		return r.loginWindow(ctx, ids, from, time.Time{}, left)
	})
	r.logins = append(r.logins, rows...)
	r.needsSight(audit.PartLoginHistory)
	return err
}

// loginWindow reads the sign-ins from a time on, until another unless that is zero. An aggregate query has no second
// page: with more groups than it may give it fails, and the window is halved.
func (r *reader) loginWindow(
	ctx context.Context, users string, from, to time.Time, left *atomic.Int32,
) ([]loginRow, error) {
	if left.Add(-1) < 0 {
		return nil, fmt.Errorf("read %s: %w: it takes more than %d requests",
			audit.PartLoginHistory.Title(), errIncomplete, loginRequests)
	}
	const layout = "2006-01-02T15:04:05Z"
	where := "LoginTime >= " + from.UTC().Format(layout)
	if !to.IsZero() {
		where += " AND LoginTime < " + to.UTC().Format(layout)
	}
	rows, err := read[loginRow](ctx, r, audit.PartLoginHistory,
		"SELECT Status, Application, LoginType, LoginUrl, UserId, COUNT(Id) n, MAX(LoginTime) latest "+
			"FROM LoginHistory WHERE "+where+
			" AND UserId IN ("+users+") GROUP BY Status, Application, LoginType, LoginUrl, UserId")
	answered, ok := apiError(err)
	if !ok || !answered.has("EXCEEDED_ID_LIMIT") {
		return rows, err
	}
	end := to
	if end.IsZero() {
		end = r.snapshot.TakenAt
	}
	if end.Sub(from) < 2*shortestWindow {
		return nil, err
	}
	middle := from.Add(end.Sub(from) / 2).Truncate(time.Second)
	var earlier, later []loginRow
	var g errgroup.Group
	g.Go(func() (err error) {
		earlier, err = r.loginWindow(ctx, users, from, middle, left)
		return err
	})
	g.Go(func() (err error) {
		later, err = r.loginWindow(ctx, users, middle, to, left)
		return err
	})
	err = g.Wait()
	return slices.Concat(earlier, later), err
}

// keepLogins keeps the sign-ins that bear on the apps in scope, the groups of several windows added up.
func (r *reader) keepLogins() {
	concerns := r.concernsApps()
	type of struct{ user, app, kind, url, status string }
	sums := map[of]*audit.Login{}
	for _, row := range r.logins {
		if row.Latest.time() == nil || !concerns(row) {
			continue
		}
		k := of{idKey(row.UserID), row.Application, row.LoginType, row.URL, row.Status}
		if sums[k] == nil {
			sums[k] = &audit.Login{
				UserID:      row.UserID,
				Application: row.Application,
				LoginType:   row.LoginType,
				LoginURL:    row.URL,
				Status:      row.Status,
			}
		}
		sum := sums[k]
		sum.Count += row.Count
		if at := *row.Latest.time(); at.After(sum.Last) {
			sum.Last = at
		}
	}
	for _, sum := range sums {
		r.snapshot.Logins = append(r.snapshot.Logins, *sum)
	}
	slices.SortFunc(r.snapshot.Logins, func(a, b audit.Login) int {
		return cmp.Or(strings.Compare(a.UserID, b.UserID), strings.Compare(a.Application, b.Application),
			strings.Compare(a.Status, b.Status), strings.Compare(a.LoginType, b.LoginType),
			strings.Compare(a.LoginURL, b.LoginURL))
	})
}

// soapLogins is the type of sign-ins by the SOAP API's login(), which name no app.
const soapLogins = "Other Apex API"

// concernsApps tells which sign-ins bear on the apps in scope: those that name one, those that name none, failed ones
// at the login page, which comes before the app, and SOAP sign-ins where an app signs in so.
func (r *reader) concernsApps() func(loginRow) bool {
	if len(r.scope.Apps) == 0 {
		return func(loginRow) bool { return true }
	}
	names := r.appNames()
	soap := slices.ContainsFunc(r.scope.Apps, func(app audit.App) bool {
		return slices.ContainsFunc(app.SignIns, func(signIn audit.SignIn) bool {
			return signIn.Flow == audit.FlowSOAPLogin
		})
	})
	return func(row loginRow) bool {
		switch strings.ToLower(strings.TrimSpace(row.Application)) {
		case "", "n/a", "unknown":
			return true
		}
		return soap && strings.EqualFold(row.LoginType, soapLogins) ||
			strings.EqualFold(row.Application, "Browser") && !strings.EqualFold(row.Status, "Success") ||
			slices.ContainsFunc(names, func(name string) bool {
				return strings.EqualFold(strings.TrimSpace(name), strings.TrimSpace(row.Application))
			})
	}
}

// appNames are the names of the apps in scope: those asked for, and those under which the org shows them.
func (r *reader) appNames() []string {
	view := audit.NewIndex(r.snapshot)
	var names []string
	for _, app := range r.scope.Apps {
		names = append(names, app.Names()...)
		m := view.Resolve(app)
		if m.Connected != nil {
			names = append(names, m.Connected.Name)
		}
		if m.External != nil {
			names = append(names, m.External.Label, m.External.Name)
		}
		for _, b := range m.Blocked {
			names = append(names, b.Name, b.Label)
		}
	}
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(name string) bool { return strings.TrimSpace(name) == "" })
}
