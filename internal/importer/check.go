package importer

import (
	"context"
	"fmt"

	"stockflow/internal/apiclient"
	"stockflow/internal/inventory"
)

// checker holds documents against what the server knows, before any of them
// is entered, so that the report has every row that is wrong.
type checker struct {
	*directory
	expiries map[[2]string]string
	problems []Problem
}

// check finds what a document names that doesn't exist or can't be so. What
// may have changed since the document was entered, as the retirement of a
// product, is left to the server, which answers a repetition from its record.
func (c *checker) check(ctx context.Context, d *Document) error {
	w := c.place(d, placeColumn(d.Kind), d.Warehouse, true)
	if d.Kind == inventory.Transfer {
		c.place(d, "to", d.Destination, false)
	}
	for _, l := range d.Lines {
		p, ok := c.products[l.SKU]
		switch {
		case !ok:
			c.fail(d, l.Row, "sku", "there is no product %q", short(l.SKU))
		case d.Kind == inventory.Receipt:
			if err := c.received(ctx, d, l, w, p); err != nil {
				return err
			}
		}
	}
	return nil
}

func placeColumn(kind inventory.Kind) string {
	if kind == inventory.Transfer {
		return "from"
	}
	return "warehouse"
}

func (c *checker) fail(d *Document, row int, column, format string, args ...any) {
	c.problems = append(c.problems, Problem{Line: row, Column: column, Document: d.Number, Reason: fmt.Sprintf(format, args...)})
}

// place finds a warehouse; nil if there is none.
func (c *checker) place(d *Document, column, code string, own bool) *apiclient.Warehouse {
	w, ok := c.warehouse(code)
	if !ok || own && !w.Member {
		c.fail(d, d.Row, column, "there is no warehouse %q in which this user may act", short(code))
		return nil
	}
	return &w
}

// received checks the lot, the expiry date and the bin of goods that arrived.
func (c *checker) received(ctx context.Context, d *Document, l Line, w *apiclient.Warehouse, p apiclient.Product) error {
	arrived := value(l.Good) + value(l.Damaged)
	lot := [2]string{p.Sku, l.Lot}
	switch {
	case !p.TracksLots && l.Lot != "":
		c.fail(d, l.Row, "lot", "product %s isn't tracked by lot", p.Sku)
	case !p.TracksLots && l.ExpiresOn != "":
		c.fail(d, l.Row, "expires_on", "product %s isn't tracked by lot", p.Sku)
	case !p.TracksLots || arrived == 0:
	case l.Lot == "":
		c.fail(d, l.Row, "lot", "product %s is tracked by lot, and this is empty", p.Sku)
	case l.ExpiresOn != "" && c.expiries[lot] != "" && c.expiries[lot] != l.ExpiresOn:
		c.fail(d, l.Row, "expires_on", "an earlier row says that lot %s expires on %s", l.Lot, c.expiries[lot])
	case l.ExpiresOn != "":
		c.expiries[lot] = l.ExpiresOn
	case p.TracksExpiry && c.expiries[lot] == "":
		known, err := c.knowsLot(ctx, p, l.Lot)
		if err != nil {
			return err
		}
		if !known {
			c.fail(d, l.Row, "expires_on", "product %s is tracked by expiry date, and this is empty", p.Sku)
		}
	}
	if l.Location == "" || w == nil {
		return nil
	}
	bin, ok, err := c.bin(ctx, *w, l.Location)
	switch {
	case err != nil:
		return err
	case !ok:
		c.fail(d, l.Row, "location", "there is no bin %q in %s", short(l.Location), w.Code)
	case bin.Kind == apiclient.LocationKindShipping || bin.Kind == apiclient.LocationKindQuarantine:
		c.fail(d, l.Row, "location", "bin %s is for %s; goods in good condition aren't put there", bin.Code, bin.Kind)
	}
	return nil
}
