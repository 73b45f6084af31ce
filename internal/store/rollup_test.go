package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/store"
	"stockflow/test/reportcheck"
)

// rollUp runs a job to its end.
func rollUp(t testing.TB, job func(context.Context, time.Time, string) (string, int, error), at time.Time) (done int) {
	t.Helper()
	for cursor, batches := "", 0; ; batches++ {
		require.Less(t, batches, 1000, "the job doesn't end")
		next, n, err := job(t.Context(), at, cursor)
		require.NoError(t, err)
		done += n
		if cursor = next; cursor == "" {
			return done
		}
	}
}

// Whatever moved, in whichever order it was entered, wherever midnight was:
// the reports say what the movements say one by one.
func TestReportsAgreeWithTheMovements(t *testing.T) {
	end := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			c := fixture.New(t)
			drawn := reportcheck.Draw(t, c, seed, 500, end)
			drawn.Enter(t, 0.5, 1)
			rollUp(t, c.Store.DailyRollup, end.AddDate(0, 0, -3))
			// The older half comes after the younger one, and one day by day.
			drawn.Enter(t, 0.2, 0.5)
			rollUp(t, c.Store.DailyRollup, end.AddDate(0, 0, -2))
			drawn.Enter(t, 0, 0.2)
			drawn.Settle(t)
			c.Exec(t, "UPDATE products SET category_id = (SELECT id FROM categories WHERE path = 'Pots') WHERE sku IN ('DRAWN-0', 'DRAWN-4')")
			rollUp(t, c.Store.DailyRollup, end)
			rollUp(t, c.Store.ClassifyProducts, end)

			ledger := reportcheck.Load(t, c.Super)
			values := ledger.CheckFigures(t, c.Store, end)
			today := end.Truncate(24 * time.Hour)
			values += ledger.CheckPeriod(t, c.Store, today.AddDate(0, -14, 3), today.AddDate(0, 0, -2))
			for _, days := range []int{1, 2, 13, 19, 26, 40, 300, 799} {
				values += ledger.CheckStockAsOf(t, c.Store, today.AddDate(0, 0, -days))
			}
			values += ledger.CheckLeadTimes(t, c.Store, end.AddDate(-3, 0, 0), end)
			t.Logf("%d values agree", values)
			require.Greater(t, values, 5_000)
		})
	}
}

// A second run changes nothing, nor does a batch that is run again.
func TestRollupIsIdempotent(t *testing.T) {
	c := fixture.New(t)
	end := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	drawn := reportcheck.Draw(t, c, 7, 200, end)
	drawn.Enter(t, 0, 1)
	drawn.Settle(t)
	for cursor, batches := "", 0; ; batches++ {
		require.Less(t, batches, 1000, "the job doesn't end")
		next, _, err := c.Store.DailyRollup(t.Context(), end, cursor)
		require.NoError(t, err)
		_, _, err = c.Store.DailyRollup(t.Context(), end, cursor)
		require.NoError(t, err)
		if cursor = next; cursor == "" {
			break
		}
	}
	rollUp(t, c.Store.ClassifyProducts, end)
	before := c.Fingerprint(t)
	rollUp(t, c.Store.DailyRollup, end)
	rollUp(t, c.Store.ClassifyProducts, end)
	// An older run that comes late doesn't take the figures back.
	rollUp(t, c.Store.DailyRollup, end.AddDate(0, 0, -30))
	after := c.Fingerprint(t)
	delete(before, "rollup_state") // it says when it last was complete
	delete(after, "rollup_state")
	require.Equal(t, before, after)
	require.Contains(t, before, "daily_stock")
}

