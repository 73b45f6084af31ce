package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/store/dbsqlc"
)

// RunStatus says how a run stands.
type RunStatus string

// The states of a run.
const (
	RunRunning   RunStatus = "running"
	RunSucceeded RunStatus = "succeeded"
	RunFailed    RunStatus = "failed"
)

// ScheduleRun is what came of one firing of a schedule.
type ScheduleRun struct {
	ScheduleID    string    `json:"schedule_id"`
	ScheduledTime time.Time `json:"scheduled_time"`
	Status        RunStatus `json:"status"`
	// Done is what the job worked on, in Batches pieces.
	Done       int64  `json:"done"`
	Batches    int32  `json:"batches"`
	Message    string `json:"message"`
	WorkflowID string `json:"workflow_id"`
	RunID      string `json:"run_id"`
	// UIPath is where the Temporal UI shows the run; the API fills it in.
	UIPath     string     `json:"ui_path,omitempty"`
	StartedAt  time.Time  `json:"started_at"`
	FinishedAt *time.Time `json:"finished_at,omitempty"`
}

func scheduleRun(r dbsqlc.ScheduleRun) ScheduleRun {
	run := ScheduleRun{
		ScheduleID: r.ScheduleID, ScheduledTime: r.ScheduledTime.Time, Status: RunStatus(r.Status), Done: r.Done, Batches: r.Batches,
		Message: r.Message, WorkflowID: r.WorkflowID, RunID: r.RunID, StartedAt: r.StartedAt.Time,
	}
	if r.FinishedAt.Valid {
		run.FinishedAt = &r.FinishedAt.Time
	}
	return run
}

// BeginRun records that a firing is being run, and gives what is recorded of
// it: a run that has succeeded before is not to be run again.
func (s *Store) BeginRun(ctx context.Context, schedule string, at time.Time, workflowID, runID string) (ScheduleRun, error) {
	row, err := s.q.BeginRun(ctx, dbsqlc.BeginRunParams{
		ScheduleID: schedule, ScheduledTime: pgtype.Timestamptz{Time: at, Valid: true}, WorkflowID: workflowID, RunID: runID,
	})
	if err != nil {
		return ScheduleRun{}, fmt.Errorf("record the beginning of a run: %w", err)
	}
	return scheduleRun(row), nil
}

// RunProgress records how far a run has come.
func (s *Store) RunProgress(ctx context.Context, run ScheduleRun) error {
	err := s.q.RunProgress(ctx, dbsqlc.RunProgressParams{
		ScheduleID: run.ScheduleID, ScheduledTime: pgtype.Timestamptz{Time: run.ScheduledTime, Valid: true},
		Done: run.Done, Batches: run.Batches, Message: run.Message,
	})
	if err != nil {
		return fmt.Errorf("record the progress of a run: %w", err)
	}
	return nil
}

// EndRun records how a run ended, and gives what is recorded of it then.
func (s *Store) EndRun(ctx context.Context, run ScheduleRun) (ScheduleRun, error) {
	at := pgtype.Timestamptz{Time: run.ScheduledTime, Valid: true}
	row, err := s.q.EndRun(ctx, dbsqlc.EndRunParams{
		ScheduleID: run.ScheduleID, ScheduledTime: at, Status: string(run.Status), Done: run.Done, Batches: run.Batches, Message: run.Message,
	})
	if isNoRow(err) { // it succeeded before, or was tidied away
		return run, nil
	}
	if err != nil {
		return ScheduleRun{}, fmt.Errorf("record the end of a run: %w", err)
	}
	return scheduleRun(row), nil
}

// OpenRuns are runs that began before a time and have not ended.
func (s *Store) OpenRuns(ctx context.Context, before time.Time) ([]ScheduleRun, error) {
	rows, err := s.q.OpenRuns(ctx, pgtype.Timestamptz{Time: before, Valid: true})
	if err != nil {
		return nil, fmt.Errorf("list open runs: %w", err)
	}
	return scheduleRuns(rows), nil
}

// LatestRuns are the newest runs, by the schedules' ids.
func (s *Store) LatestRuns(ctx context.Context) (map[string]ScheduleRun, error) {
	rows, err := s.q.LatestRuns(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the latest runs: %w", err)
	}
	latest := make(map[string]ScheduleRun, len(rows))
	for _, r := range rows {
		latest[r.ScheduleID] = scheduleRun(r)
	}
	return latest, nil
}

// ListRuns lists the runs of a schedule, newest first.
func (s *Store) ListRuns(ctx context.Context, schedule string, page Page) ([]ScheduleRun, string, error) {
	key, err := page.key(lastTime)
	if err != nil {
		return nil, "", err
	}
	before, err := keyTime(key[0])
	if err != nil {
		return nil, "", err
	}
	rows, err := s.q.ListRuns(ctx, dbsqlc.ListRunsParams{ScheduleID: schedule, Before: before, MaxRows: page.rows()})
	if err != nil {
		return nil, "", fmt.Errorf("list runs: %w", err)
	}
	items, next := cut(scheduleRuns(rows), page, func(r ScheduleRun) []string { return []string{keyText(r.ScheduledTime)} })
	return items, next, nil
}

func scheduleRuns(rows []dbsqlc.ScheduleRun) []ScheduleRun {
	runs := make([]ScheduleRun, len(rows))
	for i, r := range rows {
		runs[i] = scheduleRun(r)
	}
	return runs
}
