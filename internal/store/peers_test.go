package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// The failures that were found in the trackers of systems like this one, each
// with as much concurrency as it takes to meet it.

// atOnce posts commands each in a transaction of its own, all at the same
// time, over several processes' stores.
func atOnce(t *testing.T, stores []*store.Store, cmds []inventory.Command) []inventory.Outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	out := make([]inventory.Outcome, len(cmds))
	errs := make([]error, len(cmds))
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i, c := range cmds {
		wg.Go(func() {
			<-start
			answers, err := stores[i%len(stores)].Post(ctx, []inventory.Command{c})
			if errs[i] = err; err == nil {
				out[i] = answers[0]
			}
		})
	}
	close(start)
	wg.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	return out
}

// processes opens the stores of several processes.
func processes(t *testing.T, c *fixture.Company, n, connections int) []*store.Store {
	t.Helper()
	var list []*store.Store
	for range n {
		list = append(list, c.Open(t, connections))
	}
	return list
}

// codes counts outcomes by their code; the empty code is a success.
func codes(out []inventory.Outcome) map[inventory.Code]int {
	n := map[inventory.Code]int{}
	for _, o := range out {
		n[fixture.Code(o)]++
	}
	return n
}

func TestTwentyProcessesReserveTenUnits(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	product := c.Product(t, "P")
	c.At(c.North).Receive(t, product, 10)
	var cmds []inventory.Command
	for range 20 {
		cmds = append(cmds, c.At(c.North).Command(inventory.CreateShipment, "", fixture.Lines(product, 1)))
	}
	out := atOnce(t, processes(t, c, 20, 1), cmds)
	require.Equal(t, map[inventory.Code]int{"": 10, inventory.CodeInsufficientStock: 10}, codes(out))
	require.Equal(t, fixture.Level{OnHand: 10, Reserved: 10}, c.Level(t, c.North, product))
	c.Verify(t)
}

func TestReservedNeverExceedsOnHandWhilePicksAndShipmentsRace(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	north := c.At(c.North)
	product := c.Product(t, "P")
	north.Receive(t, product, 60)
	var cmds []inventory.Command
	for range 20 {
		id := north.Ship(t, product, 2)
		cmds = append(cmds,
			north.Command(inventory.PickShipment, id, inventory.Body{}),
			north.Command(inventory.CreateShipment, "", fixture.Lines(product, 3)),
			north.Command(inventory.CancelShipment, north.Ship(t, product, 1), inventory.Body{}))
	}
	out := atOnce(t, processes(t, c, 4, 5), cmds)
	for i := 0; i < len(out); i += 3 {
		require.Nil(t, out[i].Refusal, "a pick of what is reserved succeeds")
	}
	c.Verify(t)
	level := c.Level(t, c.North, product)
	require.EqualValues(t, 60, level.OnHand)
	var shipped int64
	for i := 1; i < len(out); i += 3 {
		if out[i].Refusal == nil {
			shipped += 3
		}
	}
	require.Equal(t, 40+shipped, level.Reserved)
}

func TestTwoLinesOfOneOrderThatShareAnItemOversellIt(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	product := c.Product(t, "P")
	c.At(c.North).Receive(t, product, 10)
	out := c.At(c.North).Refused(t, inventory.CodeInsufficientStock, inventory.CreateShipment, "", fixture.Lines(product, 6, product, 6))
	require.Equal(t, []inventory.Shortage{{LineNo: 2, ProductID: product, Requested: 6, Available: 4}}, out.Refusal.Shortages)
	c.At(c.North).Ship(t, product, 10)
	c.Verify(t)
}

func TestALockedBalanceIsWaitedForAndGetsNoSecondRow(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	product := c.Product(t, "P")
	c.At(c.North).Receive(t, product, 5)

	// Somebody holds the balance's row, as a slow transaction would.
	ctx := context.Background()
	tx, err := c.Super.Begin(ctx)
	require.NoError(t, err)
	_, err = tx.Exec(ctx, `SELECT FROM inventory WHERE product_id = $1 FOR UPDATE`, product)
	require.NoError(t, err)

	id := c.At(c.North).Create(t, inventory.CreateReceipt, fixture.Lines(product, 7))
	done := make(chan inventory.Outcome)
	receive := c.At(c.North).Command(inventory.ReceiveReceipt, id, inventory.Body{Receipts: []inventory.ReceivedLine{{LineNo: 1, Quantity: 7, Condition: inventory.Good}}})
	go func() {
		answers, err := c.Store.Post(ctx, []inventory.Command{receive})
		if err != nil {
			answers = []inventory.Outcome{{Refusal: inventory.Refusef(inventory.CodeUnavailable, "%v", err)}}
		}
		done <- answers[0]
	}()
	waitForLockWait(t, c)
	require.NoError(t, tx.Rollback(ctx))
	require.Nil(t, (<-done).Refusal)
	require.EqualValues(t, 1, c.ID(t, `SELECT count(*) FROM inventory WHERE product_id = $1`, product))
	require.Equal(t, fixture.Level{OnHand: 12}, c.Level(t, c.North, product))
	c.Verify(t)
}

