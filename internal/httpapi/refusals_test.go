package httpapi_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/httpapi"
	"stockflow/internal/store"
)

// flaky is a book that can't be reached for a while.
type flaky struct {
	*store.Store
	away atomic.Bool
}

func (f *flaky) RecordRefusals(ctx context.Context, entries []store.AuditEntry) error {
	if f.away.Load() {
		return errors.New("the database is away")
	}
	return f.Store.RecordRefusals(ctx, entries)
}

// watched is a rig that takes down what is refused, until stop is called.
func watched(t *testing.T) (r *rig, book *flaky, stop func()) {
	t.Helper()
	book = &flaky{}
	var refusals *httpapi.Refusals
	r = setup(t, func(d *httpapi.Deps) {
		book.Store = d.Store
		var err error
		refusals, err = httpapi.NewRefusals(book, prometheus.NewRegistry(), slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		d.Refusals = refusals
	})
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { refusals.Run(ctx) })
	stop = func() { cancel(); running.Wait() }
	t.Cleanup(stop)
	return r, book, stop
}

// What somebody may not do, may not see or can't do is on record: who, what,
// why, from where, under which request. What is only wrong or not there isn't.
func TestRefusalsAreRecorded(t *testing.T) {
	r, _, stop := watched(t)
	f := r.foreign(t)
	staff, southern := r.as(t, r.Staff), r.as(t, r.AddManager(t, r.South))
	staff.refused(http.StatusForbidden, "forbidden", "GET", "/users", nil, "X-Request-Id", "first")
	staff.refused(http.StatusConflict, "insufficient_stock", "POST", "/shipments", object{"warehouse_id": r.North.ID, "lines": []any{
		object{"product_id": r.Product(t, "NONE"), "quantity": 1}}}, "Idempotency-Key", "k", "X-Request-Id", "second")
	southern.refused(http.StatusNotFound, "not_found", "GET", f.fill("/warehouses/{warehouse}/locations"), nil, "X-Request-Id", "third")
	southern.refused(http.StatusNotFound, "not_found", "POST", f.fill("/shipments/{shipment}/cancel"), object{"reason": "mine"}, "Idempotency-Key", "k", "X-Request-Id", "fourth")
	southern.refused(http.StatusNotFound, "not_found", "GET", f.fill("/operations/{receipt}"), nil, "X-Request-Id", "fifth")
	// No attempts at anything.
	staff.refused(http.StatusBadRequest, "invalid_request", "GET", "/products?limit=0", nil)
	r.browser(t).refused(http.StatusUnauthorized, "unauthenticated", "GET", "/products", nil)
	stop()

	admin := r.as(t, r.Admin)
	records, _ := admin.walk("/audit?refused=true", 3)
	var got []string
	for _, a := range records {
		after := a["after"].(map[string]any)
		got = append(got, fmt.Sprint(a["request_id"], " ", a["stream"], " ", a["action"], " ", a["subject_kind"], " ", after["code"]))
		assert.Equal(t, "127.0.0.1", a["remote_address"])
		assert.NotEmpty(t, after["detail"])
		assert.NotEmpty(t, after["path"])
	}
	north := fmt.Sprint(r.North.ID)
	assert.ElementsMatch(t, []string{
		"first refusals list_users  forbidden",
		"second refusals:" + north + " create_shipment  insufficient_stock",
		"third refusals:" + north + " list_locations warehouse not_found",
		"fourth refusals:" + north + " cancel_shipment operation not_found",
		"fifth refusals get_operation operation not_found",
	}, got)
	for _, a := range records {
		want := r.Staff
		if a["request_id"] != "first" && a["request_id"] != "second" {
			want = int64(a["user"].(map[string]any)["id"].(float64))
			assert.NotEqual(t, r.Staff, want)
		}
		assert.EqualValues(t, want, a["user"].(map[string]any)["id"])
	}

	// North's manager sees who tried in North; South's sees nothing of it.
	seen, _ := r.as(t, r.AddManager(t, r.North)).walk("/audit?refused=true", 200)
	assert.Len(t, seen, 3)
	assert.Empty(t, southern.get("/audit?refused=true")["items"])
	for _, a := range admin.get("/audit?refused=false&limit=200")["items"].([]any) {
		assert.NotContains(t, a.(map[string]any)["stream"], "refusals")
	}
	r.Verify(t)
}

// Somebody who is refused on and on costs little, and doesn't keep others off
// the record; what was left out is counted.
func TestRefusalsAreBounded(t *testing.T) {
	r, book, stop := watched(t)
	staff, other := r.as(t, r.Staff), r.as(t, r.Manager)
	book.away.Store(true)
	for range 150 {
		staff.refused(http.StatusForbidden, "forbidden", "GET", "/users", nil)
	}
	other.refused(http.StatusForbidden, "forbidden", "GET", "/users", nil)
	assert.Zero(t, r.ID(t, "SELECT count(*) FROM audit_records WHERE stream = 'refusals'"))
	book.away.Store(false)
	stop()
	written := r.ID(t, "SELECT count(*) FROM audit_records WHERE action = 'list_users' AND user_id = $1", r.Staff)
	assert.GreaterOrEqual(t, written, int64(60), "an outage of the database loses none")
	assert.Less(t, written, int64(100))
	dropped := r.ID(t, "SELECT COALESCE(sum((after ->> 'count')::bigint), 0)::bigint FROM audit_records WHERE action = 'refusals_dropped' AND user_id = $1", r.Staff)
	assert.EqualValues(t, 150, written+dropped)
	assert.EqualValues(t, 1, r.ID(t, "SELECT count(*) FROM audit_records WHERE action = 'list_users' AND user_id = $1", r.Manager))
	r.Verify(t)
}
