package httpapi_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// heard is an event as a watcher gets it.
type heard struct{ id, event, data string }

func (h heard) object(t testing.TB) (v map[string]any) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(h.data), &v))
	return v
}

// watch opens the stream of events; the channel is closed when it ends.
func (b *browser) watch(last string, headers ...string) <-chan heard {
	b.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	b.t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.rig.URL+"/api/v1/events", nil)
	require.NoError(b.t, err)
	if last != "" {
		req.Header.Set("Last-Event-ID", last)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	client := *b.http
	client.Timeout = 0
	res, err := client.Do(req) //nolint:bodyclose // the reader below closes it
	require.NoError(b.t, err)
	require.Equal(b.t, http.StatusOK, res.StatusCode)
	require.Equal(b.t, "text/event-stream", res.Header.Get("Content-Type"))
	out := make(chan heard, 1000)
	go func() {
		defer close(out)
		defer res.Body.Close()
		var h heard
		lines := bufio.NewScanner(res.Body)
		for lines.Scan() {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch name {
			case "id":
				h.id = value
			case "event":
				h.event = value
			case "data":
				h.data = value
			case "":
				if h.event != "" {
					out <- h
				}
				h = heard{}
			}
		}
	}()
	return out
}

// next waits for the next event of a kind, whatever comes before it.
func next(t testing.TB, events <-chan heard, kind string) heard {
	t.Helper()
	timeout := time.After(eventually)
	for {
		select {
		case h, ok := <-events:
			require.True(t, ok, "the stream ended")
			if h.event == kind {
				return h
			}
		case <-timeout:
			require.Fail(t, "no event came", kind)
		}
	}
}

func TestEventsReachThoseWhomTheyConcern(t *testing.T) {
	r := setup(t)
	product := r.Product(t, "EVENT")
	staff, southern := r.as(t, r.Staff), r.as(t, r.AddManager(t, r.South))
	here, there := staff.watch(""), southern.watch("")
	next(t, here, "live")
	next(t, there, "live")

	receipt := staff.command(http.StatusCreated, "/receipts", r.receipt(product))
	operation := next(t, here, "operation")
	require.Equal(t, receipt["operation_id"], operation.object(t)["operation_id"])
	require.Equal(t, "expected", operation.object(t)["status"])
	require.NotEmpty(t, operation.id)
	require.Contains(t, next(t, here, "stock").object(t)["product_ids"], float64(product))

	// What concerns both is the first thing that South hears.
	r.At(r.North).Receive(t, product, 10)
	transfer := staff.command(http.StatusCreated, "/transfers", map[string]any{
		"from_warehouse_id": r.North.ID, "to_warehouse_id": r.South.ID, "lines": []any{map[string]any{"product_id": product, "quantity": 1}},
	})
	require.Equal(t, transfer["operation_id"], next(t, there, "operation").object(t)["operation_id"])
}

func TestEventsAreResumed(t *testing.T) {
	r := setup(t)
	product := r.Product(t, "RESUME")
	staff := r.as(t, r.Staff)
	events := staff.watch("")
	next(t, events, "live")
	staff.command(http.StatusCreated, "/receipts", r.receipt(product))
	seen := next(t, events, "operation")

	// The watcher was away for three of these.
	var missed []any
	for range 3 {
		missed = append(missed, staff.command(http.StatusCreated, "/receipts", r.receipt(product))["operation_id"])
	}
	again := staff.watch(seen.id)
	for _, id := range missed {
		h := next(t, again, "operation")
		require.Equal(t, id, h.object(t)["operation_id"])
		require.NotEqual(t, seen.id, h.id)
	}
	after := staff.command(http.StatusCreated, "/receipts", r.receipt(product))["operation_id"]
	require.Equal(t, after, next(t, again, "operation").object(t)["operation_id"], "nothing comes twice")
	staff.refused(http.StatusBadRequest, "invalid_request", "GET", "/events", nil, "Last-Event-ID", "nonsense")
}

func TestEventsWithoutRedis(t *testing.T) {
	r := setup(t)
	product := r.Product(t, "DEGRADED")
	staff := r.as(t, r.Staff)
	events := staff.watch("")
	next(t, events, "live")
	r.Line.Cut()
	next(t, events, "degraded")
	staff.command(http.StatusCreated, "/receipts", r.receipt(product))
	late := staff.watch("")
	next(t, late, "degraded")
	r.Line.Mend()
	next(t, events, "live")
	next(t, late, "live")
	id := staff.command(http.StatusCreated, "/receipts", r.receipt(product))["operation_id"]
	require.Equal(t, id, next(t, events, "operation").object(t)["operation_id"])
}

func TestStreamsEndWithTheServer(t *testing.T) {
	r := setup(t)
	events := r.as(t, r.Staff).watch("")
	next(t, events, "live")
	close(r.stopping)
	require.Eventually(t, func() bool {
		select {
		case _, ok := <-events:
			return !ok
		default:
			return false
		}
	}, eventually, tick)
	r.browser(t).want(http.StatusServiceUnavailable, "GET", "//readyz", nil)
}

// Stock that is read is never older than the last answer to a command.
func TestCopiesOfStockAreDropped(t *testing.T) {
	r := setup(t)
	product := r.Product(t, "COPY")
	staff := r.as(t, r.Staff)
	path := "/products/" + r.Text(t, "SELECT id::text FROM products WHERE sku = 'COPY'") + "/stock"
	require.Zero(t, staff.get(path)["on_hand"])
	receipt := staff.command(http.StatusCreated, "/receipts", map[string]any{
		"warehouse_id": r.North.ID, "lines": []any{map[string]any{"product_id": product, "quantity": 1000}},
	})["operation_id"].(string)
	for i := 1; i <= 20; i++ {
		staff.command(http.StatusOK, "/receipts/"+receipt+"/receive", map[string]any{"lines": []any{map[string]any{"line_no": 1, "quantity": 1}}})
		require.EqualValues(t, i, staff.get(path)["on_hand"])
		require.EqualValues(t, i, staff.get(path)["on_hand"], "from the copy")
	}
	// A copy that could not be dropped is worth nothing once Redis is back.
	r.Line.Cut()
	staff.command(http.StatusOK, "/receipts/"+receipt+"/receive", map[string]any{"lines": []any{map[string]any{"line_no": 1, "quantity": 1}}})
	require.EqualValues(t, 21, staff.get(path)["on_hand"])
	r.Line.Mend()
	require.Eventually(t, func() bool { return r.Redis.Ping(t.Context()).Err() == nil }, eventually, tick)
	require.Eventually(t, func() bool { return staff.get(path)["on_hand"].(float64) == 21 }, eventually, tick)
}
