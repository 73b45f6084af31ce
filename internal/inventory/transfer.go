package inventory

import (
	"cmp"
	"fmt"
	"slices"
)

func (t *turn) createTransfer() *Error {
	destination := t.book.Warehouses[t.cmd.Body.DestinationID]
	if destination == nil || !destination.Active {
		return Refusef(CodeNotFound, "there is no such destination").At("to_warehouse_id")
	}
	if destination.ID == t.op.WarehouseID {
		return Refusef(CodeInvalid, "a transfer leads to another warehouse").At("to_warehouse_id")
	}
	if err := t.addLines(); err != nil {
		return err
	}
	t.op.Kind, t.op.DestinationID, t.op.ETA = Transfer, destination.ID, t.cmd.Body.ETA
	if _, short := t.reserve(); len(short) > 0 {
		return insufficient(short)
	}
	t.op.Status = Reserved
	var total int64
	for _, l := range t.op.Lines {
		total += l.Quantity
	}
	if limit := t.book.Warehouses[t.op.WarehouseID].ApprovalQuantity; limit > 0 && total >= limit {
		t.askApproval(TransferApproval, 0, total, nil, 0)
		t.op.Status = AwaitingApproval
	}
	return nil
}

// dispatchTransfer sends all that is reserved on its way: from here on it is
// in neither warehouse, and nobody can promise it.
func (t *turn) dispatchTransfer() *Error {
	if err := t.atSite(t.op.WarehouseID); err != nil {
		return err
	}
	if err := t.at(Reserved); err != nil {
		return err
	}
	for i := range t.op.Holds {
		h := &t.op.Holds[i]
		if err := t.mayLeave(h.BalanceID); err != nil {
			return err
		}
		quantity := h.Quantity
		x := t.unhold(h, quantity)
		t.move(h.LineNo, x.Key.ProductID, x.Key.LotID, Side{Balance: x}, Side{Account: TransitAccount}, quantity, "transfer_out")
		line := &t.op.Lines[h.LineNo-1]
		line.Reserved -= quantity
		line.Dispatched += quantity
		t.onTheRoad(h.LineNo, x.Key.LotID, quantity)
	}
	t.sweep()
	if t.cmd.Body.ETA != nil {
		t.op.ETA = t.cmd.Body.ETA
	}
	t.op.Carrier, t.op.Tracking = t.cmd.Body.Carrier, t.cmd.Body.Tracking
	t.op.Status = InTransit
	return nil
}

func (t *turn) onTheRoad(lineNo int, lotID, quantity int64) {
	// A line's parts follow one another, so only the last entries can match.
	for i := len(t.op.Transit) - 1; i >= 0 && t.op.Transit[i].LineNo == lineNo; i-- {
		if t.op.Transit[i].LotID == lotID {
			t.op.Transit[i].Quantity += quantity
			return
		}
	}
	t.op.Transit = append(t.op.Transit, InTransitLot{LineNo: lineNo, LotID: lotID, Quantity: quantity})
}

// receiveTransfer books in at the destination what has arrived.
func (t *turn) receiveTransfer() *Error {
	if err := t.atSite(t.op.DestinationID); err != nil {
		return err
	}
	if err := t.at(InTransit, PartiallyReceived); err != nil {
		return err
	}
	if err := t.arrive(t.op.DestinationID, "transfer_in"); err != nil {
		return err
	}
	t.op.Status = PartiallyReceived
	if len(t.op.Transit) == 0 {
		t.op.Status = Closed
	}
	return nil
}

// receiveReturn books in at the source what came back.
func (t *turn) receiveReturn() *Error {
	if err := t.atSite(t.op.WarehouseID); err != nil {
		return err
	}
	if err := t.at(Returning); err != nil {
		return err
	}
	if err := t.arrive(t.op.WarehouseID, "transfer_return"); err != nil {
		return err
	}
	if len(t.op.Transit) == 0 {
		t.op.Status = Returned
	}
	return nil
}

// arrive takes goods from the road into a warehouse: those that the command
// names, or all that is outstanding.
func (t *turn) arrive(warehouseID int64, kind string) *Error {
	arrivals := t.cmd.Body.Receipts
	if len(arrivals) == 0 {
		for _, l := range t.op.Transit {
			arrivals = append(arrivals, ReceivedLine{LineNo: l.LineNo, LotID: l.LotID, Quantity: l.Quantity, Condition: Good})
		}
	}
	for i, r := range arrivals {
		line, err := t.checkReceived(r, i)
		if err != nil {
			return err
		}
		location, err := t.dock(warehouseID, r, i)
		if err != nil {
			return err
		}
		err = t.takeFromRoad(line, r.LotID, r.Quantity, i, func(lotID, quantity int64) {
			to := t.book.balance(BalanceKey{line.ProductID, warehouseID, location, lotID})
			t.move(line.LineNo, line.ProductID, lotID, Side{Account: TransitAccount}, Side{Balance: to}, quantity, kind)
		})
		if err != nil {
			return err
		}
		switch {
		case t.op.ReturnLeg:
			line.Returned += r.Quantity
		case r.Condition == Damaged:
			line.Damaged += r.Quantity
		default:
			line.Received += r.Quantity
		}
	}
	t.sweep()
	return nil
}

