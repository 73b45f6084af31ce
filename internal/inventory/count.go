package inventory

import "time"

// clockSkew is by how much the clock of who counts may be wrong: an entry is
// taken as later than a movement only beyond it.
const clockSkew = time.Minute

// createCount begins a count of what its scope covers now.
func (t *turn) createCount() *Error {
	scope := t.cmd.Body.Scope
	if scope.empty() {
		return Refusef(CodeInvalid, "name bins, a category, an ABC class or products to count").At("scope")
	}
	for i, id := range scope.LocationIDs {
		if l := t.book.Locations[id]; l == nil || l.WarehouseID != t.op.WarehouseID {
			return Refusef(CodeNotFound, "there is no such bin in this warehouse").At("location_ids[%d]", i)
		}
	}
	found := t.book.Found[t.cmd.ID]
	if len(found) > maxLines {
		return Refusef(CodeInvalid, "this covers more than %d balances; count it in parts", maxLines).At("scope")
	}
	// An empty bin is counted as well: something may lie there.
	if len(found) == 0 && len(scope.LocationIDs) == 0 {
		return Refusef(CodeNotFound, "nothing of this lies in the warehouse").At("scope")
	}
	t.op.Kind, t.op.Status = Count, Counting
	t.op.Count = &CountState{Scope: *scope, Lines: make(map[int]CountLine, len(found)), Last: len(found), Outstanding: len(found)}
	for i, l := range found {
		l.LineNo, l.Status = i+1, CountOpen
		t.op.Count.Lines[l.LineNo] = l
	}
	return nil
}

// enterCount takes what was counted. Each entry is held against the balance as
// it stands now; one that has moved since its snapshot goes to recount, unless
// the entry says that it was counted after the last movement.
func (t *turn) enterCount() *Error {
	if err := t.at(Counting, Recounting); err != nil {
		return err
	}
	entries := t.cmd.Body.Entries
	if len(entries) == 0 || len(entries) > maxLines {
		return Refusef(CodeInvalid, "name 1 to %d rows that were counted", maxLines).At("lines")
	}
	wrong := t.problems()
	seen := map[int]int{}
	for i, e := range entries {
		line, err := t.countLine(e, i)
		if err == nil {
			err = t.enterLine(line, e, i, seen)
		}
		wrong.Add(i, err)
	}
	return wrong.Refusal()
}

// countLine finds the line of an entry, or makes one for goods that are not on
// the list.
func (t *turn) countLine(e CountEntry, i int) (CountLine, *Error) {
	if e.LineNo != 0 {
		line, ok := t.op.Count.Lines[e.LineNo]
		if !ok {
			return line, Refusef(CodeNotFound, "%s has no line %d", t.op.Number, e.LineNo).At("lines[%d].line_no", i)
		}
		return line, nil
	}
	product, location := t.book.Products[e.ProductID], t.book.Locations[e.LocationID]
	if product == nil {
		return CountLine{}, Refusef(CodeNotFound, "there is no such product").At("lines[%d].product_id", i)
	}
	if location == nil || location.WarehouseID != t.op.WarehouseID {
		return CountLine{}, Refusef(CodeNotFound, "there is no such bin in this warehouse").At("lines[%d].location_id", i)
	}
	lotID, err := t.lotOfCorrection(product, Correction{LotID: e.LotID, LotCode: e.LotCode, ExpiresOn: e.ExpiresOn, Change: e.Quantity}, i)
	if err != nil {
		return CountLine{}, err
	}
	key := BalanceKey{e.ProductID, t.op.WarehouseID, e.LocationID, lotID}
	if no, listed := t.countIndex()[key]; listed {
		return t.op.Count.Lines[no], nil
	}
	if t.op.Count.Last == maxLines {
		return CountLine{}, Refusef(CodeInvalid, "a count has at most %d lines", maxLines).At("lines[%d]", i)
	}
	t.op.Count.Last++
	t.countLines[key] = t.op.Count.Last
	line := CountLine{LineNo: t.op.Count.Last, ProductID: e.ProductID, LocationID: e.LocationID, LotID: lotID, Added: true}
	mark := t.book.Marks[key]
	line.Expected, line.Movement = mark.OnHand, mark.Movement
	return line, nil
}

