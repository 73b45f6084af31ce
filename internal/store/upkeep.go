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
