package inventory

import (
	"slices"
	"time"
)

// Kind is the kind of a document.
type Kind string

// The kinds of documents.
const (
	Receipt  Kind = "receipt"
	Shipment Kind = "shipment"
	Transfer Kind = "transfer"

	Count      Kind = "count"
	Adjustment Kind = "adjustment"
	Return     Kind = "return"
	// BinMove moves goods within a warehouse, at once.
	BinMove Kind = "move"
)

// Driven tells whether a document of the kind has a process of its own; one
// without ends in the step that makes it.
func (k Kind) Driven() bool { return k != BinMove }

// Status is the stage of an operation; see the package comment.
type Status string

// The stages.
const (
	Expected          Status = "expected"
	Receiving         Status = "receiving"
	Closed            Status = "closed"
	ClosedShort       Status = "closed_short"
	Undone            Status = "undone"
	Reserved          Status = "reserved"
	Backordered       Status = "backordered"
	Picking           Status = "picking"
	Picked            Status = "picked"
	Packed            Status = "packed"
	Dispatched        Status = "dispatched"
	Expired           Status = "expired"
	AwaitingApproval  Status = "awaiting_approval"
	InTransit         Status = "in_transit"
	PartiallyReceived Status = "partially_received"
	Discrepancy       Status = "discrepancy"
	Returning         Status = "returning"
	Returned          Status = "returned"
	Refused           Status = "refused"
	Cancelling        Status = "cancelling"
	Cancelled         Status = "cancelled"
	Counting          Status = "counting"
	Recounting        Status = "recounting"
)

// Ended tells whether nothing is left to do in the stage s.
func (s Status) Ended() bool {
	switch s {
	case Closed, ClosedShort, Undone, Dispatched, Expired, Returned, Refused, Cancelled:
		return true
	}
	return false
}

// Attention says how loudly an operation asks for somebody.
type Attention string

// The levels of attention, in rising order.
const (
	NoAttention Attention = "none"
	Reminded    Attention = "reminded"
	Overdue     Attention = "overdue"
	Escalated   Attention = "escalated"
)

