package e2e

import (
	"context"
	"fmt"
	"net/http"
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

// crowd is a system of two instances each, for tests with many callers.
type crowd struct {
	*system.System
	north, south *system.Site
	staff        *system.User
}

func newCrowd(t *testing.T) *crowd {
	t.Helper()
	c := &crowd{System: system.New(t, system.Options{APIs: 2, Workers: 2, ClockStopped: true})}
	c.north, c.south = c.Site(t, "NORTH", nil), c.Site(t, "SOUTH", nil)
	c.staff = c.User(t, inventory.Staff, c.north, c.south)
	return c
}

// TestManyCallers lets callers meet on the same goods and the same keys.
func TestManyCallers(t *testing.T) {
	c := newCrowd(t)
	for _, test := range []struct {
		name string
		run  func(*testing.T, *crowd)
	}{
		{"200 want the last unit: one gets it, 199 get the same refusal", lastUnit},
		{"50 identical requests have one effect and one answer", identicalRequests},
		{"a key that was used for another request is refused", reusedKey},
		{"a refused command may be sent again under its key", refusedAgain},
		{"concurrent first receipts of a product make one balance", firstReceipts},
		{"opposite transfers with reversed lines never deadlock", oppositeTransfers},
		{"commands that nobody waits for are carried out", withoutWaiting},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.run(t, c)
			c.Verify(t)
		})
	}
	c.Settled(t)
	c.Verify(t)
	assert.Zero(t, c.Deadlocks(t))
}

// together sends requests at the same time and gives their answers.
func (c *crowd) together(t *testing.T, n int, request func(i int) system.Request) []system.Answer {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	answers, start := make([]system.Answer, n), make(chan struct{})
	var callers sync.WaitGroup
	for i := range n {
		callers.Go(func() {
			<-start
			var err error
			answers[i], err = c.staff.Try(ctx, request(i))
			assert.NoError(t, err)
		})
	}
	close(start)
	callers.Wait()
	require.False(t, t.Failed())
	return answers
}

func command(path, key string, body any) system.Request {
	return system.Request{Method: http.MethodPost, Path: path, Key: key, Prefer: "wait=30", Body: body}
}

func lastUnit(t *testing.T, c *crowd) {
	product := c.Product(t, nil)
	c.Stock(t, c.north, system.Arrival{Product: product, Quantity: 1})
	answers := c.together(t, 200, func(int) system.Request {
		return command("/shipments", uuid.NewString(), m{"warehouse_id": c.north.ID, "lines": system.Lines(product, 1)})
	})
	seen := map[string]int{}
	for _, a := range answers {
		if a.Status == http.StatusCreated {
			seen["created"]++
			continue
		}
		p := a.Problem(t)
		seen[fmt.Sprintf("%d %s: %s", a.Status, p.Code, p.Detail)]++
		require.NotNil(t, p.Shortages)
		assert.Equal(t, []apiclient.Shortage{{LineNo: 1, ProductID: product, Requested: 1, Available: 0}}, *p.Shortages)
	}
	assert.Len(t, seen, 2, "%v", seen)
	assert.Equal(t, 1, seen["created"], "%v", seen)
	assert.Equal(t, system.Level{OnHand: 1, Reserved: 1}, c.Level(t, c.north, product))
}

func identicalRequests(t *testing.T, c *crowd) {
	product, key := c.Product(t, nil), uuid.NewString()
	c.Stock(t, c.north, system.Arrival{Product: product, Quantity: 500})
	body := m{"warehouse_id": c.north.ID, "lines": system.Lines(product, 7)}
	answers := c.together(t, 50, func(int) system.Request { return command("/shipments", key, body) })
	var first apiclient.CommandOutcome
	fresh := 0
	for i, a := range answers {
		require.Equal(t, http.StatusCreated, a.Status, a)
		out := a.Outcome(t)
		if !out.Replayed {
			fresh++
		}
		out.Replayed = false
		if i == 0 {
			first = out
		}
		assert.Equal(t, first, out, "everybody gets the same answer")
		assert.Equal(t, "/api/v1/operations/"+first.OperationID, a.Header.Get("Location"))
	}
	assert.Equal(t, 1, fresh, "one of them did it")
	assert.Equal(t, system.Level{OnHand: 500, Reserved: 7, Available: 493}, c.Level(t, c.north, product))

	// The same for a decision, which goes to the document's process.
	key = uuid.NewString()
	for _, a := range c.together(t, 50, func(int) system.Request {
		return command("/shipments/"+first.OperationID+"/cancel", key, m{"reason": "all at once"})
	}) {
		require.Equal(t, http.StatusOK, a.Status, a)
		assert.EqualValues(t, "cancelled", a.Outcome(t).Status)
	}
	assert.Equal(t, system.Level{OnHand: 500, Available: 500}, c.Level(t, c.north, product))
	assert.Len(t, c.Operation(t, first.OperationID).Timeline, 2)
}

