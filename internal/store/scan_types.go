package store

import "stockflow/internal/gs1"

// Scan is what a scanned code means.
type Scan struct {
	// Code is the text of the code, without what the scanner put before it.
	Code string `json:"code"`
	// GS1 is what the code says where it follows GS1's rules.
	GS1 *ScanData `json:"gs1,omitempty"`
	// Matches are what it may stand for, the likeliest first; empty: nothing
	// that the scanner's user may see.
	Matches []ScanMatch `json:"matches"`
}

// ScanData is a GS1 message, read.
type ScanData struct {
	Elements   []gs1.Element `json:"elements"`
	GTIN       string        `json:"gtin,omitempty"`
	SSCC       string        `json:"sscc,omitempty"`
	Lot        string        `json:"lot,omitempty"`
	Serial     string        `json:"serial,omitempty"`
	ProducedOn string        `json:"produced_on,omitempty"`
	PackedOn   string        `json:"packed_on,omitempty"`
	BestBefore string        `json:"best_before,omitempty"`
	ExpiresOn  string        `json:"expires_on,omitempty"`
	Count      int64         `json:"count,omitempty"`
	// NetWeight is in kilograms.
	NetWeight string `json:"net_weight,omitempty"`
}

// ScanMatch is something that a code stands for; Kind says which of the others
// is there.
type ScanMatch struct {
	Kind      string         `json:"kind"`
	Product   *ScanProduct   `json:"product,omitempty"`
	Location  *LocationRef   `json:"location,omitempty"`
	Operation *ScanOperation `json:"operation,omitempty"`
}

// ScanProduct is a product, in the packaging and with the lot that the code names.
type ScanProduct struct {
	ProductRef
	Status       string `json:"status"`
	TracksLots   bool   `json:"tracks_lots"`
	TracksExpiry bool   `json:"tracks_expiry"`
	// PackagingUnit is what was scanned; empty: the base unit.
	PackagingUnit string `json:"packaging_unit,omitempty"`
	Factor        int64  `json:"factor"`
	// Quantity is how many base units one scan stands for.
	Quantity int64    `json:"quantity"`
	Lot      *ScanLot `json:"lot,omitempty"`
}

// ScanLot is the lot that a code names.
type ScanLot struct {
	// ID is missing where the lot hasn't been received yet.
	ID        *int64 `json:"id,omitempty"`
	Code      string `json:"code"`
	ExpiresOn string `json:"expires_on,omitempty"`
	Status    string `json:"status,omitempty"`
	// ExpiryConflict tells that the code names another expiry date than the
	// one under which the lot was received.
	ExpiryConflict bool `json:"expiry_conflict"`
}

// ScanOperation is the operation whose number was scanned.
type ScanOperation struct {
	OperationRef
	Status        string `json:"status"`
	WarehouseID   int64  `json:"warehouse_id"`
	DestinationID *int64 `json:"destination_id,omitempty"`
}
