package replay

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"stockflow/internal/schedules"
	"stockflow/internal/store"
	"stockflow/test/reportcheck"
	"stockflow/test/stockctl"
	"stockflow/test/system"
)

// The trader's two years, as the reports show them, against the movements one
// by one.
func TestNorthwindReports(t *testing.T) {
	dir := history(t)
	s := system.New(t, system.Options{})
	stockctl.New(t, s).Run(t, 0, "replay", "--dir", dir)
	s.Settled(t)
	redate(t, s, filepath.Join(dir, "orders.csv"))
	reports := s.Company.Open(t, 4)

	// Twice: in the middle of the history, and after its end.
	values := 0
	for _, at := range []time.Time{time.Date(1997, 11, 3, 8, 0, 0, 0, time.UTC), time.Date(1998, 5, 8, 8, 0, 0, 0, time.UTC)} {
		for _, job := range []schedules.Batch{reports.DailyRollup, reports.ClassifyProducts} {
			for cursor := ""; ; {
				next, _, err := job(t.Context(), at, cursor)
				require.NoError(t, err)
				if cursor = next; cursor == "" {
					break
				}
			}
		}
		ledger := reportcheck.Load(t, s.Company.Super)
		values += ledger.CheckFigures(t, reports, at)
		day := at.Truncate(24 * time.Hour)
		for _, ago := range []int{1, 2, 30, 90, 365, 600} {
			values += ledger.CheckStockAsOf(t, reports, day.AddDate(0, 0, -ago))
		}
		values += ledger.CheckPeriod(t, reports, day.AddDate(-1, -3, 0), day.AddDate(0, 0, -1))
	}
	t.Logf("%d values agree", values)

	// The one figure of the files that everybody knows.
	p, err := reports.Report(t.Context(), store.Scope{Everywhere: true}, store.ReportQuery{
		Report: "activity", GroupBy: "warehouse", From: "1996-07-01", To: "1998-12-31",
	}, store.Page{Limit: 10})
	require.NoError(t, err)
	require.EqualValues(t, 50119, p.Items[0]["shipped"])
	require.EqualValues(t, 3119+1198, p.Items[0]["change"])
	s.Verify(t)
}

// redate moves what the replay entered today to the days of the history: an
// order leaves on the day it was shipped, at noon or in the last minute of the
// day. Only a superuser can.
func redate(t *testing.T, s *system.System, path string) {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	number, shipped := slices.Index(rows[0], "order_number"), slices.Index(rows[0], "shipped_date")
	var orders, days []string
	for _, r := range rows[1:] {
		if r[shipped] != "" {
			orders, days = append(orders, r[number]), append(days, r[shipped])
		}
	}
	require.NoError(t, pgx.BeginFunc(t.Context(), s.Company.Super, func(tx pgx.Tx) error {
		for _, q := range []struct {
			sql  string
			args []any
		}{
			{`SET LOCAL session_replication_role = replica`, nil},
			{`UPDATE movements m SET moved_at = (o.document_date + time '12:00') AT TIME ZONE 'America/Los_Angeles'
				FROM operations o WHERE o.id = m.operation_id`, nil},
			{`UPDATE movements m SET moved_at = (d.day::date + CASE WHEN o.reference LIKE '%7' THEN time '23:59:59' ELSE time '12:00' END)
					AT TIME ZONE 'America/Los_Angeles'
				FROM operations o JOIN unnest($1::text[], $2::text[]) d (number, day) ON d.number = o.reference
				WHERE o.id = m.operation_id AND m.to_account = 'customer'`, []any{orders, days}},
		} {
			if _, err := tx.Exec(t.Context(), q.sql, q.args...); err != nil {
				return err
			}
		}
		return nil
	}))
	require.EqualValues(t, len(orders), s.Count(t, `SELECT count(DISTINCT operation_id) FROM movements WHERE to_account = 'customer'`))
	require.EqualValues(t, "1998-05-06", s.Company.Text(t, `SELECT max((moved_at AT TIME ZONE 'America/Los_Angeles')::date)::text FROM movements`))
}
