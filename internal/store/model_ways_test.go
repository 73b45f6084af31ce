package store_test

import (
	"slices"

	"stockflow/internal/inventory"
)

func (d *modelDoc) shipmentStatus() inventory.Status {
	var missing, reserved, picked int64
	for _, l := range d.lines {
		missing += l.Quantity - l.Reserved - l.Dispatched
		reserved += l.Reserved
		picked += l.Picked
	}
	switch {
	case picked > 0 && picked == reserved:
		return inventory.Picked
	case picked > 0:
		return inventory.Picking
	case missing > 0:
		return inventory.Backordered
	case reserved > 0:
		return inventory.Reserved
	}
	return inventory.Dispatched
}

func (d *modelDoc) is(list ...inventory.Status) bool { return slices.Contains(list, d.status) }

func (d *modelDoc) sum(of func(inventory.Line) int64) (n int64) {
	for _, l := range d.lines {
		n += of(l)
	}
	return n
}

func reservedOf(l inventory.Line) int64 { return l.Reserved }
func pickedOf(l inventory.Line) int64   { return l.Picked }

func (m *model) reserveMore(_ inventory.Command, d *modelDoc) verdict {
	if !d.is(inventory.Backordered, inventory.Picking, inventory.Picked) {
		return inventory.CodeWrongStage
	}
	before := d.sum(reservedOf)
	all := m.reserve(d)
	if d.sum(reservedOf) == before {
		if all {
			return inventory.CodeWrongStage
		}
		return inventory.CodeInsufficientStock
	}
	d.status = d.shipmentStatus()
	return fine
}

func (m *model) pick(c inventory.Command, d *modelDoc) verdict {
	if !d.is(inventory.Reserved, inventory.Backordered, inventory.Picking, inventory.Picked) {
		return inventory.CodeWrongStage
	}
	if len(c.Body.Picks) == 0 {
		if m.holdsHeld(d, func(h modelHold) bool { return h.picked < h.quantity }) {
			return inventory.CodeLotOnHold
		}
		if d.sum(reservedOf) == d.sum(pickedOf) {
			return inventory.CodeWrongStage
		}
		for i := range d.lines {
			d.lines[i].Picked = d.lines[i].Reserved
		}
		for i := range d.holds {
			d.holds[i].picked = d.holds[i].quantity
		}
	}
	for _, p := range c.Body.Picks {
		if p.LineNo < 1 || p.LineNo > len(d.lines) {
			return inventory.CodeNotFound
		}
		if badQuantity(p.Quantity) {
			return inventory.CodeInvalid
		}
		l := &d.lines[p.LineNo-1]
		if l.Picked += p.Quantity; l.Picked > l.Reserved {
			return inventory.CodeExceedsReserved
		}
	}
	d.status = d.shipmentStatus()
	return fine
}

func (m *model) pack(_ inventory.Command, d *modelDoc) verdict {
	if !d.is(inventory.Picked) {
		return inventory.CodeWrongStage
	}
	d.status = inventory.Packed
	return fine
}

func (m *model) dispatch(_ inventory.Command, d *modelDoc) verdict {
	if !d.is(inventory.Packed) {
		return inventory.CodeWrongStage
	}
	if m.holdsHeld(d, func(modelHold) bool { return true }) {
		return inventory.CodeLotOnHold
	}
	d.holds = nil
	for i := range d.lines {
		l := &d.lines[i]
		l.Dispatched += l.Reserved
		l.Reserved, l.Picked = 0, 0
	}
	d.status = d.shipmentStatus()
	return fine
}

// end releases what a shipment holds; what has left stays dispatched.
func (m *model) end(d *modelDoc, status inventory.Status) verdict {
	m.release(d)
	if d.status = status; d.sum(func(l inventory.Line) int64 { return l.Dispatched }) > 0 {
		d.status = inventory.Dispatched
	}
	return fine
}

func (m *model) cancelShipment(_ inventory.Command, d *modelDoc) verdict {
	if !d.is(inventory.Reserved, inventory.Backordered, inventory.Picking, inventory.Picked, inventory.Packed) {
		return inventory.CodeWrongStage
	}
	if d.sum(pickedOf) > 0 {
		d.status = inventory.Cancelling
		return fine
	}
	return m.end(d, inventory.Cancelled)
}

// returnPicks returns all picks, or none with a limit of 0: the property test
// uses no other limits. What was not picked stays reserved.
func (m *model) returnPicks(c inventory.Command, d *modelDoc) verdict {
	if !d.is(inventory.Cancelling) {
		return inventory.CodeWrongStage
	}
	if c.Body.Limit == 0 {
		return fine
	}
	for i := range d.lines {
		l := &d.lines[i]
		m.giveBack(d, l.LineNo, l.Picked)
		l.Reserved -= l.Picked
		l.Picked = 0
	}
	return fine
}

