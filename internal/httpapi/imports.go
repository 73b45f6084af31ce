package httpapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/importer"
	"stockflow/internal/inventory"
	"stockflow/internal/spreadsheet"
	"stockflow/internal/store"
)

// CreateImport implements oas.StrictServerInterface.
func (h *handlers) CreateImport(ctx context.Context, r oas.CreateImportRequestObject) (oas.CreateImportResponseObject, error) {
	if err := need(ctx, inventory.ManageProducts); err != nil {
		return nil, err
	}
	if r.Body == nil {
		return nil, invalid("", "the body is the file")
	}
	content, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("read an upload: %w", err)
	}
	read := importer.ReadProducts
	if bytes.HasPrefix(content, []byte("PK\x03\x04")) { // a ZIP file, which is what a workbook is
		read = importer.ReadProductsWorkbook
	}
	catalogue, err := read(bytes.NewReader(content))
	if errors.Is(err, importer.ErrFile) {
		return nil, inventory.Refusef(codeUnreadable, "%s", strings.ToValidUTF8(err.Error(), "?"))
	}
	if err != nil {
		return nil, fmt.Errorf("read an upload: %w", err)
	}
	made, err := h.Store.CreateImport(ctx, actor(ctx), newImport(catalogue, value(r.Params.FileName), value(r.Params.DryRun)))
	if err != nil {
		return nil, err
	}
	return oas.CreateImport202JSONResponse{
		Body: made, Headers: oas.CreateImport202ResponseHeaders{Location: new(basePath + "/imports/" + made.ID)},
	}, nil
}

// newImport is what was understood of a file.
func newImport(c *importer.Catalogue, name string, dryRun bool) store.NewImport {
	n := store.NewImport{FileName: name, DryRun: dryRun, Rows: c.Rows(), Unused: []string{}}
	for _, title := range c.Unused() {
		n.Unused = append(n.Unused, strings.ReplaceAll(strings.ToValidUTF8(title, "?"), "\x00", "?"))
	}
	for _, p := range c.Products {
		n.Products = append(n.Products, importedProduct(p))
	}
	for _, p := range c.Problems() {
		n.Errors = append(n.Errors, store.ImportError{
			Line: int32(p.Line), Column: p.Column, Subject: p.Document, Code: string(inventory.CodeInvalid), //nolint:gosec // a file is bounded
			Message: strings.ReplaceAll(strings.ToValidUTF8(p.Reason, "?"), "\x00", "?"),
		})
	}
	return n
}

func importedProduct(p *importer.Product) store.ImportedProduct {
	row := store.ImportedProduct{
		Line: int32(p.Row), SKU: p.SKU, Name: p.Name, Description: p.Description, Category: p.Category, BaseUnit: p.BaseUnit, //nolint:gosec // a file is bounded
		TracksLots: p.TracksLots, TracksExpiry: p.TracksExpiry, ReorderLevel: p.ReorderLevel, Retired: p.Retired,
	}
	if p.ExpiryWarningDays != nil {
		row.ExpiryWarningDays = new(int32(*p.ExpiryWarningDays)) //nolint:gosec // the parser bounds it
	}
	for _, u := range p.Packaging {
		row.PackagingUnits = append(row.PackagingUnits, store.PackagingUnit{Name: u.Name, Factor: u.Factor})
	}
	for _, b := range p.Barcodes {
		row.Barcodes = append(row.Barcodes, store.Barcode{Barcode: b.Code, PackagingUnit: b.Packaging})
	}
	return row
}