func reusedKey(t *testing.T, c *crowd) {
	product, key := c.Product(t, nil), uuid.NewString()
	c.Stock(t, c.north, system.Arrival{Product: product, Quantity: 50})
	first := c.staff.Send(t, command("/shipments", key, m{"warehouse_id": c.north.ID, "lines": system.Lines(product, 7)})).Outcome(t)
	again := c.staff.Send(t, command("/shipments", key, fmt.Sprintf(`{"lines":[{"quantity":7, "product_id":%d}],"warehouse_id":%d}`, product, c.north.ID)))
	assert.True(t, again.Outcome(t).Replayed, "the order of fields and white space make no other request")

	before := c.Fingerprint(t)
	other := c.staff.Send(t, command("/shipments", key, m{"warehouse_id": c.north.ID, "lines": system.Lines(product, 8)}))
	assert.Equal(t, http.StatusUnprocessableEntity, other.Status, other)
	assert.Equal(t, "idempotency_key_reused", other.Problem(t).Code)
	parked := command("/shipments", key, m{"warehouse_id": c.north.ID, "lines": system.Lines(product, 8)})
	parked.Prefer = "wait=0"
	other = c.staff.Send(t, parked)
	assert.Equal(t, http.StatusUnprocessableEntity, other.Status, "nor is it taken without waiting: %s", other)
	assert.Equal(t, before, c.Fingerprint(t))

	// Another user's key, and another kind of command, are another matter.
	somebody := c.User(t, inventory.Staff, c.north)
	theirs := somebody.Send(t, command("/shipments", key, m{"warehouse_id": c.north.ID, "lines": system.Lines(product, 8)})).Outcome(t)
	assert.NotEqual(t, first.OperationID, theirs.OperationID)
	cancel := "/shipments/" + first.OperationID + "/cancel"
	assert.EqualValues(t, "cancelled", c.staff.Send(t, command(cancel, key, m{"reason": "a"})).Outcome(t).Status)
	assert.True(t, c.staff.Send(t, command(cancel, key, m{"reason": "a"})).Outcome(t).Replayed)
	other = c.staff.Send(t, command(cancel, key, m{"reason": "b"}))
	assert.Equal(t, http.StatusUnprocessableEntity, other.Status, other)
	assert.Equal(t, "idempotency_key_reused", other.Problem(t).Code)
}

func refusedAgain(t *testing.T, c *crowd) {
	product, key := c.Product(t, nil), uuid.NewString()
	request := command("/shipments", key, m{"warehouse_id": c.north.ID, "lines": system.Lines(product, 7)})
	assert.Equal(t, "insufficient_stock", c.staff.Send(t, request).Problem(t).Code)
	c.Stock(t, c.north, system.Arrival{Product: product, Quantity: 7})
	assert.False(t, c.staff.Send(t, request).Outcome(t).Replayed)
	assert.True(t, c.staff.Send(t, request).Outcome(t).Replayed)
}

func firstReceipts(t *testing.T, c *crowd) {
	product := c.LotProduct(t)
	ids := make([]string, 20)
	for i := range ids {
		ids[i] = c.staff.Do(t, "/receipts", m{"warehouse_id": c.north.ID, "lines": system.Lines(product, 5)}).OperationID
	}
	for _, a := range c.together(t, len(ids), func(i int) system.Request {
		return command("/receipts/"+ids[i]+"/receive", uuid.NewString(), m{"lines": l{
			m{"line_no": 1, "quantity": 5, "lot_code": "FIRST", "expires_on": "2044-02-29"},
		}})
	}) {
		assert.Equal(t, http.StatusOK, a.Status, a)
	}
	stock := c.ProductStock(t, product)
	require.Len(t, stock.Balances, 1)
	assert.EqualValues(t, 100, stock.Balances[0].OnHand)
}

// oppositeTransfers sends goods to and fro between two warehouses, a thousand
// times, by two desks that lock the same products in opposite order.
func oppositeTransfers(t *testing.T, c *crowd) {
	const transfers, callers = 1000, 24
	products := c.Products(t, 4)
	for _, site := range []*system.Site{c.north, c.south} {
		for _, p := range products {
			c.Stock(t, site, system.Arrival{Product: p, Quantity: 10_000})
		}
	}
	before := c.Deadlocks(t)
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	var next atomic.Int64
	var workers sync.WaitGroup
	for range callers {
		workers.Go(func() {
			for i := next.Add(1); i <= transfers; i = next.Add(1) {
				from, to, lines := c.north, c.south, system.Lines(products[0], 1, products[1], 1, products[2], 1, products[3], 1)
				if i%2 == 0 {
					from, to, lines = c.south, c.north, system.Lines(products[3], 1, products[2], 1, products[1], 1, products[0], 1)
				}
				a, err := c.staff.Insist(ctx, command("/transfers", fmt.Sprintf("opposite-%d", i), m{
					"from_warehouse_id": from.ID, "to_warehouse_id": to.ID, "lines": lines,
				}))
				if !assert.NoError(t, err) || !assert.Equal(t, http.StatusCreated, a.Status, a) {
					return
				}
				transfer := "/transfers/" + a.Outcome(t).OperationID
				for _, name := range []string{"/dispatch", "/receive"} {
					a, err := c.staff.Insist(ctx, command(transfer+name, fmt.Sprintf("opposite-%d", i), nil))
					if !assert.NoError(t, err) || !assert.Equal(t, http.StatusOK, a.Status, a) {
						return
					}
				}
			}
		})
	}
	workers.Wait()
	require.False(t, t.Failed())
	assert.Equal(t, before, c.Deadlocks(t), "deadlocks that PostgreSQL counted")
	for _, p := range products {
		stock := c.ProductStock(t, p)
		assert.EqualValues(t, 20_000, stock.OnHand)
		assert.Zero(t, stock.Reserved)
		assert.Zero(t, stock.InTransit)
	}
}

