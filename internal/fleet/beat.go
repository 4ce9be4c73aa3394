package fleet

import (
	"context"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// beat is what a process that works does again and again: it says that it is alive, enqueues what is due, and takes the
// jobs of those that died. River's own search for stuck jobs waits until a job has had all its time.
type beat struct {
	f       *Fleet
	started time.Time

	seen     map[string]int64 // of each process, what it said last
	suspects map[suspect]int  // beats in a row in which nobody seemed to hold the job
}

// suspect is an attempt of a job.
type suspect struct {
	job     int64
	attempt int
}

// deadAfter is how many beats in a row a process must be silent to be taken for dead. Beats are counted, and no times
// compared: the clocks of two machines differ, and while the database is away nobody can say anything.
const deadAfter = 4

func (b *beat) keep(ctx context.Context) {
	tick := time.NewTicker(b.f.o.Beat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := b.once(ctx); err != nil && ctx.Err() == nil {
				b.f.o.Log.Warn("the fleet could not look at its schedule, and tries again", "error", err)
			}
		}
	}
}

func (b *beat) once(ctx context.Context) error {
	f, now := b.f, b.f.o.Now()
	if _, err := f.store.DB().ExecContext(ctx,
		`INSERT INTO fleet_workers (name, started, seen, slots) VALUES ($1, $2, $3, $4)
		ON CONFLICT (name) DO UPDATE SET seen = $3`, f.o.Name, millis(b.started), millis(now),
		f.o.Workers); err != nil {
		return err
	}
	if err := b.rescue(ctx); err != nil {
		return err
	}
	if _, err := f.enqueueDue(ctx, now); err != nil {
		return err
	}
	return f.forget(ctx, now)
}

// rescue puts jobs back into the queue that nobody works on: those of a process that is silent, and those that this one
// was given by an answer that it never got.
func (b *beat) rescue(ctx context.Context) error {
	workers, err := b.f.workers(ctx)
	if err != nil {
		return err
	}
	said := map[string]int64{}
	for _, w := range workers {
		said[w.Name] = millis(w.Seen)
	}
	running, err := b.f.jobs(ctx, river.NewJobListParams().States(rivertype.JobStateRunning))
	if err != nil {
		return err
	}
	suspects := map[suspect]int{}
	for _, job := range running {
		key := suspect{job.ID, job.Attempt}
		by := workerOf(job)
		held := said[by] != b.seen[by]
		if by == b.f.o.Name {
			held = b.f.held.has(job.ID)
		}
		if held {
			continue
		}
		if suspects[key] = b.suspects[key] + 1; suspects[key] >= deadAfter {
			if err := b.f.takeBack(ctx, job, by); err != nil {
				return err
			}
		}
	}
	b.seen, b.suspects = said, suspects
	return nil
}

// workerOf is who works on a job, or did last.
func workerOf(job *rivertype.JobRow) string {
	if n := len(job.AttemptedBy); n > 0 {
		return job.AttemptedBy[n-1]
	}
	return ""
}

// forget takes away what nobody asks for any more.
func (f *Fleet) forget(ctx context.Context, now time.Time) error {
	if _, err := f.store.DB().ExecContext(ctx, "DELETE FROM fleet_workers WHERE seen < $1",
		millis(now.Add(-24*time.Hour))); err != nil {
		return err
	}
	_, err := f.store.DB().ExecContext(ctx, "DELETE FROM fleet_deliveries WHERE done + dead > 0 AND done + dead < $1",
		millis(now.AddDate(0, 0, -30)))
	return err
}

// holding are the jobs that run in this process.
type holding struct {
	mu   sync.Mutex
	jobs map[int64]bool
}

func (h *holding) take(job int64) (release func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.jobs[job] = true
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.jobs, job)
	}
}

func (h *holding) has(job int64) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.jobs[job]
}
