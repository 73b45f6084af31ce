package httpapi_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"stockflow/internal/events"
	"stockflow/internal/fixture"
)

// lowStock makes products that are low in a warehouse, and gives their alerts'
// ids in the order in which they are listed.
func (r *rig) lowStock(t *testing.T, s *fixture.Site, n int) (products, alerts []int64) {
	t.Helper()
	for i := range n {
		product := r.Product(t, fmt.Sprintf("%s-LOW-%02d", s.Code, i))
		r.Exec(t, "INSERT INTO thresholds (product_id, warehouse_id, minimum, updated_by) VALUES ($1, $2, 10, 1)", product, s.ID)
		r.At(s).Receive(t, product, 5)
		products = append(products, product)
		alerts = append(alerts, r.ID(t, "SELECT id FROM alerts WHERE active AND product_id = $1 AND warehouse_id = $2", product, s.ID))
	}
	return products, alerts
}

func TestAlertsAreListedAndCounted(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Staff)
	products, alerts := r.lowStock(t, r.North, 7)
	r.lowStock(t, r.South, 2)
	r.At(r.North).Ship(t, products[3], 5) // nothing left: critical

	whole, _ := b.walk("/alerts", 200)
	parts, pages := b.walk("/alerts", 2)
	require.Equal(t, whole, parts)
	require.Equal(t, 5, pages)
	require.EqualValues(t, alerts[3], whole[0]["id"], "the worst first")
	require.EqualValues(t, alerts[0], whole[1]["id"], "then the oldest")
	require.Equal(t, "NORTH-LOW-03", whole[0]["product"].(map[string]any)["sku"])

	for query, want := range map[string]int{
		"": 9, "?severity=critical": 1, "?type=low_stock": 9, "?type=overstock": 0, "?status=open": 9, "?status=acknowledged": 0,
		fmt.Sprintf("?warehouse_id=%d", r.South.ID): 2, fmt.Sprintf("?product_id=%d", products[0]): 1, "?search=NORTH-LOW-0": 7,
		"?search=LOW-02": 1, "?search=no": 7, "?search=nothing": 0, "?assigned_to=me": 0, "?status=resolved": 0, "?type=low_stock&search=no": 7,
	} {
		items, _ := b.walk("/alerts"+query, 200)
		require.Len(t, items, want, query)
	}
	sum := b.get("/alerts/summary")
	require.EqualValues(t, 9, sum["alerts"])
	require.EqualValues(t, 1, sum["critical"])
	require.EqualValues(t, 8, sum["warning"])

	for _, product := range products {
		r.At(r.North).Receive(t, product, 50)
	}
	whole, _ = b.walk("/alerts?status=resolved", 200)
	require.Len(t, whole, 7)
	require.EqualValues(t, alerts[6], whole[0]["id"], "the newest first")
	parts, _ = b.walk("/alerts?status=resolved", 2)
	require.Equal(t, whole, parts)
	items, _ := b.walk(fmt.Sprintf("/alerts?status=resolved&product_id=%d", products[0]), 2)
	require.Len(t, items, 1)
}

func TestPeopleSeeToAlerts(t *testing.T) {
	r := setup(t)
	staff, manager := r.as(t, r.Staff), r.as(t, r.Manager)
	_, alerts := r.lowStock(t, r.North, 1)
	path := fmt.Sprintf("/alerts/%d", alerts[0])

	a := staff.want(http.StatusOK, "POST", path+"/acknowledge", map[string]any{"note": "Ordered"}).object(t)
	require.Equal(t, "acknowledged", a["status"])
	require.NotContains(t, a, "escalates_at", "somebody sees to it")
	until := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	a = staff.want(http.StatusOK, "POST", path+"/snooze", map[string]any{"until": until}).object(t)
	require.Equal(t, until, a["snoozed_until"])
	require.EqualValues(t, 0, staff.get("/alerts/summary")["alerts"], "what is put off isn't counted")
	a = staff.want(http.StatusOK, "POST", path+"/reopen", map[string]any{}).object(t)
	require.Equal(t, "open", a["status"])
	require.Contains(t, a, "escalates_at")

	staff.refused(http.StatusBadRequest, "invalid_request", "POST", path+"/snooze", map[string]any{"until": "2020-01-01T00:00:00Z"})
	staff.refused(http.StatusForbidden, "forbidden", "POST", path+"/assign", map[string]any{"user_id": r.Manager})
	staff.refused(http.StatusForbidden, "forbidden", "POST", path+"/resolve", map[string]any{"note": "no"})
	manager.refused(http.StatusConflict, "wrong_stage", "POST", path+"/resolve", map[string]any{"note": "its cause is there"})
	manager.refused(http.StatusNotFound, "not_found", "POST", path+"/assign", map[string]any{"user_id": r.Outsider})
	staff.want(http.StatusOK, "POST", path+"/assign", map[string]any{"user_id": r.Staff})
	manager.want(http.StatusOK, "POST", path+"/assign", map[string]any{"user_id": r.Staff})
	require.Len(t, staff.get("/alerts?assigned_to=me")["items"], 1)
	require.EqualValues(t, 1, staff.get("/alerts/summary")["assigned_to_me"])
	require.Zero(t, r.ID(t, "SELECT count(*) FROM notifications WHERE user_id = $1", r.Staff), "nobody is told of what he did himself")
	manager.want(http.StatusOK, "POST", path+"/assign", map[string]any{})
	manager.want(http.StatusOK, "POST", path+"/assign", map[string]any{"user_id": r.Staff})
	require.EqualValues(t, 1, r.ID(t, "SELECT count(*) FROM notifications WHERE user_id = $1", r.Staff))

	var kinds []string
	detail := staff.get(path)
	for _, e := range detail["history"].([]any) {
		kinds = append(kinds, e.(map[string]any)["kind"].(string))
	}
	require.Equal(t, []string{"assigned", "assigned", "assigned", "reopened", "snoozed", "acknowledged", "raised"}, kinds)
	require.EqualValues(t, 5, detail["stock"].(map[string]any)["available"])
	require.EqualValues(t, 7, r.ID(t, "SELECT count(*) FROM audit_records WHERE subject_kind = 'alert' AND stream = 'warehouse:' || $1::bigint", r.North.ID))
}

