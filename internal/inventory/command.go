package inventory

import "time"

// CommandKind names what a command asks for. The value is stored and is part
// of every operation id: it never changes its meaning.
type CommandKind string

// The commands of people.
const (
	CreateReceipt   CommandKind = "create_receipt"
	ReceiveReceipt  CommandKind = "receive_receipt"
	PutAwayReceipt  CommandKind = "put_away_receipt"
	CloseReceipt    CommandKind = "close_receipt"
	CancelReceipt   CommandKind = "cancel_receipt"
	UndoReceipt     CommandKind = "undo_receipt"
	CreateShipment  CommandKind = "create_shipment"
	ReserveShipment CommandKind = "reserve_shipment"
	PickShipment    CommandKind = "pick_shipment"
	PackShipment    CommandKind = "pack_shipment"
	DispatchShip    CommandKind = "dispatch_shipment"
	CancelShipment  CommandKind = "cancel_shipment"
	SwapShipment    CommandKind = "swap_shipment"
	CreateTransfer  CommandKind = "create_transfer"
	DispatchTransf  CommandKind = "dispatch_transfer"
	ReceiveTransfer CommandKind = "receive_transfer"
	CloseTransfer   CommandKind = "close_transfer"
	SettleTransfer  CommandKind = "settle_transfer"
	CancelTransfer  CommandKind = "cancel_transfer"
	ReceiveReturn   CommandKind = "receive_return"
	SwapTransfer    CommandKind = "swap_transfer"
	CreateMove      CommandKind = "create_move"

	CreateAdjustment CommandKind = "create_adjustment"
	CancelAdjustment CommandKind = "cancel_adjustment"
	CreateCount      CommandKind = "create_count"
	EnterCount       CommandKind = "enter_count"
	SubmitCount      CommandKind = "submit_count"
	RecountCount     CommandKind = "recount_count"
	CancelCount      CommandKind = "cancel_count"
	CreateReturn     CommandKind = "create_return"

	Approve CommandKind = "approve"
	Refuse  CommandKind = "refuse"
)

// The commands of the documents' own workflows: timers and compensation.
const (
	ExpireReservation CommandKind = "expire_reservation"
	ExpireApproval    CommandKind = "expire_approval"
	RaiseAttention    CommandKind = "raise_attention"
	ReturnPicks       CommandKind = "return_picks"
	FinishCancel      CommandKind = "finish_cancel"
)

// Command is one request to change stock. Its id is derived from kind, user
// and idempotency key, so that a repetition is recognised wherever it arrives;
// for a command that creates an operation it is the operation's id as well.
type Command struct {
	ID          string      `json:"id"`
	Kind        CommandKind `json:"kind"`
	OperationID string      `json:"operation_id"`
	// WarehouseID is the warehouse in which the actor acts and whose desk
	// takes the command.
	WarehouseID int64 `json:"warehouse_id"`
	UserID      int64 `json:"user_id"`
	// RequestHash is the hash of the request's meaning: the same id with
	// another hash is refused.
	RequestHash   string `json:"request_hash"`
	RequestID     string `json:"request_id,omitempty"`
	RemoteAddress string `json:"remote_address,omitempty"`
	Body          Body   `json:"body"`
}

// Body carries what a command says beyond its kind. Each kind reads the fields
// that it needs; Check refuses the others' absence.
type Body struct {
	// Reference is the document's number at the supplier, customer or in
	// another system; Partner the supplier or customer.
	Reference string `json:"reference,omitempty"`
	Partner   string `json:"partner,omitempty"`
	// DocumentDate is the date on the document, as YYYY-MM-DD; empty means today.
	DocumentDate string `json:"document_date,omitempty"`
	RequiredOn   string `json:"required_on,omitempty"`
	Note         string `json:"note,omitempty"`
	Reason       string `json:"reason,omitempty"`
	Carrier      string `json:"carrier,omitempty"`
	Tracking     string `json:"tracking,omitempty"`

	DestinationID int64      `json:"destination_id,omitempty"`
	ETA           *time.Time `json:"eta,omitempty"`
	// ReserveUntil ends an unpicked reservation; nil means the policy's time-out.
	ReserveUntil *time.Time    `json:"reserve_until,omitempty"`
	Policy       ReservePolicy `json:"policy,omitempty"`
	// Short closes a receipt, or hands a count in, although lines are outstanding.
	Short bool `json:"short,omitempty"`

	Lines       []DocumentLine `json:"lines,omitempty"`
	Receipts    []ReceivedLine `json:"receipts,omitempty"`
	Moves       []Move         `json:"moves,omitempty"`
	Picks       []PickedLine   `json:"picks,omitempty"`
	Settlements []Settlement   `json:"settlements,omitempty"`
	Corrections []Correction   `json:"corrections,omitempty"`
	// Scope says what a new count covers, Entries what was counted, and LineNos
	// which lines are to be counted again.
	Scope   *CountScope  `json:"scope,omitempty"`
	Entries []CountEntry `json:"entries,omitempty"`
	LineNos []int        `json:"line_nos,omitempty"`
	// Returns are the lines of a return, which goes in a direction, may refer
	// to the shipment or receipt that it returns, and may exceed it (Over).
	Returns   []ReturnLine    `json:"returns,omitempty"`
	Direction ReturnDirection `json:"direction,omitempty"`
	OriginID  string          `json:"origin_id,omitempty"`
	Over      bool            `json:"over,omitempty"`
	// Unresolved are the rows that name what nobody has found: the command is
	// refused, and tells them together with what else is wrong.
	Unresolved []LineError `json:"unresolved,omitempty"`

	ApprovalID string    `json:"approval_id,omitempty"`
	Attention  Attention `json:"attention,omitempty"`
	// Limit bounds how many reservation rows one compensation step returns.
	Limit int `json:"limit,omitempty"`
}

