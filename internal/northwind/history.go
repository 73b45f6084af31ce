package northwind

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
)

// product is a row of products.csv.
type product struct {
	sku, name, category, packaging string
	// left is what stands on the shelf once every order is deducted.
	left, reorderLevel int64
	discontinued       bool
	// ordered is the sum of all orders.
	ordered int64
}

// order is a row of orders.csv with its lines.
type order struct {
	number, customer, date, required string
	shipped                          bool
	lines                            []orderLine
}

type orderLine struct {
	sku      string
	quantity int64
}

// History is what the three files say.
type History struct {
	products []*product
	orders   []*order
}

// Figures are what has to come out of a replay.
type Figures struct {
	Available, Reserved, Dispatched int64
	// Low counts the live products at or under their reorder level.
	Low int
}

// Load reads products.csv, orders.csv and order_lines.csv of a folder.
func Load(dir string) (*History, error) {
	h := &History{}
	bySKU, byNumber := map[string]*product{}, map[string]*order{}
	err := errors.Join(
		readRows(dir, "products.csv", func(r map[string]string) (err error) {
			p := &product{sku: r["sku"], name: r["name"], category: r["category"], packaging: r["packaging"], discontinued: r["discontinued"] == "1"}
			if p.left, err = strconv.ParseInt(r["units_in_stock"], 10, 64); err != nil {
				return err
			}
			if p.reorderLevel, err = strconv.ParseInt(r["reorder_level"], 10, 64); err != nil {
				return err
			}
			h.products, bySKU[p.sku] = append(h.products, p), p
			return nil
		}),
		readRows(dir, "orders.csv", func(r map[string]string) error {
			o := &order{
				number: r["order_number"], customer: r["customer"], date: r["order_date"], required: r["required_date"],
				shipped: r["shipped_date"] != "",
			}
			h.orders, byNumber[o.number] = append(h.orders, o), o
			return nil
		}),
		readRows(dir, "order_lines.csv", func(r map[string]string) error {
			quantity, err := strconv.ParseInt(r["quantity"], 10, 64)
			if err != nil {
				return err
			}
			o, p := byNumber[r["order_number"]], bySKU[r["sku"]]
			if o == nil || p == nil {
				return fmt.Errorf("order %s or product %s is in no other file", r["order_number"], r["sku"])
			}
			o.lines = append(o.lines, orderLine{p.sku, quantity})
			p.ordered += quantity
			return nil
		}),
	)
	return h, err
}

// readRows gives the rows of a file by their headers.
func readRows(dir, name string, add func(map[string]string) error) error {
	file, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return fmt.Errorf("open a file of the history: %w", err)
	}
	defer file.Close()
	reader := csv.NewReader(file)
	header, err := reader.Read()
	if err != nil {
		return fmt.Errorf("read the header of %s: %w", name, err)
	}
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		row := make(map[string]string, len(header))
		for i, column := range header {
			row[column] = record[i]
		}
		if err := add(row); err != nil {
			line, _ := reader.FieldPos(0)
			return fmt.Errorf("%s, line %d: %w", name, line, err)
		}
	}
}

// Figures says what has to come out, by the files.
func (h *History) Figures() Figures {
	var f Figures
	for _, p := range h.products {
		f.Available += p.left
		if !p.discontinued && p.left <= p.reorderLevel {
			f.Low++
		}
	}
	for _, o := range h.orders {
		for _, l := range o.lines {
			if o.shipped {
				f.Dispatched += l.quantity
			} else {
				f.Reserved += l.quantity
			}
		}
	}
	return f
}
