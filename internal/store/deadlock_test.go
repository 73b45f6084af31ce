package store_test

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// deadlocks reads how many deadlocks PostgreSQL has had to break in the
// database. Sessions tell it when they end, so the stores are closed first.
func deadlocks(t *testing.T, c *fixture.Company, stores []*store.Store) int64 {
	t.Helper()
	for _, s := range stores {
		s.Close()
	}
	require.Eventually(t, func() bool {
		return c.ID(t, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'stockflow_app'`) == 0
	}, 30*time.Second, 10*time.Millisecond, "the sessions don't end")
	return c.ID(t, `SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`)
}

func TestTheDeadlockCounterCountsWhatItIsMeantToCount(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	c.Product(t, "A")
	c.Product(t, "B")
	s := c.Open(t, 2)
	ctx := context.Background()
	var both sync.WaitGroup
	both.Add(2)
	lock := func(first, second string) func() error {
		return func() error {
			tx, err := s.Pool().Begin(ctx)
			if err != nil {
				return err
			}
			defer tx.Rollback(ctx)
			const sql = `SELECT FROM products WHERE sku = $1 FOR UPDATE`
			_, err = tx.Exec(ctx, sql, first)
			both.Done()
			both.Wait()
			if err == nil {
				_, err = tx.Exec(ctx, sql, second)
			}
			return err
		}
	}
	var g errgroup.Group
	g.Go(lock("A", "B"))
	g.Go(lock("B", "A"))
	require.ErrorContains(t, g.Wait(), "deadlock")
	require.EqualValues(t, 1, deadlocks(t, c, []*store.Store{s, c.Store}))
}

func TestAThousandOppositeTransfersWithReversedLinesDoNotDeadlock(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	a, b := c.Product(t, "A"), c.Product(t, "B")
	for _, s := range []*fixture.Site{c.North, c.South} {
		c.At(s).Receive(t, a, 2000)
		c.At(s).Receive(t, b, 2000)
	}
	stores := processes(t, c, 4, 4)
	var g errgroup.Group
	g.SetLimit(16)
	for i := range 1000 {
		g.Go(func() error {
			from, to, body := c.North, c.South, fixture.Lines(a, 1, b, 1)
			if i%2 == 1 {
				from, to, body = c.South, c.North, fixture.Lines(b, 1, a, 1)
			}
			body.DestinationID = to.ID
			create := c.At(from).Command(inventory.CreateTransfer, "", body)
			dispatch := c.At(from).Command(inventory.DispatchTransf, create.ID, inventory.Body{})
			receive := c.At(to).Command(inventory.ReceiveTransfer, create.ID, inventory.Body{})
			s := stores[i%len(stores)]
			if i%4 < 2 {
				// The whole way in one batch, that locks the stock of both warehouses.
				return done(s, create, dispatch, receive)
			}
			for _, cmd := range []inventory.Command{create, dispatch, receive} {
				if err := done(s, cmd); err != nil {
					return err
				}
			}
			return nil
		})
	}
	require.NoError(t, g.Wait())
	for _, s := range []*fixture.Site{c.North, c.South} {
		require.Equal(t, fixture.Level{OnHand: 2000}, c.Level(t, s, a))
		require.Equal(t, fixture.Level{OnHand: 2000}, c.Level(t, s, b))
	}
	c.Verify(t)
	require.Zero(t, deadlocks(t, c, append(stores, c.Store)))
}

// done posts commands that all have to succeed.
func done(s *store.Store, cmds ...inventory.Command) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	out, err := s.Post(ctx, cmds)
	if err != nil {
		return err
	}
	for _, o := range out {
		if o.Refusal != nil {
			return o.Refusal
		}
	}
	return nil
}

func TestSubmittingDoesNotDeadlockAcrossDifferentItems(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	products := c.Products(t, 12)
	batched := c.LotProduct(t, "L")
	stores := processes(t, c, 4, 4)
	var g errgroup.Group
	g.SetLimit(16)
	for i := range 150 {
		// Each worker's documents list other items, in another order.
		random := rand.New(rand.NewPCG(4711, uint64(i))) //nolint:gosec // a fixed order of a test
		s := stores[i%len(stores)]
		north := c.At(c.North)
		g.Go(func() error {
			var lines inventory.Body
			var receipts inventory.Body
			for j, k := range random.Perm(len(products))[:6] {
				lines.Lines = append(lines.Lines, inventory.DocumentLine{ProductID: products[k], Quantity: 2})
				receipts.Receipts = append(receipts.Receipts, inventory.ReceivedLine{LineNo: j + 1, Quantity: 2, Condition: inventory.Good})
			}
			expected := lines
			expected.Lines = append([]inventory.DocumentLine{{ProductID: batched, Quantity: 1}}, lines.Lines...)
			for j := range receipts.Receipts {
				receipts.Receipts[j].LineNo++
			}
			receipts.Receipts = append(receipts.Receipts, inventory.ReceivedLine{
				LineNo: 1, Quantity: 1, LotCode: string(rune('A' + random.IntN(5))), ExpiresOn: "2099-01-01", Condition: inventory.Good,
			})
			receipt := north.Command(inventory.CreateReceipt, "", expected)
			shipment := north.Command(inventory.CreateShipment, "", lines)
			return done(s,
				receipt, north.Command(inventory.ReceiveReceipt, receipt.ID, receipts), shipment,
				north.Command(inventory.PickShipment, shipment.ID, inventory.Body{}),
				north.Command(inventory.PackShipment, shipment.ID, inventory.Body{}),
				north.Command(inventory.DispatchShip, shipment.ID, inventory.Body{}))
		})
	}
	require.NoError(t, g.Wait())
	c.Verify(t)
	require.Zero(t, deadlocks(t, c, append(stores, c.Store)))
}
