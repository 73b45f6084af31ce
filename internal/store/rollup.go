package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/store/dbsqlc"
)

// The roll-ups are a fold of the ledger: each movement is added once to the day
// that it belongs to, by its moved_at and the time zone of its warehouse. The
// folding goes by movement ids, not by days, so that it doesn't matter how late
// a movement is committed or entered: the day that it belongs to is mended, and
// the days after it. Ids are committed out of their order, though. So a run
// first notes the newest visible id, its horizon, and waits until those who
// were writing movements then have ended: every lower id is visible by now, or
// never will be.
const (
	// foldChunk is how many movements a batch folds in.
	foldChunk = 10_000
	// figuresChunk is for how many products of a warehouse a batch makes figures.
	figuresChunk = 2_000
	// countsChunk is how many counts a batch adds.
	countsChunk = 10
	// recategorised is how many products that got another category a batch moves.
	recategorised = 100
	// writersPatience is how long a run waits for those who write movements.
	writersPatience = 30 * time.Second
)

// DailyRollup is a schedules.Batch: it folds the ledger into the roll-ups, and
// then makes the figures up to the last whole day before at.
func (s *Store) DailyRollup(ctx context.Context, at time.Time, cursor string) (next string, done int, err error) {
	phase, rest, _ := strings.Cut(cursor, ":")
	switch phase {
	case "":
		next, err = s.rollupHorizon(ctx)
	case "fold":
		next, done, err = s.fold(ctx, rest)
	case "counts":
		next, done, err = s.rollCounts(ctx)
	case "categories":
		next, done, err = s.moveCategories(ctx)
	case "figures":
		next, done, err = s.refreshFigures(ctx, at, rest)
	case "totals":
		next, done, err = s.refreshTotals(ctx, rest)
	case "trips":
		next, done, err = s.refreshLeadTimes(ctx, at)
	default:
		err = fmt.Errorf("there is no phase %q", phase)
	}
	if err != nil {
		return "", 0, fmt.Errorf("roll up movements: %w", err)
	}
	return next, done, nil
}

// rollupHorizon says up to which movement the run folds, and since when
// everything up to it is committed.
func (s *Store) rollupHorizon(ctx context.Context) (string, error) {
	began := time.Now()
	newest, err := s.q.NewestMovement(ctx)
	if err != nil {
		return "", fmt.Errorf("find the newest movement: %w", err)
	}
	writing, err := s.q.WritersOfMovements(ctx)
	if err != nil {
		return "", fmt.Errorf("find who writes movements: %w", err)
	}
	for len(writing) > 0 {
		if time.Since(began) > writersPatience {
			return "", fmt.Errorf("%d transactions have been writing movements for %s", len(writing), writersPatience)
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
		now, err := s.q.WritersOfMovements(ctx)
		if err != nil {
			return "", fmt.Errorf("find who writes movements: %w", err)
		}
		writing = slices.DeleteFunc(writing, func(w string) bool { return !slices.Contains(now, w) })
	}
	return fmt.Sprintf("fold:%d:%d", newest, began.UnixMicro()), nil
}

// fold adds the next movements up to the horizon to their days.
func (s *Store) fold(ctx context.Context, rest string) (next string, done int, err error) {
	horizon, began, err := pairOf(rest)
	if err != nil {
		return "", 0, err
	}
	finished := false
	err = s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		after, err := q.LockRollup(ctx)
		if err != nil {
			return fmt.Errorf("lock the watermark: %w", err)
		}
		upto, err := q.RollupChunkEnd(ctx, dbsqlc.RollupChunkEndParams{After: after, Horizon: horizon, Chunk: foldChunk})
		if err != nil {
			return fmt.Errorf("find the next movements: %w", err)
		}
		if finished = upto == 0; finished {
			return q.CompleteRollup(ctx, pgtype.Timestamptz{Time: time.UnixMicro(began), Valid: true})
		}
		done, err = foldRange(ctx, q, after, upto)
		return err
	})
	if finished {
		return "counts", 0, err
	}
	return "fold:" + rest, done, err
}

func foldRange(ctx context.Context, q *dbsqlc.Queries, after, upto int64) (int, error) {
	days, err := q.FoldMovements(ctx, dbsqlc.FoldMovementsParams{After: after, Upto: upto})
	if err != nil {
		return 0, fmt.Errorf("fold movements: %w", err)
	}
	if err := q.SettleDailyStock(ctx); err != nil {
		return 0, fmt.Errorf("settle the days of products: %w", err)
	}
	if err := q.SettleDailyTotals(ctx); err != nil {
		return 0, fmt.Errorf("settle the days of categories: %w", err)
	}
	if err := q.FoldTrips(ctx, dbsqlc.FoldTripsParams{After: after, Upto: upto}); err != nil {
		return 0, fmt.Errorf("follow transfers: %w", err)
	}
	if err := q.AdvanceRollup(ctx, upto); err != nil {
		return 0, fmt.Errorf("advance the watermark: %w", err)
	}
	return int(days), nil
}

// rollCounts adds the next counts that have been closed.
func (s *Store) rollCounts(ctx context.Context) (next string, done int, err error) {
	err = s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		if _, err := q.LockRollup(ctx); err != nil {
			return fmt.Errorf("lock the watermark: %w", err)
		}
		counts, err := q.CountsToRoll(ctx, countsChunk)
		if done = len(counts); err != nil || done == 0 {
			return err
		}
		return q.RollCounts(ctx, counts)
	})
	if done > 0 {
		return "counts", done, err
	}
	return "categories", 0, err
}

// moveCategories moves the history of products that got another category.
func (s *Store) moveCategories(ctx context.Context) (next string, done int, err error) {
	err = s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		if _, err := q.LockRollup(ctx); err != nil {
			return fmt.Errorf("lock the watermark: %w", err)
		}
		moving, err := q.ProductsOfOtherCategory(ctx, recategorised)
		if done = len(moving); err != nil || done == 0 {
			return err
		}
		var products, former []int64
		for _, m := range moving {
			products, former = append(products, m.ProductID), append(former, m.Former)
		}
		sites, err := q.AllWarehouseIDs(ctx)
		if err != nil {
			return fmt.Errorf("read warehouse ids: %w", err)
		}
		if err := q.MoveCountsToCategory(ctx, products); err != nil {
			return fmt.Errorf("move counts to another category: %w", err)
		}
		if err := q.MoveToCategory(ctx, dbsqlc.MoveToCategoryParams{ProductIds: products, WarehouseIds: sites}); err != nil {
			return fmt.Errorf("move products to another category: %w", err)
		}
		if err := q.SettleDailyTotals(ctx); err != nil {
			return fmt.Errorf("settle the days of categories: %w", err)
		}
		if err := q.ForgetEmptyCounts(ctx, former); err != nil {
			return fmt.Errorf("forget empty days: %w", err)
		}
		return q.ForgetEmptyDays(ctx, dbsqlc.ForgetEmptyDaysParams{Categories: former, WarehouseIds: sites})
	})
	if done == recategorised {
		return "categories", done, err
	}
	return "figures:0:0", done, err
}

// pairOf reads the two numbers of a cursor.
func pairOf(text string) (a, b int64, err error) {
	first, second, _ := strings.Cut(text, ":")
	if a, err = strconv.ParseInt(first, 10, 64); err == nil {
		b, err = strconv.ParseInt(second, 10, 64)
	}
	if err != nil {
		return 0, 0, fmt.Errorf("read the cursor %q: %w", text, err)
	}
	return a, b, nil
}
