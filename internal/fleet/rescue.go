package fleet

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"orgaudit/internal/history"
)

// jobs lists jobs, at most so many as River gives in one answer.
func (f *Fleet) jobs(ctx context.Context, which *river.JobListParams) ([]*rivertype.JobRow, error) {
	found, err := f.client.JobList(ctx, which.First(1000))
	if err != nil {
		return nil, err
	}
	return found.Jobs, nil
}

// takeBack makes a job that nobody works on wait again, or ends it when it had all its attempts: an org whose audit
// takes the whole process with it must not do so for ever.
func (f *Fleet) takeBack(ctx context.Context, job *rivertype.JobRow, by string) error {
	if job.AttemptedAt == nil {
		return nil
	}
	now := time.Now().UTC() // River compares it with its own clock
	why, err := json.Marshal(rivertype.AttemptError{
		At: now, Attempt: max(job.Attempt, 1), Error: "the process that worked on it ended: " + by,
	})
	if err != nil {
		return err
	}
	state, ended := rivertype.JobStateAvailable, (*time.Time)(nil)
	if job.Attempt >= job.MaxAttempts {
		state, ended = rivertype.JobStateDiscarded, &now
		if err := f.bury(ctx, job, by); err != nil {
			return err
		}
	}
	// Only this attempt: if somebody was faster, the next one began later than the horizon.
	_, err = f.driver.GetExecutor().JobRescueMany(ctx, &riverdriver.JobRescueManyParams{
		ID: []int64{job.ID}, Error: [][]byte{why}, FinalizedAt: []*time.Time{ended}, ScheduledAt: []time.Time{now},
		State: []string{string(state)}, StuckHorizon: job.AttemptedAt.Add(time.Millisecond),
	})
	if err != nil {
		return fmt.Errorf("take back a job: %w", err)
	}
	f.o.Log.Warn("took over a job of a process that ended", "job", job.ID, "worker", by)
	return nil
}

// bury stores an audit that ended the process in each of its attempts.
func (f *Fleet) bury(ctx context.Context, job *rivertype.JobRow, by string) error {
	if job.Kind != (auditArgs{}).Kind() {
		return nil
	}
	var args auditArgs
	if err := json.Unmarshal(job.EncodedArgs, &args); err != nil {
		return fmt.Errorf("read the arguments of job %d: %w", job.ID, err)
	}
	run := history.Run{
		Key: args.key(), Org: args.Org, Trigger: args.Trigger, Started: *job.AttemptedAt, Finished: f.o.Now(),
		Error: fmt.Sprintf("the process that audited it ended in the middle, in each of %d attempts; the last was %s",
			job.Attempt, by),
	}
	return f.saveOnce(ctx, run, nil, nil)
}
