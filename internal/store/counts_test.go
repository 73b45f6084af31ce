package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
)

// counting is a company with some stock in North, people who count, and a
// count of its receiving bin.
type counting struct {
	*fixture.Company
	manager, second, hand fixture.Actor
	tea, milk             int64
	bin                   int64
}

func newCounting(t *testing.T) *counting {
	c := &counting{Company: fixture.New(t)}
	c.manager, c.second = c.At(c.North), c.As(c.AddUser(t, inventory.Manager, c.North), c.North)
	c.hand = c.As(c.AddUser(t, inventory.Staff, c.North), c.North)
	c.tea, c.milk = c.Product(t, "TEA"), c.LotProduct(t, "MILK")
	c.bin = c.North.Bins[inventory.ReceivingBin]
	c.manager.ReceiveLot(t, c.milk, 20, "L1", "2099-01-01")
	c.manager.Receive(t, c.tea, 100)
	return c
}

func (c *counting) begin(t *testing.T) string {
	return c.manager.Create(t, inventory.CreateCount, inventory.Body{Scope: &inventory.CountScope{LocationIDs: []int64{c.bin}}})
}

func entries(lines ...inventory.CountEntry) inventory.Body { return inventory.Body{Entries: lines} }

// line is the number of a product's line in a count.
func (c *counting) line(t *testing.T, count string, product int64) int {
	return int(c.ID(t, `SELECT line_no FROM count_lines WHERE operation_id = $1 AND product_id = $2`, count, product))
}

func (c *counting) enter(t *testing.T, count string, tea, milk int64) inventory.Outcome {
	return c.hand.Do(t, inventory.EnterCount, count, entries(
		inventory.CountEntry{LineNo: c.line(t, count, c.tea), Quantity: tea}, inventory.CountEntry{LineNo: c.line(t, count, c.milk), Quantity: milk}))
}

func TestACountPostsItsDifferencesInOneStep(t *testing.T) {
	c := newCounting(t)
	count := c.begin(t)
	out := c.hand.Refused(t, inventory.CodeLinesOutstanding, inventory.SubmitCount, count, inventory.Body{})
	require.Contains(t, out.Refusal.Detail, "2 lines")
	require.Empty(t, c.enter(t, count, 97, 20).Recounts)
	// Goods that are not on the list, of a lot that nobody knew.
	c.hand.Do(t, inventory.EnterCount, count, entries(inventory.CountEntry{
		ProductID: c.milk, LocationID: c.bin, LotCode: "FOUND", ExpiresOn: "2099-03-03", Quantity: 2}))

	out = c.hand.Do(t, inventory.SubmitCount, count, inventory.Body{})
	require.Equal(t, inventory.Closed, out.Status)
	require.Regexp(t, `^CO-\d{6}$`, out.Number)
	require.EqualValues(t, 97, c.InBin(t, c.bin, c.tea).OnHand)
	require.EqualValues(t, 22, c.InBin(t, c.bin, c.milk).OnHand)
	require.EqualValues(t, 1, c.ID(t, `SELECT count(DISTINCT step_no) FROM movements WHERE operation_id = $1`, count))
	require.Len(t, c.Operation(t, count).Lines, 2, "what agrees moves nothing")
	c.Verify(t)
}

// Stock isn't frozen. The rule for what moved is the same whoever moves it.
func TestWhatMovedWhileCountingIsToldAndRecounted(t *testing.T) {
	soon := func(d time.Duration) *time.Time { at := time.Now().Add(d); return &at }
	for name, c := range map[string]struct {
		movesBefore, movesAfter bool // the entry
		at                      *time.Time
		counted                 int64
		told, again             bool // at the entry, and when it is handed in
		ends                    int64
	}{
		"nothing moved":                               {counted: 98, ends: 98},
		"moved before, and it agrees":                 {movesBefore: true, counted: 90, told: true},
		"moved before, and it differs":                {movesBefore: true, counted: 88, told: true},
		"moved before, by the clock counted after":    {movesBefore: true, at: soon(50 * time.Second), counted: 88, told: true},
		"moved after, and it agreed":                  {movesAfter: true, counted: 100, ends: 90},
		"moved after, and it differed":                {movesAfter: true, counted: 97, again: true},
		"moved before and after, counted long before": {movesBefore: true, movesAfter: true, at: soon(-time.Hour), counted: 100, told: true},
	} {
		t.Run(name, func(t *testing.T) {
			k := newCounting(t)
			count := k.begin(t)
			ship := func(yes bool) {
				if yes {
					k.manager.Do(t, inventory.PickShipment, k.manager.Ship(t, k.tea, 10), inventory.Body{Picks: []inventory.PickedLine{{LineNo: 1, Quantity: 10}}})
				}
			}
			no := k.line(t, count, k.tea)
			ship(c.movesBefore)
			out := k.hand.Do(t, inventory.EnterCount, count, entries(
				inventory.CountEntry{LineNo: no, Quantity: c.counted, CountedAt: c.at}, inventory.CountEntry{LineNo: k.line(t, count, k.milk), Quantity: 20}))
			if c.told {
				require.Equal(t, []int{no}, out.Recounts)
				k.hand.Refused(t, inventory.CodeLinesOutstanding, inventory.SubmitCount, count, inventory.Body{})
				return
			}
			require.Empty(t, out.Recounts)
			ship(c.movesAfter)
			out = k.hand.Do(t, inventory.SubmitCount, count, inventory.Body{})
			if c.again {
				require.Equal(t, inventory.Recounting, out.Status)
				require.Equal(t, []int{no}, out.Recounts)
				// Counted once more, now that it stands still.
				require.Empty(t, k.hand.Do(t, inventory.EnterCount, count, entries(inventory.CountEntry{LineNo: no, Quantity: 87})).Recounts)
				c.ends = 87
				out = k.hand.Do(t, inventory.SubmitCount, count, inventory.Body{})
			}
			require.Equal(t, inventory.Closed, out.Status)
			require.EqualValues(t, c.ends, k.InBin(t, k.bin, k.tea).OnHand)
			k.Verify(t)
		})
	}
}

