package inventory

import "fmt"

func (t *turn) createShipment() *Error {
	if err := t.addLines(); err != nil {
		return err
	}
	t.op.Kind, t.op.Policy, t.op.ReserveUntil = Shipment, t.cmd.Body.Policy, t.cmd.Body.ReserveUntil
	if t.op.Policy == "" {
		t.op.Policy = AllOrNothing
	}
	if t.op.Policy != AllOrNothing && t.op.Policy != Backorder {
		return Refusef(CodeInvalid, "there is no such reservation policy").At("policy")
	}
	if u := t.op.ReserveUntil; u != nil && !u.After(t.book.Now) {
		return Refusef(CodeInvalid, "a reservation can't end in the past").At("reserve_until")
	}
	_, short := t.reserve()
	if len(short) > 0 && t.op.Policy == AllOrNothing {
		return insufficient(short)
	}
	t.shortages = short
	t.op.Status = t.shipmentStage()
	return nil
}

func insufficient(short []Shortage) *Error {
	e := Refusef(CodeInsufficientStock, "%d of the lines can't be reserved", len(short))
	e.Shortages = short
	return e
}

// shipmentStage derives the stage from what the lines have been through; packed
// and the stages of cancellation are set by their steps.
func (t *turn) shipmentStage() Status {
	var missing, reserved, picked, dispatched int64
	for _, l := range t.op.Lines {
		missing += l.Quantity - l.Reserved - l.Dispatched
		reserved += l.Reserved
		picked += l.Picked
		dispatched += l.Dispatched
	}
	switch {
	case picked > 0 && picked == reserved:
		return Picked
	case picked > 0:
		return Picking
	case missing > 0:
		return Backordered
	case reserved > 0:
		return Reserved
	default:
		return Dispatched
	}
}

// reserveShipment tries once more to reserve what is on backorder.
func (t *turn) reserveShipment() *Error {
	if err := t.at(Backordered, Picking, Picked); err != nil {
		return err
	}
	reserved, short := t.reserve()
	if reserved == 0 {
		if len(short) == 0 {
			return Refusef(CodeWrongStage, "nothing of %s is on backorder", t.op.Number)
		}
		return insufficient(short)
	}
	t.shortages = short
	t.op.Status = t.shipmentStage()
	return nil
}

// pickShipment takes reserved goods from their bins to the shipping bin; the
// reservation goes with them.
func (t *turn) pickShipment() *Error {
	if err := t.at(Reserved, Backordered, Picking, Picked); err != nil {
		return err
	}
	shipping, err := t.bin(t.op.WarehouseID, ShippingBin)
	if err != nil {
		return err
	}
	if len(t.cmd.Body.Picks) == 0 {
		picked := false
		for i := range len(t.op.Holds) {
			if h := t.op.Holds[i]; h.OriginID == 0 {
				if err := t.mayLeave(h.BalanceID); err != nil {
					return err
				}
				t.pick(i, h.Quantity, shipping)
				picked = true
			}
		}
		if !picked {
			return Refusef(CodeWrongStage, "nothing of %s is left to pick", t.op.Number)
		}
	}
	for i, p := range t.cmd.Body.Picks {
		if err := t.pickLine(p, i, shipping); err != nil {
			return err
		}
	}
	t.sweep()
	t.op.Status = t.shipmentStage()
	return nil
}

func (t *turn) pickLine(p PickedLine, i int, shipping int64) *Error {
	line, err := t.line(p.LineNo, "lines", i)
	if err != nil {
		return err
	}
	if err := checkQuantity(p.Quantity, fmt.Sprintf("lines[%d].quantity", i)); err != nil {
		return err
	}
	if line.Reserved == line.Picked {
		return Refusef(CodeExceedsReserved, "nothing of line %d is left to pick", line.LineNo).At("lines[%d].line_no", i)
	}
	left, scanned := p.Quantity, false
	var blocked *Error
	for j := range len(t.op.Holds) {
		h := t.op.Holds[j]
		if h.LineNo != line.LineNo || h.OriginID != 0 || h.Quantity == 0 || left == 0 {
			continue
		}
		key := t.book.Balance(h.BalanceID).Key
		if (p.LocationID != 0 && p.LocationID != key.LocationID) || (p.LotID != 0 && p.LotID != key.LotID) {
			continue
		}
		scanned = true
		if err := t.mayLeave(h.BalanceID); err != nil {
			// Of a line's other lots there may be enough.
			blocked = err.At("lines[%d].lot_id", i)
			continue
		}
		n := min(left, h.Quantity)
		t.pick(j, n, shipping)
		left -= n
	}
	if !scanned {
		return Refusef(CodeWrongLocation, "line %d has nothing reserved in this bin and lot", line.LineNo).At("lines[%d].location_id", i)
	}
	if left > 0 && blocked != nil {
		return blocked
	}
	if left > 0 {
		return Refusef(CodeExceedsReserved, "only %d of line %d are reserved here", p.Quantity-left, line.LineNo).At("lines[%d].quantity", i)
	}
	return nil
}