// Ids are drawn before they are committed: a movement that commits after
// younger ones is counted all the same, and only once.
func TestRollupWaitsForThoseWhoWrite(t *testing.T) {
	c := fixture.New(t)
	product := c.Product(t, "SLOW")
	first := c.At(c.North).Receive(t, product, 5)
	tx, err := c.Super.Begin(t.Context())
	require.NoError(t, err)
	defer tx.Rollback(t.Context())
	_, err = tx.Exec(t.Context(), `INSERT INTO movements (operation_id, step_no, line_no, part_no, product_id, from_account, to_balance_id, quantity, kind, user_id)
		SELECT operation_id, step_no, line_no, part_no + 1, product_id, from_account, to_balance_id, 7, kind, user_id FROM movements WHERE operation_id = $1`, first)
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), "UPDATE operation_lines SET received = received + 7 WHERE operation_id = $1", first)
	require.NoError(t, err)
	other := c.Product(t, "QUICK")
	c.At(c.North).Receive(t, other, 11)

	type result struct {
		next string
		err  error
	}
	ran := make(chan result, 1)
	go func() {
		next, _, err := c.Store.DailyRollup(t.Context(), time.Now(), "")
		ran <- result{next, err}
	}()
	require.Eventually(t, func() bool {
		var asked int
		err := c.Super.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%movement_writers%'
			AND pid <> pg_backend_pid()`).Scan(&asked)
		return err == nil && asked > 0
	}, 10*time.Second, 5*time.Millisecond)
	select {
	case r := <-ran:
		t.Fatalf("the run went on past an open transaction: %+v", r)
	default:
	}
	require.NoError(t, tx.Commit(t.Context()))
	r := <-ran
	require.NoError(t, r.err)
	for cursor := r.next; cursor != ""; {
		cursor, _, err = c.Store.DailyRollup(t.Context(), time.Now(), cursor)
		require.NoError(t, err)
	}
	for id, want := range map[int64]int64{product: 12, other: 11} {
		require.Equal(t, want, c.ID(t, "SELECT sum(received)::bigint FROM daily_stock WHERE product_id = $1", id))
	}
	c.Verify(t)
}

// What becomes known of a day whose figures are made already changes them, and
// their sums; a run in which nothing is new leaves them alone.
func TestFiguresFollowWhatComesLate(t *testing.T) {
	c := fixture.New(t)
	early, late := c.Product(t, "EARLY"), c.Product(t, "LATE")
	c.Exec(t, `INSERT INTO categories (name, path) VALUES ('Tea', 'Tea')`)
	at := tomorrow()
	for _, product := range []int64{early, late} {
		c.At(c.North).Receive(t, product, 10)
	}
	rollUp(t, c.Store.DailyRollup, at)
	made := func(product int64) string {
		return c.Text(t, "SELECT xmin::text FROM product_positions WHERE product_id = $1", product)
	}
	before := made(early)
	c.At(c.North).Receive(t, late, 5)
	rollUp(t, c.Store.DailyRollup, at)
	onHand := func(q store.ReportQuery) (sum int64) {
		for _, row := range report(t, c.Store, q) {
			n, _ := row["on_hand"].(int64)
			sum += n
		}
		return sum
	}
	require.EqualValues(t, 15, onHand(store.ReportQuery{Report: "ageing", ProductID: late}))
	require.EqualValues(t, 25, onHand(store.ReportQuery{Report: "ageing", GroupBy: "warehouse"}))
	require.Equal(t, before, made(early), "figures of which nothing is new were made again")
	c.Exec(t, "UPDATE products SET category_id = (SELECT id FROM categories WHERE path = 'Tea') WHERE id = $1", early)
	rollUp(t, c.Store.DailyRollup, at)
	require.EqualValues(t, 10, onHand(store.ReportQuery{Report: "ageing", CategoryID: c.ID(t, "SELECT id FROM categories")}))
	c.Verify(t)
}

// A report says up to when it counts, and of which days it is.
func TestReportsSayHowFarTheyAre(t *testing.T) {
	c := fixture.New(t)
	scope := store.Scope{Everywhere: true}
	p, err := c.Store.Report(t.Context(), scope, store.ReportQuery{Report: "movers"}, store.Page{Limit: 10})
	require.NoError(t, err)
	require.Nil(t, p.AsOf)
	require.Empty(t, p.To)
	before := time.Now().Add(-time.Millisecond)
	rollUp(t, c.Store.DailyRollup, time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC))
	p, err = c.Store.Report(t.Context(), scope, store.ReportQuery{Report: "movers", Days: 30}, store.Page{Limit: 10})
	require.NoError(t, err)
	require.WithinRange(t, *p.AsOf, before, time.Now())
	require.Equal(t, []string{"2026-01-30", "2026-02-28"}, []string{p.From, p.To})
}
