package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// recalled is a company with a lot in two warehouses and on the road between
// them, and documents that hold it.
type recalled struct {
	*fixture.Company
	product, lot       int64
	shipment, transfer string
	by                 store.Actor
}

func newRecalled(t *testing.T) *recalled {
	t.Helper()
	c := fixture.New(t)
	r := &recalled{Company: c, product: c.LotProduct(t, "TEA"), by: store.Actor{UserID: c.Manager}}
	north := c.At(c.North)
	north.ReceiveLot(t, r.product, 20, "L1", "2099-01-01")
	c.At(c.South).ReceiveLot(t, r.product, 7, "L1", "2099-01-01")
	r.lot = c.ID(t, "SELECT id FROM lots WHERE code = 'L1'")
	r.shipment = north.Ship(t, r.product, 4)
	r.transfer = north.Create(t, inventory.CreateTransfer, inventory.Body{
		DestinationID: c.South.ID, Lines: []inventory.DocumentLine{{ProductID: r.product, Quantity: 5}},
	})
	north.Do(t, inventory.DispatchTransf, r.transfer, inventory.Body{})
	return r
}

func (r *recalled) new() store.NewRecall {
	return store.NewRecall{ID: uuid.NewString(), RequestHash: "x", LotIDs: []int64{r.lot}, Reason: "wrappers came open", Instructions: "to quarantine"}
}

func (r *recalled) start(t *testing.T) store.Recall {
	t.Helper()
	n := r.new()
	require.NoError(t, r.Store.StartRecall(tctx, r.by, everywhere, n))
	recall, err := r.Store.Recall(tctx, everywhere, n.ID)
	require.NoError(t, err)
	return recall
}

func (r *recalled) round(t *testing.T, id string, after time.Duration) (ended bool) {
	t.Helper()
	started := r.recall(t, id).StartedAt
	ended, again, err := r.Store.RecallRound(tctx, id, store.RecallPatience{Remind: 4 * time.Hour, Escalate: 24 * time.Hour}, started.Add(after))
	require.NoError(t, err)
	if !ended {
		require.Equal(t, started.Add(after.Truncate(4*time.Hour)+4*time.Hour), again)
	}
	return ended
}

func (r *recalled) recall(t *testing.T, id string) store.Recall {
	t.Helper()
	recall, err := r.Store.Recall(tctx, everywhere, id)
	require.NoError(t, err)
	return recall
}

func refusalOf(t *testing.T, err error) inventory.Code {
	t.Helper()
	var refusal *inventory.Error
	require.ErrorAs(t, err, &refusal)
	return refusal.Code
}

