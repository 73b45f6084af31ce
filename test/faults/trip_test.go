package faults

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/apiclient"
	"stockflow/internal/inventory"
	"stockflow/test/system"
)

type (
	m = system.M
	l = system.L
)

// site is a company whose documents meet a fault at each step.
type site struct {
	*system.System
	north, south *system.Site
	staff        *system.User
	manager      *system.User
	// fault gives the command and lets something happen meanwhile. It returns
	// the command's last answer.
	fault func(t *testing.T, s *site, kind inventory.CommandKind, user *system.User, r system.Request) system.Answer
}

func newSite(t *testing.T, o system.Options) *site {
	t.Helper()
	s := &site{System: system.New(t, o), fault: undisturbed}
	rules := m{"over_receipt_tolerance_percent": 10, "transfer_approval_quantity": 100}
	s.north, s.south = s.Site(t, "NORTH", rules), s.Site(t, "SOUTH", rules)
	s.staff = s.User(t, inventory.Staff, s.north, s.south)
	s.manager = s.User(t, inventory.Manager, s.north, s.south)
	// Both desks run before the first fault: starting one takes two requests,
	// and the faults lie in wait for one.
	for _, at := range []*system.Site{s.north, s.south} {
		s.Stock(t, at, system.Arrival{Product: s.Products(t, 1)[0], Quantity: 1})
	}
	return s
}

// undisturbed gives the command, and nothing happens.
func undisturbed(t *testing.T, _ *site, _ inventory.CommandKind, user *system.User, r system.Request) system.Answer {
	t.Helper()
	return insist(t, user, r)
}

func insist(t *testing.T, user *system.User, r system.Request) system.Answer {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	a, err := user.Insist(ctx, r)
	require.NoError(t, err)
	return a
}

// do gives a command under the fault, and checks that it had its effect once.
func (s *site) do(t *testing.T, user *system.User, kind inventory.CommandKind, path string, body any, status string) apiclient.CommandOutcome {
	t.Helper()
	key := uuid.NewString()
	r := system.Request{Method: http.MethodPost, Path: path, Key: key, Prefer: "wait=30", Body: body}
	out := s.fault(t, s, kind, user, r).Outcome(t)
	require.Equal(t, status, string(out.Status), kind)
	require.Equal(t, inventory.CommandID(kind, user.ID, key), out.CommandID)
	again := insist(t, user, r).Outcome(t)
	assert.True(t, again.Replayed, "%s: a repetition is told that it is one", kind)
	again.Replayed, out.Replayed = false, false
	assert.Equal(t, out, again, "%s: a repetition gets the same answer", kind)
	op := s.Operation(t, out.OperationID)
	times := 0
	for _, step := range op.Timeline {
		if step.CommandID == out.CommandID {
			times++
		}
	}
	assert.Equal(t, 1, times, "%s: its effects", kind)
	assert.Len(t, op.Timeline, int(op.Revision))
	return out
}

// stocked adds a product of which 30 lie in NORTH's storage bin.
func (s *site) stocked(t *testing.T) int64 {
	t.Helper()
	product := s.Products(t, 1)[0]
	s.Stock(t, s.north, system.Arrival{Product: product, Quantity: 30})
	return product
}

// stock compares a product's stock in both warehouses.
func (s *site) stock(t *testing.T, product int64, north, south system.Level) {
	t.Helper()
	assert.Equal(t, north, s.Level(t, s.north, product))
	assert.Equal(t, south, s.Level(t, s.south, product))
}

func atRest(quantity int64) system.Level { return system.Level{OnHand: quantity, Available: quantity} }

// trips take documents through every command that people give.
var trips = []struct {
	name string
	take func(*testing.T, *site)
}{
	{"count, adjustment and return", countTrip},
	{"receipt", receiptTrip}, {"receipt refused and cancelled", refusedReceiptTrip},
	{"shipment", shipmentTrip}, {"shipment cancelled", cancelledShipmentTrip},
	{"transfer", transferTrip}, {"transfer cancelled", cancelledTransferTrip},
}

func receiptTrip(t *testing.T, s *site) {
	product := s.Products(t, 1)[0]
	out := s.do(t, s.staff, inventory.CreateReceipt, "/receipts", m{"warehouse_id": s.north.ID, "lines": system.Lines(product, 10)}, "expected")
	path := "/receipts/" + out.OperationID
	s.do(t, s.staff, inventory.ReceiveReceipt, path+"/receive", m{"lines": l{m{"line_no": 1, "quantity": 6}}}, "receiving")
	over := s.do(t, s.staff, inventory.ReceiveReceipt, path+"/receive", m{"lines": l{m{"line_no": 1, "quantity": 7}}}, "receiving")
	require.NotNil(t, over.ApprovalIds)
	s.stock(t, product, atRest(6), system.Level{})
	s.do(t, s.manager, inventory.Approve, "/approvals/"+(*over.ApprovalIds)[0]+"/approve", nil, "receiving")
	s.stock(t, product, atRest(13), system.Level{})
	s.do(t, s.staff, inventory.PutAwayReceipt, path+"/put-away", m{"moves": l{
		m{"line_no": 1, "quantity": 13, "from_location": "RECEIVING", "to_location": "STORAGE"},
	}}, "receiving")
	s.do(t, s.staff, inventory.CloseReceipt, path+"/close", nil, "closed")
	s.do(t, s.manager, inventory.UndoReceipt, path+"/undo", nil, "undone")
	s.stock(t, product, system.Level{}, system.Level{})
}

