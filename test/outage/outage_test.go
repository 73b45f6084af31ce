package outage

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/apiclient"
	"stockflow/internal/inventory"
	"stockflow/test/system"
)

type m = system.M

func TestMain(m *testing.M) { os.Exit(system.RunAlone(m)) }

// house is a running company that loses the servers it stands on.
type house struct {
	*system.System
	north, south *system.Site
	staff        *system.User
}

// TestOutages takes the servers away one after the other, from the same
// processes, which have to recover by themselves.
func TestOutages(t *testing.T) {
	h := &house{System: system.New(t, system.Options{APIs: 2, Workers: 2, SharedRedis: true})}
	h.north, h.south = h.Site(t, "NORTH", nil), h.Site(t, "SOUTH", nil)
	h.staff = h.User(t, inventory.Staff, h.north, h.south)
	for _, test := range []struct {
		name string
		run  func(*testing.T, *house)
	}{
		{"Redis is killed", redisKilled},
		{"Redis is frozen", redisFrozen},
		{"Temporal is killed", temporalKilled},
		{"Temporal is frozen", temporalFrozen},
		{"Temporal is killed under load", func(t *testing.T, h *house) { underLoad(t, h, "temporal") }},
		{"PostgreSQL is killed", postgresKilled},
		{"PostgreSQL is killed under load", func(t *testing.T, h *house) { underLoad(t, h, "postgres") }},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.run(t, h)
			h.Settled(t)
			h.Verify(t)
		})
		if t.Failed() {
			return // what follows would only fail as well
		}
	}
}

func (h *house) stocked(t *testing.T, quantity int64) int64 {
	t.Helper()
	product := h.Products(t, 1)[0]
	h.Stock(t, h.north, system.Arrival{Product: product, Quantity: quantity})
	return product
}

func (h *house) shipment(product, quantity int64) system.Request {
	return system.Request{
		Method: http.MethodPost, Path: "/shipments", Key: uuid.NewString(), Prefer: "wait=2",
		Body: m{"warehouse_id": h.north.ID, "lines": system.Lines(product, quantity)},
	}
}

// reads reads what people look at.
func (h *house) reads(t *testing.T, product int64) {
	t.Helper()
	for _, path := range []string{
		"/session", "/operations", "/stock?limit=5", "/products?limit=5", fmt.Sprintf("/products/%d/stock", product), "/movements?limit=5",
	} {
		start := time.Now()
		a := h.staff.Send(t, system.Request{Method: http.MethodGet, Path: path})
		assert.Equal(t, http.StatusOK, a.Status, "%s: %s", path, a)
		assert.Less(t, time.Since(start), 3*time.Second, path)
	}
}

// withoutRedis checks that all goes on.
func (h *house) withoutRedis(t *testing.T) {
	t.Helper()
	product := h.stocked(t, 20)
	h.reads(t, product)
	for i := range int64(5) {
		a := h.staff.Send(t, h.shipment(product, 1))
		require.Equal(t, http.StatusCreated, a.Status, a)
		assert.Equal(t, system.Level{OnHand: 20, Reserved: i + 1, Available: 19 - i}, h.Level(t, h.north, product))
	}
	// Who is signed in stays so, and others can sign in and out.
	somebody := h.User(t, inventory.Staff, h.north)
	a := somebody.Send(t, system.Request{Method: http.MethodDelete, Path: "/session"})
	assert.Equal(t, http.StatusNoContent, a.Status, a)
	a = somebody.Send(t, system.Request{Method: http.MethodGet, Path: "/operations"})
	assert.Equal(t, http.StatusUnauthorized, a.Status, "a session that was ended stays ended")
}

func redisKilled(t *testing.T, h *house) {
	product := h.stocked(t, 10)
	h.reads(t, product)
	system.KillServer(t, "redis")
	h.withoutRedis(t)
	h.staff.Do(t, "/shipments", m{"warehouse_id": h.north.ID, "lines": system.Lines(product, 4)})
	system.StartServer(t, "redis")
	h.reads(t, product)
	assert.Equal(t, system.Level{OnHand: 10, Reserved: 4, Available: 6}, h.Level(t, h.north, product), "nothing old comes back")
	h.staff.Do(t, "/shipments", m{"warehouse_id": h.north.ID, "lines": system.Lines(product, 4)})
	// A worker that has not noticed yet that Redis is back drops the copy a
	// moment later; nothing is decided from copies.
	system.Until(t, 10*time.Second, "the copy from before is dropped", func() (any, bool) {
		level := h.Level(t, h.north, product)
		return level, level == system.Level{OnHand: 10, Reserved: 8, Available: 2}
	})
}

