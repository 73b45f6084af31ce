package inventory

import "fmt"

// maxMoves bounds a document of moves.
const maxMoves = 1000

// createMove takes goods from bin to bin within a warehouse. It is done in the
// moment in which it is asked for: its document is closed from the start. What
// an operation holds stays where its people look for it, and the shipping bins
// belong to shipments; held, recalled and damaged goods may be moved.
func (t *turn) createMove() *Error {
	moves := t.cmd.Body.Moves
	if len(moves) == 0 {
		return Refusef(CodeInvalid, "name what is moved").At("lines")
	}
	if len(moves) > maxMoves {
		return Refusef(CodeInvalid, "a document of moves has at most %d lines", maxMoves).At("lines")
	}
	t.op.Kind, t.op.Status = BinMove, Closed
	t.op.Lines = make([]Line, len(moves))
	for i, m := range moves {
		if t.book.Products[m.ProductID] == nil {
			return Refusef(CodeNotFound, "there is no such product").At("lines[%d].product_id", i)
		}
		if err := checkQuantity(m.Quantity, fmt.Sprintf("lines[%d].quantity", i)); err != nil {
			return err
		}
		t.op.Lines[i] = Line{LineNo: i + 1, ProductID: m.ProductID, Quantity: m.Quantity}
		if err := t.checkBins(m, "lines", i); err != nil {
			return err
		}
		if err := t.moveFree(&t.op.Lines[i], m, i); err != nil {
			return err
		}
	}
	return nil
}

// checkBins refuses a move between bins that goods are not moved between.
func (t *turn) checkBins(m Move, field string, i int) *Error {
	from, to := t.book.Locations[m.FromLocationID], t.book.Locations[m.ToLocationID]
	if from == nil || from.WarehouseID != t.op.WarehouseID {
		return Refusef(CodeNotFound, "there is no such bin in this warehouse").At("%s[%d].from_location_id", field, i)
	}
	if to == nil || to.WarehouseID != t.op.WarehouseID || !to.Active {
		return Refusef(CodeNotFound, "there is no such bin in this warehouse").At("%s[%d].to_location_id", field, i)
	}
	if from.Kind == ShippingBin || to.Kind == ShippingBin || from.ID == to.ID {
		return Refusef(CodeWrongLocation, "goods can't be moved from %s to %s", from.Code, to.Code).At("%s[%d].to_location_id", field, i)
	}
	return nil
}

// moveOver moves goods from bin to bin, as much of each balance as may go, first
// expired first, and gives what is left to move.
func (t *turn) moveOver(line *Line, m Move, kind string, mayGo func(*Balance) int64) (left int64) {
	left = m.Quantity
	for _, x := range t.inBin(line.ProductID, t.op.WarehouseID, m.FromLocationID, m.LotID) {
		n := min(left, mayGo(x))
		if n <= 0 {
			continue
		}
		to := t.book.balance(BalanceKey{line.ProductID, t.op.WarehouseID, m.ToLocationID, x.Key.LotID})
		t.move(line.LineNo, line.ProductID, x.Key.LotID, Side{Balance: x}, Side{Balance: to}, n, kind)
		left -= n
	}
	return left
}

// moveFree moves what is free in a bin, of the named lot or first expired first.
func (t *turn) moveFree(line *Line, m Move, i int) *Error {
	if left := t.moveOver(line, m, "move", (*Balance).Available); left > 0 {
		return Refusef(CodeInsufficientStock, "only %d of line %d are free in this bin", m.Quantity-left, line.LineNo).At("lines[%d].quantity", i)
	}
	return nil
}