// ReservePolicy says what a shipment wants when not everything is available.
type ReservePolicy string

// The reservation policies.
const (
	AllOrNothing ReservePolicy = "all_or_nothing"
	Backorder    ReservePolicy = "backorder"
)

// DocumentLine is a line of a new document: expected, requested or to be moved.
type DocumentLine struct {
	ProductID int64 `json:"product_id"`
	Quantity  int64 `json:"quantity"`
}

// Condition is the state in which goods arrive.
type Condition string

// The conditions. Damaged goods go to quarantine.
const (
	Good    Condition = "good"
	Damaged Condition = "damaged"
)

// ReceivedLine is what was counted in at a dock: of a receipt, of a transfer
// at its destination, or of a transfer's return at its source.
type ReceivedLine struct {
	LineNo   int   `json:"line_no"`
	Quantity int64 `json:"quantity"`
	// LotCode and ExpiresOn (YYYY-MM-DD) identify the lot of a receipt; LotID
	// the lot of a transfer (0: whichever of the line is on the way, first
	// expired first).
	LotCode   string `json:"lot_code,omitempty"`
	ExpiresOn string `json:"expires_on,omitempty"`
	LotID     int64  `json:"lot_id,omitempty"`
	// LocationID is the bin; 0 means the warehouse's receiving bin, or its
	// quarantine bin for damaged goods.
	LocationID int64     `json:"location_id,omitempty"`
	Condition  Condition `json:"condition"`
}

// Move takes goods from one bin to another: what a line of a receipt brought,
// or, of a document of moves, of any product.
type Move struct {
	LineNo         int   `json:"line_no"`
	Quantity       int64 `json:"quantity"`
	LotID          int64 `json:"lot_id,omitempty"`
	FromLocationID int64 `json:"from_location_id"`
	ToLocationID   int64 `json:"to_location_id"`
	// ProductID is named by a document of moves alone.
	ProductID int64 `json:"product_id,omitempty"`
}

// PickedLine is what was taken for a shipment's line. LocationID and LotID are
// what was scanned; 0 accepts whatever is reserved for the line.
type PickedLine struct {
	LineNo     int   `json:"line_no"`
	Quantity   int64 `json:"quantity"`
	LocationID int64 `json:"location_id,omitempty"`
	LotID      int64 `json:"lot_id,omitempty"`
}

// Resolution says what became of goods that did not arrive.
type Resolution string

// The resolutions of a discrepancy.
const (
	FoundGoods   Resolution = "found"
	LostGoods    Resolution = "lost"
	DamagedGoods Resolution = "damaged"
)

// Settlement resolves a part of a transfer's discrepancy. LotID 0 means
// whichever lots of the line are outstanding.
type Settlement struct {
	LineNo     int        `json:"line_no"`
	Quantity   int64      `json:"quantity"`
	LotID      int64      `json:"lot_id,omitempty"`
	LocationID int64      `json:"location_id,omitempty"`
	Resolution Resolution `json:"resolution"`
}

// Correction is one line of an adjustment: by how much the balance of a product
// in a bin, of a lot where the product is tracked by lot, is wrong, and why.
type Correction struct {
	ProductID  int64 `json:"product_id,omitempty"`
	LocationID int64 `json:"location_id"`
	// LotID identifies the lot, or else LotCode does, with ExpiresOn
	// (YYYY-MM-DD) for a lot that is found and not known yet.
	LotID     int64  `json:"lot_id,omitempty"`
	LotCode   string `json:"lot_code,omitempty"`
	ExpiresOn string `json:"expires_on,omitempty"`
	// Change is what the balance grows by; negative, what it shrinks by.
	Change int64  `json:"change"`
	Reason string `json:"reason"`
	// Scraps is the reason's, as it was when the adjustment was asked for.
	Scraps bool `json:"scraps,omitempty"`
}

// Outcome is the answer to a command: what the operation is now, or a refusal
// that left nothing behind.
type Outcome struct {
	CommandID   string `json:"command_id"`
	OperationID string `json:"operation_id,omitempty"`
	Number      string `json:"number,omitempty"`
	Kind        Kind   `json:"kind,omitempty"`
	Status      Status `json:"status,omitempty"`
	Revision    int    `json:"revision,omitempty"`
	// Replayed says that this is the recorded answer of an earlier try.
	Replayed bool `json:"replayed,omitempty"`
	// Shortages are a shipment's lines that are not wholly reserved.
	Shortages []Shortage `json:"shortages,omitempty"`
	// ApprovalIDs are the approvals that this command now waits for.
	ApprovalIDs []string `json:"approval_ids,omitempty"`
	// WarehouseIDs are the operation's sites, for those who pass the news on.
	WarehouseIDs []int64   `json:"warehouse_ids,omitempty"`
	Attention    Attention `json:"attention,omitempty"`
	// ProductIDs are the operation's products, unless there are more than a
	// few: then it is empty, and any may be among them.
	ProductIDs []int64 `json:"product_ids,omitempty"`
	// Recounts are the lines of a count that have to be counted again.
	Recounts []int  `json:"recounts,omitempty"`
	Refusal  *Error `json:"refusal,omitempty"`
}

// Shortage is what a line still lacks.
type Shortage struct {
	LineNo    int   `json:"line_no"`
	ProductID int64 `json:"product_id"`
	Requested int64 `json:"requested"`
	Available int64 `json:"available"`
}
