package importer

import "stockflow/internal/inventory"

// maxLines is how many lines a document may have.
const maxLines = 20_000

// Document is a receipt, a shipment or a transfer of a file.
type Document struct {
	Kind   inventory.Kind
	Number string
	// Row is the line of the file on which the document begins.
	Row int
	// After is the document that must have been entered before this one.
	After *Document
	// Warehouse is where a receipt arrives, a shipment or a transfer leaves.
	Warehouse, Destination string
	Date, RequiredOn       string
	Partner                string
	// Dispatched: whether the goods have left; nil: the file doesn't say.
	Dispatched *bool
	// Backorder: what can't be reserved waits, instead of refusing the document.
	Backorder bool
	Lines     []Line
}

// Line is a line of a document.
type Line struct {
	// Row is the line of the file.
	Row      int
	SKU      string
	Quantity int64
	// Good and Damaged are what has arrived; nil: not counted yet.
	Good, Damaged  *int64
	Lot, ExpiresOn string
	Location       string
}

// counted tells whether it is said of the line what arrived.
func (l Line) counted() bool { return l.Good != nil || l.Damaged != nil }

// counted tells whether it is said of any line what arrived, and of all.
func (d *Document) counted() (some, all bool) {
	all = true
	for _, l := range d.Lines {
		some = some || l.counted()
		all = all && l.counted()
	}
	return some, all
}

// left tells whether the goods of a shipment or a transfer have left.
func (d *Document) left() bool {
	arrived, _ := d.counted()
	return d.Kind == inventory.Transfer && arrived || d.Dispatched != nil && *d.Dispatched
}

// File is what a parser has understood of a file.
type File struct {
	Kind      inventory.Kind
	Documents []*Document
	report    Report
}

// Problems are what the parser found wrong.
func (f *File) Problems() []Problem { return f.report.Problems }