// An entry that was counted well after the last movement stands; the time is
// what the counter says, so the movement is dated back here.
func TestAnEntryThatWasCountedAfterTheMovementStands(t *testing.T) {
	c := newCounting(t)
	count := c.begin(t)
	c.manager.Do(t, inventory.PickShipment, c.manager.Ship(t, c.tea, 10), inventory.Body{Picks: []inventory.PickedLine{{LineNo: 1, Quantity: 10}}})
	c.Exec(t, `ALTER TABLE movements DISABLE TRIGGER USER`)
	c.Exec(t, `UPDATE movements SET moved_at = moved_at - interval '10 minutes'`)
	c.Exec(t, `ALTER TABLE movements ENABLE TRIGGER USER`)
	now := time.Now()
	out := c.hand.Do(t, inventory.EnterCount, count, entries(
		inventory.CountEntry{LineNo: c.line(t, count, c.tea), Quantity: 89, CountedAt: &now}, inventory.CountEntry{LineNo: c.line(t, count, c.milk), Quantity: 20}))
	require.Empty(t, out.Recounts)
	c.hand.Do(t, inventory.SubmitCount, count, inventory.Body{})
	require.EqualValues(t, 89, c.InBin(t, c.bin, c.tea).OnHand)
	c.Verify(t)
}

func TestDifferencesOverTheLimitTakeSomebodyWhoHasntCounted(t *testing.T) {
	c := newCounting(t)
	c.Exec(t, `UPDATE warehouses SET count_tolerance_percent = 5 WHERE id = $1`, c.North.ID)
	count := c.begin(t)
	c.enter(t, count, 95, 20)
	require.Equal(t, inventory.Closed, c.hand.Do(t, inventory.SubmitCount, count, inventory.Body{}).Status, "within five percent")

	count = c.begin(t)
	c.enter(t, count, 80, 20)
	c.manager.Do(t, inventory.EnterCount, count, entries(inventory.CountEntry{LineNo: c.line(t, count, c.milk), Quantity: 20}))
	out := c.hand.Do(t, inventory.SubmitCount, count, inventory.Body{})
	require.Equal(t, inventory.AwaitingApproval, out.Status)
	require.EqualValues(t, 95, c.InBin(t, c.bin, c.tea).OnHand, "nothing is posted before")
	decide := inventory.Body{ApprovalID: out.ApprovalIDs[0]}
	c.manager.Refused(t, inventory.CodeSecondPerson, inventory.Approve, count, decide)

	// Refused: the lines over the limit are counted again.
	out = c.second.Do(t, inventory.Refuse, count, decide)
	require.Equal(t, inventory.Recounting, out.Status)
	require.Equal(t, []int{c.line(t, count, c.tea)}, out.Recounts)
	c.hand.Do(t, inventory.EnterCount, count, entries(inventory.CountEntry{LineNo: c.line(t, count, c.tea), Quantity: 81}))
	out = c.hand.Do(t, inventory.SubmitCount, count, inventory.Body{})
	decide = inventory.Body{ApprovalID: out.ApprovalIDs[0]}

	// Goods move while it waits; the difference stays what it is.
	c.manager.Do(t, inventory.PickShipment, c.manager.Ship(t, c.tea, 5), inventory.Body{Picks: []inventory.PickedLine{{LineNo: 1, Quantity: 5}}})
	require.Equal(t, inventory.Closed, c.second.Do(t, inventory.Approve, count, decide).Status)
	require.EqualValues(t, 76, c.InBin(t, c.bin, c.tea).OnHand)
	c.Verify(t)
}

