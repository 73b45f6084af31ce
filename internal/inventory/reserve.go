package inventory

import "slices"

// hold adds to the operation's reservation of a balance.
func (t *turn) hold(lineNo int, x *Balance, origin int64, quantity int64) {
	t.book.adjust(x, 0, quantity)
	key := Hold{LineNo: lineNo, BalanceID: x.ID, OriginID: origin}
	if t.holdIndex == nil {
		t.holdIndex = make(map[Hold]int, len(t.op.Holds))
		for i, h := range t.op.Holds {
			t.holdIndex[Hold{LineNo: h.LineNo, BalanceID: h.BalanceID, OriginID: h.OriginID}] = i
		}
	}
	if i, ok := t.holdIndex[key]; ok {
		t.op.Holds[i].Quantity += quantity
		return
	}
	t.holdIndex[key] = len(t.op.Holds)
	key.Quantity = quantity
	t.op.Holds = append(t.op.Holds, key)
}

// unhold takes from a reservation; rows that are used up are swept by sweep.
func (t *turn) unhold(h *Hold, quantity int64) *Balance {
	x := t.book.Balance(h.BalanceID)
	t.book.adjust(x, 0, -quantity)
	h.Quantity -= quantity
	return x
}

// sweep drops what is used up.
func (t *turn) sweep() {
	t.holdIndex = nil
	t.op.Holds = slices.DeleteFunc(t.op.Holds, func(h Hold) bool { return h.Quantity == 0 })
	t.op.Transit = slices.DeleteFunc(t.op.Transit, func(l InTransitLot) bool { return l.Quantity == 0 })
}

// release gives all that the operation holds back.
func (t *turn) release() {
	for i := range t.op.Holds {
		h := &t.op.Holds[i]
		line := &t.op.Lines[h.LineNo-1]
		line.Reserved -= h.Quantity
		t.unhold(h, h.Quantity)
	}
	t.sweep()
}

// reserve promises lines of the operation what is missing of them, and says
// what is still short. With shortages the caller decides whether to refuse.
func (t *turn) reserve() (reserved int64, short []Shortage) {
	for i := range t.op.Lines {
		line := &t.op.Lines[i]
		missing := line.Quantity - line.Reserved - line.Dispatched
		if missing == 0 {
			continue
		}
		parts, n := t.book.allocate(line.ProductID, t.op.WarehouseID, missing)
		for _, p := range parts {
			t.hold(line.LineNo, p.Balance, 0, p.Quantity)
		}
		line.Reserved += n
		reserved += n
		if n < missing {
			short = append(short, Shortage{LineNo: line.LineNo, ProductID: line.ProductID, Requested: missing, Available: n})
		}
	}
	return reserved, short
}
