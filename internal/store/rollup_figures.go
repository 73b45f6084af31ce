package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/store/dbsqlc"
)

// classificationDays is the period by whose shipments products are classified.
const classificationDays = 90

// refreshFigures makes the figures of the next products whose last whole day is
// another by now, or of whose past something has become known.
func (s *Store) refreshFigures(ctx context.Context, at time.Time, rest string) (next string, done int, err error) {
	warehouse, product, err := pairOf(rest)
	if err != nil {
		return "", 0, err
	}
	when := pgtype.Timestamptz{Time: at, Valid: true}
	pairs, err := s.q.PositionsToRefresh(ctx, dbsqlc.PositionsToRefreshParams{
		AfterWarehouse: warehouse, AfterProduct: product, At: when, MaxRows: figuresChunk,
	})
	if err != nil {
		return "", 0, fmt.Errorf("list positions: %w", err)
	}
	if len(pairs) == 0 {
		stale, err := s.q.StaleTotals(ctx)
		if err != nil {
			return "", 0, fmt.Errorf("look whether sums are out of date: %w", err)
		}
		if !stale {
			return "trips", 0, nil
		}
		return "totals:0", 0, nil
	}
	sites, products := make([]int64, len(pairs)), make([]int64, len(pairs))
	for i, p := range pairs {
		sites[i], products[i] = p.WarehouseID, p.ProductID
	}
	err = s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		// Two runs at a time would wait for each other's rows.
		if _, err := q.LockRollup(ctx); err != nil {
			return fmt.Errorf("lock the watermark: %w", err)
		}
		err := q.RefreshPositions(ctx, dbsqlc.RefreshPositionsParams{
			At: when, WarehouseIds: sites, ProductIds: products,
		})
		if err != nil {
			return fmt.Errorf("refresh positions: %w", err)
		}
		if err := q.RefreshFigures(ctx, dbsqlc.RefreshFiguresParams{WarehouseIds: sites, ProductIds: products}); err != nil {
			return fmt.Errorf("refresh figures: %w", err)
		}
		if err := q.ForgetExpiringStock(ctx, dbsqlc.ForgetExpiringStockParams{WarehouseIds: sites, ProductIds: products}); err != nil {
			return fmt.Errorf("forget expiring stock: %w", err)
		}
		if err := q.RefreshExpiringStock(ctx, dbsqlc.RefreshExpiringStockParams{WarehouseIds: sites, ProductIds: products}); err != nil {
			return fmt.Errorf("refresh expiring stock: %w", err)
		}
		return q.TotalsAreStale(ctx)
	})
	last := pairs[len(pairs)-1]
	return fmt.Sprintf("figures:%d:%d", last.WarehouseID, last.ProductID), len(pairs), err
}

// refreshTotals sums the figures of the next warehouse by category.
func (s *Store) refreshTotals(ctx context.Context, rest string) (next string, done int, err error) {
	site, last, err := s.siteAfter(ctx, rest)
	if err != nil || last {
		return "trips", 0, err
	}
	err = s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		if _, err := q.LockRollup(ctx); err != nil {
			return fmt.Errorf("lock the watermark: %w", err)
		}
		if err := q.ForgetCategoryFigures(ctx, site); err != nil {
			return fmt.Errorf("forget the figures of categories: %w", err)
		}
		rows, err := q.RefreshCategoryFigures(ctx, site)
		if err != nil {
			return fmt.Errorf("sum figures by category: %w", err)
		}
		done = int(rows)
		return nil
	})
	return fmt.Sprintf("totals:%d", site), done, err
}

// siteAfter is the warehouse that follows the one of a cursor.
func (s *Store) siteAfter(ctx context.Context, cursor string) (site int64, last bool, err error) {
	after, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil {
		return 0, false, fmt.Errorf("read the cursor %q: %w", cursor, err)
	}
	site, err = s.q.WarehouseAfter(ctx, after)
	if isNoRow(err) {
		return 0, true, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("find the next warehouse: %w", err)
	}
	return site, false, nil
}

// refreshLeadTimes ends a run.
func (s *Store) refreshLeadTimes(ctx context.Context, at time.Time) (next string, done int, err error) {
	err = s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		if _, err := q.LockRollup(ctx); err != nil {
			return fmt.Errorf("lock the watermark: %w", err)
		}
		rows, err := q.RefreshLeadTimes(ctx)
		if err != nil {
			return fmt.Errorf("refresh lead times: %w", err)
		}
		done = int(rows)
		return q.FiguresMade(ctx, pgtype.Timestamptz{Time: at, Valid: true})
	})
	return "", done, err
}

// ClassifyProducts is a schedules.Batch: it gives the products of each
// warehouse their ABC class, by what the daily roll-up says was shipped.
func (s *Store) ClassifyProducts(ctx context.Context, _ time.Time, cursor string) (next string, done int, err error) {
	if cursor == "" {
		cursor = "0"
	}
	site, last, err := s.siteAfter(ctx, cursor)
	if err != nil || last {
		return "", 0, err
	}
	err = s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		if err := q.ForgetRanks(ctx, dbsqlc.ForgetRanksParams{WarehouseID: site, Days: classificationDays}); err != nil {
			return fmt.Errorf("forget ranks: %w", err)
		}
		rows, err := q.RankProducts(ctx, dbsqlc.RankProductsParams{WarehouseID: site, Days: classificationDays})
		if err != nil {
			return fmt.Errorf("rank products: %w", err)
		}
		done = int(rows)
		return q.PassOnClasses(ctx, site)
	})
	if err != nil {
		return "", 0, fmt.Errorf("classify products: %w", err)
	}
	return strconv.FormatInt(site, 10), done, nil
}
