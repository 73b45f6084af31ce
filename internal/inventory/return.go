package inventory

import "fmt"

// ReturnDirection is which way returned goods go.
type ReturnDirection string

// The directions of a return.
const (
	FromCustomer ReturnDirection = "from_customer"
	ToSupplier   ReturnDirection = "to_supplier"
)

// ReturnLine is what comes back from a customer, or goes back to a supplier.
type ReturnLine struct {
	ProductID int64 `json:"product_id"`
	Quantity  int64 `json:"quantity"`
	// OriginLine is the line of the shipment or receipt; 0: none is named.
	OriginLine int    `json:"origin_line,omitempty"`
	LotID      int64  `json:"lot_id,omitempty"`
	LotCode    string `json:"lot_code,omitempty"`
	ExpiresOn  string `json:"expires_on,omitempty"`
	// LocationID is the bin; 0 means, of what comes from a customer, the
	// receiving bin, or quarantine for what can't be sold again.
	LocationID int64     `json:"location_id,omitempty"`
	Condition  Condition `json:"condition"`
	Reason     string    `json:"reason,omitempty"`
}

// Delivery is what a line of a shipment or a receipt has delivered of a lot.
type Delivery struct {
	OperationID string
	LineNo      int
	LotID       int64
}

// returned adds what a line of a return needs.
func (n *Needs) returned(r ReturnLine) {
	n.correction(r.ProductID, Correction{LocationID: r.LocationID, LotID: r.LotID, LotCode: r.LotCode})
}

// createReturn books goods back: from a customer into a bin, by their
// condition, or from a bin to a supplier. All wrong lines are told together.
func (t *turn) createReturn() *Error {
	b := t.cmd.Body
	if b.Direction != FromCustomer && b.Direction != ToSupplier {
		return Refusef(CodeInvalid, "goods are returned from_customer or to_supplier").At("direction")
	}
	if len(b.Returns) == 0 || len(b.Returns) > maxLines {
		return Refusef(CodeInvalid, "a return has 1 to %d lines", maxLines).At("lines")
	}
	t.op.Kind, t.op.Status, t.op.Direction, t.op.OriginID = Return, Closed, b.Direction, b.OriginID
	if err := t.checkOrigin(); err != nil {
		return err
	}
	t.op.Lines, t.op.Returns = make([]Line, len(b.Returns)), make([]ReturnLine, len(b.Returns))
	wrong := t.problems()
	for i, r := range b.Returns {
		t.op.Lines[i] = Line{LineNo: i + 1, ProductID: r.ProductID, Quantity: r.Quantity}
		var err *Error
		t.op.Returns[i], err = t.returnLine(r, i)
		wrong.Add(i, err)
	}
	return wrong.Refusal()
}

// checkOrigin looks at the document that the goods are returned from.
func (t *turn) checkOrigin() *Error {
	if t.op.OriginID == "" {
		return nil
	}
	kind := Shipment
	if t.op.Direction == ToSupplier {
		kind = Receipt
	}
	origin := t.book.Operations[t.op.OriginID]
	if origin == nil || origin.Kind != kind || !t.book.Users[t.cmd.UserID].MayActIn(origin.WarehouseID) {
		return Refusef(CodeNotFound, "there is no such %s", kind).At("origin_id")
	}
	if t.op.Partner == "" {
		t.op.Partner = origin.Partner
	}
	return nil
}

func (t *turn) returnLine(r ReturnLine, i int) (ReturnLine, *Error) {
	product := t.book.Products[r.ProductID]
	if product == nil {
		return r, Refusef(CodeNotFound, "there is no such product").At("lines[%d].product_id", i)
	}
	if err := checkQuantity(r.Quantity, fmt.Sprintf("lines[%d].quantity", i)); err != nil {
		return r, err
	}
	if r.Condition != Good && r.Condition != Damaged {
		return r, Refusef(CodeInvalid, "a condition is good or damaged").At("lines[%d].condition", i)
	}
	sign := int64(1)
	if t.op.Direction == ToSupplier {
		sign = -1
	}
	lotID, err := t.lotOfCorrection(product, Correction{LotID: r.LotID, LotCode: r.LotCode, ExpiresOn: r.ExpiresOn, Change: sign}, i)
	if err != nil {
		return r, err
	}
	r.LotID = lotID
	if err := t.withinDelivery(r, i); err != nil {
		return r, err
	}
	if t.op.Direction == ToSupplier {
		return r, t.sendBack(r, i)
	}
	return t.takeBack(r, i)
}

// withinDelivery refuses more of a line than was delivered and not returned
// yet, unless a manager says that it is so all the same.
func (t *turn) withinDelivery(r ReturnLine, i int) *Error {
	if t.op.OriginID == "" {
		return nil
	}
	origin := t.book.Operations[t.op.OriginID]
	if r.OriginLine < 1 || r.OriginLine > len(origin.Lines) || origin.Lines[r.OriginLine-1].ProductID != r.ProductID {
		return Refusef(CodeNotFound, "%s has no such line of this product", origin.Number).At("lines[%d].origin_line_no", i)
	}
	key := Delivery{origin.ID, r.OriginLine, r.LotID}
	left := t.book.Delivered[key]
	over := t.cmd.Body.Over && t.book.Users[t.cmd.UserID].Role.Rank() >= Manager.Rank()
	if r.Quantity > left && !over {
		code := CodeExceedsDispatched
		if t.op.Direction == ToSupplier {
			code = CodeExceedsReceived
		}
		return Refusef(code, "line %d of %s has %d of this left to return; more takes a manager", r.OriginLine, origin.Number, left).
			At("lines[%d].quantity", i)
	}
	t.book.Delivered[key] -= r.Quantity
	t.book.journal = append(t.book.journal, func() { t.book.Delivered[key] += r.Quantity })
	return nil
}

// takeBack books goods of a customer into a bin. What can't be sold again goes
// to quarantine: damaged goods, and lots that are held, recalled or expired.
func (t *turn) takeBack(r ReturnLine, i int) (ReturnLine, *Error) {
	condition := r.Condition
	if lot := t.book.Lot(r.LotID); lot != nil && !t.book.sellable(lot, t.op.WarehouseID) {
		condition = Damaged
	}
	location, err := t.dock(t.op.WarehouseID, ReceivedLine{LocationID: r.LocationID, Condition: condition}, i)
	if err != nil {
		return r, err
	}
	r.LocationID = location
	to := t.book.balance(BalanceKey{r.ProductID, t.op.WarehouseID, location, r.LotID})
	t.move(i+1, r.ProductID, r.LotID, Side{Account: CustomerAccount}, Side{Balance: to}, r.Quantity, "customer_return")
	return r, nil
}

func (t *turn) sendBack(r ReturnLine, i int) *Error {
	if l := t.book.Locations[r.LocationID]; l == nil || l.WarehouseID != t.op.WarehouseID {
		return Refusef(CodeNotFound, "there is no such bin in this warehouse").At("lines[%d].location_id", i)
	}
	key := BalanceKey{r.ProductID, t.op.WarehouseID, r.LocationID, r.LotID}
	return t.takeOut(i+1, key, r.Quantity, SupplierAccount, "supplier_return", i)
}
