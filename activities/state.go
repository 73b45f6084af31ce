package activities

import (
	"time"

	"stockflow/internal/inventory"
)

// Policy are the times that a company chooses.
type Policy struct {
	// ReservationTimeout ends an unpicked reservation that has no end of its own.
	ReservationTimeout time.Duration `json:"reservation_timeout"`
	// BackorderRetry is how often a backorder is tried again.
	BackorderRetry time.Duration `json:"backorder_retry"`
	// An approval is reminded of, escalated and at last taken as refused.
	ApprovalRemind   time.Duration `json:"approval_remind"`
	ApprovalEscalate time.Duration `json:"approval_escalate"`
	ApprovalTimeout  time.Duration `json:"approval_timeout"`
	// TransferGrace is how late a transfer may be before it is overdue, and
	// TransferEscalate how long after that it is escalated.
	TransferGrace    time.Duration `json:"transfer_grace"`
	TransferEscalate time.Duration `json:"transfer_escalate"`
	// A count that stays open is reminded of and then escalated.
	CountRemind   time.Duration `json:"count_remind"`
	CountEscalate time.Duration `json:"count_escalate"`
}

// DefaultPolicy is what applies where nothing is configured.
func DefaultPolicy() Policy {
	return Policy{
		ReservationTimeout: 72 * time.Hour,
		BackorderRetry:     time.Hour,
		ApprovalRemind:     4 * time.Hour,
		ApprovalEscalate:   24 * time.Hour,
		ApprovalTimeout:    72 * time.Hour,
		TransferGrace:      2 * time.Hour,
		TransferEscalate:   24 * time.Hour,
		CountRemind:        24 * time.Hour,
		CountEscalate:      72 * time.Hour,
	}
}

// Snapshot is what a document's workflow reads before it decides: small,
// since each reading stays in the workflow's history.
type Snapshot struct {
	Found  bool   `json:"found"`
	State  State  `json:"state"`
	Policy Policy `json:"policy"`
}

// State is the part of an operation that its process depends on.
type State struct {
	ID            string              `json:"id"`
	Number        string              `json:"number"`
	Kind          inventory.Kind      `json:"kind"`
	Status        inventory.Status    `json:"status"`
	Revision      int                 `json:"revision"`
	WarehouseID   int64               `json:"warehouse_id"`
	DestinationID int64               `json:"destination_id,omitempty"`
	Attention     inventory.Attention `json:"attention,omitempty"`
	ETA           *time.Time          `json:"eta,omitempty"`
	ReserveUntil  *time.Time          `json:"reserve_until,omitempty"`
	CreatedAt     time.Time           `json:"created_at"`
	UpdatedAt     time.Time           `json:"updated_at"`
	// Lacking is what lines still lack: to be received, reserved or
	// brought home, as the document's kind and stage have it; of a count, how
	// many lines are to be counted.
	Lacking int64 `json:"lacking,omitempty"`
	// PickedHolds counts the reservations on goods that were picked and have
	// not left; Dispatched tells whether anything has left already.
	PickedHolds int               `json:"picked_holds,omitempty"`
	Dispatched  bool              `json:"dispatched,omitempty"`
	Approvals   []PendingApproval `json:"approvals,omitempty"`
}

// PendingApproval is a decision that a manager still owes.
type PendingApproval struct {
	ID          string                 `json:"id"`
	Kind        inventory.ApprovalKind `json:"kind"`
	RequestedAt time.Time              `json:"requested_at"`
}

// Summarise takes from an operation what its process depends on.
func Summarise(op inventory.Operation) State {
	s := State{
		ID: op.ID, Number: op.Number, Kind: op.Kind, Status: op.Status, Revision: op.Revision,
		WarehouseID: op.WarehouseID, DestinationID: op.DestinationID, Attention: op.Attention,
		ETA: op.ETA, ReserveUntil: op.ReserveUntil, CreatedAt: op.CreatedAt, UpdatedAt: op.UpdatedAt,
	}
	for _, line := range op.Lines {
		s.Dispatched = s.Dispatched || line.Dispatched > 0
		if lack := lacking(op.Kind, line); lack > 0 {
			s.Lacking += lack
		}
	}
	if op.Count != nil {
		s.Lacking = int64(op.Count.Outstanding)
	}
	for _, hold := range op.Holds {
		if hold.OriginID != 0 {
			s.PickedHolds++
		}
	}
	for _, a := range op.Approvals {
		if a.Status == inventory.ApprovalPending {
			s.Approvals = append(s.Approvals, PendingApproval{ID: a.ID, Kind: a.Kind, RequestedAt: a.RequestedAt})
		}
	}
	return s
}

func lacking(kind inventory.Kind, l inventory.Line) int64 {
	switch kind {
	case inventory.Receipt:
		return l.Quantity - l.Received - l.Damaged
	case inventory.Shipment:
		return l.Quantity - l.Reserved - l.Dispatched
	case inventory.Transfer:
		return l.Quantity - l.Received - l.Damaged - l.Returned - l.Lost - l.Scrapped
	}
	return 0
}