// A recall freezes a lot in every warehouse at once, says who has it, and ends
// when each of them has confirmed.
func TestRecall(t *testing.T) {
	t.Parallel()
	r := newRecalled(t)
	recall := r.start(t)
	require.Equal(t, "open", recall.Status)
	expected := map[int64]int64{}
	for _, s := range recall.Sites {
		expected[s.Warehouse.ID] = s.Expected
	}
	require.Equal(t, map[int64]int64{r.North.ID: 15, r.South.ID: 12}, expected)
	holds := map[string]string{}
	for _, o := range recall.Operations {
		holds[o.ID] = fmt.Sprintf("%d reserved, %d picked, %d on the road", o.Reserved, o.Picked, o.InTransit)
	}
	require.Equal(t, map[string]string{r.shipment: "4 reserved, 0 picked, 0 on the road", r.transfer: "0 reserved, 0 picked, 5 on the road"}, holds)
	for _, site := range []*fixture.Site{r.North, r.South} {
		r.At(site).Refused(t, inventory.CodeInsufficientStock, inventory.CreateShipment, "", fixture.Lines(r.product, 1))
	}
	r.At(r.North).Refused(t, inventory.CodeLotOnHold, inventory.PickShipment, r.shipment, inventory.Body{})
	require.Equal(t, inventory.CodeConflict, refusalOf(t, r.Store.ReleaseLot(tctx, r.by, everywhere, r.lot, "why not")))
	alerts := func() int64 {
		return r.ID(t, "SELECT count(*) FROM alerts WHERE active AND type = 'lot_recalled' AND lot_id = $1", r.lot)
	}
	require.EqualValues(t, 2, alerts())

	require.False(t, r.round(t, recall.ID, time.Minute))
	require.False(t, r.round(t, recall.ID, time.Minute), "again")
	told := func(link string) int64 {
		return r.ID(t, "SELECT count(*) FROM notifications WHERE user_id = $1 AND kind = 'lot_recalled' AND link = $2", r.Manager, link)
	}
	require.EqualValues(t, 1, told("/operations/"+r.shipment), "once of each operation")
	require.EqualValues(t, 1, told("/operations/"+r.transfer))
	require.EqualValues(t, 1, told("/recalls/"+recall.ID))
	r.round(t, recall.ID, 5*time.Hour)
	r.round(t, recall.ID, 6*time.Hour)
	require.EqualValues(t, 2, told("/recalls/"+recall.ID), "one reminder in four hours")
	require.Equal(t, "reminded", r.recall(t, recall.ID).Attention)

	require.NoError(t, r.Store.ConfirmRecall(tctx, r.by, everywhere, recall.ID, r.North.ID, store.ConfirmedSite{Found: 14, Quarantined: 14, Note: "one was eaten"}))
	require.EqualValues(t, 1, alerts())
	require.False(t, r.round(t, recall.ID, 25*time.Hour))
	require.Equal(t, "escalated", r.recall(t, recall.ID).Attention)
	for name, err := range map[inventory.Code]error{
		inventory.CodeConflict: r.Store.ConfirmRecall(tctx, r.by, everywhere, recall.ID, r.North.ID, store.ConfirmedSite{}),
		inventory.CodeInvalid:  r.Store.ConfirmRecall(tctx, r.by, everywhere, recall.ID, r.South.ID, store.ConfirmedSite{Found: 1, Quarantined: 2}),
		inventory.CodeNotFound: r.Store.ConfirmRecall(tctx, r.by, store.Scope{Warehouses: []int64{r.North.ID}}, recall.ID, r.South.ID, store.ConfirmedSite{}),
	} {
		require.Equal(t, name, refusalOf(t, err))
	}
	require.NoError(t, r.Store.ConfirmRecall(tctx, r.by, everywhere, recall.ID, r.South.ID, store.ConfirmedSite{Found: 7, Quarantined: 7}))
	require.True(t, r.round(t, recall.ID, 26*time.Hour))
	require.True(t, r.round(t, recall.ID, 27*time.Hour), "again")
	closed := r.recall(t, recall.ID)
	require.Equal(t, "closed", closed.Status)
	require.EqualValues(t, 15, *closed.Sites[0].Book)
	require.EqualValues(t, 14, *closed.Sites[0].Found)
	r.At(r.South).Refused(t, inventory.CodeInsufficientStock, inventory.CreateShipment, "", fixture.Lines(r.product, 1))

	require.NoError(t, r.Store.LiftRecall(tctx, r.by, recall.ID, "the maker has cleared it"))
	require.Equal(t, inventory.CodeConflict, refusalOf(t, r.Store.LiftRecall(tctx, r.by, recall.ID, "again")))
	require.Zero(t, alerts())
	r.At(r.North).Do(t, inventory.PickShipment, r.shipment, inventory.Body{})
	r.At(r.South).Ship(t, r.product, 1)
	require.Equal(t, "start_recall, confirm_recall, confirm_recall, close_recall, lift_recall", r.Text(t,
		"SELECT string_agg(action, ', ' ORDER BY seq) FROM audit_records WHERE subject_kind = 'recall'"))
	r.Verify(t)
}

