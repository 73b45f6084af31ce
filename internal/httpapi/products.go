package httpapi

import (
	"context"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// ListProducts implements oas.StrictServerInterface.
func (h *handlers) ListProducts(ctx context.Context, r oas.ListProductsRequestObject) (oas.ListProductsResponseObject, error) {
	items, next, err := h.Store.ListProducts(ctx, value(r.Params.Search), string(value(r.Params.Status)), page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListProducts200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// CreateProduct implements oas.StrictServerInterface.
func (h *handlers) CreateProduct(ctx context.Context, r oas.CreateProductRequestObject) (oas.CreateProductResponseObject, error) {
	if err := need(ctx, inventory.ManageProducts); err != nil {
		return nil, err
	}
	n := store.Product{
		SKU: r.Body.Sku, Name: r.Body.Name, Description: value(r.Body.Description), Category: value(r.Body.Category), BaseUnit: "each",
		TracksLots: value(r.Body.TracksLots), TracksExpiry: value(r.Body.TracksExpiry), ExpiryWarningDays: r.Body.ExpiryWarningDays,
		ReorderLevel: r.Body.ReorderLevel, PackagingUnits: value(r.Body.PackagingUnits), Barcodes: value(r.Body.Barcodes),
	}
	if r.Body.BaseUnit != nil {
		n.BaseUnit = *r.Body.BaseUnit
	}
	p, err := h.Store.CreateProduct(ctx, actor(ctx), n)
	if err != nil {
		return nil, err
	}
	return oas.CreateProduct201JSONResponse(p), nil
}

// GetProduct implements oas.StrictServerInterface.
func (h *handlers) GetProduct(ctx context.Context, r oas.GetProductRequestObject) (oas.GetProductResponseObject, error) {
	p, err := h.Store.Product(ctx, r.ProductID)
	if err != nil {
		return nil, err
	}
	return oas.GetProduct200JSONResponse(p), nil
}

// UpdateProduct implements oas.StrictServerInterface.
func (h *handlers) UpdateProduct(ctx context.Context, r oas.UpdateProductRequestObject) (oas.UpdateProductResponseObject, error) {
	if err := need(ctx, inventory.ManageProducts); err != nil {
		return nil, err
	}
	b := r.Body
	p, err := h.Store.UpdateProduct(ctx, actor(ctx), r.ProductID, store.ProductChange{
		Name: b.Name, Description: b.Description, Category: b.Category, Status: (*string)(b.Status), TracksLots: b.TracksLots,
		TracksExpiry: b.TracksExpiry, ExpiryWarningDays: b.ExpiryWarningDays, ReorderLevel: b.ReorderLevel,
		PackagingUnits: b.PackagingUnits, Barcodes: b.Barcodes,
	})
	if err != nil {
		return nil, err
	}
	return oas.UpdateProduct200JSONResponse(p), nil
}

// ListProductLots implements oas.StrictServerInterface.
func (h *handlers) ListProductLots(ctx context.Context, r oas.ListProductLotsRequestObject) (oas.ListProductLotsResponseObject, error) {
	items, next, err := h.Store.ListLots(ctx, r.ProductID, value(r.Params.Search), page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListProductLots200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}