func redisFrozen(t *testing.T, h *house) {
	product := h.stocked(t, 10)
	h.reads(t, product)
	system.SignalServer(t, "redis", syscall.SIGSTOP)
	defer system.SignalServer(t, "redis", syscall.SIGCONT)
	h.withoutRedis(t)
	h.staff.Do(t, "/shipments", m{"warehouse_id": h.north.ID, "lines": system.Lines(product, 4)})
	assert.Equal(t, system.Level{OnHand: 10, Reserved: 4, Available: 6}, h.Level(t, h.north, product))
	system.SignalServer(t, "redis", syscall.SIGCONT)
	system.Until(t, 10*time.Second, "copies from before are dropped", func() (any, bool) {
		level := h.Level(t, h.north, product)
		return level, level == system.Level{OnHand: 10, Reserved: 4, Available: 6}
	})
}

// taken gives commands that are taken without an answer, and returns where
// their answers will be.
func (h *house) taken(t *testing.T, product int64, open string) (requests []system.Request, addresses []string) {
	t.Helper()
	requests = []system.Request{
		h.shipment(product, 6),
		h.shipment(product, 60),
		{Method: http.MethodPost, Path: "/shipments/" + open + "/cancel", Key: uuid.NewString(), Prefer: "wait=2"},
	}
	for _, r := range requests {
		start := time.Now()
		a := h.staff.Send(t, r)
		require.Equal(t, http.StatusAccepted, a.Status, "%s: %s", r.Path, a)
		assert.Less(t, time.Since(start), 8*time.Second, "it is taken soon")
		address := a.Header.Get("Location")[len("/api/v1"):]
		assert.EqualValues(t, "pending", system.Get[apiclient.CommandState](t, h.staff, address).Status)
		again := h.staff.Send(t, r)
		assert.Equal(t, http.StatusAccepted, again.Status, "a repetition is taken as well: %s", again)
		addresses = append(addresses, address)
	}
	return requests, addresses
}

// carriedOut checks that the commands of taken are carried out, once.
func (h *house) carriedOut(t *testing.T, product int64, open string, requests []system.Request, addresses []string) {
	t.Helper()
	for i, want := range []string{"applied", "refused", "applied"} {
		system.Until(t, 90*time.Second, addresses[i]+" is "+want, func() (any, bool) {
			state := system.Get[apiclient.CommandState](t, h.staff, addresses[i])
			return state, string(state.Status) == want
		})
	}
	h.AwaitStatus(t, open, "cancelled")
	assert.True(t, h.staff.Send(t, requests[0]).Outcome(t).Replayed)
	// The API that is asked may not have noticed yet that Temporal is back.
	var again system.Answer
	system.Until(t, 30*time.Second, "the refused command is decided anew", func() (any, bool) {
		again = h.staff.Send(t, requests[1])
		return again, again.Status != http.StatusAccepted
	})
	assert.Equal(t, "insufficient_stock", again.Problem(t).Code)
	assert.Equal(t, system.Level{OnHand: 10, Reserved: 6, Available: 4}, h.Level(t, h.north, product))
}

// picked makes a shipment of a unit that is picked.
func (h *house) picked(t *testing.T, product int64) string {
	t.Helper()
	id := h.staff.Do(t, "/shipments", m{"warehouse_id": h.north.ID, "lines": system.Lines(product, 1)}).OperationID
	h.staff.Do(t, "/shipments/"+id+"/pick", nil)
	return id
}

func temporalKilled(t *testing.T, h *house) {
	product := h.stocked(t, 10)
	open := h.picked(t, product)
	system.KillServer(t, "temporal")
	h.reads(t, product)
	requests, addresses := h.taken(t, product, open)
	h.reads(t, product)
	// A process that starts meanwhile serves as well.
	h.APIs[0].Kill(t)
	h.APIs[0].Launch(t)
	system.Until(t, 30*time.Second, "an API that starts without Temporal reads", func() (any, bool) {
		a, err := h.staff.Try(t.Context(), system.Request{Method: http.MethodGet, Path: "/operations", API: h.APIs[0]})
		return fmt.Sprint(a, err), err == nil && a.Status == http.StatusOK
	})
	h.Workers[0].Kill(t)
	h.Workers[0].Launch(t)
	system.StartServer(t, "temporal")
	h.carriedOut(t, product, open, requests, addresses)
	h.APIs[0].AwaitReady(t)
	h.Workers[0].AwaitReady(t)
}

