package importer

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"stockflow/internal/spreadsheet"
)

// Product is an article of a file. What a row leaves open is nil or empty, and
// stays as it is on an article that exists.
type Product struct {
	Row                   int
	SKU, Name             string
	Description, Category *string
	BaseUnit              *string
	Packaging             []Packaging
	Barcodes              []Barcode
	ReorderLevel          *int64
	TracksLots            *bool
	TracksExpiry          *bool
	ExpiryWarningDays     *int64
	Retired               *bool
}

// Packaging is a packaging unit: a case of 12.
type Packaging struct {
	Name   string
	Factor int64
}

// Barcode is a barcode, of the base unit where Packaging is empty.
type Barcode struct {
	Code, Packaging string
}

// Catalogue is what a parser has understood of a file of products.
type Catalogue struct {
	Products []*Product
	report   Report
}

// Problems are what the parser found wrong.
func (c *Catalogue) Problems() []Problem { return c.report.Problems }

// Rows counts the rows with content, the bad ones too.
func (c *Catalogue) Rows() int { return c.report.Rows }

// Unused are the columns of the file that the format doesn't know.
func (c *Catalogue) Unused() []string { return c.report.Unused }

// productColumns are the columns of a file of products.
var productColumns = []column{
	{"sku", true}, {"name", true}, {"description", false}, {"category", false}, {"base_unit", false}, {"packaging", false},
	{"barcodes", false}, {"reorder_level", false}, {"tracks_lots", false}, {"tracks_expiry", false},
	{"expiry_warning_days", false}, {"status", false},
}

// ProductTitles are the titles of those columns, in their order.
func ProductTitles() []string {
	titles := make([]string, len(productColumns))
	for i, c := range productColumns {
		titles[i] = c.name
	}
	return titles
}

// ReadProducts reads a CSV file of products: see ProductTitles.
func ReadProducts(r io.Reader) (*Catalogue, error) {
	t, err := openTable(r, productColumns)
	if err != nil {
		return nil, err
	}
	return readProducts(t)
}

// ReadProductsWorkbook reads the first sheet of an XLSX file of products.
func ReadProductsWorkbook(r io.Reader) (*Catalogue, error) {
	rows, err := spreadsheet.OpenWorkbook(r)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, err)
	}
	defer rows.Close() //nolint:errcheck // everything has been read
	t, err := openWorkbook(rows, productColumns)
	if err != nil {
		return nil, err
	}
	return readProducts(t)
}

// MaxProducts is how many products a file may have.
const MaxProducts = 100_000

func readProducts(t *table) (*Catalogue, error) {
	c := &Catalogue{}
	skus, barcodes := map[string]int{}, map[string]int{}
	for {
		row, err := t.next()
		if err != nil {
			return nil, err
		}
		if row == nil {
			break
		}
		if t.rows > MaxProducts {
			return nil, fmt.Errorf("%w: it has more than %d rows", ErrFile, MaxProducts)
		}
		if row.damaged {
			continue
		}
		p := readProduct(row)
		once(row, "sku", p.SKU, skus)
		for _, b := range p.Barcodes {
			once(row, "barcodes", b.Code, barcodes)
		}
		if !row.bad {
			c.Products = append(c.Products, p)
		}
	}
	c.report = Report{Rows: t.rows, Documents: t.rows, Unused: t.unused, Problems: t.problems}
	c.report.sort()
	return c, nil
}

// once notes a value that an earlier row has as well.
func once(r *row, column, s string, seen map[string]int) {
	if s == "" {
		return
	}
	if line, twice := seen[s]; twice {
		r.fail(column, "%q stands in line %d as well", short(s), line)
		return
	}
	seen[s] = r.line
}

func readProduct(r *row) *Product {
	p := &Product{
		Row: r.line, SKU: r.need("sku", longestSKU), Name: r.needText("name", 300),
		Description: r.some("description", 4_000), Category: r.some("category", 900), BaseUnit: r.some("base_unit", 40),
		ReorderLevel: r.number("reorder_level", 0, maxQuantity),
		TracksLots:   r.yes("tracks_lots"), TracksExpiry: r.yes("tracks_expiry"),
		ExpiryWarningDays: r.number("expiry_warning_days", 0, 3650),
	}
	if p.TracksExpiry != nil && *p.TracksExpiry {
		if p.TracksLots != nil && !*p.TracksLots {
			r.fail("tracks_expiry", "only what is tracked by lot can be tracked by expiry date")
		}
		yes := true
		p.TracksLots = &yes
	}
	switch s := strings.ToLower(r.cell("status")); s {
	case "":
	case "active", "retired":
		retired := s == "retired"
		p.Retired = &retired
	default:
		r.fail("status", "%q is neither active nor retired", short(s))
	}
	p.Packaging = readPackaging(r)
	p.Barcodes = readBarcodes(r, p.Packaging)
	return p
}

// readPackaging reads packaging units, as case=12 | pallet=480.
func readPackaging(r *row) []Packaging {
	var units []Packaging
	for part := range strings.SplitSeq(r.code("packaging", 2_000), "|") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		i := strings.LastIndex(part, "=")
		if i < 1 {
			r.fail("packaging", "%q is not written as case=12", short(part))
			continue
		}
		name := strings.TrimSpace(part[:i])
		factor, err := strconv.ParseInt(strings.TrimSpace(part[i+1:]), 10, 64)
		if err != nil || factor < 1 || factor > 1_000_000 || len([]rune(name)) > 40 || name == "" {
			r.fail("packaging", "%q is not written as case=12, with a whole number from 1 to 1000000", short(part))
			continue
		}
		for _, u := range units {
			if u.Name == name {
				r.fail("packaging", "%q stands there twice", short(name))
			}
		}
		units = append(units, Packaging{name, factor})
	}
	if len(units) > 20 {
		r.fail("packaging", "a product has at most 20 packaging units")
	}
	return units
}

// readBarcodes reads barcodes, as 5901234123457 | case=15901234123454.
func readBarcodes(r *row, units []Packaging) []Barcode {
	var barcodes []Barcode
	for part := range strings.SplitSeq(r.code("barcodes", 2_000), "|") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		b := Barcode{Code: part}
		// A barcode may contain a sign of equality itself; the name of a
		// packaging unit of this product decides.
		for _, u := range units {
			if code, ok := strings.CutPrefix(part, u.Name+"="); ok {
				b = Barcode{Code: strings.TrimSpace(code), Packaging: u.Name}
			}
		}
		if b.Code == "" || len(b.Code) > 64 || strings.ContainsFunc(b.Code, func(c rune) bool { return c <= ' ' || c > '~' }) {
			r.fail("barcodes", "%q is not a barcode: up to 64 letters, digits and signs, without spaces", short(part))
			continue
		}
		barcodes = append(barcodes, b)
	}
	if len(barcodes) > 50 {
		r.fail("barcodes", "a product has at most 50 barcodes")
	}
	return barcodes
}
