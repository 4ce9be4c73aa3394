package fleet_test

import (
	"testing"
	"time"

	"orgaudit/internal/fleet"
)

// A schedule goes by the clock on the wall of its time zone, also where that is put forward and back.
func TestNext(t *testing.T) {
	const form = "2006-01-02T15:04Z"
	for _, c := range []struct {
		cron, tz, from string
		want           []string
	}{
		{"0 6 * * 1-5", "", "2026-11-20T06:00Z", []string{"2026-11-23T06:00Z", "2026-11-24T06:00Z"}},
		{"0 6 * * *", "Europe/Berlin", "2027-03-26T12:00Z", []string{"2027-03-27T05:00Z", "2027-03-28T04:00Z"}},
		{"0 6 * * *", "Europe/Berlin", "2026-10-23T12:00Z", []string{"2026-10-24T04:00Z", "2026-10-25T05:00Z"}},
		// 02:30 is left out on the day that doesn't have it, and comes twice on the day that has it twice.
		{"30 2 * * *", "Europe/Berlin", "2027-03-27T00:00Z", []string{"2027-03-27T01:30Z", "2027-03-29T00:30Z"}},
		{
			"30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z",
			[]string{"2026-10-25T00:30Z", "2026-10-25T01:30Z", "2026-10-26T01:30Z"},
		},
		{"@hourly", "Asia/Kolkata", "2026-11-20T06:00Z", []string{"2026-11-20T06:30Z", "2026-11-20T07:30Z"}},
	} {
		at, err := time.Parse(form, c.from)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range c.want {
			if at, err = fleet.Next(fleet.Org{Alias: "a", Cron: c.cron, TZ: c.tz}, at); err != nil ||
				at.Format(form) != want {
				t.Errorf("%s in %q: %s, %v, want %s", c.cron, c.tz, at.Format(form), err, want)
			}
		}
	}
	if at, err := fleet.Next(fleet.Org{Alias: "a", Cron: "0 0 30 2 *"}, time.Now()); err != nil || !at.IsZero() {
		t.Errorf("30 February is on %v, %v", at, err)
	}
	for _, bad := range []fleet.Org{{Cron: "often"}, {Cron: "@daily", TZ: "Europe/Bielefeld"}} {
		if _, err := fleet.Next(bad, time.Now()); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}

// Jitter spreads the orgs of one cron line, and moves each by the same every day.
func TestJitter(t *testing.T) {
	midnight := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	minutes := map[int]int{}
	for i := range 300 {
		o := fleet.Org{Alias: alias(i), Cron: "0 6 * * *", Jitter: time.Hour}
		first, err := fleet.Next(o, midnight)
		if err != nil {
			t.Fatal(err)
		}
		late := first.Sub(midnight.Add(6 * time.Hour))
		if late < 0 || late >= time.Hour {
			t.Fatalf("%s is %v late", o.Alias, late)
		}
		minutes[int(late.Minutes())]++
		// The time before is within the jitter of the day: the next one is the same day's, or a day later.
		if second, _ := fleet.Next(o, first); second.Sub(first) != 24*time.Hour {
			t.Errorf("%s: %v after %v", o.Alias, second, first)
		}
		if again, _ := fleet.Next(o, first.Add(-time.Second)); !again.Equal(first) {
			t.Errorf("%s: a second before %v comes %v", o.Alias, first, again)
		}
	}
	for minute, n := range minutes {
		if n > 20 {
			t.Errorf("%d of 300 orgs in minute %d", n, minute)
		}
	}
	if len(minutes) < 50 {
		t.Errorf("300 orgs in %d minutes", len(minutes))
	}
}

func TestWaits(t *testing.T) {
	for attempt, want := range map[int]time.Duration{
		1: 30 * time.Second, 2: 2 * time.Minute, 3: 8 * time.Minute, 9: time.Hour,
	} {
		for job := range int64(50) {
			if got := fleet.Backoff(30*time.Second, attempt, job, time.Hour); got < want*9/10 || got > want*11/10 {
				t.Errorf("attempt %d of job %d waits %v, want about %v", attempt, job, got, want)
			}
		}
	}
	at := time.Date(2026, 11, 20, 9, 50, 0, 0, time.UTC)
	for i := range 50 {
		if wait := fleet.UntilNextHour(at, alias(i)); wait < 11*time.Minute || wait > 21*time.Minute {
			t.Errorf("%s waits %v", alias(i), wait)
		}
	}
}
