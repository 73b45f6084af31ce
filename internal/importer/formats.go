package importer

import (
	"io"

	"stockflow/internal/inventory"
)

// The longest values, as the database holds them.
const (
	longestNumber    = 100
	longestSKU       = 64
	longestCode      = 40
	longestWarehouse = 20
	longestLot       = 64
	longestPartner   = 200
)

// ReadReceipts reads a file of receipts: document, date, warehouse, supplier,
// sku, expected, good, damaged, lot, expires_on, location.
func ReadReceipts(r io.Reader) (*File, error) {
	return gather(r, format{
		kind: inventory.Receipt, place: "warehouse", partner: "supplier",
		columns: []column{
			{"document", true}, {"date", false}, {"warehouse", true}, {"supplier", false}, {"sku", true}, {"expected", true},
			{"good", false}, {"damaged", false}, {"lot", false}, {"expires_on", false}, {"location", false},
		},
		fill: func(r *row, d *Document) Line {
			d.Warehouse, d.Date, d.Partner = r.code("warehouse", longestWarehouse), r.date("date"), r.text("supplier", longestPartner)
			return Line{
				SKU: r.need("sku", longestSKU), Quantity: r.quantity("expected"),
				Good: r.number("good", 0, maxQuantity), Damaged: r.number("damaged", 0, maxQuantity),
				Lot: r.code("lot", longestLot), ExpiresOn: r.date("expires_on"), Location: r.code("location", longestCode),
			}
		},
	})
}

// ReadShipments reads a file of shipments: document, date, warehouse,
// customer, required_on, sku, quantity, dispatched, backorder.
func ReadShipments(r io.Reader) (*File, error) {
	return gather(r, format{
		kind: inventory.Shipment, place: "warehouse", partner: "customer",
		columns: []column{
			{"document", true}, {"date", false}, {"warehouse", true}, {"customer", false}, {"required_on", false}, {"sku", true},
			{"quantity", true}, {"dispatched", false}, {"backorder", false},
		},
		fill: func(r *row, d *Document) Line {
			d.Warehouse, d.Date, d.Partner = r.code("warehouse", longestWarehouse), r.date("date"), r.text("customer", longestPartner)
			backorder := r.yes("backorder")
			d.RequiredOn, d.Dispatched, d.Backorder = r.date("required_on"), r.yes("dispatched"), backorder != nil && *backorder
			return Line{SKU: r.need("sku", longestSKU), Quantity: r.quantity("quantity")}
		},
	})
}

// ReadTransfers reads a file of transfers: document, date, from, to, sku,
// quantity, dispatched, received, damaged.
func ReadTransfers(r io.Reader) (*File, error) {
	return gather(r, format{
		kind: inventory.Transfer, place: "from",
		columns: []column{
			{"document", true}, {"date", false}, {"from", true}, {"to", true}, {"sku", true}, {"quantity", true},
			{"dispatched", false}, {"received", false}, {"damaged", false},
		},
		fill: func(r *row, d *Document) Line {
			d.Warehouse, d.Destination = r.code("from", longestWarehouse), r.code("to", longestWarehouse)
			d.Date, d.Dispatched = r.date("date"), r.yes("dispatched")
			l := Line{
				SKU: r.need("sku", longestSKU), Quantity: r.quantity("quantity"),
				Good: r.number("received", 0, maxQuantity), Damaged: r.number("damaged", 0, maxQuantity),
			}
			if n := value(l.Good) + value(l.Damaged); l.Quantity > 0 && n > l.Quantity {
				r.fail("received", "%d arrived of %d that were sent", n, l.Quantity)
			}
			return l
		},
	})
}

func value(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}
