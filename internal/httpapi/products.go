package httpapi

import (
	"context"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// ListProducts implements oas.StrictServerInterface.
func (h *handlers) ListProducts(ctx context.Context, r oas.ListProductsRequestObject) (oas.ListProductsResponseObject, error) {
	if r.Params.CategoryID != nil && r.Params.Search != nil {
		return nil, invalid("category_id", "this is not given together with search")
	}
	items, next, err := h.Store.ListProducts(ctx, store.ProductFilter{
		Search: value(r.Params.Search), Status: string(value(r.Params.Status)), CategoryID: value(r.Params.CategoryID),
	}, page(r.Params.Cursor, r.Params.Limit))
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
	if r.Body.Category != nil && r.Body.CategoryID != nil {
		return nil, twoCategories()
	}
	n := store.Product{
		SKU: r.Body.Sku, Name: r.Body.Name, Description: value(r.Body.Description), Category: value(r.Body.Category),
		CategoryID: r.Body.CategoryID, BaseUnit: "each",
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
	if b.Category != nil && b.CategoryID != nil {
		return nil, twoCategories()
	}
	p, err := h.Store.UpdateProduct(ctx, actor(ctx), r.ProductID, store.ProductChange{
		Name: b.Name, Description: b.Description, Category: b.Category, CategoryID: b.CategoryID, BaseUnit: b.BaseUnit,
		Status: (*string)(b.Status), TracksLots: b.TracksLots, TracksExpiry: b.TracksExpiry, ExpiryWarningDays: b.ExpiryWarningDays,
		ReorderLevel: b.ReorderLevel, PackagingUnits: b.PackagingUnits, Barcodes: b.Barcodes, RunDown: value(b.RunDown),
	})
	if err != nil {
		return nil, err
	}
	return oas.UpdateProduct200JSONResponse(p), nil
}

func twoCategories() error {
	return invalid("category", "name the category by category or by category_id")
}

// DeleteProduct implements oas.StrictServerInterface.
func (h *handlers) DeleteProduct(ctx context.Context, r oas.DeleteProductRequestObject) (oas.DeleteProductResponseObject, error) {
	if err := need(ctx, inventory.ManageProducts); err != nil {
		return nil, err
	}
	if err := h.Store.DeleteProduct(ctx, actor(ctx), r.ProductID); err != nil {
		return nil, err
	}
	return oas.DeleteProduct204Response{}, nil
}

// ListProductLots implements oas.StrictServerInterface.
func (h *handlers) ListProductLots(ctx context.Context, r oas.ListProductLotsRequestObject) (oas.ListProductLotsResponseObject, error) {
	items, next, err := h.Store.ListProductLots(ctx, r.ProductID, value(r.Params.Search), page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListProductLots200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}
