package inventory

// LocationKind is the use of a bin.
type LocationKind string

// The kinds of bins. Stock in shipping and quarantine can't be promised.
const (
	ReceivingBin  LocationKind = "receiving"
	StorageBin    LocationKind = "storage"
	PickingBin    LocationKind = "picking"
	ShippingBin   LocationKind = "shipping"
	QuarantineBin LocationKind = "quarantine"
)

// Warehouse is a site, as far as decisions need it.
type Warehouse struct {
	ID     int64
	Code   string
	Active bool
	// Today is the date in the warehouse's time zone, as YYYY-MM-DD.
	Today string
	// TolerancePercent is how much more than expected may be received.
	TolerancePercent int64
	// ApprovalQuantity is the size from which a transfer waits for a manager; 0: never.
	ApprovalQuantity int64
	// StaffAdjusts is how many units staff may correct by themselves, and
	// AdjustmentApproval the size from which a manager's correction waits for
	// a second one; 0: never.
	StaffAdjusts, AdjustmentApproval int64
	// CountTolerance is the share of what was expected, in percent, by which a
	// count may differ (-1: by any), and CountApproval the difference from
	// which it waits for a second person; 0: never.
	CountTolerance, CountApproval int64
	// Bins are the bins used where a command names none.
	Bins map[LocationKind]int64
}

// Location is a bin.
type Location struct {
	ID          int64
	WarehouseID int64
	Code        string
	Kind        LocationKind
	Active      bool
}

// Product is an article, as far as decisions need it.
type Product struct {
	ID           int64
	SKU          string
	Active       bool
	TracksLots   bool
	TracksExpiry bool
	// WarningDays is how many days before its expiry a lot calls for somebody.
	WarningDays int
}

// Lot is a batch of a product. ExpiresOn is YYYY-MM-DD or empty. Available says
// that it is neither held nor recalled. A lot that a decision makes has a
// negative id until it is stored.
type Lot struct {
	ID        int64
	ProductID int64
	Code      string
	ExpiresOn string
	Available bool
}

// BalanceKey says whose balance a balance is; LotID 0 means no lot.
type BalanceKey struct {
	ProductID, WarehouseID, LocationID, LotID int64
}

// Balance is what is on hand and reserved under a key. One that a decision
// makes has a negative id until it is stored.
type Balance struct {
	ID       int64
	Key      BalanceKey
	OnHand   int64
	Reserved int64
}

// Available is what can still be promised of the balance.
func (b *Balance) Available() int64 { return b.OnHand - b.Reserved }

// Account is a virtual account of the ledger: the other side of what enters or
// leaves the bins.
type Account string

// The virtual accounts.
const (
	SupplierAccount   Account = "supplier"
	CustomerAccount   Account = "customer"
	TransitAccount    Account = "transit"
	AdjustmentAccount Account = "adjustment"
	ScrapAccount      Account = "scrap"
)

// Side is one side of a movement: a balance or an account.
type Side struct {
	Balance *Balance
	Account Account
}

// Movement is a row of the ledger.
type Movement struct {
	OperationID            string
	StepNo, LineNo, PartNo int
	ProductID, LotID       int64
	// WarehouseID is where it happens; what is lost on the road is lost to the
	// warehouse that it was going to.
	WarehouseID int64
	From, To    Side
	Quantity    int64
	Kind        string
	UserID      int64
}

// Step is a posted step of an operation.
type Step struct {
	OperationID string
	StepNo      int
	Kind        CommandKind
	CommandID   string
	UserID      int64
	Status      Status
	Note        string
}

// Reason is why stock is corrected, as an admin has defined it.
type Reason struct {
	Code      string
	Direction Direction
	// Scraps says that the goods leave for the account scrap.
	Scraps bool
	Active bool
}

// Direction says which corrections a reason explains.
type Direction string

// The directions of a reason.
const (
	Increase Direction = "increase"
	Decrease Direction = "decrease"
	Either   Direction = "either"
)