// countIndex finds the loaded lines by their balances.
func (t *turn) countIndex() map[BalanceKey]int {
	if t.countLines == nil {
		t.countLines = make(map[BalanceKey]int, len(t.op.Count.Lines))
		for no, l := range t.op.Count.Lines {
			t.countLines[l.key(t.op.WarehouseID)] = no
		}
	}
	return t.countLines
}

func (t *turn) enterLine(line CountLine, e CountEntry, i int, seen map[int]int) *Error {
	if e.Quantity < 0 || e.Quantity > maxQuantity {
		return Refusef(CodeInvalid, "a counted quantity is a whole number from 0 to %d", int64(maxQuantity)).At("lines[%d].quantity", i)
	}
	if first, twice := seen[line.LineNo]; twice {
		return Refusef(CodeInvalid, "line %d was counted in row %d as well", line.LineNo, first+1).At("lines[%d]", i)
	}
	seen[line.LineNo] = i
	at := t.book.Now
	if e.CountedAt != nil {
		if at = *e.CountedAt; at.After(t.book.Now.Add(clockSkew)) {
			return Refusef(CodeInvalid, "this was not counted yet").At("lines[%d].counted_at", i)
		}
	}
	mark := t.standing(line)
	later := e.CountedAt != nil && at.After(mark.MovedAt.Add(clockSkew))
	line.Status, line.Why = CountCounted, ""
	if mark.Movement != line.Movement && !later {
		line.Status, line.Why = CountRecount, BalanceMoved
		t.recounts = append(t.recounts, line.LineNo)
	}
	line.Expected, line.Movement = mark.OnHand, mark.Movement
	line.Counted, line.CountedBy, line.CountedAt = e.Quantity, t.cmd.UserID, at
	line.Rounds++
	t.op.Count.Lines[line.LineNo] = line
	return nil
}

// standing is how the balance of a line stands. Of a count that was made in this
// batch nothing has moved yet.
func (t *turn) standing(l CountLine) Mark {
	if t.book.Loaded(t.op.ID) == nil {
		return Mark{OnHand: l.Expected, Movement: l.Movement}
	}
	return t.book.Marks[l.key(t.op.WarehouseID)]
}

// corrected tells whether somebody else has corrected a balance since it was
// counted: its difference would be posted twice.
func (t *turn) corrected(l CountLine) bool {
	return l.Difference() != 0 && t.book.Marks[l.key(t.op.WarehouseID)].Corrected
}

// submitCount hands the count in. A balance that differs and has moved since it
// was counted goes to recount. What is left is posted in one step, or waits for
// a second person where a difference is over the limit.
func (t *turn) submitCount() *Error {
	if err := t.at(Counting, Recounting); err != nil {
		return err
	}
	outstanding := 0
	for no, l := range t.op.Count.Lines {
		if l.Status != CountOpen && l.Status != CountRecount {
			continue
		}
		outstanding++
		l.Status = CountSkipped
		t.op.Count.Lines[no] = l
	}
	if outstanding > 0 && !t.cmd.Body.Short {
		return Refusef(CodeLinesOutstanding, "%d lines of %s are still to be counted", outstanding, t.op.Number)
	}
	moved := func(l CountLine) bool { return l.Difference() != 0 && t.standing(l).Movement != l.Movement }
	for _, no := range t.op.Count.numbers() {
		if l := t.op.Count.Lines[no]; l.Status == CountCounted && moved(l) {
			t.again(l, BalanceMoved)
		}
	}
	if len(t.recounts) > 0 {
		t.op.Status = Recounting
		return nil
	}
	var total int64
	over := false
	for _, l := range t.op.Count.Lines {
		if l.Status == CountCounted {
			total += abs(l.Difference())
			over = over || t.overLimit(l)
		}
	}
	if !over {
		return t.postCount()
	}
	t.op.Status = AwaitingApproval
	t.askApproval(CountApproval, 0, total, nil, 0)
	return nil
}