func withoutWaiting(t *testing.T, c *crowd) {
	product := c.Product(t, nil)
	c.Stock(t, c.north, system.Arrival{Product: product, Quantity: 10})
	stored := func(request system.Request) (address string) {
		request.Prefer = "wait=0"
		a := c.staff.Send(t, request)
		require.Equal(t, http.StatusAccepted, a.Status, a)
		address = a.Header.Get("Location")
		pending := system.Decode[apiclient.PendingCommand](t, a)
		require.Equal(t, "/api/v1/commands/"+pending.CommandID, address)
		return address[len("/api/v1"):]
	}
	answered := func(address string) (state apiclient.CommandState) {
		system.Until(t, 30*time.Second, address+" is answered", func() (any, bool) {
			state = system.Get[apiclient.CommandState](t, c.staff, address)
			return state.Status, state.Status != "pending"
		})
		return state
	}
	key := uuid.NewString()
	request := command("/shipments", key, m{"warehouse_id": c.north.ID, "lines": system.Lines(product, 6)})
	address := stored(request)
	state := answered(address)
	require.EqualValues(t, "applied", state.Status)
	require.NotNil(t, state.Outcome)
	assert.EqualValues(t, "reserved", state.Outcome.Status)
	assert.Equal(t, system.Level{OnHand: 10, Reserved: 6, Available: 4}, c.Level(t, c.north, product))
	again := c.staff.Send(t, request).Outcome(t)
	assert.True(t, again.Replayed)
	assert.Equal(t, state.Outcome.OperationID, again.OperationID)

	state = answered(stored(command("/shipments", uuid.NewString(), m{"warehouse_id": c.north.ID, "lines": system.Lines(product, 6)})))
	require.EqualValues(t, "refused", state.Status)
	require.NotNil(t, state.Problem)
	assert.Equal(t, "insufficient_stock", state.Problem.Code)
	assert.EqualValues(t, http.StatusConflict, state.Problem.Status)
	require.NotNil(t, state.Problem.Shortages)

	// What was refused is decided anew when it is sent again.
	receipt := c.staff.Do(t, "/receipts", m{"warehouse_id": c.south.ID, "lines": system.Lines(product, 5)}).OperationID
	closing := command("/receipts/"+receipt+"/close", uuid.NewString(), nil)
	require.EqualValues(t, "refused", answered(stored(closing)).Status)
	c.staff.Do(t, "/receipts/"+receipt+"/receive", m{"lines": l{m{"line_no": 1, "quantity": 5}}})
	require.EqualValues(t, "applied", answered(stored(closing)).Status)

	// Two requests under one key, both without waiting: the second is refused.
	waiting := command("/receipts", uuid.NewString(), m{"warehouse_id": c.north.ID, "lines": system.Lines(product, 1)})
	waiting.Prefer = "wait=0"
	for _, w := range c.Workers {
		w.Signal(t, syscall.SIGSTOP)
	}
	stored(waiting)
	address = stored(waiting)
	waiting.Body = m{"warehouse_id": c.north.ID, "lines": system.Lines(product, 2)}
	assert.Equal(t, "idempotency_key_reused", c.staff.Send(t, waiting).Problem(t).Code)
	for _, w := range c.Workers {
		w.Signal(t, syscall.SIGCONT)
	}
	require.EqualValues(t, "applied", answered(address).Status)

	// A decision goes the same way.
	state = answered(stored(command("/shipments/"+again.OperationID+"/cancel", uuid.NewString(), nil)))
	require.EqualValues(t, "applied", state.Status)
	assert.Equal(t, system.Level{OnHand: 10, Available: 10}, c.Level(t, c.north, product))

	// Others can't ask for it.
	somebody := c.User(t, inventory.Manager, c.north)
	a := somebody.Send(t, system.Request{Method: http.MethodGet, Path: address})
	assert.Equal(t, http.StatusNotFound, a.Status, a)
}
