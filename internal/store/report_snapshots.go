package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

const (
	// snapshotRows is how many rows of a report are kept in a snapshot.
	snapshotRows = 50
	// snapshotAge is how long snapshots are kept.
	snapshotAge = 400 * 24 * time.Hour
)

// Trends are the reports that are kept at each time of the trend report, by
// the names under which they are kept.
var trends = []struct {
	name  string
	query ReportQuery
}{
	{"movers-fast", ReportQuery{Report: "movers", Movers: "fast", Compare: true}},
	{"movers-slow", ReportQuery{Report: "movers", Movers: "slow", Compare: true}},
	{"movers-dead", ReportQuery{Report: "movers", Movers: "dead"}},
	{"turnover", ReportQuery{Report: "turnover", GroupBy: byCategory}},
	{"cover", ReportQuery{Report: "cover"}},
	{"abc", ReportQuery{Report: "abc"}},
	{"ageing", ReportQuery{Report: "ageing"}},
	{"expiry", ReportQuery{Report: "expiry"}},
	{"shrinkage", ReportQuery{Report: "shrinkage"}},
}

// ReportSnapshot is a report as it was at a scheduled time.
type ReportSnapshot struct {
	ID int64 `json:"id"`
	// Report is the name under which it is kept, as movers-dead.
	Report      string       `json:"report"`
	ScheduledAt time.Time    `json:"scheduled_at"`
	MadeAt      time.Time    `json:"made_at"`
	Warehouse   WarehouseRef `json:"warehouse"`
}

// ReportSnapshotDetail is a snapshot with its report.
type ReportSnapshotDetail struct {
	ReportSnapshot
	Page ReportPage `json:"page"`
}

// TrendReport is a schedules.Batch: it keeps the first rows of each report of
// the next warehouse as they are now, once per time. It reads the primary,
// where the roll-ups are newest.
func (s *Store) TrendReport(ctx context.Context, at time.Time, cursor string) (next string, done int, err error) {
	if cursor == "" {
		cursor = "0"
	}
	site, last, err := s.siteAfter(ctx, cursor)
	if err != nil {
		return "", 0, fmt.Errorf("make trend reports: %w", err)
	}
	if last {
		_, err := s.q.ForgetSnapshots(ctx, pgtype.Timestamptz{Time: at.Add(-snapshotAge), Valid: true})
		if err != nil {
			return "", 0, fmt.Errorf("forget old trend reports: %w", err)
		}
		return "", 0, nil
	}
	for _, trend := range trends {
		kept, err := s.keepTrend(ctx, trend.name, trend.query, site, at)
		if err != nil {
			return "", 0, fmt.Errorf("make the trend report %s: %w", trend.name, err)
		}
		done += kept
	}
	return strconv.FormatInt(site, 10), done, nil
}

func (s *Store) keepTrend(ctx context.Context, name string, q ReportQuery, site int64, at time.Time) (kept int, err error) {
	def, err := checkReport(&q)
	if err != nil {
		return 0, err
	}
	r := &reportRequest{ReportQuery: q, sites: []int64{site}, page: Page{Limit: snapshotRows}}
	if r.from, r.to, err = def.period(q, at); err != nil {
		return 0, err
	}
	var page ReportPage
	err = readOnly(ctx, s.pool, FromPrimary, func(ctx context.Context, tx pgx.Tx, source string) error {
		if page, err = readReport(ctx, tx, def, r); err != nil {
			return err
		}
		page.Source, page.NextCursor = source, "" // what follows is gone tomorrow
		return nil
	})
	if err != nil {
		return 0, err
	}
	data, err := json.Marshal(page)
	if err != nil {
		return 0, fmt.Errorf("encode a report: %w", err)
	}
	rows, err := s.q.KeepSnapshot(ctx, dbsqlc.KeepSnapshotParams{
		Report: name, ScheduledAt: pgtype.Timestamptz{Time: at, Valid: true}, WarehouseID: site, Data: data,
	})
	if err != nil {
		return 0, fmt.Errorf("keep a report: %w", err)
	}
	return int(rows), nil
}

// SnapshotFilter narrows the list of snapshots.
type SnapshotFilter struct {
	Report      string
	WarehouseID int64
}

// ListReportSnapshots lists the snapshots of the reader's warehouses, the
// newest first.
func (s *Store) ListReportSnapshots(ctx context.Context, scope Scope, f SnapshotFilter, page Page) ([]ReportSnapshot, string, error) {
	key, err := page.key(lastTime, "0")
	if err != nil {
		return nil, "", err
	}
	before, err := keyTime(key[0])
	if err != nil {
		return nil, "", err
	}
	id, err := keyID(key[1])
	if err != nil {
		return nil, "", err
	}
	sites, err := s.sites(ctx, scope.narrowed(f.WarehouseID))
	if err != nil {
		return nil, "", err
	}
	rows, err := s.q.ListSnapshots(ctx, dbsqlc.ListSnapshotsParams{
		WarehouseIds: sites, Report: f.Report, BeforeTime: before, BeforeID: id, MaxRows: page.rows(),
	})
	if err != nil {
		return nil, "", fmt.Errorf("list snapshots of reports: %w", err)
	}
	items := make([]ReportSnapshot, len(rows))
	for i, r := range rows {
		items[i] = ReportSnapshot{
			ID: r.ID, Report: r.Report, ScheduledAt: r.ScheduledAt.Time, MadeAt: r.MadeAt.Time,
			Warehouse: WarehouseRef{ID: r.WarehouseID, Code: r.Code, Name: r.Name},
		}
	}
	items, next := cut(items, page, func(x ReportSnapshot) []string { return []string{keyText(x.ScheduledAt), strconv.FormatInt(x.ID, 10)} })
	return items, next, nil
}

// ReportSnapshot reads a snapshot.
func (s *Store) ReportSnapshot(ctx context.Context, scope Scope, id int64) (ReportSnapshotDetail, error) {
	r, err := s.q.Snapshot(ctx, id)
	if err != nil {
		return ReportSnapshotDetail{}, notFound(err, "snapshot")
	}
	if !scope.Sees(r.WarehouseID) {
		return ReportSnapshotDetail{}, inventory.Refusef(inventory.CodeNotFound, "there is no such snapshot")
	}
	x := ReportSnapshotDetail{ReportSnapshot: ReportSnapshot{
		ID: r.ID, Report: r.Report, ScheduledAt: r.ScheduledAt.Time, MadeAt: r.MadeAt.Time,
		Warehouse: WarehouseRef{ID: r.WarehouseID, Code: r.Code, Name: r.Name},
	}}
	if err := json.Unmarshal(r.Data, &x.Page); err != nil {
		return ReportSnapshotDetail{}, fmt.Errorf("decode a snapshot: %w", err)
	}
	return x, nil
}
