package store_test

import (
	"maps"
	"slices"

	"stockflow/internal/inventory"
)

// The model is a second, naive telling of the rules, for the property test. It
// knows what is free in each bin and what each document holds, but nothing of
// balances' rows, locks, batches or picks' places.

type modelSpot struct {
	product, site int64
	bin           inventory.LocationKind
	lot           string
}

type modelLot struct {
	product int64
	code    string
}

type modelHold struct {
	line     int
	spot     modelSpot
	quantity int64
	picked   int64 // right where it matters: see model.hold
}

type modelRoad struct {
	line     int
	lot      string
	quantity int64
}

type modelApproval struct {
	id       string
	transfer bool
	pending  bool
	received inventory.ReceivedLine
}

type modelPlace struct {
	line int
	spot modelSpot
}

type modelDoc struct {
	kind       inventory.Kind
	status     inventory.Status
	site, dest int64
	returning  bool
	policy     inventory.ReservePolicy
	lines      []inventory.Line
	holds      []modelHold
	road       []modelRoad
	approvals  []modelApproval
	placed     map[modelPlace]int64
}

func (d *modelDoc) clone() *modelDoc {
	c := *d
	c.lines, c.holds, c.road = slices.Clone(d.lines), slices.Clone(d.holds), slices.Clone(d.road)
	c.approvals, c.placed = slices.Clone(d.approvals), maps.Clone(d.placed)
	return &c
}

// modelSite is what the model knows of a warehouse.
type modelSite struct {
	tolerance, approvalFrom int64
	bins                    map[int64]inventory.LocationKind
}

type model struct {
	sites map[int64]modelSite
	users map[int64]inventory.User
	lots  map[int64]bool // products that are tracked by lot and expiry
	plain map[int64]bool

	expiry map[modelLot]string
	held   map[modelLot]bool
	free   map[modelSpot]int64
	docs   map[string]*modelDoc
}

// goodFrom is the first day on which no lot of the property test has expired
// that is good today; its lots expire long before or long after.
const goodFrom = "2025-01-01"

type verdict = inventory.Code

const fine verdict = ""

// apply decides a command as the model sees it. A refusal changes nothing.
func (m *model) apply(c inventory.Command) verdict {
	saved := *m
	m.expiry, m.free, m.docs = maps.Clone(m.expiry), maps.Clone(m.free), maps.Clone(m.docs)
	code := m.decide(c)
	if code != fine {
		*m = saved
	}
	return code
}

func (m *model) decide(c inventory.Command) verdict {
	role, known := inventory.RequiredRole(c.Kind)
	user := m.users[c.UserID]
	_, site := m.sites[c.WarehouseID]
	switch {
	case !known:
		return inventory.CodeInvalid
	case !site || (user.Role.Rank() < inventory.Admin.Rank() && !slices.Contains(user.Warehouses, c.WarehouseID)):
		return inventory.CodeNotFound
	case user.Role.Rank() < role.Rank():
		return inventory.CodeForbidden
	}
	switch c.Kind {
	case inventory.CreateReceipt, inventory.CreateShipment, inventory.CreateTransfer:
		return m.create(c)
	case inventory.CreateMove:
		return m.move(c)
	}
	old := m.docs[c.OperationID]
	if old == nil || (old.site != c.WarehouseID && old.dest != c.WarehouseID) {
		return inventory.CodeNotFound
	}
	d := old.clone()
	m.docs[c.OperationID] = d
	switch c.Kind {
	case inventory.Approve, inventory.Refuse, inventory.ExpireApproval:
		return m.settleApproval(c, d)
	case inventory.RaiseAttention:
		if d.status.Ended() {
			return inventory.CodeWrongStage
		}
		return fine
	}
	step, ok := map[inventory.Kind]map[inventory.CommandKind]func(inventory.Command, *modelDoc) verdict{
		inventory.Receipt: {
			inventory.ReceiveReceipt: m.receive, inventory.PutAwayReceipt: m.putAway, inventory.CloseReceipt: m.closeReceipt,
			inventory.CancelReceipt: m.cancelReceipt, inventory.UndoReceipt: m.undo,
		},
		inventory.Shipment: {
			inventory.ReserveShipment: m.reserveMore, inventory.PickShipment: m.pick, inventory.PackShipment: m.pack,
			inventory.DispatchShip: m.dispatch, inventory.CancelShipment: m.cancelShipment, inventory.ReturnPicks: m.returnPicks,
			inventory.FinishCancel: m.finishCancel, inventory.ExpireReservation: m.expire, inventory.SwapShipment: m.swapShipment,
		},
		inventory.Transfer: {
			inventory.DispatchTransf: m.send, inventory.ReceiveTransfer: m.arrive, inventory.CloseTransfer: m.closeTransfer,
			inventory.SettleTransfer: m.settle, inventory.CancelTransfer: m.cancelTransfer, inventory.ReceiveReturn: m.comeBack,
			inventory.SwapTransfer: m.swapTransfer,
		},
	}[d.kind][c.Kind]
	if !ok {
		return inventory.CodeNotFound
	}
	return step(c, d)
}

