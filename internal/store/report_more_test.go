package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

var everywhere = store.Scope{Everywhere: true}

// tomorrow is a time by which today is a whole day everywhere.
func tomorrow() time.Time { return time.Now().Add(36 * time.Hour) }

func today() string { return time.Now().UTC().Format(time.DateOnly) }

func report(t testing.TB, s *store.Store, q store.ReportQuery) []store.ReportRow {
	t.Helper()
	p, err := s.Report(t.Context(), everywhere, q, store.Page{Limit: 200})
	require.NoError(t, err)
	return p.Items
}

// What is scrapped of a lot past its date is an expiry loss, and so is what
// somebody says has expired.
func TestExpiryLoss(t *testing.T) {
	c := fixture.New(t)
	north := c.At(c.North)
	lotted, plain := c.LotProduct(t, "LOTTED"), c.Product(t, "PLAIN")
	north.ReceiveLot(t, lotted, 50, "OLD", "2020-01-01")
	north.ReceiveLot(t, lotted, 50, "NEW", "2099-01-01")
	north.Receive(t, plain, 50)
	lot := func(code string) int64 { return c.ID(t, "SELECT id FROM lots WHERE code = $1", code) }
	bin := c.North.Bins[inventory.ReceivingBin]
	north.Do(t, inventory.CreateAdjustment, "", inventory.Body{Corrections: []inventory.Correction{
		{ProductID: lotted, LocationID: bin, LotID: lot("OLD"), Change: -7, Reason: "damaged"},
		{ProductID: lotted, LocationID: bin, LotID: lot("NEW"), Change: -5, Reason: "damaged"},
		{ProductID: plain, LocationID: bin, Change: -3, Reason: "expired"},
		{ProductID: plain, LocationID: bin, Change: -2, Reason: "lost"},
		{ProductID: plain, LocationID: bin, Change: 4, Reason: "found"},
	}})
	rollUp(t, c.Store.DailyRollup, tomorrow())
	rows := report(t, c.Store, store.ReportQuery{Report: "shrinkage", Days: 30})
	require.Len(t, rows, 2)
	for sku, want := range map[string]store.ReportRow{
		"LOTTED": {"scrapped": int64(12), "expired": int64(7), "adjusted_down": int64(0), "adjusted_up": int64(0), "lost": int64(12)},
		"PLAIN":  {"scrapped": int64(3), "expired": int64(3), "adjusted_down": int64(2), "adjusted_up": int64(4), "lost": int64(1)},
	} {
		for _, row := range rows {
			if row["sku"] == sku {
				require.Subset(t, row, want)
			}
		}
	}
	loss := report(t, c.Store, store.ReportQuery{Report: "expiry", GroupBy: "warehouse", To: today()})
	require.Len(t, loss, 1)
	require.EqualValues(t, 10, loss[0]["expired"])
	c.Verify(t)
}

