package generate

import (
	"fmt"

	"stockflow/internal/importer"
)

// nameThings names the warehouses and the products of a made-up company.
func (c *company) nameThings() {
	for w := range c.size.Warehouses {
		c.warehouses = append(c.warehouses, Warehouse{
			Code: fmt.Sprintf("WH%02d", w+1), Name: fmt.Sprintf("%s %d", pick(w, 1, places), w+1), TimeZone: zones[w%len(zones)],
			OverReceiptTolerancePercent: 5,
		})
	}
	c.categories = categories
}

// describe writes down what the catalogue says of a product.
func describe(i int, p product) *importer.Product {
	unit, tracksLots := "each", p.lots > 0
	d := &importer.Product{
		SKU: sku(i), Name: productName(i), Category: &categories[i%len(categories)], BaseUnit: &unit, TracksLots: &tracksLots, TracksExpiry: &p.expires,
		Barcodes: []importer.Barcode{{Code: gtin(i)}},
	}
	if p.expires {
		warn := int64(30)
		d.ExpiryWarningDays = &warn
	}
	if i%3 != 0 {
		reorder := int64(20 + i%50)
		d.ReorderLevel = &reorder
	}
	if i%2 == 0 {
		d.Packaging = []importer.Packaging{{Name: "case", Factor: []int64{6, 12, 24}[i%3]}}
	}
	return d
}

// shelves are the bins of a warehouse with so many places for goods.
func shelves(n int) []bin {
	bins := essentialBins
	for i := range n {
		b := bin{code: fmt.Sprintf("%c-%02d-%02d-%d", 'A'+rune(i/1000%16), i/40%25+1, i%40, i), kind: "storage"}
		if i%5 == 0 {
			b = bin{code: fmt.Sprintf("P-%02d-%02d-%d", i/100+1, i%100, i), kind: "picking"}
		}
		bins = append(bins, b)
	}
	return bins
}

func sku(n int) string { return fmt.Sprintf("SKU-%07d", n+1) }

// Email is the address of the n-th user; the first is an admin.
func Email(n int) string { return fmt.Sprintf("%s%d@generated.stockflow.example", role(n), n) }
