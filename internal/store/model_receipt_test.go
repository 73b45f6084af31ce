package store_test

import (
	"slices"

	"stockflow/internal/inventory"
)

func (m *model) receive(c inventory.Command, d *modelDoc) verdict {
	if d.status != inventory.Expected && d.status != inventory.Receiving {
		return inventory.CodeWrongStage
	}
	if len(c.Body.Receipts) == 0 {
		return inventory.CodeInvalid
	}
	for _, r := range c.Body.Receipts {
		if code := checkCount(d, r); code != fine {
			return code
		}
		l := &d.lines[r.LineNo-1]
		spot, code := m.place(d, r)
		if code != fine {
			return code
		}
		if most := l.Quantity * (100 + m.sites[d.site].tolerance) / 100; l.Received+l.Damaged+l.Pending+r.Quantity > most {
			l.Pending += r.Quantity
			d.approvals = append(d.approvals, modelApproval{pending: true, received: r})
			continue
		}
		m.book(d, r, spot)
	}
	d.status = inventory.Receiving
	return fine
}

// checkCount checks a line that was counted at a dock.
func checkCount(d *modelDoc, r inventory.ReceivedLine) verdict {
	switch {
	case r.LineNo < 1 || r.LineNo > len(d.lines):
		return inventory.CodeNotFound
	case badQuantity(r.Quantity) || (r.Condition != inventory.Good && r.Condition != inventory.Damaged):
		return inventory.CodeInvalid
	}
	return fine
}

// dock finds the kind of bin that arriving goods go to.
func (m *model) dock(site int64, r inventory.ReceivedLine) (inventory.LocationKind, verdict) {
	kind, ok := m.sites[site].bins[r.LocationID]
	switch {
	case r.LocationID == 0 && r.Condition == inventory.Damaged:
		return inventory.QuarantineBin, fine
	case r.LocationID == 0:
		return inventory.ReceivingBin, fine
	case !ok:
		return "", inventory.CodeNotFound
	case kind == inventory.ShippingBin || (kind == inventory.QuarantineBin) != (r.Condition == inventory.Damaged):
		return "", inventory.CodeWrongLocation
	}
	return kind, fine
}

func (m *model) place(d *modelDoc, r inventory.ReceivedLine) (modelSpot, verdict) {
	product := d.lines[r.LineNo-1].ProductID
	kind, code := m.dock(d.site, r)
	if code != fine {
		return modelSpot{}, code
	}
	if !m.lots[product] {
		if r.LotCode != "" || r.ExpiresOn != "" {
			return modelSpot{}, inventory.CodeLotNotTracked
		}
		return modelSpot{product, d.site, kind, ""}, fine
	}
	lot := modelLot{product, r.LotCode}
	known, ok := m.expiry[lot]
	switch {
	case r.LotCode == "":
		return modelSpot{}, inventory.CodeLotRequired
	case !ok && r.ExpiresOn == "":
		return modelSpot{}, inventory.CodeExpiryRequired
	case ok && r.ExpiresOn != "" && r.ExpiresOn != known:
		return modelSpot{}, inventory.CodeLotExpiryConflict
	case !ok:
		m.expiry[lot] = r.ExpiresOn
	}
	return modelSpot{product, d.site, kind, r.LotCode}, fine
}

func (m *model) book(d *modelDoc, r inventory.ReceivedLine, spot modelSpot) {
	m.free[spot] += r.Quantity
	d.placed[modelPlace{r.LineNo, spot}] += r.Quantity
	if r.Condition == inventory.Damaged {
		d.lines[r.LineNo-1].Damaged += r.Quantity
	} else {
		d.lines[r.LineNo-1].Received += r.Quantity
	}
}

func (m *model) putAway(c inventory.Command, d *modelDoc) verdict {
	if d.status != inventory.Receiving && d.status != inventory.Closed && d.status != inventory.ClosedShort {
		return inventory.CodeWrongStage
	}
	if len(c.Body.Moves) == 0 {
		return inventory.CodeInvalid
	}
	for _, move := range c.Body.Moves {
		if move.LineNo < 1 || move.LineNo > len(d.lines) {
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
		product, left := d.lines[move.LineNo-1].ProductID, move.Quantity
		for _, lot := range append([]string{""}, m.lotsOf(product)...) {
			source, target := modelSpot{product, d.site, from, lot}, modelSpot{product, d.site, to, lot}
			n := min(left, m.free[source], d.placed[modelPlace{move.LineNo, source}])
			if n <= 0 {
				continue
			}
			m.free[source] -= n
			m.free[target] += n
			d.placed[modelPlace{move.LineNo, source}] -= n
			d.placed[modelPlace{move.LineNo, target}] += n
			left -= n
		}
		if left > 0 {
			return inventory.CodeInsufficientStock
		}
	}
	return fine
}

func (m *model) closeReceipt(c inventory.Command, d *modelDoc) verdict {
	if d.status != inventory.Expected && d.status != inventory.Receiving {
		return inventory.CodeWrongStage
	}
	if slices.ContainsFunc(d.approvals, func(a modelApproval) bool { return a.pending }) {
		return inventory.CodeApprovalPending
	}
	d.status = inventory.Closed
	for _, l := range d.lines {
		if l.Received+l.Damaged < l.Quantity {
			if !c.Body.Short {
				return inventory.CodeLinesOutstanding
			}
			d.status = inventory.ClosedShort
		}
	}
	return fine
}

func (m *model) cancelReceipt(_ inventory.Command, d *modelDoc) verdict {
	if d.status != inventory.Expected {
		return inventory.CodeWrongStage
	}
	d.status = inventory.Cancelled
	return fine
}

func (m *model) undo(_ inventory.Command, d *modelDoc) verdict {
	if d.status != inventory.Receiving && d.status != inventory.Closed && d.status != inventory.ClosedShort {
		return inventory.CodeWrongStage
	}
	for p, n := range d.placed {
		if m.free[p.spot] -= n; m.free[p.spot] < 0 {
			return inventory.CodeStockGone
		}
	}
	d.placed = nil
	d.drop()
	d.status = inventory.Undone
	return fine
}

// drop forgets the approvals that are still pending.
func (d *modelDoc) drop() {
	for i := range d.approvals {
		d.approvals[i].pending = false
	}
	for i := range d.lines {
		d.lines[i].Pending = 0
	}
}

func (m *model) settleApproval(c inventory.Command, d *modelDoc) verdict {
	if c.WarehouseID != d.site {
		return inventory.CodeForbidden
	}
	i := slices.IndexFunc(d.approvals, func(a modelApproval) bool { return a.id != "" && a.id == c.Body.ApprovalID })
	if i < 0 {
		return inventory.CodeNotFound
	}
	a := &d.approvals[i]
	if !a.pending {
		return inventory.CodeApprovalDecided
	}
	a.pending = false
	yes := c.Kind == inventory.Approve
	switch {
	case a.transfer && yes:
		d.status = inventory.Reserved
	case a.transfer:
		m.release(d)
		d.status = inventory.Refused
	default:
		d.lines[a.received.LineNo-1].Pending -= a.received.Quantity
		if yes {
			spot, code := m.place(d, a.received)
			if code != fine {
				return code
			}
			m.book(d, a.received, spot)
		}
	}
	return fine
}