// South's people have no business with North's alerts, and nobody but an admin
// with those of no warehouse.
func TestForeignAlertsDoNotExist(t *testing.T) {
	r := setup(t)
	_, alerts := r.lowStock(t, r.North, 1)
	global := r.ID(t, `INSERT INTO alerts (type, severity, subject, message) VALUES ('reconciliation_difference', 'critical', 'I1', 'I1 is broken') RETURNING id`)
	southern, admin := r.as(t, r.AddManager(t, r.South)), r.as(t, r.Admin)
	before := r.Fingerprint(t)
	for _, id := range []int64{alerts[0], global} {
		for action, body := range map[string]any{
			"acknowledge": map[string]any{}, "snooze": map[string]any{"until": time.Now().Add(time.Hour)}, "reopen": map[string]any{},
			"assign": map[string]any{}, "resolve": map[string]any{"note": "x"},
		} {
			southern.refused(http.StatusNotFound, "not_found", "POST", fmt.Sprintf("/alerts/%d/%s", id, action), body)
		}
		southern.refused(http.StatusNotFound, "not_found", "GET", fmt.Sprintf("/alerts/%d", id), nil)
	}
	southern.refused(http.StatusNotFound, "not_found", "GET", fmt.Sprintf("/alerts?warehouse_id=%d", r.North.ID), nil)
	require.Equal(t, before, r.Fingerprint(t))
	for _, path := range []string{"/alerts", "/alerts?search=LOW", "/alerts?type=low_stock", "/alerts?status=resolved"} {
		require.Empty(t, southern.get(path)["items"], path)
	}
	require.EqualValues(t, 0, southern.get("/alerts/summary")["alerts"])

	require.Len(t, admin.get("/alerts")["items"], 2)
	path := fmt.Sprintf("/alerts/%d", global)
	a := admin.want(http.StatusOK, "POST", path+"/resolve", map[string]any{"note": "Counted"}).object(t)
	require.Equal(t, "resolved", a["status"])
	require.Equal(t, []any{"reopen"}, a["actions"])
	require.Equal(t, "open", admin.want(http.StatusOK, "POST", path+"/reopen", nil).object(t)["status"])
	admin.refused(http.StatusNotFound, "not_found", "POST", path+"/assign", map[string]any{"user_id": r.Manager})
}

// An alert is on open dashboards as soon as its operation is committed.
func TestAlertsAreNewsAtOnce(t *testing.T) {
	r := setup(t)
	r.Store.SetAnnouncer(events.NewPublisher(r.Redis, slog.New(slog.DiscardHandler)).Announce)
	near, far := r.as(t, r.AddManager(t, r.North)).watch(""), r.as(t, r.AddManager(t, r.South)).watch("")
	next(t, near, "live")
	next(t, far, "live")
	r.lowStock(t, r.South, 1)
	_, alerts := r.lowStock(t, r.North, 1)
	for watcher, site := range map[<-chan heard]int64{near: r.North.ID, far: r.South.ID} {
		news := next(t, watcher, "alert").object(t)
		require.EqualValues(t, site, news["warehouse_id"])
		alert := news["alerts"].([]any)[0].(map[string]any)
		require.Equal(t, "raised", alert["event"])
		if site == r.North.ID {
			require.EqualValues(t, alerts[0], alert["id"])
		}
	}
}