// Two counts find the same difference: it is posted once.
func TestADifferenceIsNotPostedTwice(t *testing.T) {
	c := newCounting(t)
	c.Exec(t, `UPDATE warehouses SET count_approval_quantity = 3 WHERE id = $1`, c.North.ID)
	one, other := c.begin(t), c.begin(t)
	c.enter(t, one, 95, 20)
	c.enter(t, other, 95, 20)
	first := c.hand.Do(t, inventory.SubmitCount, one, inventory.Body{})
	second := c.hand.Do(t, inventory.SubmitCount, other, inventory.Body{})
	c.second.Do(t, inventory.Approve, one, inventory.Body{ApprovalID: first.ApprovalIDs[0]})
	out := c.second.Refused(t, inventory.CodeStockMoved, inventory.Approve, other, inventory.Body{ApprovalID: second.ApprovalIDs[0]})
	require.Len(t, out.Refusal.Lines, 1)
	c.manager.Do(t, inventory.RecountCount, other, inventory.Body{})
	c.hand.Do(t, inventory.EnterCount, other, entries(inventory.CountEntry{LineNo: c.line(t, other, c.tea), Quantity: 95}))
	require.Equal(t, inventory.Closed, c.hand.Do(t, inventory.SubmitCount, other, inventory.Body{}).Status)
	require.EqualValues(t, 95, c.InBin(t, c.bin, c.tea).OnHand)
	c.Verify(t)
}

func TestACountNamesWhoHoldsWhatIsMissing(t *testing.T) {
	c := newCounting(t)
	count := c.begin(t)
	shipment := c.manager.Ship(t, c.tea, 90)
	c.enter(t, count, 80, 20)
	before := c.Fingerprint(t)
	out := c.hand.Refused(t, inventory.CodeStockReserved, inventory.SubmitCount, count, inventory.Body{})
	require.Equal(t, shipment, out.Refusal.Lines[0].Holders[0].OperationID)
	require.Equal(t, before, c.Fingerprint(t))
	c.manager.Do(t, inventory.CancelShipment, shipment, inventory.Body{})
	c.hand.Do(t, inventory.SubmitCount, count, inventory.Body{})
	require.EqualValues(t, 80, c.InBin(t, c.bin, c.tea).OnHand)
	c.Verify(t)
}

func TestWhatACountCovers(t *testing.T) {
	c := newCounting(t)
	storage := c.North.Bins[inventory.StorageBin]
	c.manager.Do(t, inventory.CreateAdjustment, "", corrects(
		inventory.Correction{ProductID: c.tea, LocationID: storage, Change: 4, Reason: "found"}))
	food := c.ID(t, `INSERT INTO categories (name, path) VALUES ('Food', 'Food') RETURNING id`)
	drinks := c.ID(t, `INSERT INTO categories (parent_id, name, path) VALUES ($1, 'Drinks', 'Food > Drinks') RETURNING id`, food)
	c.Exec(t, `UPDATE products SET category_id = $1 WHERE id = $2`, drinks, c.milk)
	c.Exec(t, `INSERT INTO product_classes (warehouse_id, product_id, abc_class) VALUES ($1, $2, 'A')`, c.North.ID, c.tea)
	picked := c.manager.Ship(t, c.tea, 1)
	c.manager.Do(t, inventory.PickShipment, picked, inventory.Body{Picks: []inventory.PickedLine{{LineNo: 1, Quantity: 1}}})

	for name, x := range map[string]struct {
		scope inventory.CountScope
		lines int64
	}{
		"a bin":                {inventory.CountScope{LocationIDs: []int64{storage}}, 1},
		"two bins":             {inventory.CountScope{LocationIDs: []int64{storage, c.bin}}, 3},
		"an empty bin":         {inventory.CountScope{LocationIDs: []int64{c.North.Bins[inventory.PickingBin]}}, 0},
		"a category":           {inventory.CountScope{CategoryID: drinks}, 1},
		"the category above":   {inventory.CountScope{CategoryID: food}, 1},
		"a class":              {inventory.CountScope{ABCClass: "A"}, 2},
		"products":             {inventory.CountScope{ProductIDs: []int64{c.tea, c.milk}}, 3},
		"a class in a bin":     {inventory.CountScope{ABCClass: "A", LocationIDs: []int64{c.bin}}, 1},
		"what has been picked": {inventory.CountScope{LocationIDs: []int64{c.North.Bins[inventory.ShippingBin]}}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			count := c.manager.Create(t, inventory.CreateCount, inventory.Body{Scope: &x.scope})
			require.Equal(t, x.lines, c.ID(t, `SELECT count(*) FROM count_lines WHERE operation_id = $1`, count))
			c.manager.Do(t, inventory.CancelCount, count, inventory.Body{})
		})
	}
	for code, scope := range map[inventory.Code]inventory.CountScope{
		inventory.CodeInvalid: {}, inventory.CodeNotFound: {ABCClass: "C"},
	} {
		c.manager.Refused(t, code, inventory.CreateCount, "", inventory.Body{Scope: &scope})
	}
	c.manager.Refused(t, inventory.CodeNotFound, inventory.CreateCount, "",
		inventory.Body{Scope: &inventory.CountScope{LocationIDs: []int64{c.South.Bins[inventory.StorageBin]}}})
	c.Verify(t)
}
