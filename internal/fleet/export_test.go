package fleet

import (
	"context"
	"time"
)

// EnqueueDue and the others are for the tests.
func (f *Fleet) EnqueueDue(ctx context.Context, now time.Time) (int, error) {
	return f.enqueueDue(ctx, now)
}

func Next(o Org, t time.Time) (time.Time, error) {
	s, err := scheduleOf(o)
	if err != nil || s == nil {
		return time.Time{}, err
	}
	return s.next(t), nil
}

var (
	Backoff       = backoff
	UntilNextHour = untilNextHour
)
