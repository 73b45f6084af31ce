package inventory

// mayLeave refuses to pick or to send goods of a lot that is held or recalled,
// although they were reserved before. They stay with the operation until the
// lot is released, or until the operation swaps them for another lot.
func (t *turn) mayLeave(balanceID int64) *Error {
	x := t.book.Balance(balanceID)
	lot := t.book.Lot(x.Key.LotID)
	if lot == nil || lot.Available {
		return nil
	}
	return Refusef(CodeLotOnHold, "lot %s of %s is held or recalled; swap it for another, or wait for its release",
		lot.Code, t.book.Products[x.Key.ProductID].SKU)
}

// swap gives back what the operation holds of lots that are held, recalled or
// expired, picked goods to the bins that they came from, and reserves others
// in their place.
func (t *turn) swap() (short []Shortage, err *Error) {
	given := false
	for i := range t.op.Holds {
		h := &t.op.Holds[i]
		x := t.book.Balance(h.BalanceID)
		if t.book.sound(x) {
			continue
		}
		quantity, line := h.Quantity, &t.op.Lines[h.LineNo-1]
		t.unhold(h, quantity)
		line.Reserved -= quantity
		if h.OriginID != 0 {
			line.Picked -= quantity
			to := t.book.Balance(h.OriginID)
			t.move(h.LineNo, x.Key.ProductID, x.Key.LotID, Side{Balance: x}, Side{Balance: to}, quantity, "return_pick")
		}
		given = true
	}
	if !given {
		return nil, Refusef(CodeWrongStage, "%s holds nothing of a lot that may not go", t.op.Number)
	}
	t.sweep()
	_, short = t.reserve()
	return short, nil
}

// swapShipment swaps lots that may not go. A shipment that takes all or
// nothing keeps what it has unless all of it can be swapped; another has the
// rest on backorder.
func (t *turn) swapShipment() *Error {
	if err := t.at(Reserved, Backordered, Picking, Picked, Packed); err != nil {
		return err
	}
	short, err := t.swap()
	if err != nil {
		return err
	}
	if len(short) > 0 && t.op.Policy != Backorder {
		return insufficient(short)
	}
	t.shortages = short
	t.op.Status = t.shipmentStage()
	return nil
}

// swapTransfer swaps lots that may not go, all of them or none.
func (t *turn) swapTransfer() *Error {
	if err := t.at(AwaitingApproval, Reserved); err != nil {
		return err
	}
	if err := t.atSite(t.op.WarehouseID); err != nil {
		return err
	}
	short, err := t.swap()
	if err != nil {
		return err
	}
	if len(short) > 0 {
		return insufficient(short)
	}
	return nil
}
