package northwind

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
)

// table writes rows as CSV.
func table(header []string, rows [][]string) (*bytes.Buffer, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(append([][]string{header}, rows...)); err != nil {
		return nil, fmt.Errorf("write an import file: %w", err)
	}
	return &b, nil
}

// productsFile is the file of products. Discontinued ones are still received
// and sold in the history, so they are retired by another file at its end.
func (h *History) productsFile() (*bytes.Buffer, error) {
	var rows [][]string
	for _, p := range h.products {
		rows = append(rows, []string{p.sku, p.name, p.packaging, p.category, number(p.reorderLevel)})
	}
	return table([]string{"sku", "name", "description", "category", "reorder_level"}, rows)
}

func (h *History) retirementsFile() (*bytes.Buffer, error) {
	var rows [][]string
	for _, p := range h.products {
		if p.discontinued {
			rows = append(rows, []string{p.sku, p.name, "retired"})
		}
	}
	return table([]string{"sku", "name", "status"}, rows)
}

// receiptsFile is one receipt of all that was ever needed: what the orders
// took, and what is left.
func (h *History) receiptsFile() (*bytes.Buffer, error) {
	var rows [][]string
	for _, p := range h.products {
		if n := number(p.ordered + p.left); n != "0" {
			rows = append(rows, []string{"NORTHWIND-BEGIN", "1996-07-03", warehouseCode, p.sku, n, n})
		}
	}
	return table([]string{"document", "date", "warehouse", "sku", "expected", "good"}, rows)
}

// shipmentsFile has the orders, by date, as in their file.
func (h *History) shipmentsFile() (*bytes.Buffer, error) {
	var rows [][]string
	for _, o := range h.orders {
		dispatched := "no"
		if o.shipped {
			dispatched = "yes"
		}
		for _, l := range o.lines {
			rows = append(rows, []string{o.number, o.date, warehouseCode, o.customer, o.required, l.sku, number(l.quantity), dispatched})
		}
	}
	return table([]string{"document", "date", "warehouse", "customer", "required_on", "sku", "quantity", "dispatched"}, rows)
}

func number(n int64) string { return strconv.FormatInt(n, 10) }