// Counts that are closed are counted once, under the category that their
// products have now.
func TestCountAccuracy(t *testing.T) {
	c := fixture.New(t)
	c.Exec(t, `INSERT INTO categories (name, path) VALUES ('Tea', 'Tea'), ('Cups', 'Cups')`)
	tea, cup := c.Product(t, "TEA"), c.Product(t, "CUP")
	c.Exec(t, `UPDATE products SET category_id = (SELECT id FROM categories WHERE path = 'Tea')`)
	count := func(number, status string, lines ...[3]int64) {
		id := c.Text(t, `INSERT INTO operations (id, number, kind, status, warehouse_id, document_date, created_by)
			VALUES (gen_random_uuid(), $1, 'count', $2, $3, current_date, $4) RETURNING id::text`, number, status, c.North.ID, c.Manager)
		for i, l := range lines {
			c.Exec(t, `INSERT INTO count_lines (operation_id, line_no, product_id, location_id, status, expected, counted, counted_by, counted_at, posted)
				VALUES ($1, $2::integer, $3, (SELECT min(id) + $2::integer FROM locations), 'posted', $4::bigint, $5::bigint, $6, now(),
				$5::bigint - $4::bigint)`,
				id, i+1, l[0], l[1], l[2], c.Manager)
		}
	}
	count("C-1", "closed", [3]int64{tea, 10, 10}, [3]int64{tea, 20, 17}, [3]int64{cup, 5, 9})
	count("C-2", "cancelled", [3]int64{tea, 100, 1})
	rollUp(t, c.Store.DailyRollup, tomorrow())
	count("C-3", "closed", [3]int64{cup, 5, 5})
	rollUp(t, c.Store.DailyRollup, tomorrow())
	rollUp(t, c.Store.DailyRollup, tomorrow())

	all := report(t, c.Store, store.ReportQuery{Report: "count-accuracy", GroupBy: "day", From: today(), To: today()})
	require.Equal(t, []store.ReportRow{{
		"day": today(), "lines": int64(4), "exact": int64(2), "accuracy_percent": 50.0, "expected": int64(40), "missing": int64(3), "surplus": int64(4),
		"off_percent": 17.5,
	}}, all)
	of := report(t, c.Store, store.ReportQuery{Report: "count-accuracy", GroupBy: "day", From: today(), To: today(), ProductID: cup})
	require.Subset(t, of[0], store.ReportRow{"lines": int64(2), "exact": int64(1), "surplus": int64(4), "missing": int64(0)})

	c.Exec(t, `UPDATE products SET category_id = (SELECT id FROM categories WHERE path = 'Cups') WHERE sku = 'CUP'`)
	rollUp(t, c.Store.DailyRollup, tomorrow())
	by := report(t, c.Store, store.ReportQuery{Report: "count-accuracy", GroupBy: "category", From: today(), To: today()})
	require.Len(t, by, 2)
	for _, row := range by {
		require.EqualValues(t, 2, row["lines"], row)
		require.EqualValues(t, map[string]int64{"Tea": 30, "Cups": 10}[row["category"].(string)], row["expected"], row)
	}
}

// A trend report exists once for each time, whatever runs again.
func TestTrendReportsAreKeptOnce(t *testing.T) {
	c := fixture.New(t)
	product := c.Product(t, "IDLE")
	c.At(c.North).Receive(t, product, 10)
	rollUp(t, c.Store.DailyRollup, tomorrow())
	monday, friday := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC), time.Date(2026, 11, 27, 3, 0, 0, 0, time.UTC)
	first := rollUp(t, c.Store.TrendReport, monday)
	require.Positive(t, first)
	kept := c.Fingerprint(t)["report_snapshots"]
	c.At(c.North).Receive(t, product, 90)
	require.Zero(t, rollUp(t, c.Store.TrendReport, monday))
	require.Equal(t, kept, c.Fingerprint(t)["report_snapshots"], "what was kept stays as it was")
	require.Equal(t, first, rollUp(t, c.Store.TrendReport, friday))

	northern := store.Scope{Warehouses: []int64{c.North.ID}}
	var seen []store.ReportSnapshot
	for page := (store.Page{Limit: 4}); ; {
		items, next, err := c.Store.ListReportSnapshots(t.Context(), northern, store.SnapshotFilter{}, page)
		require.NoError(t, err)
		seen = append(seen, items...)
		if page.Cursor = next; next == "" {
			break
		}
	}
	require.Len(t, seen, first, "those of one of two warehouses, at two times")
	require.True(t, seen[0].ScheduledAt.Equal(friday) && seen[len(seen)-1].ScheduledAt.Equal(monday))
	aged, _, err := c.Store.ListReportSnapshots(t.Context(), northern, store.SnapshotFilter{Report: "ageing"}, store.Page{Limit: 10})
	require.NoError(t, err)
	require.Len(t, aged, 2)
	x, err := c.Store.ReportSnapshot(t.Context(), northern, aged[1].ID)
	require.NoError(t, err)
	require.Len(t, x.Page.Items, 1)
	require.EqualValues(t, 10, x.Page.Items[0]["on_hand"])
	_, err = c.Store.ReportSnapshot(t.Context(), store.Scope{Warehouses: []int64{c.South.ID}}, aged[1].ID)
	require.ErrorContains(t, err, "no such snapshot")
	// After a year and more they are gone.
	rollUp(t, c.Store.TrendReport, friday.AddDate(2, 0, 0))
	require.EqualValues(t, first, c.ID(t, "SELECT count(*) FROM report_snapshots"))
}
