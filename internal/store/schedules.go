package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/store/dbsqlc"
)

// ScheduleSetting is what admins changed of a schedule, and how far Temporal
// has been told.
type ScheduleSetting struct {
	ID string
	// Cron and TimeZone are empty where the program's own count.
	Cron, TimeZone string
	Paused         bool
	Note           string
	Revision       int32
	UpdatedBy      UserRef   // the zero value: nobody
	UpdatedAt      time.Time // zero: never
	// Applied is the digest of what Temporal was last told, AppliedAt when, and
	// ApplyError why it couldn't be told since.
	Applied    string
	AppliedAt  time.Time
	ApplyError string
	// TriggeredAt is when a run was asked for that Temporal hasn't heard of; zero: none.
	TriggeredAt time.Time
}

// ScheduleSettings reads what admins changed, by the schedules' ids.
func (s *Store) ScheduleSettings(ctx context.Context) (map[string]ScheduleSetting, error) {
	return scheduleSettings(ctx, s.q)
}

func scheduleSettings(ctx context.Context, q *dbsqlc.Queries) (map[string]ScheduleSetting, error) {
	rows, err := q.ListSchedules(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the schedules: %w", err)
	}
	found := make(map[string]ScheduleSetting, len(rows))
	for _, r := range rows {
		found[r.ID] = ScheduleSetting{
			ID: r.ID, Cron: deref(r.Cron), TimeZone: deref(r.TimeZone), Paused: r.Paused, Note: r.Note, Revision: r.Revision,
			UpdatedBy: UserRef{ID: deref(r.UpdatedBy), Name: r.UpdatedByName}, UpdatedAt: r.UpdatedAt.Time,
			Applied: r.Applied, AppliedAt: r.AppliedAt.Time, ApplyError: r.ApplyError, TriggeredAt: r.TriggeredAt.Time,
		}
	}
	return found, nil
}

// ScheduleEdit is how a schedule is to be from now on; an empty line or time
// zone is the program's own.
type ScheduleEdit struct {
	Cron     string `json:"cron"`
	TimeZone string `json:"time_zone"`
	Paused   bool   `json:"paused"`
	Note     string `json:"note"`
}

// EditSchedule changes a schedule. Decide makes of what it is what it is to
// be, and may refuse. Temporal is told afterwards, by a worker.
func (s *Store) EditSchedule(ctx context.Context, by Actor, id string, decide func(ScheduleEdit) (ScheduleEdit, error)) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		row, err := lockSchedule(ctx, q, id)
		if err != nil {
			return err
		}
		before := ScheduleEdit{Cron: deref(row.Cron), TimeZone: deref(row.TimeZone), Paused: row.Paused, Note: row.Note}
		after, err := decide(before)
		if err != nil || after == before {
			return err
		}
		at := auditTime()
		err = q.EditSchedule(ctx, dbsqlc.EditScheduleParams{
			ID: id, Cron: nonZero(after.Cron), TimeZone: nonZero(after.TimeZone), Paused: after.Paused, Note: after.Note,
			UserID: &by.UserID, At: pgtype.Timestamptz{Time: at, Valid: true},
		})
		if err != nil {
			return fmt.Errorf("change a schedule: %w", err)
		}
		return scheduleAudit(ctx, q, by, at, "update_schedule", id, before, after)
	})
}

// TriggerSchedule asks for a run now. A worker passes it on to Temporal.
func (s *Store) TriggerSchedule(ctx context.Context, by Actor, id string) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		if _, err := lockSchedule(ctx, q, id); err != nil {
			return err
		}
		at := auditTime()
		err := q.RequestTrigger(ctx, dbsqlc.RequestTriggerParams{ID: id, UserID: &by.UserID, At: pgtype.Timestamptz{Time: at, Valid: true}})
		if err != nil {
			return fmt.Errorf("ask for a run: %w", err)
		}
		return scheduleAudit(ctx, q, by, at, "trigger_schedule", id, nil, nil)
	})
}

// lockSchedule locks a schedule's settings, and makes them if there are none.
func lockSchedule(ctx context.Context, q *dbsqlc.Queries, id string) (dbsqlc.Schedule, error) {
	if err := q.EnsureSchedule(ctx, id); err != nil {
		return dbsqlc.Schedule{}, fmt.Errorf("note a schedule: %w", err)
	}
	row, err := q.LockSchedule(ctx, id)
	if err != nil {
		return dbsqlc.Schedule{}, fmt.Errorf("lock a schedule: %w", err)
	}
	return row, nil
}

func scheduleAudit(ctx context.Context, q *dbsqlc.Queries, by Actor, at time.Time, action, id string, before, after any) error {
	return appendAudit(ctx, q, at, []AuditEntry{{
		Actor: by, Stream: SettingsStream, Action: action, SubjectKind: "schedule", SubjectID: id, Before: before, After: after,
	}})
}

// ScheduleTold says what Temporal was told of a schedule.
type ScheduleTold struct {
	// Applied is the digest of the plan that Temporal has now; empty when it
	// has none any more.
	Applied string
	// Triggered says that the run which was asked for was passed on.
	Triggered bool
	// Err is why it couldn't be told.
	Err error
}

// TellSchedules lets one worker at a time tell Temporal what the schedules are
// to be: tell is given the settings, and calls note for each schedule as it goes.
// It does nothing, and says so, while another worker is at it.
func (s *Store) TellSchedules(
	ctx context.Context, tell func(ctx context.Context, settings map[string]ScheduleSetting, note func(id string, told ScheduleTold) error) error,
) (did bool, err error) {
	err = s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		if did, err = q.TryScheduleLock(ctx); err != nil || !did {
			return err
		}
		settings, err := scheduleSettings(ctx, q)
		if err != nil {
			return err
		}
		return tell(ctx, settings, func(id string, told ScheduleTold) error { return noteTold(ctx, q, settings[id], id, told) })
	})
	if err != nil {
		return did, fmt.Errorf("tell Temporal of the schedules: %w", err)
	}
	return did, nil
}

func noteTold(ctx context.Context, q *dbsqlc.Queries, was ScheduleSetting, id string, told ScheduleTold) error {
	if err := q.EnsureSchedule(ctx, id); err != nil {
		return fmt.Errorf("note a schedule: %w", err)
	}
	if told.Err != nil {
		return q.ScheduleNotApplied(ctx, dbsqlc.ScheduleNotAppliedParams{ID: id, ApplyError: told.Err.Error()})
	}
	if told.Triggered {
		asked := pgtype.Timestamptz{Time: was.TriggeredAt, Valid: true}
		if err := q.TriggerPassedOn(ctx, dbsqlc.TriggerPassedOnParams{ID: id, TriggeredAt: asked}); err != nil {
			return err
		}
	}
	return q.ScheduleApplied(ctx, dbsqlc.ScheduleAppliedParams{ID: id, Applied: told.Applied})
}
