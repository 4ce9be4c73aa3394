package fleet

import (
	"fmt"
	"hash/fnv"
	"time"

	"github.com/robfig/cron/v3"
)

// schedule says when an org is due.
type schedule struct {
	cron cron.Schedule
	zone *time.Location
	late time.Duration // after the time that the cron line says
}

// scheduleOf reads the schedule of an org; nil where it has none.
func scheduleOf(o Org) (*schedule, error) {
	if o.Cron == "" {
		return nil, nil
	}
	zone, err := time.LoadLocation(o.TZ) // "" is UTC
	if err != nil {
		return nil, fmt.Errorf("the schedule of %s: %w", o.Alias, err)
	}
	line, err := cron.ParseStandard(o.Cron)
	if err != nil {
		return nil, fmt.Errorf("the schedule of %s: %w", o.Alias, err)
	}
	return &schedule{cron: line, zone: zone, late: lateness(o.Alias, o.Jitter)}, nil
}

// next is the first time after t. On the day on which the clocks are put forward over an hour, what stands in that hour
// is left out; on the day that has an hour twice, it comes twice.
func (s *schedule) next(t time.Time) time.Time {
	at := s.cron.Next(t.Add(-s.late).In(s.zone))
	if at.IsZero() { // as 30 February
		return time.Time{}
	}
	return at.Add(s.late).UTC()
}

// lateness spreads orgs with one cron line over the jitter. It is always the
// same for an org: a run a day stays a day apart.
func lateness(alias string, jitter time.Duration) time.Duration {
	if jitter < time.Second {
		return 0
	}
	h := fnv.New64a()
	h.Write([]byte(alias))
	return time.Duration(h.Sum64()%uint64(jitter/time.Second)) * time.Second
}