// takeFromRoad takes a quantity of a line from what is on the road, of one lot
// or first expired first.
func (t *turn) takeFromRoad(line *Line, lotID, quantity int64, i int, post func(lotID, quantity int64)) *Error {
	var lots []*InTransitLot
	var outstanding int64
	for j := range t.op.Transit {
		l := &t.op.Transit[j]
		if l.LineNo == line.LineNo && l.Quantity > 0 && (lotID == 0 || l.LotID == lotID) {
			lots = append(lots, l)
			outstanding += l.Quantity
		}
	}
	if quantity > outstanding {
		return Refusef(CodeExceedsDispatched, "only %d of line %d are on the way", outstanding, line.LineNo).At("lines[%d].quantity", i)
	}
	slices.SortStableFunc(lots, func(a, b *InTransitLot) int {
		return cmp.Or(cmp.Compare(t.book.expiry(a.LotID), t.book.expiry(b.LotID)), cmp.Compare(a.LotID, b.LotID))
	})
	for _, l := range lots {
		n := min(l.Quantity, quantity)
		if n == 0 {
			break
		}
		l.Quantity -= n
		quantity -= n
		post(l.LotID, n)
	}
	return nil
}

// closeTransfer says that nothing more will arrive: what is outstanding is a
// discrepancy that a manager settles.
func (t *turn) closeTransfer() *Error {
	if err := t.at(InTransit, PartiallyReceived, Returning); err != nil {
		return err
	}
	if err := t.atSite(t.op.Arrival()); err != nil {
		return err
	}
	t.op.Status = Discrepancy
	return nil
}

// settleTransfer says what became of goods that did not arrive: found after
// all, lost, or damaged beyond use. It is for a manager of the warehouse that
// was waiting for them.
func (t *turn) settleTransfer() *Error {
	if err := t.at(Discrepancy); err != nil {
		return err
	}
	if err := t.atSite(t.op.Arrival()); err != nil {
		return err
	}
	if len(t.cmd.Body.Settlements) == 0 {
		return Refusef(CodeInvalid, "name what is settled").At("lines")
	}
	for i, s := range t.cmd.Body.Settlements {
		if err := t.settle(s, i); err != nil {
			return err
		}
	}
	t.sweep()
	t.note = t.cmd.Body.Note
	if len(t.op.Transit) > 0 {
		return nil
	}
	t.op.Status = Closed
	if t.op.ReturnLeg {
		t.op.Status = Returned
	}
	return nil
}

func (t *turn) settle(s Settlement, i int) *Error {
	line, err := t.line(s.LineNo, "lines", i)
	if err != nil {
		return err
	}
	if err := checkQuantity(s.Quantity, fmt.Sprintf("lines[%d].quantity", i)); err != nil {
		return err
	}
	site := t.op.Arrival()
	var location int64
	to := func(int64) Side { return Side{} }
	switch s.Resolution {
	case FoundGoods:
		location, err = t.dock(site, ReceivedLine{LocationID: s.LocationID, Condition: Good}, i)
		if err != nil {
			return err
		}
		to = func(lotID int64) Side {
			return Side{Balance: t.book.balance(BalanceKey{line.ProductID, site, location, lotID})}
		}
		if t.op.ReturnLeg {
			line.Returned += s.Quantity
		} else {
			line.Received += s.Quantity
		}
	case LostGoods:
		to = func(int64) Side { return Side{Account: AdjustmentAccount} }
		line.Lost += s.Quantity
	case DamagedGoods:
		to = func(int64) Side { return Side{Account: ScrapAccount} }
		line.Scrapped += s.Quantity
	default:
		return Refusef(CodeInvalid, "a resolution is found, lost or damaged").At("lines[%d].resolution", i)
	}
	return t.takeFromRoad(line, s.LotID, s.Quantity, i, func(lotID, quantity int64) {
		t.move(line.LineNo, line.ProductID, lotID, Side{Account: TransitAccount}, to(lotID), quantity, string(s.Resolution))
	})
}

// cancelTransfer ends a transfer by its stage: before dispatch the reservation
// is released; on the road the remainder turns round and has to be received at
// its source. Either way it is for the source, whose goods they are.
func (t *turn) cancelTransfer() *Error {
	if err := t.at(AwaitingApproval, Reserved, InTransit, PartiallyReceived); err != nil {
		return err
	}
	if err := t.atSite(t.op.WarehouseID); err != nil {
		return err
	}
	t.op.Reason = t.cmd.Body.Reason
	switch t.op.Status {
	case AwaitingApproval, Reserved:
		t.dropApprovals()
		t.release()
		t.op.Status = Cancelled
	default:
		t.op.ReturnLeg, t.op.ETA, t.op.Attention = true, nil, NoAttention
		t.op.Status = Returning
	}
	return nil
}

// inBin lists a product's balances in a bin, first expired first.
func (t *turn) inBin(productID, warehouseID, locationID, lotID int64) []*Balance {
	var found []*Balance
	for _, x := range t.book.shelves[shelf{productID, warehouseID}] {
		if x.Key.LocationID == locationID && (lotID == 0 || x.Key.LotID == lotID) {
			found = append(found, x)
		}
	}
	slices.SortFunc(found, t.book.firstExpiredFirst)
	return found
}
