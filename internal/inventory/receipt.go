package inventory

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"
)

// maxLotCode bounds the length of a lot's code.
const maxLotCode = 64

func (t *turn) createReceipt() *Error {
	if err := t.addLines(); err != nil {
		return err
	}
	for i, l := range t.op.Lines {
		if p := t.book.Products[l.ProductID]; !p.Active {
			return Refusef(CodeRetired, "product %s is retired", p.SKU).At("lines[%d].product_id", i)
		}
	}
	t.op.Kind, t.op.Status = Receipt, Expected
	return nil
}

// receiveReceipt books in what was counted. What exceeds the tolerance is not
// booked: it waits for a manager.
func (t *turn) receiveReceipt() *Error {
	if err := t.at(Expected, Receiving); err != nil {
		return err
	}
	if len(t.cmd.Body.Receipts) == 0 {
		return Refusef(CodeInvalid, "name what was received").At("lines")
	}
	tolerance := t.book.Warehouses[t.op.WarehouseID].TolerancePercent
	for i, r := range t.cmd.Body.Receipts {
		line, err := t.checkReceived(r, i)
		if err != nil {
			return err
		}
		limit := line.Quantity + line.Quantity*tolerance/100
		if line.Received+line.Damaged+line.Pending+r.Quantity > limit {
			// The goods must be bookable before a manager is asked.
			if _, _, err := t.placeReceived(line, r, i); err != nil {
				return err
			}
			t.askApproval(OverReceipt, line.LineNo, r.Quantity, &r, i)
			line.Pending += r.Quantity
			continue
		}
		if err := t.bookIn(line, r, i); err != nil {
			return err
		}
	}
	t.op.Status = Receiving
	return nil
}

func (t *turn) checkReceived(r ReceivedLine, i int) (*Line, *Error) {
	line, err := t.line(r.LineNo, "lines", i)
	if err != nil {
		return nil, err
	}
	if err := checkQuantity(r.Quantity, fmt.Sprintf("lines[%d].quantity", i)); err != nil {
		return nil, err
	}
	if r.Condition != Good && r.Condition != Damaged {
		return nil, Refusef(CodeInvalid, "a condition is good or damaged").At("lines[%d].condition", i)
	}
	return line, nil
}

// placeReceived finds the bin and the lot that received goods of a receipt
// belong to.
func (t *turn) placeReceived(line *Line, r ReceivedLine, i int) (location, lotID int64, err *Error) {
	location, err = t.dock(t.op.WarehouseID, r, i)
	if err != nil {
		return 0, 0, err
	}
	lotID, err = t.lotByCode(t.book.Products[line.ProductID], r.LotCode, r.ExpiresOn, i)
	return location, lotID, err
}

// lotByCode finds or makes the lot that a line's goods belong to; 0 is the lot
// of products that aren't tracked.
func (t *turn) lotByCode(product *Product, code, expiresOn string, i int) (int64, *Error) {
	if !product.TracksLots {
		if code != "" || expiresOn != "" {
			return 0, Refusef(CodeLotNotTracked, "product %s isn't tracked by lot", product.SKU).At("lines[%d].lot_code", i)
		}
		return 0, nil
	}
	if code == "" {
		return 0, Refusef(CodeLotRequired, "product %s is tracked by lot", product.SKU).At("lines[%d].lot_code", i)
	}
	if utf8.RuneCountInString(code) > maxLotCode {
		return 0, Refusef(CodeInvalid, "a lot code has at most %d characters", maxLotCode).At("lines[%d].lot_code", i)
	}
	if expiresOn != "" {
		if !isDate(expiresOn) {
			return 0, Refusef(CodeInvalid, "a date is written YYYY-MM-DD").At("lines[%d].expires_on", i)
		}
	} else if product.TracksExpiry && t.book.lotsByCode[lotKey{product.ID, code}] == nil {
		return 0, Refusef(CodeExpiryRequired, "product %s is tracked by expiry date", product.SKU).At("lines[%d].expires_on", i)
	}
	lot, err := t.book.lot(product.ID, code, expiresOn)
	if err != nil {
		return 0, err.At("lines[%d].expires_on", i)
	}
	return lot.ID, nil
}

// dock is the bin into which arriving goods are put: the one that was named,
// or the receiving bin, or quarantine for what is damaged.
func (t *turn) dock(warehouseID int64, r ReceivedLine, i int) (int64, *Error) {
	if r.LocationID == 0 {
		kind := ReceivingBin
		if r.Condition == Damaged {
			kind = QuarantineBin
		}
		return t.bin(warehouseID, kind)
	}
	l := t.book.Locations[r.LocationID]
	if l == nil || l.WarehouseID != warehouseID || !l.Active {
		return 0, Refusef(CodeNotFound, "there is no such bin in this warehouse").At("lines[%d].location_id", i)
	}
	if l.Kind == ShippingBin || (r.Condition == Damaged) != (l.Kind == QuarantineBin) {
		return 0, Refusef(CodeWrongLocation, "bin %s is for %s; damaged goods go to quarantine and good ones don't", l.Code, l.Kind).
			At("lines[%d].location_id", i)
	}
	return l.ID, nil
}

