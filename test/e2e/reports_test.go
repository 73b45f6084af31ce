package e2e

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"stockflow/internal/apiclient"
	"stockflow/test/system"
)

// What was posted through the API is in the reports once the scheduled
// roll-up has run.
func TestScheduledRollup(t *testing.T) {
	w := newWorld(t)
	product := w.Product(t, nil)
	receipt := w.staff.Do(t, "/receipts", m{"warehouse_id": w.north.ID, "lines": system.Lines(product, 25)})
	w.staff.Do(t, "/receipts/"+receipt.OperationID+"/receive", m{"lines": l{m{"line_no": 1, "quantity": 25}}})
	system.Until(t, time.Minute, "the roll-up is triggered", func() (any, bool) {
		a := w.Admin.Send(t, system.Request{Method: http.MethodPost, Path: "/schedules/daily_rollup/trigger"})
		return a, a.Status < 300
	})
	today := time.Now().UTC().Format(time.DateOnly)
	system.Until(t, time.Minute, "the report has the goods", func() (any, bool) {
		page := system.Get[apiclient.ReportPage](t, w.manager, "/reports/stock-as-of?on="+today)
		return page.Items, len(page.Items) == 1 && page.Items[0]["on_hand"] == 25.0
	})
	require.Empty(t, system.Get[apiclient.ReportPage](t, w.outsider, "/reports/stock-as-of?on="+today).Items)
}
