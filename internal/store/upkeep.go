package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/store/dbsqlc"
)

// monthsAhead is how many months of audit records are prepared for.
const monthsAhead = 13

// AuditUpkeep makes the months ahead into which audit records go. It is the
// batch of a scheduled job.
func (s *Store) AuditUpkeep(ctx context.Context, at time.Time, _ string) (next string, done int, err error) {
	made, err := s.q.EnsureAuditPartitions(ctx, dbsqlc.EnsureAuditPartitionsParams{
		First: pgtype.Date{Time: at.UTC(), Valid: true}, Months: monthsAhead,
	})
	if err != nil {
		return "", 0, fmt.Errorf("make the months of the audit records: %w", err)
	}
	return "", int(made), nil
}

// Retention says how long is kept what is only needed for a while.
type Retention struct {
	// Commands is how long the answers to commands are kept: their idempotency
	// keys, and what was parked. A key that is used again after that is refused.
	Commands time.Duration
	// Runs is how long is kept what came of scheduled runs.
	Runs time.Duration
	// Notifications is how long they are kept, read or not, with what became of
	// their deliveries.
	Notifications time.Duration
}

// cleanUpRows is how many rows a batch of the clean-up deletes: few enough not
// to be noticed.
const cleanUpRows = 5000

// CleanUp deletes what has been kept long enough. It is the batch of a
// scheduled job; its cursor says which table is next.
func (s *Store) CleanUp(ctx context.Context, keep Retention, at time.Time, cursor string) (next string, done int, err error) {
	before := func(age time.Duration) pgtype.Timestamptz {
		return pgtype.Timestamptz{Time: at.Add(-age), Valid: true}
	}
	tables := []struct {
		name   string
		delete func() (int64, error)
	}{
		{"idempotency_keys", func() (int64, error) {
			return s.q.DeleteOldKeys(ctx, dbsqlc.DeleteOldKeysParams{Before: before(keep.Commands), MaxRows: cleanUpRows})
		}},
		{"parked_commands", func() (int64, error) {
			return s.q.DeleteOldParked(ctx, dbsqlc.DeleteOldParkedParams{Before: before(keep.Commands), MaxRows: cleanUpRows})
		}},
		{"sessions", func() (int64, error) {
			return s.q.DeleteOldSessions(ctx, dbsqlc.DeleteOldSessionsParams{Before: before(0), MaxRows: cleanUpRows})
		}},
		{"schedule_runs", func() (int64, error) {
			return s.q.DeleteOldRuns(ctx, dbsqlc.DeleteOldRunsParams{Before: before(keep.Runs), MaxRows: cleanUpRows})
		}},
		{"deliveries", func() (int64, error) {
			return s.q.DeleteOldDeliveries(ctx, dbsqlc.DeleteOldDeliveriesParams{Before: before(keep.Notifications), MaxRows: cleanUpRows})
		}},
		{"digests", func() (int64, error) {
			return s.q.DeleteOldDigests(ctx, dbsqlc.DeleteOldDigestsParams{Before: before(keep.Notifications), MaxRows: cleanUpRows})
		}},
		{"notifications", func() (int64, error) {
			return s.q.DeleteOldNotifications(ctx, dbsqlc.DeleteOldNotificationsParams{Before: before(keep.Notifications), MaxRows: cleanUpRows})
		}},
	}
	for i, t := range tables {
		if cursor != "" && cursor != t.name {
			continue
		}
		n, err := t.delete()
		switch {
		case err != nil:
			return "", 0, fmt.Errorf("clean up %s: %w", t.name, err)
		case n == cleanUpRows:
			next = t.name
		case i+1 < len(tables):
			next = tables[i+1].name
		}
		return next, int(n), nil
	}
	return "", 0, fmt.Errorf("there is no table %q to clean up", cursor)
}
