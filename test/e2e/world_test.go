package e2e

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"

	"stockflow/internal/apiclient"
	"stockflow/internal/inventory"
	"stockflow/test/system"
	"stockflow/workflows"
)

type (
	m = system.M
	l = system.L
)

// world is the company that the tests of documents share; each brings its own
// products.
type world struct {
	*system.System
	north, south *system.Site
	// strict tolerates 10 % too much, and wants transfers of 100 units approved.
	strict *system.Site
	// limited lets staff correct 3 units and managers 19 by themselves, and
	// counts differ by 2 at most.
	limited *system.Site
	// staff and manager act everywhere, outsider nowhere.
	staff, manager, outsider *system.User
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{System: system.New(t, system.Options{ClockStopped: true})}
	w.north, w.south = w.Site(t, "NORTH", nil), w.Site(t, "SOUTH", nil)
	w.strict = w.Site(t, "STRICT", m{"over_receipt_tolerance_percent": 10, "transfer_approval_quantity": 100})
	w.limited = w.Site(t, "LIMITED", m{"adjustment_staff_quantity": 3, "adjustment_approval_quantity": 20, "count_approval_quantity": 3})
	w.staff = w.User(t, inventory.Staff, w.north, w.south, w.strict, w.limited)
	w.manager = w.User(t, inventory.Manager, w.north, w.south, w.strict, w.limited)
	w.outsider = w.User(t, inventory.Manager)
	return w
}

// TestDocuments takes documents of all kinds through their lives.
func TestDocuments(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct {
		name string
		run  func(*testing.T, *world)
	}{
		{"a receipt comes in parts, with lots, damaged goods and putting away", receiptInParts},
		{"an over-receipt waits for a manager who approves it", overReceiptApproved},
		{"an over-receipt waits for a manager who refuses it", overReceiptRefused},
		{"a receipt is closed short only if one says so", receiptClosedShort},
		{"a receipt is cancelled only while nothing has come", receiptCancelled},
		{"a receipt is undone as a whole", receiptUndone},
		{"a receipt is not undone when its stock has gone", receiptUndoRefused},
		{"a shipment takes the first expired first, never expired goods", shipmentFirstExpiredFirst},
		{"a shipment is picked in parts, packed and dispatched", shipmentDispatched},
		{"a shipment of more than there is takes nothing", shipmentAllOrNothing},
		{"a backorder waits for stock and is delivered in two parts", shipmentBackorder},
		{"a shipment is cancelled at every stage", shipmentCancelled},
		{"a shipment that nobody picks in time is released", shipmentExpires},
		{"a transfer arrives in parts", transferInParts},
		{"a large transfer waits for a manager", transferApproval},
		{"a manager settles what a transfer lacks", transferDiscrepancy},
		{"a transfer is cancelled at every stage", transferCancelled},
		{"a return that is not complete is settled", transferReturnDiscrepancy},
		{"a large correction waits for a second person", adjustmentApproved},
		{"a count is blind, and its large differences wait for a second person", countBlind},
		{"a customer returns what was shipped, and no more", customerReturn},
		{"a count of 5,000 rows takes seconds", countOfFiveThousand},
		{"packaging units, SKUs and bin codes are understood", unitsAndCodes},
		{"what is not yours can't be seen or touched", foreignDocuments},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.run(t, w)
			w.Verify(t)
		})
	}
	w.Settled(t)
	w.Verify(t)
}

// step gives a command that has to lead to a stage.
func step(t *testing.T, u *system.User, path string, body any, status string) apiclient.CommandOutcome {
	t.Helper()
	out := u.Do(t, path, body)
	require.Equal(t, status, string(out.Status), path)
	return out
}

// level compares the stock of a product in a warehouse.
func (w *world) level(t *testing.T, site *system.Site, product, onHand, reserved, available int64) {
	t.Helper()
	l := w.Level(t, site, product)
	assert.Equal(t, system.Level{OnHand: onHand, Reserved: reserved, Available: available, InTransit: l.InTransit}, l)
}

// running checks that Temporal shows a document's process under its search
// attributes, and that it knows where the document is.
func (w *world) running(t *testing.T, operation, waitsFor string) {
	t.Helper()
	op := w.Operation(t, operation)
	run := w.AwaitRun(t, operation, enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING)
	assert.Equal(t, strconv.FormatInt(op.Warehouse.ID, 10), run.Attributes[workflows.WarehouseAttribute.GetName()])
	assert.Equal(t, string(op.Kind), run.Attributes[workflows.KindAttribute.GetName()])
	assert.Equal(t, op.Number, run.Attributes[workflows.NumberAttribute.GetName()])
	if op.Destination != nil {
		assert.Equal(t, strconv.FormatInt(op.Destination.ID, 10), run.Attributes[workflows.DestinationAttribute.GetName()])
	}
	var live workflows.Live
	system.Until(t, 30*time.Second, "the process has heard of the last step", func() (any, bool) {
		live = w.Live(t, inventory.Kind(op.Kind), operation)
		return live, live.Revision == int(op.Revision)
	})
	assert.Equal(t, string(op.Status), string(live.Status))
	assert.Equal(t, waitsFor, live.WaitsFor)

	told := system.Get[apiclient.OperationLive](t, w.staff, "/operations/"+operation+"/live")
	assert.True(t, told.Running)
	require.NotNil(t, told.State)
	assert.Equal(t, string(op.Status), (*told.State)["status"])
}

// ended checks that a document's process has come to its end.
func (w *world) ended(t *testing.T, operation, status string) {
	t.Helper()
	op := w.Operation(t, operation)
	assert.Equal(t, status, string(op.Status))
	assert.True(t, op.Ended)
	w.AwaitRun(t, operation, enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED)
}

// steps lists what a document has been through.
func steps(op apiclient.Operation) []string {
	kinds := make([]string, len(op.Timeline))
	for i, s := range op.Timeline {
		kinds[i] = s.Kind
	}
	return kinds
}