func (m *model) create(c inventory.Command) verdict {
	d := &modelDoc{site: c.WarehouseID, placed: map[modelPlace]int64{}}
	if c.Kind == inventory.CreateTransfer {
		if _, ok := m.sites[c.Body.DestinationID]; !ok {
			return inventory.CodeNotFound
		}
		if d.dest = c.Body.DestinationID; d.dest == d.site {
			return inventory.CodeInvalid
		}
	}
	if len(c.Body.Lines) == 0 {
		return inventory.CodeInvalid
	}
	var total int64
	for i, l := range c.Body.Lines {
		if !m.lots[l.ProductID] && !m.plain[l.ProductID] {
			return inventory.CodeNotFound
		}
		if badQuantity(l.Quantity) {
			return inventory.CodeInvalid
		}
		total += l.Quantity
		d.lines = append(d.lines, inventory.Line{LineNo: i + 1, ProductID: l.ProductID, Quantity: l.Quantity})
	}
	m.docs[c.OperationID] = d
	switch c.Kind {
	case inventory.CreateReceipt:
		d.kind, d.status = inventory.Receipt, inventory.Expected
	case inventory.CreateShipment:
		d.kind, d.policy = inventory.Shipment, c.Body.Policy
		if !m.reserve(d) && c.Body.Policy != inventory.Backorder {
			return inventory.CodeInsufficientStock
		}
		d.status = d.shipmentStatus()
	default:
		d.kind, d.status = inventory.Transfer, inventory.Reserved
		if !m.reserve(d) {
			return inventory.CodeInsufficientStock
		}
		if from := m.sites[d.site].approvalFrom; from > 0 && total >= from {
			d.status = inventory.AwaitingApproval
			d.approvals = append(d.approvals, modelApproval{transfer: true, pending: true})
		}
	}
	return fine
}

func badQuantity(q int64) bool { return q < 1 || q > 1_000_000_000_000 }

// reserve promises what lines lack, and tells whether all of it was there.
func (m *model) reserve(d *modelDoc) bool {
	all := true
	for i := range d.lines {
		l := &d.lines[i]
		missing := l.Quantity - l.Reserved - l.Dispatched
		for _, s := range m.promisable(l.ProductID, d.site) {
			if n := min(missing, m.free[s]); n > 0 {
				m.free[s] -= n
				l.Reserved += n
				missing -= n
				d.holds = append(d.holds, modelHold{line: l.LineNo, spot: s, quantity: n})
			}
		}
		all = all && missing == 0
	}
	return all
}

// promisable lists where stock of a product may be promised from, in order.
func (m *model) promisable(product, site int64) (list []modelSpot) {
	lots := []string{""}
	if m.lots[product] {
		lots = m.lotsOf(product)
	}
	for _, lot := range lots {
		if lot != "" && (m.held[modelLot{product, lot}] || m.expiry[modelLot{product, lot}] < goodFrom) {
			continue
		}
		for _, bin := range []inventory.LocationKind{inventory.PickingBin, inventory.StorageBin, inventory.ReceivingBin} {
			list = append(list, modelSpot{product, site, bin, lot})
		}
	}
	return list
}

// lotsOf lists a product's lots, first expired first.
func (m *model) lotsOf(product int64) (codes []string) {
	for l := range m.expiry {
		if l.product == product {
			codes = append(codes, l.code)
		}
	}
	slices.SortFunc(codes, func(a, b string) int {
		if m.expiry[modelLot{product, a}] < m.expiry[modelLot{product, b}] {
			return -1
		}
		return 1
	})
	return codes
}

func (m *model) release(d *modelDoc) {
	for _, h := range d.holds {
		m.free[h.spot] += h.quantity
	}
	d.holds = nil
	for i := range d.lines {
		d.lines[i].Reserved, d.lines[i].Picked = 0, 0
	}
}

// level sums a product in a site: what is free and what documents hold there.
func (m *model) level(product, site int64) (onHand, reserved int64) {
	for s, n := range m.free {
		if s.product == product && s.site == site {
			onHand += n
		}
	}
	for _, d := range m.docs {
		for _, h := range d.holds {
			if h.spot.product == product && h.spot.site == site {
				onHand += h.quantity
				reserved += h.quantity
			}
		}
	}
	return onHand, reserved
}
