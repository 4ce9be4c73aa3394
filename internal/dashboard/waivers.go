package dashboard

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"orgaudit/audit"
	"orgaudit/internal/history"
)

// waiverCache keeps the waivers of the newest report of each org: reading all reports for every look at the page
// would be slow, and a stored report never changes.
type waiverCache struct {
	mu  sync.Mutex
	org map[string]orgWaivers
}

type orgWaivers struct {
	run  int64
	list []audit.ReportWaiver
}

func (c *waiverCache) of(
	ctx context.Context, store *history.Store, alias string, run int64,
) ([]audit.ReportWaiver, error) {
	c.mu.Lock()
	known, ok := c.org[alias]
	c.mu.Unlock()
	if ok && known.run == run {
		return known.list, nil
	}
	r, err := store.Report(ctx, run)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.org == nil {
		c.org = map[string]orgWaivers{}
	}
	c.org[alias] = orgWaivers{run, r.Waivers}
	return r.Waivers, nil
}

type waiversView struct {
	Soon, Ended int
	Rows        []waiverRow
}

type waiverRow struct {
	Org, OrgPath, Check, Subject, Reason, Owner, Ticket string
	Until, Left, Kind, Status, Rule                     string
}

// soon is how many days before its end a waiver asks for attention.
const soon = 14

func (d *Dashboard) waiversPage(w http.ResponseWriter, r *http.Request) error {
	fleet, err := d.o.Store.Fleet(r.Context())
	if err != nil {
		return err
	}
	var v waiversView
	for _, org := range fleet {
		if org.Report == nil {
			continue
		}
		list, err := d.waivers.of(r.Context(), d.o.Store, org.Alias, org.Report.ID)
		if err != nil {
			return err
		}
		for _, waiver := range list {
			v.Rows = append(v.Rows, waiverView(org.Alias, waiver, d.o.Now()))
		}
	}
	for _, row := range v.Rows {
		switch row.Kind {
		case kindFail:
			v.Ended++
		case kindUnknown:
			v.Soon++
		}
	}
	slices.SortStableFunc(v.Rows, func(a, b waiverRow) int {
		return cmp.Or(cmp.Compare(a.Until, b.Until), cmp.Compare(a.Org, b.Org), cmp.Compare(a.Check, b.Check))
	})
	return d.render(w, r, http.StatusOK, "waivers", "Waivers", v)
}

// waiverView says a waiver. Its report counted the days to the time of its snapshot; who looks at the page asks about
// today.
func waiverView(alias string, w audit.ReportWaiver, now time.Time) waiverRow {
	row := waiverRow{
		Org:     alias,
		OrgPath: orgPath(alias),
		Check:   w.Check,
		Subject: w.Subject,
		Reason:  w.Reason,
		Owner:   w.Owner,
		Ticket:  w.Ticket,
		Until:   w.Until,
		Status:  "covers " + count(len(w.Findings), "failure"),
		Kind:    kindPass,
	}
	if w.Rule.File != "" {
		row.Rule = fmt.Sprintf("%s:%d", w.Rule.File, w.Rule.Line)
	}
	days := w.DaysLeft
	if last, err := time.Parse(time.DateOnly, w.Until); err == nil {
		days = int(last.Sub(now.UTC().Truncate(24*time.Hour)).Hours() / 24)
	}
	switch {
	case days < 0:
		row.Left, row.Kind = "ended "+count(-days, "day")+" ago", kindFail
	case days == 0:
		row.Left, row.Kind = "ends today", kindUnknown
	default:
		row.Left = count(days, "day") + " left"
		if days <= soon {
			row.Kind = kindUnknown
		}
	}
	switch w.Status {
	case "unused":
		row.Status = "covers nothing"
	case "invalid":
		row.Status, row.Kind = words(": ", "invalid", w.Note), kindFail
	}
	return row
}
