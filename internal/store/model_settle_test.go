package store_test

import "stockflow/internal/inventory"

func (m *model) closeTransfer(c inventory.Command, d *modelDoc) verdict {
	if !d.is(inventory.InTransit, inventory.PartiallyReceived, inventory.Returning) {
		return inventory.CodeWrongStage
	}
	if c.WarehouseID != d.landing() {
		return inventory.CodeForbidden
	}
	d.status = inventory.Discrepancy
	return fine
}

func (m *model) settle(c inventory.Command, d *modelDoc) verdict {
	if !d.is(inventory.Discrepancy) {
		return inventory.CodeWrongStage
	}
	if c.WarehouseID != d.landing() {
		return inventory.CodeForbidden
	}
	if len(c.Body.Settlements) == 0 {
		return inventory.CodeInvalid
	}
	for _, s := range c.Body.Settlements {
		if s.LineNo < 1 || s.LineNo > len(d.lines) {
			return inventory.CodeNotFound
		}
		if badQuantity(s.Quantity) {
			return inventory.CodeInvalid
		}
		var kind inventory.LocationKind
		switch s.Resolution {
		case inventory.FoundGoods:
			var code verdict
			if kind, code = m.dock(d.landing(), inventory.ReceivedLine{LocationID: s.LocationID, Condition: inventory.Good}); code != fine {
				return code
			}
		case inventory.LostGoods, inventory.DamagedGoods:
		default:
			return inventory.CodeInvalid
		}
		if code := m.offRoad(d, s.LineNo, s.Quantity, d.landing(), kind); code != fine {
			return code
		}
	}
	if d.onRoad() == 0 {
		if d.status = inventory.Closed; d.returning {
			d.status = inventory.Returned
		}
	}
	return fine
}

func (m *model) cancelTransfer(c inventory.Command, d *modelDoc) verdict {
	switch {
	case d.is(inventory.AwaitingApproval, inventory.Reserved, inventory.InTransit, inventory.PartiallyReceived) && c.WarehouseID != d.site:
		return inventory.CodeForbidden
	case d.is(inventory.AwaitingApproval, inventory.Reserved):
		d.drop()
		m.release(d)
		d.status = inventory.Cancelled
	case d.is(inventory.InTransit, inventory.PartiallyReceived):
		d.returning, d.status = true, inventory.Returning
	default:
		return inventory.CodeWrongStage
	}
	return fine
}
