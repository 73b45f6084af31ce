package store_test

import (
	"slices"

	"stockflow/internal/inventory"
)

// hold holds a lot, or releases it. The model doesn't know which lots a
// partial pick took, so a lot is held only while no shipment that has some of
// it is picked in part; and as long as it is, such shipments are picked as a
// whole.
func (m *model) hold(lot modelLot, held bool) { m.held[lot] = held }

func (m *model) mayHold(lot modelLot) bool {
	for _, d := range m.docs {
		if !slices.ContainsFunc(d.holds, func(h modelHold) bool { return h.spot.product == lot.product && h.spot.lot == lot.code }) {
			continue
		}
		for _, l := range d.lines {
			if l.Picked > 0 && l.Picked < l.Reserved {
				return false
			}
		}
		for i := range d.holds {
			h := &d.holds[i]
			if h.picked = 0; d.lines[h.line-1].Picked > 0 {
				h.picked = h.quantity
			}
		}
	}
	return true
}

// holdsHeld tells whether a document holds something of a held lot.
func (m *model) holdsHeld(d *modelDoc, which func(modelHold) bool) bool {
	return slices.ContainsFunc(d.holds, func(h modelHold) bool {
		return h.quantity > 0 && m.held[modelLot{h.spot.product, h.spot.lot}] && which(h)
	})
}

// swap gives back what is held, and tells whether all of it could be replaced.
func (m *model) swap(d *modelDoc) (all bool, code verdict) {
	if !m.holdsHeld(d, func(modelHold) bool { return true }) {
		return false, inventory.CodeWrongStage
	}
	d.holds = slices.DeleteFunc(d.holds, func(h modelHold) bool {
		if !m.held[modelLot{h.spot.product, h.spot.lot}] {
			return false
		}
		m.free[h.spot] += h.quantity
		d.lines[h.line-1].Reserved -= h.quantity
		d.lines[h.line-1].Picked -= h.picked
		return true
	})
	return m.reserve(d), fine
}

func (m *model) swapShipment(_ inventory.Command, d *modelDoc) verdict {
	if !d.is(inventory.Reserved, inventory.Backordered, inventory.Picking, inventory.Picked, inventory.Packed) {
		return inventory.CodeWrongStage
	}
	all, code := m.swap(d)
	if code == fine && !all && d.policy != inventory.Backorder {
		code = inventory.CodeInsufficientStock
	}
	d.status = d.shipmentStatus()
	return code
}

func (m *model) swapTransfer(c inventory.Command, d *modelDoc) verdict {
	if !d.is(inventory.AwaitingApproval, inventory.Reserved) {
		return inventory.CodeWrongStage
	}
	if c.WarehouseID != d.site {
		return inventory.CodeForbidden
	}
	all, code := m.swap(d)
	if code == fine && !all {
		code = inventory.CodeInsufficientStock
	}
	return code
}

// move moves what is free from bin to bin.
func (m *model) move(c inventory.Command) verdict {
	if len(c.Body.Moves) == 0 {
		return inventory.CodeInvalid
	}
	d := &modelDoc{kind: inventory.BinMove, status: inventory.Closed, site: c.WarehouseID}
	for i, move := range c.Body.Moves {
		if !m.lots[move.ProductID] && !m.plain[move.ProductID] {
			return inventory.CodeNotFound
		}
		if badQuantity(move.Quantity) {
			return inventory.CodeInvalid
		}
		from, ok1 := m.sites[d.site].bins[move.FromLocationID]
		to, ok2 := m.sites[d.site].bins[move.ToLocationID]
		switch {
		case !ok1 || !ok2:
			return inventory.CodeNotFound
		case from == inventory.ShippingBin || to == inventory.ShippingBin || from == to:
			return inventory.CodeWrongLocation
		}
		left := move.Quantity
		for _, lot := range append([]string{""}, m.lotsOf(move.ProductID)...) {
			source := modelSpot{move.ProductID, d.site, from, lot}
			n := max(0, min(left, m.free[source]))
			m.free[source] -= n
			m.free[modelSpot{move.ProductID, d.site, to, lot}] += n
			left -= n
		}
		if left > 0 {
			return inventory.CodeInsufficientStock
		}
		d.lines = append(d.lines, inventory.Line{LineNo: i + 1, ProductID: move.ProductID, Quantity: move.Quantity})
	}
	m.docs[c.OperationID] = d
	return fine
}
