package httpapi

import (
	"context"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// ListCategories implements oas.StrictServerInterface.
func (h *handlers) ListCategories(ctx context.Context, r oas.ListCategoriesRequestObject) (oas.ListCategoriesResponseObject, error) {
	items, next, err := h.Store.ListCategories(ctx, value(r.Params.Search), string(value(r.Params.Status)), page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListCategories200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// GetCategory implements oas.StrictServerInterface.
func (h *handlers) GetCategory(ctx context.Context, r oas.GetCategoryRequestObject) (oas.GetCategoryResponseObject, error) {
	c, err := h.Store.Category(ctx, r.CategoryID)
	if err != nil {
		return nil, err
	}
	return oas.GetCategory200JSONResponse(c), nil
}

// CreateCategory implements oas.StrictServerInterface.
func (h *handlers) CreateCategory(ctx context.Context, r oas.CreateCategoryRequestObject) (oas.CreateCategoryResponseObject, error) {
	if err := need(ctx, inventory.ManageCategories); err != nil {
		return nil, err
	}
	c, err := h.Store.CreateCategory(ctx, actor(ctx), r.Body.Name, value(r.Body.ParentID))
	if err != nil {
		return nil, err
	}
	return oas.CreateCategory201JSONResponse(c), nil
}

// UpdateCategory implements oas.StrictServerInterface.
func (h *handlers) UpdateCategory(ctx context.Context, r oas.UpdateCategoryRequestObject) (oas.UpdateCategoryResponseObject, error) {
	if err := need(ctx, inventory.ManageCategories); err != nil {
		return nil, err
	}
	c, err := h.Store.UpdateCategory(ctx, actor(ctx), r.CategoryID, store.CategoryChange{
		Name: r.Body.Name, ParentID: r.Body.ParentID, Status: (*string)(r.Body.Status),
	})
	if err != nil {
		return nil, err
	}
	return oas.UpdateCategory200JSONResponse(c), nil
}