// What is refused leaves nothing behind; the same request again is the same
// recall; lots that were on hold are so again.
func TestRecallsThatAreRefusedOrRepeated(t *testing.T) {
	t.Parallel()
	r := newRecalled(t)
	other := r.LotProduct(t, "COFFEE")
	r.At(r.North).ReceiveLot(t, other, 1, "C1", "2099-01-01")
	coffee := r.ID(t, "SELECT id FROM lots WHERE code = 'C1'")
	require.NoError(t, r.Store.HoldLot(tctx, r.by, everywhere, coffee, "a complaint"))

	before := r.Fingerprint(t)
	mixed, foreign, unknown := r.new(), r.new(), r.new()
	mixed.LotIDs = append(mixed.LotIDs, coffee)
	unknown.LotIDs = []int64{999}
	require.Equal(t, inventory.CodeInvalid, refusalOf(t, r.Store.StartRecall(tctx, r.by, everywhere, mixed)))
	require.Equal(t, inventory.CodeNotFound, refusalOf(t, r.Store.StartRecall(tctx, r.by, store.Scope{Warehouses: []int64{999}}, foreign)))
	require.Equal(t, inventory.CodeNotFound, refusalOf(t, r.Store.StartRecall(tctx, r.by, everywhere, unknown)))
	require.Equal(t, before, r.Fingerprint(t))

	n := r.new()
	n.LotIDs = []int64{coffee}
	require.NoError(t, r.Store.StartRecall(tctx, r.by, everywhere, n))
	before = r.Fingerprint(t)
	require.NoError(t, r.Store.StartRecall(tctx, r.by, everywhere, n), "the same request again")
	changed := n
	changed.RequestHash = "y"
	require.Equal(t, inventory.CodeKeyReused, refusalOf(t, r.Store.StartRecall(tctx, r.by, everywhere, changed)))
	twice := r.new()
	twice.LotIDs = []int64{coffee}
	require.Equal(t, inventory.CodeConflict, refusalOf(t, r.Store.StartRecall(tctx, r.by, everywhere, twice)))
	require.Equal(t, before, r.Fingerprint(t))

	seen, _, err := r.Store.ListRecalls(tctx, store.Scope{Warehouses: []int64{r.South.ID}}, "", store.Page{Limit: 10})
	require.NoError(t, err)
	require.Empty(t, seen, "South never had it")
	require.NoError(t, r.Store.LiftRecall(tctx, r.by, n.ID, "a mistake"))
	assert.Equal(t, "on_hold", r.Text(t, "SELECT status FROM lots WHERE code = 'C1'"))
	r.Verify(t)
}

// Twenty reserve of a lot in two warehouses while it is recalled: nothing is
// reserved after that, and what was is among the recall's operations.
func TestNothingIsReservedOfALotOnceItIsRecalled(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	stores := processes(t, c, 4, 5)
	product := c.LotProduct(t, "P")
	for _, site := range []*fixture.Site{c.North, c.South} {
		c.At(site).ReceiveLot(t, product, 1e6, "L", "2099-01-01")
	}
	lot := c.ID(t, "SELECT id FROM lots")
	began := make(chan struct{}, 1000)
	failed := make([]error, 20)
	var wg sync.WaitGroup
	for i := range failed {
		wg.Go(func() {
			at := c.At([]*fixture.Site{c.North, c.South}[i%2])
			for range 50 {
				out, err := stores[i%len(stores)].Post(tctx, []inventory.Command{at.Command(inventory.CreateShipment, "", fixture.Lines(product, 1))})
				switch {
				case err != nil:
					failed[i] = err
					return
				case out[0].Refusal == nil:
					began <- struct{}{}
				case out[0].Refusal.Code == inventory.CodeInsufficientStock:
					return
				default:
					failed[i] = out[0].Refusal
					return
				}
			}
			failed[i] = fmt.Errorf("nobody kept the %dth from reserving", i)
		})
	}
	for range 25 {
		<-began
	}
	id := uuid.NewString()
	require.NoError(t, c.Store.StartRecall(tctx, store.Actor{UserID: c.Manager}, everywhere,
		store.NewRecall{ID: id, RequestHash: "x", LotIDs: []int64{lot}, Reason: "bad"}))
	wg.Wait()
	for _, err := range failed {
		require.NoError(t, err)
	}
	reserved := c.ID(t, "SELECT sum(reserved)::bigint FROM inventory")
	require.Positive(t, reserved)
	require.Equal(t, reserved, c.ID(t, "SELECT sum(reserved)::bigint FROM recall_operations"))
	c.Verify(t)
}
