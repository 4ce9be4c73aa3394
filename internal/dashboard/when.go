package dashboard

import (
	"fmt"
	"time"
)

// moment is a time as a page says it.
type moment struct {
	Age string // how long ago, or in how long; "" = never
	UTC string // to the minute
	ISO string
}

func (d *Dashboard) when(t time.Time) moment {
	if t.IsZero() {
		return moment{}
	}
	return moment{Age: age(d.o.Now(), t), UTC: stamp(t), ISO: t.UTC().Format(time.RFC3339)}
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// age says how far a time is from another one.
func age(now, t time.Time) string {
	d := now.Sub(t)
	switch {
	case d < -time.Minute:
		return until(-d)
	case d < time.Minute:
		return "just now"
	}
	return span(d) + " ago"
}

func until(d time.Duration) string {
	if d < time.Minute {
		return "in less than a minute"
	}
	return "in " + span(d)
}

// span says a duration in its largest unit.
func span(d time.Duration) string {
	switch {
	case d < time.Hour:
		return count(int(d/time.Minute), "minute")
	case d < 48*time.Hour:
		return count(int(d/time.Hour), "hour")
	}
	return count(int(d/(24*time.Hour)), "day")
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// took says how long something lasted.
func took(d time.Duration) string {
	switch {
	case d <= 0:
		return ""
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	}
	return fmt.Sprintf("%d min", int(d.Minutes()))
}
