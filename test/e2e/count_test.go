package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/apiclient"
	"stockflow/test/system"
)

// countLines reads all lines of a count.
func countLines(t *testing.T, u *system.User, count string) (lines []apiclient.CountLine) {
	t.Helper()
	for cursor := ""; ; {
		page := system.Get[apiclient.CountLinePage](t, u, "/counts/"+count+"/lines?limit=200"+cursor)
		if lines = append(lines, page.Items...); page.NextCursor == nil {
			return lines
		}
		cursor = "&cursor=" + *page.NextCursor
	}
}

func countBlind(t *testing.T, w *world) {
	bin := fmt.Sprintf("CNT-%d", time.Now().UnixNano()%1_000_000)
	w.Bin(t, w.limited, bin, "storage")
	tea, cup := w.Product(t, nil), w.Product(t, nil)
	for _, p := range []int64{tea, cup} {
		step(t, w.manager, "/adjustments", m{"warehouse_id": w.limited.ID, "reason": "found", "lines": l{m{"product_id": p, "location": bin, "change": 9}}}, "closed")
	}
	count := step(t, w.manager, "/counts", m{"warehouse_id": w.limited.ID, "locations": l{bin}}, "counting").OperationID
	w.running(t, count, "2 lines to be counted")
	lines := countLines(t, w.staff, count)
	require.Len(t, lines, 2)
	for _, line := range lines {
		assert.Nil(t, line.Expected, "counting is blind")
	}
	require.EqualValues(t, 9, *countLines(t, w.manager, count)[0].Expected)
	w.staff.Refused(t, "forbidden", "/counts/"+count+"/cancel", nil)

	enter := func(first, second int, status string) apiclient.CommandOutcome {
		return step(t, w.staff, "/counts/"+count+"/enter", m{"lines": l{
			m{"line_no": 1, "quantity": first}, m{"product_id": lines[1].Product.ID, "location": bin, "quantity": second}}}, status)
	}
	enter(4, 9, "counting")
	assert.Nil(t, countLines(t, w.staff, count)[0].Difference)
	out := step(t, w.staff, "/counts/"+count+"/submit", nil, "awaiting_approval")
	w.running(t, count, "a manager's decision (1)")
	step(t, w.manager, "/approvals/"+(*out.ApprovalIds)[0]+"/refuse", m{"note": "look again"}, "recounting")
	enter(5, 9, "recounting")
	out = step(t, w.staff, "/counts/"+count+"/submit", nil, "awaiting_approval")
	step(t, w.manager, "/approvals/"+(*out.ApprovalIds)[0]+"/approve", nil, "closed")
	w.ended(t, count, "closed")
	assert.EqualValues(t, 5, w.InBin(t, w.limited, bin, lines[0].Product.ID))
	assert.EqualValues(t, -4, *countLines(t, w.staff, count)[0].Difference, "afterwards everybody may know")
}

func adjustmentApproved(t *testing.T, w *world) {
	product := w.Product(t, nil)
	w.Stock(t, w.limited, system.Arrival{Product: product, Quantity: 50})
	adjust := func(u *system.User, change int, status string) apiclient.CommandOutcome {
		return step(t, u, "/adjustments", m{"warehouse_id": w.limited.ID, "reason": "damaged",
			"lines": l{m{"product_id": product, "location": "STORAGE", "change": change}}}, status)
	}
	adjust(w.staff, -3, "closed")
	out := adjust(w.staff, -4, "awaiting_approval")
	w.running(t, out.OperationID, "a manager's decision (1)")
	step(t, w.manager, "/approvals/"+(*out.ApprovalIds)[0]+"/approve", nil, "closed")
	w.ended(t, out.OperationID, "closed")
	w.level(t, w.limited, product, 43, 0, 43)

	out = adjust(w.manager, -20, "awaiting_approval")
	w.manager.Refused(t, "second_person_required", "/approvals/"+(*out.ApprovalIds)[0]+"/approve", nil)
	step(t, w.manager, "/adjustments/"+out.OperationID+"/cancel", nil, "cancelled")
	w.ended(t, out.OperationID, "cancelled")
	w.level(t, w.limited, product, 43, 0, 43)
}

