package inventory

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// maxQuantity bounds a line, so that sums stay far from overflow.
const maxQuantity = 1_000_000_000_000

// maxLines bounds a document.
const maxLines = 20_000

// turn is the decision of one command: a working copy of its operation, and
// the numbering of the step that it posts.
type turn struct {
	book      *Book
	cmd       Command
	op        *Operation
	before    Status
	stepNo    int
	parts     map[int]int
	note      string
	shortages []Shortage
	approvals []string
	recounts  []int
	// countLines are the lines of a count by their balances; see countIndex.
	countLines map[BalanceKey]int
	holdIndex  map[Hold]int
}

type rule func(*turn) *Error

var creations = map[CommandKind]rule{
	CreateReceipt:  (*turn).createReceipt,
	CreateShipment: (*turn).createShipment,
	CreateTransfer: (*turn).createTransfer,
	CreateMove:     (*turn).createMove,

	CreateAdjustment: (*turn).createAdjustment, CreateCount: (*turn).createCount, CreateReturn: (*turn).createReturn,
}

var steps = map[CommandKind]rule{
	ReceiveReceipt: (*turn).receiveReceipt, PutAwayReceipt: (*turn).putAway, CloseReceipt: (*turn).closeReceipt,
	CancelReceipt: (*turn).cancelReceipt, UndoReceipt: (*turn).undoReceipt,
	ReserveShipment: (*turn).reserveShipment, PickShipment: (*turn).pickShipment, PackShipment: (*turn).packShipment,
	DispatchShip: (*turn).dispatchShipment, CancelShipment: (*turn).cancelShipment,
	ReturnPicks: (*turn).returnPicks, FinishCancel: (*turn).finishCancel, ExpireReservation: (*turn).expireReservation,
	DispatchTransf: (*turn).dispatchTransfer, ReceiveTransfer: (*turn).receiveTransfer, CloseTransfer: (*turn).closeTransfer,
	SettleTransfer: (*turn).settleTransfer, CancelTransfer: (*turn).cancelTransfer, ReceiveReturn: (*turn).receiveReturn,
	CancelAdjustment: (*turn).cancelAdjustment,
	EnterCount:       (*turn).enterCount, SubmitCount: (*turn).submitCount, RecountCount: (*turn).recountCount, CancelCount: (*turn).cancelCount,
	Approve: (*turn).approve, Refuse: (*turn).refuse, ExpireApproval: (*turn).expireApproval,
	RaiseAttention: (*turn).raiseAttention,
	SwapShipment:   (*turn).swapShipment, SwapTransfer: (*turn).swapTransfer,
}

// kindOf says which kind of operation a step belongs to; the kinds that are
// missing fit all.
var kindOf = map[CommandKind]Kind{
	ReceiveReceipt: Receipt, PutAwayReceipt: Receipt, CloseReceipt: Receipt, CancelReceipt: Receipt, UndoReceipt: Receipt,
	ReserveShipment: Shipment, PickShipment: Shipment, PackShipment: Shipment, DispatchShip: Shipment, CancelShipment: Shipment,
	ReturnPicks: Shipment, FinishCancel: Shipment, ExpireReservation: Shipment,
	DispatchTransf: Transfer, ReceiveTransfer: Transfer, CloseTransfer: Transfer, SettleTransfer: Transfer,
	CancelTransfer: Transfer, ReceiveReturn: Transfer,
	CancelAdjustment: Adjustment,
	EnterCount:       Count, SubmitCount: Count, RecountCount: Count, CancelCount: Count,
	SwapShipment: Shipment, SwapTransfer: Transfer,
}

// run authorises the command, decides it and records its step.
func (t *turn) run() *Error {
	if err := t.authorise(); err != nil {
		return err
	}
	decide, creates := creations[t.cmd.Kind]
	if creates {
		if err := t.checkDates(); err != nil {
			return err
		}
		if t.book.Operations[t.cmd.OperationID] != nil {
			return Refusef(CodeKeyExpired, "this idempotency key was used for a document before, and its answer is no longer kept")
		}
		t.op = &Operation{
			ID: t.cmd.OperationID, WarehouseID: t.cmd.WarehouseID, Reference: t.cmd.Body.Reference, Partner: t.cmd.Body.Partner,
			DocumentDate: t.cmd.Body.DocumentDate, RequiredOn: t.cmd.Body.RequiredOn, Note: t.cmd.Body.Note,
			Attention: NoAttention, CreatedBy: t.cmd.UserID, CreatedAt: t.book.Now,
		}
		if t.op.DocumentDate == "" {
			t.op.DocumentDate = t.book.Warehouses[t.op.WarehouseID].Today
		}
	} else {
		op := t.book.Operations[t.cmd.OperationID]
		if err := t.mayTouch(op); err != nil {
			return err
		}
		decide = steps[t.cmd.Kind]
		t.op = op.clone()
		t.before = op.Status
	}
	t.stepNo = t.op.Revision + 1
	t.parts = map[int]int{}
	if err := decide(t); err != nil {
		return err
	}
	t.op.Revision = t.stepNo
	t.op.UpdatedAt = t.book.Now
	if t.op.Status.Ended() {
		t.op.Attention = NoAttention
	}
	t.book.Steps = append(t.book.Steps, Step{
		OperationID: t.op.ID, StepNo: t.stepNo, Kind: t.cmd.Kind, CommandID: t.cmd.ID, UserID: t.cmd.UserID,
		Status: t.op.Status, Note: t.note,
	})
	return nil
}