// waitForLockWait waits until a session of the database waits for a lock.
func waitForLockWait(t *testing.T, c *fixture.Company) {
	t.Helper()
	require.Eventually(t, func() bool {
		return c.ID(t, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`) > 0
	}, 30*time.Second, 5*time.Millisecond, "nobody waits for the row")
}

func TestConcurrentFirstReceiptsOfAProductMakeOneBalance(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	north := c.At(c.North)
	product, batched := c.Product(t, "P"), c.LotProduct(t, "L")
	var cmds []inventory.Command
	for range 30 {
		id := north.Create(t, inventory.CreateReceipt, fixture.Lines(product, 3, batched, 2))
		cmds = append(cmds, north.Command(inventory.ReceiveReceipt, id, inventory.Body{Receipts: []inventory.ReceivedLine{
			{LineNo: 1, Quantity: 3, Condition: inventory.Good},
			{LineNo: 2, Quantity: 2, LotCode: "FIRST", ExpiresOn: "2099-01-01", Condition: inventory.Good},
		}}))
	}
	require.Equal(t, map[inventory.Code]int{"": 30}, codes(atOnce(t, processes(t, c, 6, 5), cmds)))
	require.EqualValues(t, 2, c.ID(t, `SELECT count(*) FROM inventory`))
	require.EqualValues(t, 1, c.ID(t, `SELECT count(*) FROM lots`))
	require.Equal(t, fixture.Level{OnHand: 90}, c.Level(t, c.North, product))
	require.Equal(t, fixture.Level{OnHand: 60}, c.Level(t, c.North, batched))
	c.Verify(t)
}

func TestConcurrentFirstReceiptsOfALotThatDisagreeOnItsExpiry(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	north := c.At(c.North)
	product := c.LotProduct(t, "L")
	var cmds []inventory.Command
	for i := range 12 {
		id := north.Create(t, inventory.CreateReceipt, fixture.Lines(product, 1))
		cmds = append(cmds, north.Command(inventory.ReceiveReceipt, id, inventory.Body{Receipts: []inventory.ReceivedLine{
			{LineNo: 1, Quantity: 1, LotCode: "LOT", ExpiresOn: fmt.Sprintf("2099-01-%02d", 1+i%2), Condition: inventory.Good},
		}}))
	}
	n := codes(atOnce(t, processes(t, c, 4, 3), cmds))
	require.Equal(t, map[inventory.Code]int{"": 6, inventory.CodeLotExpiryConflict: 6}, n)
	c.Verify(t)
}

func TestGoodsOnTheRoadShowAsArrived(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	north, south := c.At(c.North), c.At(c.South)
	product := c.Product(t, "P")
	north.Receive(t, product, 10)
	id := north.Send(t, c.South, product, 6)
	require.Equal(t, fixture.Level{OnHand: 4}, c.Level(t, c.North, product))
	require.Equal(t, fixture.Level{}, c.Level(t, c.South, product), "nothing is credited when it is sent")
	require.EqualValues(t, 6, c.InTransit(t, product))
	south.Refused(t, inventory.CodeInsufficientStock, inventory.CreateShipment, "", fixture.Lines(product, 1))
	c.Verify(t)
	south.Do(t, inventory.ReceiveTransfer, id, inventory.Body{})
	require.Equal(t, fixture.Level{OnHand: 6}, c.Level(t, c.South, product))
	require.Zero(t, c.InTransit(t, product))
	c.Verify(t)
}

func TestAnInTransitDocumentCanAlwaysBeEnded(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	north, south := c.At(c.North), c.At(c.South)
	product := c.Product(t, "P")
	north.Receive(t, product, 100)
	one := []inventory.ReceivedLine{{LineNo: 1, Quantity: 1, Condition: inventory.Good}}
	lost := func(q int64) inventory.Body {
		return inventory.Body{Settlements: []inventory.Settlement{{LineNo: 1, Quantity: q, Resolution: inventory.LostGoods}}}
	}
	for end, finish := range map[inventory.Status]func(id string){
		inventory.Closed: func(id string) {
			south.Do(t, inventory.ReceiveTransfer, id, inventory.Body{Receipts: one})
			south.Do(t, inventory.CloseTransfer, id, inventory.Body{})
			south.Do(t, inventory.SettleTransfer, id, lost(9))
		},
		inventory.Returned: func(id string) {
			south.Do(t, inventory.ReceiveTransfer, id, inventory.Body{Receipts: one})
			north.Do(t, inventory.CancelTransfer, id, inventory.Body{})
			north.Do(t, inventory.ReceiveReturn, id, inventory.Body{Receipts: one})
			north.Do(t, inventory.CloseTransfer, id, inventory.Body{})
			north.Do(t, inventory.SettleTransfer, id, lost(8))
		},
	} {
		id := north.Send(t, c.South, product, 10)
		finish(id)
		require.Equal(t, end, c.Operation(t, id).Status)
		require.Empty(t, c.Operation(t, id).Transit)
	}
	require.Zero(t, c.InTransit(t, product))
	c.Verify(t)
}