// giveBack frees a quantity of a line's holds. Which of them were picked does
// not matter: the sums are the same, and the rest is freed before anybody may
// ask for it by its bin, since a cancelling shipment can only end.
func (m *model) giveBack(d *modelDoc, line int, quantity int64) {
	for i := range d.holds {
		h := &d.holds[i]
		if h.line == line {
			n := min(quantity, h.quantity)
			h.quantity -= n
			quantity -= n
			m.free[h.spot] += n
		}
	}
}

func (m *model) finishCancel(_ inventory.Command, d *modelDoc) verdict {
	if !d.is(inventory.Cancelling) || d.sum(pickedOf) > 0 {
		return inventory.CodeWrongStage
	}
	return m.end(d, inventory.Cancelled)
}

func (m *model) expire(_ inventory.Command, d *modelDoc) verdict {
	if !d.is(inventory.Reserved, inventory.Backordered) {
		return inventory.CodeWrongStage
	}
	return m.end(d, inventory.Expired)
}

func (m *model) send(c inventory.Command, d *modelDoc) verdict {
	if c.WarehouseID != d.site {
		return inventory.CodeForbidden
	}
	if !d.is(inventory.Reserved) {
		return inventory.CodeWrongStage
	}
	if m.holdsHeld(d, func(modelHold) bool { return true }) {
		return inventory.CodeLotOnHold
	}
	for _, h := range d.holds {
		i := slices.IndexFunc(d.road, func(r modelRoad) bool { return r.line == h.line && r.lot == h.spot.lot })
		if i < 0 {
			d.road = append(d.road, modelRoad{line: h.line, lot: h.spot.lot})
			i = len(d.road) - 1
		}
		d.road[i].quantity += h.quantity
	}
	d.holds, d.status = nil, inventory.InTransit
	return fine
}

func (d *modelDoc) onRoad() (n int64) {
	for _, r := range d.road {
		n += r.quantity
	}
	return n
}

func (m *model) arrive(c inventory.Command, d *modelDoc) verdict {
	if c.WarehouseID != d.dest {
		return inventory.CodeForbidden
	}
	if !d.is(inventory.InTransit, inventory.PartiallyReceived) {
		return inventory.CodeWrongStage
	}
	if code := m.unload(c, d, d.dest); code != fine {
		return code
	}
	if d.status = inventory.PartiallyReceived; d.onRoad() == 0 {
		d.status = inventory.Closed
	}
	return fine
}

func (m *model) comeBack(c inventory.Command, d *modelDoc) verdict {
	if c.WarehouseID != d.site {
		return inventory.CodeForbidden
	}
	if !d.is(inventory.Returning) {
		return inventory.CodeWrongStage
	}
	if code := m.unload(c, d, d.site); code != fine {
		return code
	}
	if d.onRoad() == 0 {
		d.status = inventory.Returned
	}
	return fine
}

func (m *model) unload(c inventory.Command, d *modelDoc, site int64) verdict {
	list := c.Body.Receipts
	if len(list) == 0 {
		for line := 1; line <= len(d.lines); line++ {
			var n int64
			for _, r := range d.road {
				if r.line == line {
					n += r.quantity
				}
			}
			if n > 0 {
				list = append(list, inventory.ReceivedLine{LineNo: line, Quantity: n, Condition: inventory.Good})
			}
		}
	}
	for _, r := range list {
		if code := checkCount(d, r); code != fine {
			return code
		}
		kind, code := m.dock(site, r)
		if code == fine {
			code = m.offRoad(d, r.LineNo, r.Quantity, site, kind)
		}
		if code != fine {
			return code
		}
	}
	return fine
}

// offRoad takes from the road, first expired first, into a kind of bin; into
// none what is lost.
func (m *model) offRoad(d *modelDoc, line int, quantity, site int64, kind inventory.LocationKind) verdict {
	product := d.lines[line-1].ProductID
	for _, lot := range append([]string{""}, m.lotsOf(product)...) {
		for i := range d.road {
			r := &d.road[i]
			if r.line != line || r.lot != lot {
				continue
			}
			n := min(quantity, r.quantity)
			r.quantity -= n
			quantity -= n
			if kind != "" {
				m.free[modelSpot{product, site, kind, lot}] += n
			}
		}
	}
	if quantity > 0 {
		return inventory.CodeExceedsDispatched
	}
	return fine
}

// landing is the warehouse to which a transfer's goods are under way.
func (d *modelDoc) landing() int64 {
	if d.returning {
		return d.site
	}
	return d.dest
}