func refusedReceiptTrip(t *testing.T, s *site) {
	product := s.Products(t, 1)[0]
	body := m{"warehouse_id": s.north.ID, "lines": system.Lines(product, 10)}
	out := s.do(t, s.staff, inventory.CreateReceipt, "/receipts", body, "expected")
	path := "/receipts/" + out.OperationID
	over := s.do(t, s.staff, inventory.ReceiveReceipt, path+"/receive", m{"lines": l{m{"line_no": 1, "quantity": 12}}}, "receiving")
	s.do(t, s.manager, inventory.Refuse, "/approvals/"+(*over.ApprovalIds)[0]+"/refuse", nil, "receiving")
	s.do(t, s.staff, inventory.CloseReceipt, path+"/close", m{"short": true}, "closed_short")
	out = s.do(t, s.staff, inventory.CreateReceipt, "/receipts", body, "expected")
	s.do(t, s.staff, inventory.CancelReceipt, "/receipts/"+out.OperationID+"/cancel", nil, "cancelled")
	s.stock(t, product, system.Level{}, system.Level{})
}

func shipmentTrip(t *testing.T, s *site) {
	product := s.stocked(t)
	out := s.do(t, s.staff, inventory.CreateShipment, "/shipments", m{
		"warehouse_id": s.north.ID, "policy": "backorder", "lines": system.Lines(product, 40),
	}, "backordered")
	path := "/shipments/" + out.OperationID
	s.Stock(t, s.north, system.Arrival{Product: product, Quantity: 15})
	s.do(t, s.staff, inventory.ReserveShipment, path+"/reserve", nil, "reserved")
	s.do(t, s.staff, inventory.PickShipment, path+"/pick", m{"lines": l{m{"line_no": 1, "quantity": 11}}}, "picking")
	s.do(t, s.staff, inventory.PickShipment, path+"/pick", nil, "picked")
	s.do(t, s.staff, inventory.PackShipment, path+"/pack", nil, "packed")
	s.do(t, s.staff, inventory.DispatchShip, path+"/dispatch", nil, "dispatched")
	s.stock(t, product, atRest(5), system.Level{})
}

func cancelledShipmentTrip(t *testing.T, s *site) {
	product := s.stocked(t)
	body := m{"warehouse_id": s.north.ID, "lines": system.Lines(product, 10)}
	out := s.do(t, s.staff, inventory.CreateShipment, "/shipments", body, "reserved")
	s.do(t, s.staff, inventory.CancelShipment, "/shipments/"+out.OperationID+"/cancel", nil, "cancelled")
	out = s.do(t, s.staff, inventory.CreateShipment, "/shipments", body, "reserved")
	s.do(t, s.staff, inventory.PickShipment, "/shipments/"+out.OperationID+"/pick", nil, "picked")
	s.do(t, s.staff, inventory.CancelShipment, "/shipments/"+out.OperationID+"/cancel", nil, "cancelling")
	s.AwaitStatus(t, out.OperationID, "cancelled")
	s.stock(t, product, atRest(30), system.Level{})
	assert.EqualValues(t, 30, s.InBin(t, s.north, "STORAGE", product))
}

func transferTrip(t *testing.T, s *site) {
	product := s.stocked(t)
	s.Stock(t, s.north, system.Arrival{Product: product, Quantity: 170})
	body := m{"from_warehouse_id": s.north.ID, "to_warehouse_id": s.south.ID, "lines": system.Lines(product, 100)}
	out := s.do(t, s.staff, inventory.CreateTransfer, "/transfers", body, "awaiting_approval")
	s.do(t, s.manager, inventory.Refuse, "/approvals/"+s.Operation(t, out.OperationID).Approvals[0].ID+"/refuse", nil, "refused")
	out = s.do(t, s.staff, inventory.CreateTransfer, "/transfers", body, "awaiting_approval")
	path := "/transfers/" + out.OperationID
	s.do(t, s.manager, inventory.Approve, "/approvals/"+s.Operation(t, out.OperationID).Approvals[0].ID+"/approve", nil, "reserved")
	s.do(t, s.staff, inventory.DispatchTransf, path+"/dispatch", nil, "in_transit")
	s.stock(t, product, atRest(100), system.Level{InTransit: 100})
	s.do(t, s.staff, inventory.ReceiveTransfer, path+"/receive", m{"lines": l{m{"line_no": 1, "quantity": 90}}}, "partially_received")
	s.do(t, s.staff, inventory.CloseTransfer, path+"/close", nil, "discrepancy")
	s.do(t, s.manager, inventory.SettleTransfer, path+"/settle", m{"lines": l{
		m{"line_no": 1, "quantity": 6, "resolution": "lost"}, m{"line_no": 1, "quantity": 4, "resolution": "found"},
	}}, "closed")
	s.stock(t, product, atRest(100), atRest(94))
}

func cancelledTransferTrip(t *testing.T, s *site) {
	product := s.stocked(t)
	body := m{"from_warehouse_id": s.north.ID, "to_warehouse_id": s.south.ID, "lines": system.Lines(product, 20)}
	out := s.do(t, s.staff, inventory.CreateTransfer, "/transfers", body, "reserved")
	s.do(t, s.staff, inventory.CancelTransfer, "/transfers/"+out.OperationID+"/cancel", nil, "cancelled")
	out = s.do(t, s.staff, inventory.CreateTransfer, "/transfers", body, "reserved")
	path := "/transfers/" + out.OperationID
	s.do(t, s.staff, inventory.DispatchTransf, path+"/dispatch", nil, "in_transit")
	s.do(t, s.staff, inventory.ReceiveTransfer, path+"/receive", m{"lines": l{m{"line_no": 1, "quantity": 5}}}, "partially_received")
	s.do(t, s.staff, inventory.CancelTransfer, path+"/cancel", nil, "returning")
	s.do(t, s.staff, inventory.ReceiveReturn, path+"/receive-return", nil, "returned")
	s.stock(t, product, atRest(25), atRest(5))
}
