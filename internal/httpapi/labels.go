package httpapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"stockflow/internal/gs1"
	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/labels"
	"stockflow/internal/store"
)

// maxLabels is how many labels are printed at a time, copies counted.
const maxLabels = 2_000

// PrintLabels implements oas.StrictServerInterface.
func (h *handlers) PrintLabels(ctx context.Context, r oas.PrintLabelsRequestObject) (oas.PrintLabelsResponseObject, error) {
	if err := need(ctx, inventory.Read); err != nil {
		return nil, err
	}
	things, err := h.Store.Labelled(ctx, principal(ctx).Scope(), wanted(r.Body.Items))
	if err != nil {
		return nil, err
	}
	var list []labels.Label
	var of []int // the item of each label
	for i, item := range r.Body.Items {
		l, err := label(things, item, fmt.Sprintf("items[%d]", i))
		if err != nil {
			return nil, err
		}
		for range max(value(item.Copies), 1) {
			list, of = append(list, l), append(of, i)
		}
		if len(list) > maxLabels {
			return nil, invalid("items", "at most %d labels are printed at a time", maxLabels)
		}
	}
	sheet, _ := labels.Find(string(r.Body.Sheet)) // the contract names those that there are
	symbology := labels.Auto
	if r.Body.Symbology != nil {
		symbology = labels.Symbology(*r.Body.Symbology)
	}
	var page strings.Builder
	err = labels.Write(&page, sheet, symbology, int(value(r.Body.Skip)), list)
	var wrong *labels.LabelError
	if errors.As(err, &wrong) {
		return nil, inventory.Refusef(codeUnprintable, "%s", wrong.Error()).At("items[%d]", of[wrong.Index])
	}
	if err != nil {
		return nil, err //nolint:wrapcheck // the package says what it was about
	}
	return labelPage(page.String()), nil
}

// labelPage is a document that is printed. It is shown as it is: nothing in it
// runs or is fetched.
type labelPage string

// VisitPrintLabelsResponse implements oas.PrintLabelsResponseObject.
func (p labelPage) VisitPrintLabelsResponse(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	_, _ = w.Write([]byte(p)) // the caller is gone: nobody is left to be told
	return nil
}

func wanted(items []oas.LabelItem) (w store.Wanted) {
	for _, i := range items {
		if i.ProductID != nil {
			w.Products = append(w.Products, *i.ProductID)
		}
		if i.LotID != nil {
			w.Lots = append(w.Lots, *i.LotID)
		}
		if i.LocationID != nil {
			w.Locations = append(w.Locations, *i.LocationID)
		}
		if i.OperationID != nil {
			w.Operations = append(w.Operations, *i.OperationID)
		}
	}
	return w
}

// label makes the label of one item: of a product, with its packaging unit and
// its lot where they are named, of a bin, or of an operation.
func label(things store.Labelled, item oas.LabelItem, at string) (labels.Label, error) {
	named := 0
	for _, given := range []bool{item.ProductID != nil, item.LocationID != nil, item.OperationID != nil} {
		if given {
			named++
		}
	}
	switch {
	case named != 1:
		return labels.Label{}, invalid(at, "name a product, a location or an operation")
	case item.ProductID == nil && (item.LotID != nil || item.PackagingUnit != nil):
		return labels.Label{}, invalid(at, "lots and packaging units are a product's")
	case item.LocationID != nil:
		b, ok := things.Locations[*item.LocationID]
		if !ok {
			return labels.Label{}, notFoundAt(at+".location_id", "there is no such bin")
		}
		text := fmt.Sprintf("%s:%s:%s", store.LocationLabel, b.Warehouse, b.Code)
		return labels.Label{Title: b.Code, Lines: []string{b.Warehouse, b.Kind}, Code: labels.Code{Text: text}}, nil
	case item.OperationID != nil:
		o, ok := things.Operations[*item.OperationID]
		if !ok {
			return labels.Label{}, notFoundAt(at+".operation_id", "there is no such operation")
		}
		return labels.Label{Title: o.Number, Lines: []string{o.Kind, o.Partner}, Code: labels.Code{Text: o.Number}}, nil
	}
	p, ok := things.Products[*item.ProductID]
	if !ok {
		return labels.Label{}, notFoundAt(at+".product_id", "there is no such product")
	}
	return productLabel(things, p, item, at)
}

func productLabel(things store.Labelled, p store.Product, item oas.LabelItem, at string) (labels.Label, error) {
	unit, lot := value(item.PackagingUnit), store.Lot{}
	l := labels.Label{Title: p.Name, Lines: []string{p.SKU}}
	if unit != "" {
		i := slices.IndexFunc(p.PackagingUnits, func(u store.PackagingUnit) bool { return u.Name == unit })
		if i < 0 {
			return l, notFoundAt(at+".packaging_unit", "the product has no packaging unit %q", unit)
		}
		l.Lines = append(l.Lines, fmt.Sprintf("%s: %d %s", unit, p.PackagingUnits[i].Factor, p.BaseUnit))
	}
	if item.LotID != nil {
		var ok bool
		if lot, ok = things.Lots[*item.LotID]; !ok || lot.ProductID != p.ID {
			return l, notFoundAt(at+".lot_id", "the product has no such lot")
		}
		l.Lines = append(l.Lines, "Lot "+lot.Code)
		if lot.ExpiresOn != "" {
			l.Lines = append(l.Lines, "Expires "+lot.ExpiresOn)
		}
	}
	l.Code = productCode(p, unit, lot)
	return l, nil
}

// productCode is what the barcode of a product says: its GTIN, with lot and
// expiry date, by the rules of GS1; else its barcode, or its own name for a lot
// and a packaging unit. A label has one code, so that of a lot leaves out the
// packaging unit where there is no GTIN for it.
func productCode(p store.Product, unit string, lot store.Lot) labels.Code {
	i := slices.IndexFunc(p.Barcodes, func(b store.Barcode) bool { return b.PackagingUnit == unit && b.Type == "gtin" })
	if i >= 0 {
		if m, ok := gs1Message(p.Barcodes[i].Barcode, lot); ok {
			return labels.Code{GS1: m}
		}
	}
	if lot.Code != "" {
		return labels.Code{Text: fmt.Sprintf("%s:%d:%s", store.LotLabel, p.ID, lot.Code)}
	}
	if i := slices.IndexFunc(p.Barcodes, func(b store.Barcode) bool { return b.PackagingUnit == unit }); i >= 0 {
		return labels.Code{Text: p.Barcodes[i].Barcode}
	}
	if unit != "" {
		return labels.Code{Text: fmt.Sprintf("%s:%d:%s", store.UnitLabel, p.ID, unit)}
	}
	return labels.Code{Text: p.SKU}
}

// gs1Message is a GTIN with a lot; ok is false where GS1 doesn't allow the
// lot's code.
func gs1Message(code string, lot store.Lot) (gs1.Message, bool) {
	gtin, _ := gs1.GTIN14(code)
	pairs := []string{"01", gtin}
	if lot.ExpiresOn != "" {
		pairs = append(pairs, "17", strings.ReplaceAll(lot.ExpiresOn[2:], "-", ""))
	}
	if lot.Code != "" {
		pairs = append(pairs, "10", lot.Code)
	}
	m, err := gs1.Elements(pairs...)
	return m, err == nil
}
