package activities

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/sdk/activity"

	"stockflow/internal/crashpoint"
	"stockflow/internal/schedules"
	"stockflow/internal/store"
)

// RunBook records the runs of schedules.
type RunBook interface {
	BeginRun(ctx context.Context, schedule string, at time.Time, workflowID, runID string) (store.ScheduleRun, error)
	RunProgress(ctx context.Context, run store.ScheduleRun) error
	EndRun(ctx context.Context, run store.ScheduleRun) (store.ScheduleRun, error)
}

// Scheduled are the activities of scheduled runs.
type Scheduled struct {
	Jobs schedules.Jobs
	Book RunBook
}

// Job is one firing of a schedule.
type Job struct {
	Schedule string `json:"schedule"`
	Job      string `json:"job"`
	// At is the time for which it was scheduled.
	At           time.Time     `json:"at"`
	BatchTimeout time.Duration `json:"batch_timeout"`
}

// JobResult is what came of a run.
type JobResult struct {
	Done    int64  `json:"done"`
	Batches int32  `json:"batches"`
	Message string `json:"message,omitempty"`
	// Replayed says that the firing had been run before.
	Replayed bool `json:"replayed,omitempty"`
}

// progress is what a job's heartbeat carries: where it goes on.
type progress struct {
	Cursor string `json:"cursor"`
	JobResult
}

// alive is how often a job shows that it lives while a batch takes its time.
const alive = 3 * time.Second

// RunJob works through a job's batches. A try after a crash goes on at the
// batch after the last one of which Temporal has heard; a firing that has
// succeeded before is answered from its record.
func (s *Scheduled) RunJob(ctx context.Context, job Job) (JobResult, error) {
	batch, ok := s.Jobs[job.Job]
	if !ok {
		// Another worker, of a later version, may know it.
		return JobResult{}, fmt.Errorf("there is no job %q here", job.Job)
	}
	info := activity.GetInfo(ctx)
	run, err := s.Book.BeginRun(ctx, job.Schedule, job.At, info.WorkflowExecution.ID, info.WorkflowExecution.RunID)
	if err != nil {
		return JobResult{}, err
	}
	if run.Status == store.RunSucceeded {
		return JobResult{Done: run.Done, Batches: run.Batches, Message: run.Message, Replayed: true}, nil
	}
	var at progress
	if activity.HasHeartbeatDetails(ctx) {
		if err := activity.GetHeartbeatDetails(ctx, &at); err != nil {
			return JobResult{}, fmt.Errorf("read where the job was: %w", err)
		}
	}
	for {
		next, err := s.step(ctx, job, batch, at)
		if err != nil {
			return JobResult{}, fmt.Errorf("batch %d: %w", at.Batches+1, err)
		}
		at = next
		run.Done, run.Batches, run.Message = at.Done, at.Batches, at.Message
		if at.Cursor == "" {
			break
		}
		activity.RecordHeartbeat(ctx, at)
		if err := s.Book.RunProgress(ctx, run); err != nil {
			return JobResult{}, err
		}
		crashpoint.Reach("batch:" + job.Job)
	}
	run.Status = store.RunSucceeded
	_, err = s.Book.EndRun(ctx, run)
	return at.JobResult, err
}

// step does one batch, and shows meanwhile that the job lives.
func (s *Scheduled) step(ctx context.Context, job Job, batch schedules.Batch, at progress) (progress, error) {
	working, cancel := context.WithTimeout(schedules.WithRemarks(ctx, &at.Message), job.BatchTimeout)
	defer cancel()
	shown := at
	ended := make(chan struct{})
	defer close(ended)
	go func() {
		ticker := time.NewTicker(alive)
		defer ticker.Stop()
		for {
			select {
			case <-ended:
				return
			case <-ticker.C:
				activity.RecordHeartbeat(ctx, shown)
			}
		}
	}()
	cursor, done, err := batch(working, job.At, at.Cursor)
	at.Cursor, at.Done, at.Batches = cursor, at.Done+int64(done), at.Batches+1
	return at, err
}

// FailJob records that a run has failed.
func (s *Scheduled) FailJob(ctx context.Context, job Job, why string) error {
	info := activity.GetInfo(ctx)
	run, err := s.Book.BeginRun(ctx, job.Schedule, job.At, info.WorkflowExecution.ID, info.WorkflowExecution.RunID)
	if err != nil || run.Status == store.RunSucceeded {
		return err
	}
	run.Status, run.Message = store.RunFailed, why
	_, err = s.Book.EndRun(ctx, run)
	return err
}