func (t *turn) bin(warehouseID int64, kind LocationKind) (int64, *Error) {
	w := t.book.Warehouses[warehouseID]
	if id := w.Bins[kind]; id != 0 {
		return id, nil
	}
	return 0, Refusef(CodeWrongLocation, "warehouse %s has no %s bin", w.Code, kind)
}

// bookIn posts goods of a receipt from the supplier into a bin.
func (t *turn) bookIn(line *Line, r ReceivedLine, i int) *Error {
	location, lotID, err := t.placeReceived(line, r, i)
	if err != nil {
		return err
	}
	to := t.book.balance(BalanceKey{line.ProductID, t.op.WarehouseID, location, lotID})
	t.move(line.LineNo, line.ProductID, lotID, Side{Account: SupplierAccount}, Side{Balance: to}, r.Quantity, "receipt")
	if r.Condition == Damaged {
		line.Damaged += r.Quantity
	} else {
		line.Received += r.Quantity
	}
	return nil
}

// putAway moves received goods from bin to bin: only what this receipt brought
// there, so that an undo finds it.
func (t *turn) putAway() *Error {
	if err := t.at(Receiving, Closed, ClosedShort); err != nil {
		return err
	}
	if len(t.cmd.Body.Moves) == 0 {
		return Refusef(CodeInvalid, "name what is put away").At("moves")
	}
	for i, m := range t.cmd.Body.Moves {
		line, err := t.line(m.LineNo, "moves", i)
		if err != nil {
			return err
		}
		if err := checkQuantity(m.Quantity, fmt.Sprintf("moves[%d].quantity", i)); err != nil {
			return err
		}
		if err := t.checkBins(m, "moves", i); err != nil {
			return err
		}
		if err := t.moveBetween(line, m, i); err != nil {
			return err
		}
	}
	return nil
}

func (t *turn) moveBetween(line *Line, m Move, i int) *Error {
	left := t.moveOver(line, m, "put_away", func(x *Balance) int64 {
		return min(x.Available(), t.op.Placed[Placement{line.LineNo, x.ID}])
	})
	if left > 0 {
		return Refusef(CodeInsufficientStock, "only %d of line %d can be taken from this bin", m.Quantity-left, line.LineNo).At("moves[%d].quantity", i)
	}
	return nil
}

func (t *turn) closeReceipt() *Error {
	if err := t.at(Expected, Receiving); err != nil {
		return err
	}
	if t.pendingApproval() != nil {
		return Refusef(CodeApprovalPending, "an over-receipt of %s waits for a manager", t.op.Number)
	}
	t.op.Status = Closed
	for _, l := range t.op.Lines {
		if l.Received+l.Damaged < l.Quantity {
			if !t.cmd.Body.Short {
				return Refusef(CodeLinesOutstanding, "line %d still expects %d", l.LineNo, l.Quantity-l.Received-l.Damaged)
			}
			t.op.Status = ClosedShort
		}
	}
	return nil
}

func (t *turn) cancelReceipt() *Error {
	if err := t.at(Expected); err != nil {
		return err
	}
	t.op.Status, t.op.Reason = Cancelled, t.cmd.Body.Reason
	return nil
}

// undoReceipt reverses all that a receipt brought, or nothing: stock that has
// been promised or has left can't go back to the supplier.
func (t *turn) undoReceipt() *Error {
	if err := t.at(Receiving, Closed, ClosedShort); err != nil {
		return err
	}
	places := slices.SortedFunc(maps.Keys(t.op.Placed), func(a, b Placement) int {
		return cmp.Or(cmp.Compare(a.LineNo, b.LineNo), cmp.Compare(a.BalanceID, b.BalanceID))
	})
	for _, p := range places {
		quantity := t.op.Placed[p]
		if quantity == 0 {
			continue
		}
		x := t.book.Balance(p.BalanceID)
		if x.Available() < quantity {
			sku := t.book.Products[x.Key.ProductID].SKU
			return Refusef(CodeStockGone, "%d of %s in bin %s are needed for the undo, %d are still free", quantity, sku,
				t.book.Locations[x.Key.LocationID].Code, x.Available())
		}
		t.move(p.LineNo, x.Key.ProductID, x.Key.LotID, Side{Balance: x}, Side{Account: SupplierAccount}, quantity, "undo")
		t.op.Lines[p.LineNo-1].Returned += quantity
	}
	t.dropApprovals()
	t.op.Status, t.op.Reason = Undone, t.cmd.Body.Reason
	return nil
}
