package fleet_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"testing"
	"time"

	"orgaudit/audit"
	"orgaudit/internal/fleet"
	"orgaudit/internal/history"
)

func alias(i int) string { return fmt.Sprintf("org-%03d", i) }

// What is due is enqueued once, whoever looks, and what was missed is made up for once.
func TestDue(t *testing.T) {
	both(t, func(t *testing.T, s *history.Store) {
		now := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
		o := fleet.Options{
			Now:  func() time.Time { return now },
			Orgs: []fleet.Org{{Alias: "prod", Cron: "0 * * * *"}, {Alias: "uat"}},
		}
		f := look(t, s, o)
		due := func(f *fleet.Fleet, want int) {
			t.Helper()
			if n, err := f.EnqueueDue(t.Context(), now); err != nil || n != want {
				t.Errorf("at %v: %d were due, want %d, %v", now, n, want, err)
			}
		}
		next := func() time.Time { return status(t, f).Orgs[0].NextDue }
		due(f, 0)
		now = now.Add(30 * time.Minute)
		due(f, 1)
		due(f, 0)
		due(look(t, s, o), 0) // another process, with the same list
		if want := now.Add(time.Hour); !next().Equal(want) {
			t.Errorf("next due %v, want %v", next(), want)
		}
		now = now.Add(90 * time.Minute)
		due(f, 0) // the one before waits still
		if id, already := enqueue(t, f, "prod"); !already || id == 0 {
			t.Errorf("job %d, already %t", id, already)
		}
		finish(t, s)
		now = now.Add(50 * time.Hour)
		due(look(t, s, o), 1) // started again, long after
		due(f, 0)
		finish(t, s)

		if err := f.Pause(t.Context(), "prod"); err != nil {
			t.Fatal(err)
		}
		now = now.Add(2 * time.Hour)
		due(f, 0)
		if o := status(t, f).Orgs[0]; !o.Paused {
			t.Errorf("paused: %+v", o)
		}
		if err := f.Resume(t.Context(), "prod"); err != nil {
			t.Fatal(err)
		}
		due(f, 0)
		now = now.Add(time.Hour)
		due(f, 1)
		for _, change := range []func(context.Context, string) error{f.Pause, f.Resume} {
			if err := change(t.Context(), "elsewhere"); !errors.Is(err, fleet.ErrUnknownOrg) {
				t.Errorf("an org that is not in the list: %v", err)
			}
		}

		// Another schedule counts from now, and an org that is taken off the list is audited no more.
		if err := f.Sync(t.Context(),
			[]fleet.Org{{
				Alias: "prod",
				Cron:  "0 6 * * *",
				TZ:    "Europe/Berlin",
				Tags:  []string{"live", "emea"},
			}}); err != nil {
			t.Fatal(err)
		}
		list := status(t, f).Orgs
		if len(list) != 1 || !slices.Equal(list[0].Tags, []string{"live", "emea"}) || list[0].NextDue.Hour() != 5 {
			t.Errorf("orgs %+v", list)
		}
	})
}

// finish ends all jobs as if they were done.
func finish(t *testing.T, s *history.Store) {
	t.Helper()
	if _, err := s.DB().ExecContext(t.Context(),
		"UPDATE river_job SET state = 'completed', finalized_at = scheduled_at WHERE state = 'available'"); err != nil {
		t.Fatal(err)
	}
}

// A job's row holds the alias and when it was due: no secret, no user and no address is in the queue.
func TestArguments(t *testing.T) {
	both(t, func(t *testing.T, s *history.Store) {
		f := look(t, s, fleet.Options{Orgs: orgs("prod")})
		enqueue(t, f, "prod")
		if err := f.Tell(t.Context(), fleet.Delivery{
			Org:      "prod",
			Receiver: "ops",
			Payload:  []byte("jane@acme.example, https://hooks.example/secret"),
		}); err != nil {
			t.Fatal(err)
		}
		rows, err := s.DB().QueryContext(t.Context(),
			"SELECT kind, CAST(args AS TEXT), CAST(metadata AS TEXT) FROM river_job ORDER BY id")
		if s.Dialect() == history.SQLite {
			rows, err = s.DB().QueryContext(t.Context(),
				"SELECT kind, json(args), json(metadata) FROM river_job ORDER BY id")
		}
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		want := map[string][]string{"audit": {"due", "org", "trigger"}, "deliver": {"id"}}
		n := 0
		for rows.Next() {
			var kind, args, metadata string
			if err := rows.Scan(&kind, &args, &metadata); err != nil {
				t.Fatal(err)
			}
			members := map[string]any{}
			if err := json.Unmarshal([]byte(args), &members); err != nil {
				t.Fatal(err)
			}
			var keys []string
			for key, value := range members {
				keys = append(keys, key)
				if text, ok := value.(string); ok && text != "prod" && text != fleet.ByHand {
					t.Errorf("%s holds %q", kind, text)
				}
			}
			// River's own number may stand beside it.
			nonce := regexp.MustCompile(`^\{("river:unique_nonce":"[0-9a-f]+")?\}$`)
			if slices.Sort(keys); !slices.Equal(keys, want[kind]) || !nonce.MatchString(metadata) {
				t.Errorf("%s holds %s and %s", kind, args, metadata)
			}
			n++
		}
		if err := rows.Err(); err != nil || n != 2 {
			t.Errorf("%d jobs, %v", n, err)
		}
	})
}

// Somebody who waits for an answer comes before what is due.
func TestByHandFirst(t *testing.T) {
	both(t, func(t *testing.T, s *history.Store) {
		order := make(chan string, 4)
		o := fleet.Options{Workers: 1,
			Orgs: orgs("prod"),
			Run: func(_ context.Context, alias string) (*audit.Report, error) {
				order <- alias
				return report(alias), nil
			}}
		for i := range 3 {
			o.Orgs = append(o.Orgs, fleet.Org{Alias: alias(i), Cron: "@yearly"})
		}
		f := look(t, s, o)
		if n, err := f.EnqueueDue(t.Context(), time.Now().AddDate(1, 0, 1)); err != nil || n != 3 {
			t.Fatalf("%d are due, %v", n, err)
		}
		enqueue(t, f, "prod")
		start(t, s, o)
		if first := <-order; first != "prod" {
			t.Errorf("%s came first", first)
		}
		until(t, "the others", func() bool { return status(t, f).Audits["completed"] == 4 })
	})
}
