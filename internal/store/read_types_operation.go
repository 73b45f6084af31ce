package store

import "time"

// OperationRef names an operation.
type OperationRef struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	Kind   string `json:"kind"`
}

// Totals sums an operation's lines.
type Totals struct {
	Lines      int32 `json:"lines"`
	Quantity   int64 `json:"quantity"`
	Reserved   int64 `json:"reserved"`
	Picked     int64 `json:"picked"`
	Dispatched int64 `json:"dispatched"`
	Received   int64 `json:"received"`
	Damaged    int64 `json:"damaged"`
	Returned   int64 `json:"returned"`
	Lost       int64 `json:"lost"`
	Scrapped   int64 `json:"scrapped"`
	Pending    int64 `json:"pending"`
}

// OperationSummary is an operation as it is listed.
type OperationSummary struct {
	ID               string        `json:"id"`
	Number           string        `json:"number"`
	Kind             string        `json:"kind"`
	Status           string        `json:"status"`
	Ended            bool          `json:"ended"`
	Warehouse        WarehouseRef  `json:"warehouse"`
	Destination      *WarehouseRef `json:"destination,omitempty"`
	Partner          string        `json:"partner,omitempty"`
	Reference        string        `json:"reference,omitempty"`
	DocumentDate     string        `json:"document_date"`
	RequiredOn       string        `json:"required_on,omitempty"`
	ETA              *time.Time    `json:"eta,omitempty"`
	ReserveUntil     *time.Time    `json:"reserve_until,omitempty"`
	ReturnLeg        bool          `json:"return_leg"`
	Attention        string        `json:"attention"`
	PendingApprovals int32         `json:"pending_approvals"`
	Totals           Totals        `json:"totals"`
	CreatedBy        UserRef       `json:"created_by"`
	CreatedAt        time.Time     `json:"created_at"`
	UpdatedAt        time.Time     `json:"updated_at"`
	Revision         int32         `json:"revision"`
}

// LineProduct is the product of a line, as far as a step on it needs it.
type LineProduct struct {
	ID           int64  `json:"id"`
	SKU          string `json:"sku"`
	Name         string `json:"name"`
	BaseUnit     string `json:"base_unit"`
	TracksLots   bool   `json:"tracks_lots"`
	TracksExpiry bool   `json:"tracks_expiry"`
}

// OperationLine is a line of an operation.
type OperationLine struct {
	LineNo     int32       `json:"line_no"`
	Product    LineProduct `json:"product"`
	Quantity   int64       `json:"quantity"`
	Reserved   int64       `json:"reserved"`
	Picked     int64       `json:"picked"`
	Dispatched int64       `json:"dispatched"`
	Received   int64       `json:"received"`
	Damaged    int64       `json:"damaged"`
	Returned   int64       `json:"returned"`
	Lost       int64       `json:"lost"`
	Scrapped   int64       `json:"scrapped"`
	Pending    int64       `json:"pending"`
}

// Hold is what an operation holds of a balance.
type Hold struct {
	LineNo   int32       `json:"line_no"`
	Location LocationRef `json:"location"`
	// Origin is the bin that picked goods were taken from.
	Origin   *LocationRef `json:"origin,omitempty"`
	Lot      *LotRef      `json:"lot,omitempty"`
	Quantity int64        `json:"quantity"`
	Picked   bool         `json:"picked"`
}

// TransitLot is what a line has on the road.
type TransitLot struct {
	LineNo   int32   `json:"line_no"`
	Lot      *LotRef `json:"lot,omitempty"`
	Quantity int64   `json:"quantity"`
}

// TimelineStep is a posted step.
type TimelineStep struct {
	StepNo    int32     `json:"step_no"`
	Kind      string    `json:"kind"`
	CommandID string    `json:"command_id"`
	Status    string    `json:"status"`
	Note      string    `json:"note,omitempty"`
	User      UserRef   `json:"user"`
	PostedAt  time.Time `json:"posted_at"`
}

// WorkflowRef leads to an operation's workflow.
type WorkflowRef struct {
	ID     string `json:"id"`
	UIPath string `json:"ui_path"`
}

// LineCorrection is what a line of an adjustment corrects.
type LineCorrection struct {
	LineNo   int32       `json:"line_no"`
	Location LocationRef `json:"location"`
	LotCode  string      `json:"lot_code,omitempty"`
	// Change is what the balance grows by, or shrinks by if negative.
	Change int64  `json:"change"`
	Reason string `json:"reason"`
	Scraps bool   `json:"scraps"`
}

// OperationDetail is an operation with everything about it.
type OperationDetail struct {
	OperationSummary
	Note      string          `json:"note,omitempty"`
	Reason    string          `json:"reason,omitempty"`
	Carrier   string          `json:"carrier,omitempty"`
	Tracking  string          `json:"tracking,omitempty"`
	Policy    string          `json:"policy,omitempty"`
	Lines     []OperationLine `json:"lines"`
	Holds     []Hold          `json:"holds"`
	Transit   []TransitLot    `json:"transit"`
	Approvals []Approval      `json:"approvals"`
	// Direction and Returns are a return's, Origin what it returns.
	Direction string        `json:"direction,omitempty"`
	Origin    *OperationRef `json:"origin,omitempty"`
	Returns   []LineReturn  `json:"returns,omitempty"`
	Count     *CountSummary `json:"count,omitempty"`
	// Corrections are an adjustment's, one a line.
	Corrections []LineCorrection `json:"corrections,omitempty"`
	Timeline    []TimelineStep   `json:"timeline"`
	Workflow    *WorkflowRef     `json:"workflow,omitempty"`
}

// ApprovalReceived are the goods of an over-receipt.
type ApprovalReceived struct {
	Condition  string `json:"condition,omitempty"`
	LotCode    string `json:"lot_code,omitempty"`
	ExpiresOn  string `json:"expires_on,omitempty"`
	LocationID int64  `json:"location_id,omitempty"`
}

// Approval is a decision that a manager owes, or has taken.
type Approval struct {
	ID          string            `json:"id"`
	Operation   OperationRef      `json:"operation"`
	Warehouse   WarehouseRef      `json:"warehouse"`
	Destination *WarehouseRef     `json:"destination,omitempty"`
	Kind        string            `json:"kind"`
	Status      string            `json:"status"`
	LineNo      int32             `json:"line_no,omitempty"`
	Product     *ProductRef       `json:"product,omitempty"`
	Expected    *int64            `json:"expected,omitempty"`
	Quantity    int64             `json:"quantity"`
	Received    *ApprovalReceived `json:"received,omitempty"`
	RequestedBy UserRef           `json:"requested_by"`
	RequestedAt time.Time         `json:"requested_at"`
	DecidedBy   *UserRef          `json:"decided_by,omitempty"`
	DecidedAt   *time.Time        `json:"decided_at,omitempty"`
	Note        string            `json:"note,omitempty"`
}