func (t *turn) pick(hold int, quantity, shipping int64) {
	lineNo := t.op.Holds[hold].LineNo
	from := t.unhold(&t.op.Holds[hold], quantity)
	to := t.book.balance(BalanceKey{from.Key.ProductID, t.op.WarehouseID, shipping, from.Key.LotID})
	t.move(lineNo, from.Key.ProductID, from.Key.LotID, Side{Balance: from}, Side{Balance: to}, quantity, "pick")
	t.hold(lineNo, to, from.ID, quantity)
	t.op.Lines[lineNo-1].Picked += quantity
}

func (t *turn) packShipment() *Error {
	if err := t.at(Picked); err != nil {
		return err
	}
	t.op.Status = Packed
	return nil
}

func (t *turn) dispatchShipment() *Error {
	if err := t.at(Packed); err != nil {
		return err
	}
	for i := range t.op.Holds {
		h := &t.op.Holds[i]
		if err := t.mayLeave(h.BalanceID); err != nil {
			return err
		}
		quantity := h.Quantity
		x := t.unhold(h, quantity)
		t.move(h.LineNo, x.Key.ProductID, x.Key.LotID, Side{Balance: x}, Side{Account: CustomerAccount}, quantity, "dispatch")
		line := &t.op.Lines[h.LineNo-1]
		line.Reserved -= quantity
		line.Picked -= quantity
		line.Dispatched += quantity
	}
	t.sweep()
	t.op.Carrier, t.op.Tracking = t.cmd.Body.Carrier, t.cmd.Body.Tracking
	t.op.Status = t.shipmentStage()
	return nil
}

// cancelShipment gives an unpicked shipment's reservations back at once. Goods
// that were picked have to be carried back first: the shipment's workflow
// returns them step by step, and until then it is cancelling.
func (t *turn) cancelShipment() *Error {
	if err := t.at(Reserved, Backordered, Picking, Picked, Packed); err != nil {
		return err
	}
	t.op.Reason = t.cmd.Body.Reason
	if t.pickedHolds() > 0 {
		t.op.Status = Cancelling
		return nil
	}
	t.release()
	t.op.Status = t.cancelledStage(Cancelled)
	return nil
}

func (t *turn) pickedHolds() (n int) {
	for _, h := range t.op.Holds {
		if h.OriginID != 0 {
			n++
		}
	}
	return n
}

// cancelledStage is where a shipment ends that is given up: what has left
// stays dispatched.
func (t *turn) cancelledStage(stage Status) Status {
	for _, l := range t.op.Lines {
		if l.Dispatched > 0 {
			return Dispatched
		}
	}
	return stage
}

// returnPicks is one step of the compensation of a cancelled shipment: it
// reverses up to Limit picks.
func (t *turn) returnPicks() *Error {
	if err := t.at(Cancelling); err != nil {
		return err
	}
	limit := t.cmd.Body.Limit
	for i := range t.op.Holds {
		h := &t.op.Holds[i]
		if h.OriginID == 0 {
			continue
		}
		if limit == 0 {
			break
		}
		limit--
		quantity := h.Quantity
		from, to := t.unhold(h, quantity), t.book.Balance(h.OriginID)
		t.move(h.LineNo, from.Key.ProductID, from.Key.LotID, Side{Balance: from}, Side{Balance: to}, quantity, "return_pick")
		line := &t.op.Lines[h.LineNo-1]
		line.Reserved -= quantity
		line.Picked -= quantity
	}
	t.sweep()
	return nil
}

func (t *turn) finishCancel() *Error {
	if err := t.at(Cancelling); err != nil {
		return err
	}
	if n := t.pickedHolds(); n > 0 {
		return Refusef(CodeWrongStage, "%d picks of %s are not returned yet", n, t.op.Number)
	}
	t.release()
	t.op.Status = t.cancelledStage(Cancelled)
	return nil
}

// expireReservation releases a reservation that nobody began to pick in time.
func (t *turn) expireReservation() *Error {
	if err := t.at(Reserved, Backordered); err != nil {
		return err
	}
	t.release()
	t.op.Status = t.cancelledStage(Expired)
	return nil
}