// authorise checks the actor against the table of permissions and its
// warehouses. The API does the same before; this is the check that counts,
// since it happens under the transaction that changes the stock.
func (t *turn) authorise() *Error {
	required, known := RequiredRole(t.cmd.Kind)
	if !known {
		return Refusef(CodeInvalid, "there is no command %q", t.cmd.Kind)
	}
	user, ok := t.book.Users[t.cmd.UserID]
	if !ok || !user.Active {
		return Refusef(CodeForbidden, "this user may not sign in")
	}
	warehouse := t.book.Warehouses[t.cmd.WarehouseID]
	if warehouse == nil || !user.MayActIn(t.cmd.WarehouseID) {
		return Refusef(CodeNotFound, "there is no such warehouse among yours")
	}
	if user.Role.Rank() < required.Rank() {
		return Refusef(CodeForbidden, "this takes the role %s", required)
	}
	if _, creates := creations[t.cmd.Kind]; creates && !warehouse.Active {
		return Refusef(CodeRetired, "warehouse %s is retired", warehouse.Code)
	}
	return nil
}

func (t *turn) mayTouch(op *Operation) *Error {
	if op == nil || (op.WarehouseID != t.cmd.WarehouseID && op.DestinationID != t.cmd.WarehouseID) {
		return Refusef(CodeNotFound, "there is no such operation")
	}
	if kind, bound := kindOf[t.cmd.Kind]; bound && kind != op.Kind {
		return Refusef(CodeNotFound, "there is no such %s", kind)
	}
	return nil
}

// at refuses the command unless the operation is in one of the stages.
func (t *turn) at(stages ...Status) *Error {
	if !slices.Contains(stages, t.op.Status) {
		return Refusef(CodeWrongStage, "%s is %s; this step is not open to it", t.op.Number, t.op.Status)
	}
	return nil
}

// atSite refuses the command unless it is given in the named warehouse.
func (t *turn) atSite(warehouseID int64) *Error {
	if t.cmd.WarehouseID != warehouseID {
		return Refusef(CodeForbidden, "this step belongs to the other warehouse of %s", t.op.Number)
	}
	return nil
}

// addLines checks and takes over the lines of a new document.
func (t *turn) addLines() *Error {
	lines := t.cmd.Body.Lines
	if len(lines) == 0 {
		return Refusef(CodeInvalid, "a document has at least one line").At("lines")
	}
	if len(lines) > maxLines {
		return Refusef(CodeInvalid, "a document has at most %d lines", maxLines).At("lines")
	}
	t.op.Lines = make([]Line, len(lines))
	for i, l := range lines {
		if t.book.Products[l.ProductID] == nil {
			return Refusef(CodeNotFound, "there is no such product").At("lines[%d].product_id", i)
		}
		if err := checkQuantity(l.Quantity, fmt.Sprintf("lines[%d].quantity", i)); err != nil {
			return err
		}
		t.op.Lines[i] = Line{LineNo: i + 1, ProductID: l.ProductID, Quantity: l.Quantity}
	}
	return nil
}

// line finds a line of the operation by its number.
func (t *turn) line(no int, field string, i int) (*Line, *Error) {
	// Lines are numbered from 1 without gaps when a document is made.
	if no < 1 || no > len(t.op.Lines) {
		return nil, Refusef(CodeNotFound, "%s has no line %d", t.op.Number, no).At("%s[%d].line_no", field, i)
	}
	return &t.op.Lines[no-1], nil
}

// move posts a movement and changes the book's balances by it.
func (t *turn) move(lineNo int, productID, lotID int64, from, to Side, quantity int64, kind string) {
	t.parts[lineNo]++
	t.book.Movements = append(t.book.Movements, Movement{
		OperationID: t.op.ID, StepNo: t.stepNo, LineNo: lineNo, PartNo: t.parts[lineNo], ProductID: productID, LotID: lotID,
		WarehouseID: t.op.placeOf(from, to), From: from, To: to, Quantity: quantity, Kind: kind, UserID: t.cmd.UserID,
	})
	if from.Balance != nil {
		t.book.adjust(from.Balance, -quantity, 0)
		t.place(lineNo, from.Balance, -quantity)
	}
	if to.Balance != nil {
		t.book.adjust(to.Balance, quantity, 0)
		t.place(lineNo, to.Balance, quantity)
	}
}

// place follows where a receipt's goods are, for later steps of the batch.
func (t *turn) place(lineNo int, x *Balance, quantity int64) {
	if t.op.Kind != Receipt {
		return
	}
	if t.op.Placed == nil {
		t.op.Placed = map[Placement]int64{}
	}
	t.op.Placed[Placement{lineNo, x.ID}] += quantity
}

func (t *turn) checkDates() *Error {
	for field, date := range map[string]string{"document_date": t.cmd.Body.DocumentDate, "required_on": t.cmd.Body.RequiredOn} {
		if date != "" && !isDate(date) {
			return Refusef(CodeInvalid, "a date is written YYYY-MM-DD").At("%s", field)
		}
	}
	return nil
}

// isDate tells whether a text is a date that the database knows too; it has no
// year 0.
func isDate(text string) bool {
	d, err := time.Parse(time.DateOnly, text)
	return err == nil && d.Year() > 0
}

func checkQuantity(q int64, field string) *Error {
	if q < 1 || q > maxQuantity {
		return Refusef(CodeInvalid, "a quantity is a whole number from 1 to %d", int64(maxQuantity)).At("%s", field)
	}
	return nil
}

func (op *Operation) clone() *Operation {
	c := *op
	c.Lines = slices.Clone(op.Lines)
	c.Holds = slices.Clone(op.Holds)
	c.Transit = slices.Clone(op.Transit)
	c.Approvals = slices.Clone(op.Approvals)
	c.Corrections = slices.Clone(op.Corrections)
	c.Count = op.Count.clone()
	c.Placed = maps.Clone(op.Placed)
	return &c
}
