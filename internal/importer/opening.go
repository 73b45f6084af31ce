package importer

import (
	"fmt"
	"io"

	"stockflow/internal/inventory"
)

// openingChunk is how many rows of opening stock make a receipt.
const openingChunk = 1_000

// opening gathers the opening stock of warehouses.
type opening struct {
	name, date string
	table      *table
	documents  []*Document
	// open is the receipt of each warehouse that is being filled.
	open   map[string]*Document
	chunks map[string]int
	bad    map[string]bool
	// lost: a row could not be read, and its warehouse isn't known.
	lost bool
}

// ReadOpeningStock reads a file of opening stock: sku, warehouse, location,
// lot, expires_on, quantity. It becomes receipts, NAME-WAREHOUSE-1 and so on,
// which are entered one after the other. A warehouse with a bad row is left
// out whole, so that mending the row, or dropping it, never shifts rows into
// a receipt that has been entered before.
func ReadOpeningStock(r io.Reader, name, date string) (*File, error) {
	t, err := openTable(r, []column{
		{"sku", true}, {"warehouse", true}, {"location", false}, {"lot", false}, {"expires_on", false}, {"quantity", true},
	})
	if err != nil {
		return nil, err
	}
	o := &opening{
		name: name, date: date, table: t,
		open: map[string]*Document{}, chunks: map[string]int{}, bad: map[string]bool{},
	}
	if err := t.each(o.add); err != nil {
		return nil, err
	}
	return o.file(), nil
}

func (o *opening) add(r *row) {
	warehouse := r.need("warehouse", longestWarehouse)
	if warehouse == "" {
		o.lost = true
		return
	}
	var l Line
	if !r.damaged {
		l = Line{
			Row: r.line, SKU: r.need("sku", longestSKU), Quantity: r.quantity("quantity"),
			Lot: r.code("lot", longestLot), ExpiresOn: r.date("expires_on"), Location: r.code("location", longestCode),
		}
	}
	if r.bad {
		o.bad[warehouse] = true
	}
	good := l.Quantity
	l.Good = &good
	d := o.open[warehouse]
	if d == nil || len(d.Lines) == openingChunk {
		o.chunks[warehouse]++
		d = &Document{
			Kind: inventory.Receipt, Number: fmt.Sprintf("%s-%s-%d", o.name, warehouse, o.chunks[warehouse]),
			Row: r.line, After: d, Warehouse: warehouse, Date: o.date, Partner: "Opening stock",
		}
		o.open[warehouse] = d
		o.documents = append(o.documents, d)
	}
	d.Lines = append(d.Lines, l)
}

func (o *opening) file() *File {
	f := &File{Kind: inventory.Receipt}
	for _, d := range o.documents {
		if !o.lost && !o.bad[d.Warehouse] {
			f.Documents = append(f.Documents, d)
		}
	}
	f.report = Report{Rows: o.table.rows, Documents: len(o.documents), Unused: o.table.unused, Problems: o.table.problems}
	f.report.sort()
	return f
}