func customerReturn(t *testing.T, w *world) {
	product := w.Product(t, nil)
	w.Stock(t, w.north, system.Arrival{Product: product, Quantity: 10})
	shipment := step(t, w.staff, "/shipments", m{"warehouse_id": w.north.ID, "lines": system.Lines(product, 5)}, "reserved").OperationID
	step(t, w.staff, "/shipments/"+shipment+"/pick", m{"lines": l{m{"line_no": 1, "quantity": 5}}}, "picked")
	step(t, w.staff, "/shipments/"+shipment+"/pack", nil, "packed")
	step(t, w.staff, "/shipments/"+shipment+"/dispatch", nil, "dispatched")
	back := func(quantity int, condition string) m {
		return m{"warehouse_id": w.north.ID, "direction": "from_customer", "origin_id": shipment,
			"lines": l{m{"product_id": product, "quantity": quantity, "condition": condition, "origin_line_no": 1}}}
	}
	out := step(t, w.staff, "/returns", back(3, "good"), "closed")
	step(t, w.staff, "/returns", back(1, "damaged"), "closed")
	w.staff.Refused(t, "exceeds_dispatched", "/returns", back(2, "good"))
	w.level(t, w.north, product, 9, 0, 8)
	w.ended(t, out.OperationID, "closed")
	assert.Equal(t, shipment, w.Operation(t, out.OperationID).Origin.ID)
}

// A count of 5,000 rows takes seconds from beginning to end, and all that is
// wrong with them is told at once.
func countOfFiveThousand(t *testing.T, w *world) {
	const rows = 5000
	site := w.Site(t, fmt.Sprintf("BIG%d", time.Now().UnixNano()%1_000_000), nil)
	u := w.User(t, "manager", site)
	w.Company.Exec(t, `INSERT INTO products (sku, name) SELECT 'BULK-' || $1::bigint || '-' || lpad(n::text, 5, '0'), 'Bulk ' || n FROM generate_series(1, 5000) n`, site.ID)
	lines, counted, wrong := make(l, rows), make(l, rows), make(l, rows)
	for i := range rows {
		sku := fmt.Sprintf("BULK-%d-%05d", site.ID, i+1)
		lines[i] = m{"sku": sku, "location": "STORAGE", "change": 10}
		counted[i] = m{"sku": sku, "location": "STORAGE", "quantity": 10 - i%2}
		wrong[i] = m{"sku": sku, "location": "STORAGE", "change": -11, "reason": "lost"}
	}
	took := func(what string, f func()) {
		start := time.Now()
		f()
		d := time.Since(start)
		t.Logf("%s: %v", what, d.Round(time.Millisecond))
		require.Less(t, d, 20*time.Second, what)
	}
	var count string
	took("an adjustment of 5,000 rows posted", func() {
		step(t, u, "/adjustments", m{"warehouse_id": site.ID, "reason": "found", "lines": lines}, "closed")
	})
	took("an adjustment of 5,000 rows refused with all errors", func() {
		p := u.Refused(t, "insufficient_stock", "/adjustments", m{"warehouse_id": site.ID, "lines": wrong})
		require.Len(t, *p.Lines, rows)
	})
	took("a count of 5,000 rows begun", func() {
		count = step(t, u, "/counts", m{"warehouse_id": site.ID, "locations": l{"STORAGE"}}, "counting").OperationID
	})
	took("5,000 rows entered", func() { step(t, u, "/counts/"+count+"/enter", m{"lines": counted}, "counting") })
	took("2,500 differences posted", func() { step(t, u, "/counts/"+count+"/submit", nil, "closed") })
	require.EqualValues(t, 2500, *w.Operation(t, count).Count.Missing)
}
