package fleet

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	"orgaudit/audit"
	"orgaudit/internal/history"
)

// Triggers of an audit, as history.Run.Trigger keeps them.
const (
	BySchedule = "schedule"
	ByHand     = "manual"
)

// Options are what a fleet takes from the outside. The zero value of the others is good for all but Run.
type Options struct {
	// Run audits the org of that alias, within Timeout and until the context ends. An org that can't be entered gives a
	// report with a Failure. An error is an audit that gave none: it is tried again, unless it is [Final]. Nil makes a
	// fleet that looks and enqueues, and doesn't work.
	Run func(ctx context.Context, alias string) (*audit.Report, error)
	// Orgs is the list of orgs. Those that the database has besides are taken out of the schedule. Nil leaves the
	// database's list as it is, for a look.
	Orgs []Org
	// Changed says what is to be told of a run that was stored. It is called within the transaction that stores it: it
	// must not use the database, nor take long. An error is logged, and the run is stored all the same.
	Changed func(ctx context.Context, e Event) ([]Delivery, error)
	// Deliver tells somebody. What fails is tried again, up to DeliveryAttempts times, unless it is [Final]. Nil leaves
	// deliveries to other processes.
	Deliver func(ctx context.Context, d Delivery) error

	// audits at once in this process; default 4
	Workers int
	// of one audit; default 5 minutes
	Timeout time.Duration
	// how long Stop lets running audits go on; default 30 seconds
	Grace time.Duration
	// before the second attempt; those after it wait four times longer each; default 30 seconds
	Retry time.Duration
	// between looks at what is due and at who still works; default 5 seconds
	Beat time.Duration
	// nil = silent
	Log *slog.Logger
	// nil = time.Now
	Now func() time.Time
	// of this process among those that work; default host, process and a random word
	Name string
}

// Attempts of an audit and of a delivery before they are given up.
const (
	AuditAttempts    = 4
	DeliveryAttempts = 8
)

// Org is an org of the list, with its schedule.
type Org struct {
	Alias  string
	Cron   string // minute, hour, day of month, month, day of week, or @daily and the like; "" = on demand only
	TZ     string // name of a time zone; "" = UTC
	Jitter time.Duration
	Tags   []string
}

// Event is a run that was stored.
type Event struct {
	Org    string
	Run    history.Run
	RunID  int64
	Report *audit.Report // nil where there is none: Run.Error says why
	Saved  history.Saved // with what changed since the run before
}

// Delivery is something to be told to a receiver.
type Delivery struct {
	ID       int64 // given by the fleet; the same in every attempt
	Org      string
	Receiver string // the receiver's name, never its address
	Payload  []byte
	Attempt  int // counted from 1; given by the fleet
}

// ErrUnknownOrg says that the list has no org of that alias.
var ErrUnknownOrg = errors.New("there is no such org in the fleet")

// Fleet is a queue of audits in a database.
type Fleet struct {
	store  *history.Store
	o      Options
	client *river.Client[*sql.Tx]
	driver riverdriver.Driver[*sql.Tx]

	held holding // jobs in this process
	wg   sync.WaitGroup
	end  context.CancelFunc // ends the beat; nil before Start
}

// Open opens the queue in the database of the reports, makes its tables and
// takes over the list of orgs. It starts nothing.
func Open(ctx context.Context, store *history.Store, o Options) (*Fleet, error) {
	o.Workers = max(cmp.Or(o.Workers, 4), 1)
	o.Timeout = cmp.Or(o.Timeout, 5*time.Minute)
	o.Grace = cmp.Or(o.Grace, 30*time.Second)
	o.Retry = cmp.Or(o.Retry, 30*time.Second)
	o.Beat = cmp.Or(o.Beat, 5*time.Second)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Name == "" {
		host, _ := os.Hostname() // a name for people; the random word makes it one of its own
		o.Name = fmt.Sprintf("%s-%d-%s", cmp.Or(host, "worker"), os.Getpid(), strings.ToLower(rand.Text()[:6]))
	}
	f := &Fleet{store: store, o: o, held: holding{jobs: map[int64]bool{}}}
	f.driver = riversqlite.New(store.DB())
	if store.Pool() != nil {
		f.driver = riverdatabasesql.NewWithPgxListener(store.DB(), store.Pool())
	}
	if err := f.migrate(ctx); err != nil {
		return nil, err
	}
	var err error
	if f.client, err = river.NewClient(f.driver, f.config()); err != nil {
		return nil, fmt.Errorf("open the queue: %w", err)
	}
	if o.Orgs != nil {
		if err := f.Sync(ctx, o.Orgs); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// Queues of jobs: a delivery never waits for audits.
const (
	auditQueue    = "audits"
	deliveryQueue = "deliveries"
)

func (f *Fleet) config() *river.Config {
	// Every process knows every kind: the one that looks for stuck jobs gives up those whose kind it doesn't know.
	workers := river.NewWorkers()
	river.AddWorker(workers, &auditWorker{f: f})
	river.AddWorker(workers, &deliveryWorker{f: f})
	c := &river.Config{
		ID:                          f.o.Name,
		Logger:                      slog.New(calm{f.o.Log.Handler()}).With("part", "queue"),
		Workers:                     workers,
		JobTimeout:                  f.jobTimeout(),
		RescueStuckJobsAfter:        f.jobTimeout() + time.Minute,
		SoftStopTimeout:             f.o.Grace,
		CompletedJobRetentionPeriod: 24 * time.Hour,
		CancelledJobRetentionPeriod: 7 * 24 * time.Hour,
		DiscardedJobRetentionPeriod: 7 * 24 * time.Hour,
	}
	if f.o.Run != nil {
		c.Queues = map[string]river.QueueConfig{auditQueue: {MaxWorkers: f.o.Workers}}
		if f.o.Deliver != nil {
			c.Queues[deliveryQueue] = river.QueueConfig{MaxWorkers: 4}
		}
	}
	return c
}

// jobTimeout leaves an audit that took all its time the time to be stored, also while the database is being restarted.
func (f *Fleet) jobTimeout() time.Duration { return f.o.Timeout + saveTimeout }

// Start begins to work. The context is for starting only: Stop ends the work.
func (f *Fleet) Start(ctx context.Context) error {
	if f.o.Run == nil {
		return errors.New("start the fleet: it was opened to look only")
	}
	b := &beat{f: f, started: f.o.Now(), seen: map[string]int64{}, suspects: map[suspect]int{}}
	if err := b.once(ctx); err != nil {
		return fmt.Errorf("start the fleet: %w", err)
	}
	if err := f.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start the fleet: %w", err)
	}
	beating, end := context.WithCancel(context.WithoutCancel(ctx))
	f.end = end
	f.wg.Go(func() { b.keep(beating) })
	return nil
}

// Stop takes no new jobs and lets the running ones end, for Options.Grace; then it cancels them, and they are waiting
// in the queue again. The context bounds the whole. Without Start it does nothing.
func (f *Fleet) Stop(ctx context.Context) error {
	if f.end == nil {
		return nil
	}
	err := f.client.Stop(ctx)
	f.end()
	f.wg.Wait()
	if err != nil {
		return fmt.Errorf("stop the fleet: %w", err)
	}
	if _, err := f.store.DB().ExecContext(ctx, "DELETE FROM fleet_workers WHERE name = $1", f.o.Name); err != nil {
		return fmt.Errorf("stop the fleet: %w", err)
	}
	return nil
}
