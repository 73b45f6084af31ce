package inventory

// createAdjustment corrects balances: at once, or after a second person has
// agreed where the whole is beyond what the warehouse allows. All lines that
// are wrong are told together.
func (t *turn) createAdjustment() *Error {
	lines := t.cmd.Body.Corrections
	if len(lines) == 0 {
		return Refusef(CodeInvalid, "an adjustment has at least one line").At("lines")
	}
	if len(lines) > maxLines {
		return Refusef(CodeInvalid, "a document has at most %d lines", maxLines).At("lines")
	}
	t.op.Kind, t.op.Status, t.op.Reason = Adjustment, Closed, t.cmd.Body.Reason
	t.op.Lines, t.op.Corrections = make([]Line, len(lines)), make([]Correction, len(lines))
	undo := t.book.mark()
	wrong := t.problems()
	var total int64
	for i, c := range lines {
		c.Scraps = t.book.Reasons[c.Reason].Scraps
		t.op.Corrections[i] = c
		t.op.Lines[i] = Line{LineNo: i + 1, ProductID: c.ProductID, Quantity: abs(c.Change)}
		total += abs(c.Change)
		err := t.checkCorrection(c, i)
		if err == nil {
			err = t.postCorrection(i)
		}
		wrong.Add(i, err)
	}
	if err := wrong.Refusal(); err != nil || !t.needsSecond(total) {
		return err
	}
	// It could be posted now; what can't be is refused before anybody is asked.
	undo()
	t.parts = map[int]int{}
	t.op.Status = AwaitingApproval
	t.askApproval(AdjustmentApproval, 0, total, nil, 0)
	return nil
}

// needsSecond tells whether a correction of so many units is more than its
// author may make alone.
func (t *turn) needsSecond(total int64) bool {
	w := t.book.Warehouses[t.op.WarehouseID]
	if t.book.Users[t.cmd.UserID].Role.Rank() < Manager.Rank() {
		return total > w.StaffAdjusts
	}
	return w.AdjustmentApproval > 0 && total >= w.AdjustmentApproval
}

func (t *turn) checkCorrection(c Correction, i int) *Error {
	if t.book.Products[c.ProductID] == nil {
		return Refusef(CodeNotFound, "there is no such product").At("lines[%d].product_id", i)
	}
	if c.Change == 0 || abs(c.Change) > maxQuantity {
		return Refusef(CodeInvalid, "a change is a whole number from -%d to %d, but not 0", int64(maxQuantity), int64(maxQuantity)).
			At("lines[%d].change", i)
	}
	r, ok := t.book.Reasons[c.Reason]
	switch {
	case !ok || !r.Active:
		return Refusef(CodeNotFound, "there is no reason %q for an adjustment", c.Reason).At("lines[%d].reason", i)
	case r.Direction == Increase && c.Change < 0:
		return Refusef(CodeWrongReason, "%s explains only more stock, not less", c.Reason).At("lines[%d].reason", i)
	case r.Direction == Decrease && c.Change > 0:
		return Refusef(CodeWrongReason, "%s explains only less stock, not more", c.Reason).At("lines[%d].reason", i)
	}
	return nil
}

// correct posts all lines of the adjustment, or tells all that can't be.
func (t *turn) correct() *Error {
	var wrong Problems
	for i := range t.op.Corrections {
		wrong.Add(i, t.postCorrection(i))
	}
	return wrong.Refusal()
}

func (t *turn) postCorrection(i int) *Error {
	c, line := t.op.Corrections[i], t.op.Lines[i]
	location := t.book.Locations[c.LocationID]
	if location == nil || location.WarehouseID != t.op.WarehouseID {
		return Refusef(CodeNotFound, "there is no such bin in this warehouse").At("lines[%d].location_id", i)
	}
	if c.Change > 0 && (!location.Active || location.Kind == ShippingBin) {
		return Refusef(CodeWrongLocation, "bin %s is for goods that have been picked, or retired: nothing is found there", location.Code).
			At("lines[%d].location_id", i)
	}
	lotID, err := t.lotOfCorrection(t.book.Products[line.ProductID], c, i)
	if err != nil {
		return err
	}
	key := BalanceKey{line.ProductID, t.op.WarehouseID, c.LocationID, lotID}
	if c.Change < 0 {
		account, kind := AdjustmentAccount, "adjustment"
		if c.Scraps {
			account, kind = ScrapAccount, "scrap"
		}
		return t.takeOut(line.LineNo, key, -c.Change, account, kind, i)
	}
	to := t.book.balance(key)
	t.move(line.LineNo, line.ProductID, lotID, Side{Account: AdjustmentAccount}, Side{Balance: to}, c.Change, "adjustment")
	return nil
}

// takeOut posts stock out of a balance to an account. Stock that operations
// hold stays; they are named, so that somebody can let it go first.
func (t *turn) takeOut(lineNo int, key BalanceKey, quantity int64, account Account, kind string, i int) *Error {
	x := t.book.balances[key]
	product, bin := t.book.Products[key.ProductID], t.book.Locations[key.LocationID]
	if x == nil || x.OnHand < quantity {
		var onHand int64
		if x != nil {
			onHand = x.OnHand
		}
		return Refusef(CodeInsufficientStock, "bin %s holds %d of %s", bin.Code, onHand, product.SKU).At("lines[%d]", i)
	}
	if x.Available() < quantity {
		e := Refusef(CodeStockReserved, "%d of %s in bin %s are reserved; only %d may go", x.Reserved, product.SKU, bin.Code, x.Available()).
			At("lines[%d]", i)
		e.Holders = t.book.Holders[x.ID]
		return e
	}
	t.move(lineNo, key.ProductID, key.LotID, Side{Balance: x}, Side{Account: account}, quantity, kind)
	return nil
}

func (t *turn) lotOfCorrection(product *Product, c Correction, i int) (int64, *Error) {
	if c.LotID != 0 {
		lot := t.book.Lot(c.LotID)
		if lot == nil || lot.ProductID != product.ID {
			return 0, Refusef(CodeNotFound, "product %s has no such lot", product.SKU).At("lines[%d].lot_id", i)
		}
		return lot.ID, nil
	}
	if c.Change < 0 && product.TracksLots && c.LotCode != "" {
		lot := t.book.lotsByCode[lotKey{product.ID, c.LotCode}]
		if lot == nil {
			return 0, Refusef(CodeNotFound, "product %s has no lot %q", product.SKU, c.LotCode).At("lines[%d].lot_code", i)
		}
		return lot.ID, nil
	}
	return t.lotByCode(product, c.LotCode, c.ExpiresOn, i)
}

// cancelAdjustment takes a request back that nobody has decided yet.
func (t *turn) cancelAdjustment() *Error {
	if err := t.at(AwaitingApproval); err != nil {
		return err
	}
	user := t.book.Users[t.cmd.UserID]
	if user.ID != t.op.CreatedBy && user.Role.Rank() < Manager.Rank() {
		return Refusef(CodeForbidden, "%s is cancelled by who asked for it, or by a manager", t.op.Number)
	}
	t.dropApprovals()
	t.op.Status, t.op.Reason = Cancelled, t.cmd.Body.Reason
	return nil
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}