func temporalFrozen(t *testing.T, h *house) {
	product := h.stocked(t, 10)
	open := h.picked(t, product)
	system.SignalServer(t, "temporal", syscall.SIGSTOP)
	frozen := true
	defer func() {
		if frozen {
			system.SignalServer(t, "temporal", syscall.SIGCONT)
		}
	}()
	h.reads(t, product)
	requests, addresses := h.taken(t, product, open)
	system.SignalServer(t, "temporal", syscall.SIGCONT)
	frozen = false
	h.carriedOut(t, product, open, requests, addresses)
}

func postgresKilled(t *testing.T, h *house) {
	product := h.stocked(t, 10)
	system.KillServer(t, "postgres")
	start := time.Now()
	for _, path := range []string{"/operations", "/session"} {
		a := h.staff.Send(t, system.Request{Method: http.MethodGet, Path: path})
		assert.Equal(t, http.StatusServiceUnavailable, a.Status, a)
		assert.Equal(t, "unavailable", a.Problem(t).Code)
	}
	request := h.shipment(product, 6)
	a := h.staff.Send(t, request)
	assert.Equal(t, http.StatusServiceUnavailable, a.Status, "nothing can be promised without the database: %s", a)
	assert.Equal(t, "unavailable", a.Problem(t).Code)
	assert.Less(t, time.Since(start), 5*time.Second, "and that is said soon")
	require.NoError(t, h.APIs[0].Healthy("/healthz"))
	require.Error(t, h.APIs[0].Healthy("/readyz"))
	system.StartServer(t, "postgres")
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	a, err := h.staff.Insist(ctx, request)
	require.NoError(t, err)
	require.Equal(t, http.StatusCreated, a.Status, a)
	system.Until(t, time.Minute, "the API is ready again", func() (any, bool) {
		err := h.APIs[0].Healthy("/readyz")
		return err, err == nil
	})
	assert.Equal(t, system.Level{OnHand: 10, Reserved: 6, Available: 4}, h.Level(t, h.north, product))
}

// underLoad kills a server twice while callers ship goods, and compares the
// books with what they were told.
func underLoad(t *testing.T, h *house, server string) {
	const callers, enough = 8, 25
	product := h.stocked(t, 1_000_000)
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	var created, dispatched atomic.Int64
	var ending atomic.Bool
	var working sync.WaitGroup
	for range callers {
		working.Go(func() {
			for !ending.Load() {
				var made apiclient.CommandOutcome
				a, err := h.staff.Insist(ctx, h.shipment(product, 2))
				if err != nil || a.Status != http.StatusCreated || a.Into(&made) != nil {
					assert.Fail(t, "a shipment was not made", "%v %s", err, a)
					return
				}
				created.Add(1)
				for _, step := range []string{"pick", "pack", "dispatch"} {
					a, err := h.staff.Insist(ctx, system.Request{
						Method: http.MethodPost, Path: "/shipments/" + made.OperationID + "/" + step, Key: made.OperationID, Prefer: "wait=2",
					})
					if err != nil || a.Status != http.StatusOK {
						assert.Fail(t, "a step was not taken", "%s: %v %s", step, err, a)
						return
					}
				}
				dispatched.Add(1)
			}
		})
	}
	progress := func() {
		before := dispatched.Load()
		system.Until(t, 2*time.Minute, "callers are served", func() (any, bool) {
			n := dispatched.Load() - before
			return n, n >= enough || t.Failed()
		})
	}
	for range 2 {
		progress()
		system.KillServer(t, server)
		system.StartServer(t, server)
	}
	progress()
	ending.Store(true)
	working.Wait()
	require.False(t, t.Failed())
	assert.Equal(t, created.Load(), dispatched.Load())
	assert.Equal(t, created.Load(), h.Count(t, `SELECT count(*) FROM operations o JOIN operation_lines l ON l.operation_id = o.id
		WHERE o.kind = 'shipment' AND l.product_id = $1`, product), "each was made once")
	left := 1_000_000 - 2*dispatched.Load()
	assert.Equal(t, system.Level{OnHand: left, Available: left}, h.Level(t, h.north, product))
	t.Logf("%d shipments", dispatched.Load())
}