// ListImports implements oas.StrictServerInterface.
func (h *handlers) ListImports(ctx context.Context, r oas.ListImportsRequestObject) (oas.ListImportsResponseObject, error) {
	if err := need(ctx, inventory.ManageProducts); err != nil {
		return nil, err
	}
	items, next, err := h.Store.ListImports(ctx, page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListImports200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// GetImport implements oas.StrictServerInterface.
func (h *handlers) GetImport(ctx context.Context, r oas.GetImportRequestObject) (oas.GetImportResponseObject, error) {
	if err := need(ctx, inventory.ManageProducts); err != nil {
		return nil, err
	}
	found, err := h.Store.Import(ctx, r.ImportID)
	if err != nil {
		return nil, err
	}
	return oas.GetImport200JSONResponse(found), nil
}

// CancelImport implements oas.StrictServerInterface.
func (h *handlers) CancelImport(ctx context.Context, r oas.CancelImportRequestObject) (oas.CancelImportResponseObject, error) {
	if err := need(ctx, inventory.ManageProducts); err != nil {
		return nil, err
	}
	stopping, err := h.Store.CancelImport(ctx, actor(ctx), r.ImportID)
	if err != nil {
		return nil, err
	}
	return oas.CancelImport200JSONResponse(stopping), nil
}

// ListImportErrors implements oas.StrictServerInterface.
func (h *handlers) ListImportErrors(ctx context.Context, r oas.ListImportErrorsRequestObject) (oas.ListImportErrorsResponseObject, error) {
	if err := need(ctx, inventory.ManageProducts); err != nil {
		return nil, err
	}
	items, next, err := h.Store.ListImportErrors(ctx, r.ImportID, page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListImportErrors200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// ExportImportErrors implements oas.StrictServerInterface.
func (h *handlers) ExportImportErrors(ctx context.Context, r oas.ExportImportErrorsRequestObject) (oas.ExportImportErrorsResponseObject, error) {
	if err := need(ctx, inventory.ManageProducts); err != nil {
		return nil, err
	}
	return errorsFile{file{
		ctx: ctx, h: h, name: "import-errors", format: spreadsheet.Format(r.Params.Format),
		rows: listed(
			[]string{"Line", "Column", "SKU", "Code", "What is wrong"},
			func(ctx context.Context, p store.Page) ([]store.ImportError, string, error) {
				return h.Store.ListImportErrors(ctx, r.ImportID, p)
			},
			func(e store.ImportError) []any { return []any{e.Line, e.Column, e.Subject, e.Code, e.Message} },
		),
	}}, nil
}

type errorsFile struct{ file }

// VisitExportImportErrorsResponse implements oas.ExportImportErrorsResponseObject.
func (f errorsFile) VisitExportImportErrorsResponse(w http.ResponseWriter) error { return f.send(w) }

// ExportProducts implements oas.StrictServerInterface.
func (h *handlers) ExportProducts(ctx context.Context, r oas.ExportProductsRequestObject) (oas.ExportProductsResponseObject, error) {
	if r.Params.CategoryID != nil && r.Params.Search != nil {
		return nil, invalid("category_id", "this is not given together with search")
	}
	filter := store.ProductFilter{
		Search: value(r.Params.Search), Status: string(value(r.Params.Status)), CategoryID: value(r.Params.CategoryID),
	}
	return productsFile{file{
		ctx: ctx, h: h, name: "products", format: spreadsheet.Format(r.Params.Format),
		rows: listed(
			importer.ProductTitles(),
			func(ctx context.Context, p store.Page) ([]store.Product, string, error) {
				return h.Store.ListProducts(ctx, filter, p)
			},
			productCells,
		),
	}}, nil
}

type productsFile struct{ file }

// VisitExportProductsResponse implements oas.ExportProductsResponseObject.
func (f productsFile) VisitExportProductsResponse(w http.ResponseWriter) error { return f.send(w) }

// productCells writes a product as importer.ReadProducts reads it, in the order
// of importer.ProductTitles.
func productCells(p store.Product) []any {
	yes := map[bool]string{true: "yes", false: "no"}
	units, codes := make([]string, len(p.PackagingUnits)), make([]string, len(p.Barcodes))
	for i, u := range p.PackagingUnits {
		units[i] = fmt.Sprintf("%s=%d", u.Name, u.Factor)
	}
	for i, b := range p.Barcodes {
		codes[i] = b.Barcode
		if b.PackagingUnit != "" {
			codes[i] = b.PackagingUnit + "=" + b.Barcode
		}
	}
	return []any{
		p.SKU, p.Name, p.Description, p.Category, p.BaseUnit, strings.Join(units, " | "), strings.Join(codes, " | "), orEmpty(p.ReorderLevel),
		yes[p.TracksLots], yes[p.TracksExpiry], orEmpty(p.ExpiryWarningDays), p.Status,
	}
}
