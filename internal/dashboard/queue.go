package dashboard

import "time"

// Queue is the state of the queue at one moment.
type Queue struct {
	Counts  map[JobState]int     // all jobs of a state, also those that Jobs leaves out
	Jobs    []Job                // what a page can show: all that run, and the next or last ones of the other states
	Workers []Worker             // who takes jobs
	Next    map[string]time.Time // when the schedule has an org audited next, by alias
	Paused  bool                 // nobody takes jobs until somebody resumes the queue
}

// JobState is where a job stands.
type JobState string

// States of jobs, in the order of a page.
const (
	JobRunning  JobState = "running"
	JobWaiting  JobState = "waiting"
	JobRetrying JobState = "retrying" // failed, and is tried again
	JobSnoozed  JobState = "snoozed"  // put off, since Salesforce takes no more requests for now
	JobFailed   JobState = "failed"   // given up
)

// jobStates lists them, in the order of a page.
func jobStates() []JobState {
	return []JobState{JobRunning, JobWaiting, JobRetrying, JobSnoozed, JobFailed}
}

// Job is one job of the queue.
type Job struct {
	ID      int64
	Alias   string // the org it is about, "" where it is about none
	Kind    string // what is done, as "audit" or "notify"
	State   JobState
	Attempt int       // counted from 1; 0 = not tried yet
	Of      int       // how many attempts it has at most
	At      time.Time // running: since; failed: when; else when it is due
	Reason  string    // why it failed, is retried or put off; holds no secret
	Worker  string    // who runs it, "" where nobody does
}

// Worker is a process that takes jobs.
type Worker struct {
	Name string
	Seen time.Time // when it last gave a sign of life
	Runs int       // jobs that it runs now
	Most int       // jobs that it runs at once at most; 0 = not known
}