// Operation is a document and its state.
type Operation struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	Kind   Kind   `json:"kind"`
	Status Status `json:"status"`
	// WarehouseID is where a receipt arrives, a shipment or a transfer leaves.
	WarehouseID int64 `json:"warehouse_id"`
	// DestinationID is a transfer's destination, 0 for the others.
	DestinationID int64         `json:"destination_id,omitempty"`
	Reference     string        `json:"reference,omitempty"`
	Partner       string        `json:"partner,omitempty"`
	DocumentDate  string        `json:"document_date,omitempty"`
	RequiredOn    string        `json:"required_on,omitempty"`
	Note          string        `json:"note,omitempty"`
	Reason        string        `json:"reason,omitempty"`
	Carrier       string        `json:"carrier,omitempty"`
	Tracking      string        `json:"tracking,omitempty"`
	Policy        ReservePolicy `json:"policy,omitempty"`
	ReserveUntil  *time.Time    `json:"reserve_until,omitempty"`
	ETA           *time.Time    `json:"eta,omitempty"`
	// ReturnLeg says that a transfer's goods go back to their source.
	ReturnLeg bool      `json:"return_leg,omitempty"`
	Attention Attention `json:"attention"`
	CreatedBy int64     `json:"created_by"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	// Revision counts the steps that were posted.
	Revision int `json:"revision"`

	Lines     []Line         `json:"lines,omitempty"`
	Holds     []Hold         `json:"holds,omitempty"`
	Transit   []InTransitLot `json:"transit,omitempty"`
	Approvals []Approval     `json:"approvals,omitempty"`
	// Corrections are an adjustment's, one a line, until they are posted.
	Corrections []Correction `json:"corrections,omitempty"`
	// Count is what a count covers and has found.
	Count *CountState `json:"count,omitempty"`
	// Direction is which way the goods of a return go, OriginID the shipment
	// or receipt that they are returned from, if it is known.
	Direction ReturnDirection `json:"direction,omitempty"`
	OriginID  string          `json:"origin_id,omitempty"`
	Returns   []ReturnLine    `json:"returns,omitempty"`
	// Placed is what a receipt's postings left in each balance. What was posted
	// before is loaded only where a command moves or reverses it.
	Placed map[Placement]int64 `json:"-"`
}

// Sites are the warehouses that an operation touches.
func (op *Operation) Sites() []int64 {
	if op.DestinationID != 0 {
		return []int64{op.WarehouseID, op.DestinationID}
	}
	return []int64{op.WarehouseID}
}

// Arrival is the warehouse that a transfer's goods are going to, 0 for other
// documents.
func (op *Operation) Arrival() int64 {
	if op.ReturnLeg {
		return op.WarehouseID
	}
	return op.DestinationID
}

// placeOf is the warehouse in which a movement of the operation happens.
func (op *Operation) placeOf(from, to Side) int64 {
	switch {
	case from.Balance != nil:
		return from.Balance.Key.WarehouseID
	case to.Balance != nil:
		return to.Balance.Key.WarehouseID
	}
	return op.Arrival()
}

// fewProducts lists an operation's products, or none if it has many: an answer
// is kept and passed on in several places, so it stays small.
func (op *Operation) fewProducts() []int64 {
	const few = 20
	var ids []int64
	for _, l := range op.Lines {
		if slices.Contains(ids, l.ProductID) {
			continue
		}
		if len(ids) == few {
			return nil
		}
		ids = append(ids, l.ProductID)
	}
	return ids
}

// Line is one line of an operation. All fields but the first three count what
// happened to it.
type Line struct {
	LineNo    int   `json:"line_no"`
	ProductID int64 `json:"product_id"`
	Quantity  int64 `json:"quantity"`

	Reserved   int64 `json:"reserved"`
	Picked     int64 `json:"picked"`
	Dispatched int64 `json:"dispatched"`
	Received   int64 `json:"received"` // in good condition
	Damaged    int64 `json:"damaged"`  // received damaged
	Returned   int64 `json:"returned"`
	Lost       int64 `json:"lost"`
	Scrapped   int64 `json:"scrapped"`
	// Pending waits for a manager's approval of an over-receipt.
	Pending int64 `json:"pending"`
}

// Hold is a reservation: what an open operation holds of a balance. Of picked
// goods, OriginID is the balance that they were taken from.
type Hold struct {
	LineNo    int   `json:"line_no"`
	BalanceID int64 `json:"balance_id"`
	OriginID  int64 `json:"origin_id,omitempty"`
	Quantity  int64 `json:"quantity"`
}

// InTransitLot is what a transfer's line has on the road of one lot (0: no lot).
type InTransitLot struct {
	LineNo   int   `json:"line_no"`
	LotID    int64 `json:"lot_id,omitempty"`
	Quantity int64 `json:"quantity"`
}

// Placement is a balance into which a receipt's line was put.
type Placement struct {
	LineNo    int
	BalanceID int64
}

// ApprovalKind says what waits for a manager.
type ApprovalKind string

// The kinds of approvals.
const (
	OverReceipt      ApprovalKind = "over_receipt"
	TransferApproval ApprovalKind = "transfer"

	AdjustmentApproval ApprovalKind = "adjustment"
	CountApproval      ApprovalKind = "count"
)

// ApprovalStatus is the state of an approval.
type ApprovalStatus string

// The states of an approval.
const (
	ApprovalPending  ApprovalStatus = "pending"
	ApprovalApproved ApprovalStatus = "approved"
	ApprovalRefused  ApprovalStatus = "refused"
	ApprovalExpired  ApprovalStatus = "expired"
)

// Approval is a decision that a manager owes an operation.
type Approval struct {
	ID          string         `json:"id"`
	Kind        ApprovalKind   `json:"kind"`
	Status      ApprovalStatus `json:"status"`
	LineNo      int            `json:"line_no,omitempty"`
	Quantity    int64          `json:"quantity"`
	Received    *ReceivedLine  `json:"received,omitempty"`
	RequestedBy int64          `json:"requested_by"`
	RequestedAt time.Time      `json:"requested_at"`
	DecidedBy   int64          `json:"decided_by,omitempty"`
	Note        string         `json:"note,omitempty"`
}