// overLimit tells whether a difference is more than may be posted without a
// second person.
func (t *turn) overLimit(l CountLine) bool {
	w, d := t.book.Warehouses[t.op.WarehouseID], abs(l.Difference())
	return d > 0 && ((w.CountTolerance >= 0 && d*100 > l.Expected*w.CountTolerance) || (w.CountApproval > 0 && d >= w.CountApproval))
}

// again has a line counted again, from how its balance stands now.
func (t *turn) again(l CountLine, why RecountReason) {
	mark := t.standing(l)
	l.Status, l.Why, l.Expected, l.Movement = CountRecount, why, mark.OnHand, mark.Movement
	t.op.Count.Lines[l.LineNo] = l
	t.recounts = append(t.recounts, l.LineNo)
}

// recountWhere sends the lines that fit to recount, and the count with them.
func (t *turn) recountWhere(fits func(CountLine) bool) {
	t.op.Status = Recounting
	for _, no := range t.op.Count.numbers() {
		if l := t.op.Count.Lines[no]; l.Status == CountCounted && fits(l) {
			t.again(l, RecountAsked)
		}
	}
}

// postCount posts all differences in one step, or none. The difference is what
// was counted less what was on hand at that moment: what has moved since has
// changed both.
func (t *turn) postCount() *Error {
	var wrong Problems
	for _, no := range t.op.Count.numbers() {
		l := t.op.Count.Lines[no]
		if l.Status != CountCounted {
			continue
		}
		if l.Difference() != 0 {
			wrong.Add(no-1, t.postDifference(l))
		}
		l.Status = CountPosted
		t.op.Count.Lines[no] = l
	}
	t.op.Status = Closed
	return wrong.Refusal()
}

func (t *turn) postDifference(l CountLine) *Error {
	if t.corrected(l) {
		return Refusef(CodeStockMoved, "line %d was corrected by somebody else since it was counted; count it again", l.LineNo)
	}
	d := l.Difference()
	t.op.Lines = append(t.op.Lines, Line{LineNo: l.LineNo, ProductID: l.ProductID, Quantity: abs(d)})
	key := l.key(t.op.WarehouseID)
	if d < 0 {
		return t.takeOut(l.LineNo, key, -d, AdjustmentAccount, "count", l.LineNo-1)
	}
	t.move(l.LineNo, l.ProductID, l.LotID, Side{Account: AdjustmentAccount}, Side{Balance: t.book.balance(key)}, d, "count")
	return nil
}

// recountCount has lines counted again: those that are named, or all that differ.
func (t *turn) recountCount() *Error {
	if err := t.at(Counting, Recounting, AwaitingApproval); err != nil {
		return err
	}
	for i, no := range t.cmd.Body.LineNos {
		l, ok := t.op.Count.Lines[no]
		if !ok {
			return Refusef(CodeNotFound, "%s has no line %d", t.op.Number, no).At("line_nos[%d]", i)
		}
		t.again(l, RecountAsked)
	}
	if len(t.cmd.Body.LineNos) == 0 {
		t.recountWhere(func(l CountLine) bool { return l.Difference() != 0 })
	}
	t.dropApprovals()
	t.op.Status, t.op.Attention = Recounting, NoAttention
	t.note = t.cmd.Body.Note
	return nil
}

func (t *turn) cancelCount() *Error {
	if err := t.at(Counting, Recounting, AwaitingApproval); err != nil {
		return err
	}
	t.dropApprovals()
	t.op.Status, t.op.Reason = Cancelled, t.cmd.Body.Reason
	return nil
}
