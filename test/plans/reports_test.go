package plans

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"stockflow/internal/schedules"
	"stockflow/internal/store"
	"stockflow/internal/testdb"
)

// reportsToRead are the addresses of all reports in all ways of grouping, of
// everything and of one warehouse, category and product.
func reportsToRead(names *strings.Replacer) (urls []string) {
	for _, def := range store.Reports() {
		for _, group := range def.GroupBy {
			filters := []string{"", "&warehouse_id={warehouse}"}
			if group != "route" {
				filters = append(filters, "&category_id=3")
			}
			if group == "product" || group == "day" || group == "month" {
				filters = append(filters, "&product_id={product}")
			}
			for _, filter := range filters {
				urls = append(urls, names.Replace("/reports/"+def.Name+"?group_by="+group+filter))
			}
		}
	}
	for _, q := range []string{
		"movers?days=365&compare=previous", "movers?movers=dead", "movers?movers=slow&days=30", "movers?movers=slow&order=desc&category_id=5",
		"turnover?order=asc", "cover?order=desc", "abc?class=C", "abc?class=C&category_id=3", "expiry?days=365", "stock-as-of?on=2026-01-31",
		"activity?group_by=month&compare=previous&from=" + time.Now().AddDate(-2, 0, 0).Format(time.DateOnly),
	} {
		urls = append(urls, names.Replace("/reports/"+q))
	}
	return urls
}

// rollUp makes what the reports are read from.
func rollUp(t *testing.T, db testdb.DB) {
	t.Helper()
	s, err := store.Open(t.Context(), db.AppURL)
	require.NoError(t, err)
	defer s.Close()
	begin := time.Now()
	for _, job := range []schedules.Batch{s.DailyRollup, s.ClassifyProducts, s.TrendReport} {
		for cursor := ""; ; {
			next, _, err := job(t.Context(), begin, cursor)
			require.NoError(t, err)
			if cursor = next; cursor == "" {
				break
			}
		}
	}
	t.Logf("rolled up in %s", time.Since(begin).Round(time.Millisecond))
}
