package store

import "time"

// The types of the read side carry the names of the API's contract: the
// server's generated code uses them as they are.

// WarehouseRef names a warehouse.
type WarehouseRef struct {
	ID   int64  `json:"id"`
	Code string `json:"code"`
	Name string `json:"name"`
}

// Warehouse is a warehouse as it is listed.
type Warehouse struct {
	ID                          int64  `json:"id"`
	Code                        string `json:"code"`
	Name                        string `json:"name"`
	Address                     string `json:"address"`
	TimeZone                    string `json:"time_zone"`
	Status                      string `json:"status"`
	OverReceiptTolerancePercent int32  `json:"over_receipt_tolerance_percent"`
	// TransferApprovalQuantity is the size from which transfers wait for a manager; 0: never.
	TransferApprovalQuantity int64 `json:"transfer_approval_quantity"`
	// AdjustmentStaffQuantity is how many units staff may correct by themselves.
	AdjustmentStaffQuantity int64 `json:"adjustment_staff_quantity"`
	// AdjustmentApprovalQuantity is the size from which a manager's correction
	// waits for a second one, CountApprovalQuantity that for a count's
	// difference; 0: never.
	AdjustmentApprovalQuantity int64 `json:"adjustment_approval_quantity"`
	// CountTolerancePercent is how far a count may differ from what was
	// expected before a second person has to agree; -1: as far as it likes.
	CountTolerancePercent int32 `json:"count_tolerance_percent"`
	CountApprovalQuantity int64 `json:"count_approval_quantity"`
	// Member tells whether the reader may act in it.
	Member bool `json:"member"`
}

func (w Warehouse) limits() CorrectionLimits {
	return CorrectionLimits{
		StaffAdjusts: w.AdjustmentStaffQuantity, AdjustmentApproval: w.AdjustmentApprovalQuantity,
		CountTolerancePercent: w.CountTolerancePercent, CountApproval: w.CountApprovalQuantity,
	}
}

// LocationRef names a bin.
type LocationRef struct {
	ID          int64  `json:"id"`
	Code        string `json:"code"`
	Kind        string `json:"kind"`
	WarehouseID int64  `json:"warehouse_id"`
}

// Location is a bin as it is listed.
type Location struct {
	ID          int64  `json:"id"`
	WarehouseID int64  `json:"warehouse_id"`
	Code        string `json:"code"`
	Kind        string `json:"kind"`
	Status      string `json:"status"`
}

// ProductRef names a product.
type ProductRef struct {
	ID       int64  `json:"id"`
	SKU      string `json:"sku"`
	Name     string `json:"name"`
	BaseUnit string `json:"base_unit"`
}

// PackagingUnit is a unit that holds Factor base units.
type PackagingUnit struct {
	Name   string `json:"name"`
	Factor int64  `json:"factor"`
}

// Barcode is a code on a product, or on a packaging unit of it.
type Barcode struct {
	Barcode       string `json:"barcode"`
	PackagingUnit string `json:"packaging_unit,omitempty"`
	// Type is gtin for a GTIN-8, -12, -13 or -14 with a right check digit, and
	// other for everything else.
	Type string `json:"type,omitempty"`
}

// Product is a product with its units and codes.
type Product struct {
	ID          int64  `json:"id"`
	SKU         string `json:"sku"`
	Name        string `json:"name"`
	Description string `json:"description"`
	// Category is the path of the product's category; empty: it has none.
	Category          string          `json:"category"`
	CategoryID        *int64          `json:"category_id,omitempty"`
	BaseUnit          string          `json:"base_unit"`
	Status            string          `json:"status"`
	TracksLots        bool            `json:"tracks_lots"`
	TracksExpiry      bool            `json:"tracks_expiry"`
	ExpiryWarningDays *int32          `json:"expiry_warning_days,omitempty"`
	ReorderLevel      *int64          `json:"reorder_level,omitempty"`
	PackagingUnits    []PackagingUnit `json:"packaging_units"`
	Barcodes          []Barcode       `json:"barcodes"`
}

// LotRef names a lot.
type LotRef struct {
	ID        int64  `json:"id"`
	Code      string `json:"code"`
	ExpiresOn string `json:"expires_on,omitempty"`
}

// Lot is a lot as it is listed.
type Lot struct {
	ID        int64  `json:"id"`
	ProductID int64  `json:"product_id"`
	Code      string `json:"code"`
	ExpiresOn string `json:"expires_on,omitempty"`
	Status    string `json:"status"`
}

// UserRef names a user.
type UserRef struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// User is a user as an admin sees it.
type User struct {
	ID         int64          `json:"id"`
	Name       string         `json:"name"`
	Email      string         `json:"email"`
	Role       string         `json:"role"`
	Status     string         `json:"status"`
	Warehouses []WarehouseRef `json:"warehouses"`
	CreatedAt  time.Time      `json:"created_at"`
	// LockedUntil is set while too many wrong passwords keep the user out.
	LockedUntil *time.Time `json:"locked_until,omitempty"`
}

// StockLevel is a product's stock in a warehouse.
type StockLevel struct {
	Warehouse WarehouseRef `json:"warehouse"`
	OnHand    int64        `json:"on_hand"`
	Reserved  int64        `json:"reserved"`
	Available int64        `json:"available"`
	InTransit int64        `json:"in_transit"`
}

// StockItem is a product's stock over warehouses.
type StockItem struct {
	Product    ProductRef   `json:"product"`
	OnHand     int64        `json:"on_hand"`
	Reserved   int64        `json:"reserved"`
	Available  int64        `json:"available"`
	InTransit  int64        `json:"in_transit"`
	Warehouses []StockLevel `json:"warehouses"`
}

// Balance is what lies in a bin, by lot.
type Balance struct {
	WarehouseID int64       `json:"warehouse_id"`
	Location    LocationRef `json:"location"`
	Lot         *Lot        `json:"lot,omitempty"`
	OnHand      int64       `json:"on_hand"`
	Reserved    int64       `json:"reserved"`
	Available   int64       `json:"available"`
}

// ProductStock is a product's stock down to the bin.
type ProductStock struct {
	StockItem
	Balances []Balance `json:"balances"`
}

// MovementSide is a bin or an account.
type MovementSide struct {
	Account  string       `json:"account,omitempty"`
	Location *LocationRef `json:"location,omitempty"`
}

// Movement is a row of the ledger.
type Movement struct {
	ID        int64        `json:"id"`
	MovedAt   time.Time    `json:"moved_at"`
	Operation OperationRef `json:"operation"`
	StepNo    int32        `json:"step_no"`
	LineNo    int32        `json:"line_no"`
	Product   ProductRef   `json:"product"`
	Lot       *LotRef      `json:"lot,omitempty"`
	From      MovementSide `json:"from"`
	To        MovementSide `json:"to"`
	Quantity  int64        `json:"quantity"`
	Kind      string       `json:"kind"`
	User      UserRef      `json:"user"`
}

// AuditRecord is who changed what.
type AuditRecord struct {
	Stream        string         `json:"stream"`
	Seq           int64          `json:"seq"`
	At            time.Time      `json:"at"`
	User          UserRef        `json:"user"`
	Action        string         `json:"action"`
	SubjectKind   string         `json:"subject_kind"`
	SubjectID     string         `json:"subject_id"`
	Before        map[string]any `json:"before,omitempty"`
	After         map[string]any `json:"after,omitempty"`
	RemoteAddress string         `json:"remote_address,omitempty"`
	RequestID     string         `json:"request_id,omitempty"`
}
