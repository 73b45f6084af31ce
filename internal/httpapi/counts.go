package httpapi

import (
	"context"
	"slices"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// CreateCount implements oas.StrictServerInterface. It goes through the
// workflow of the count, since what it covers may be a lot.
func (h *handlers) CreateCount(ctx context.Context, r oas.CreateCountRequestObject) (oas.CreateCountResponseObject, error) {
	if err := needWarehouse(ctx, r.Body.WarehouseID); err != nil {
		return nil, err
	}
	if err := mayGive(ctx, inventory.CreateCount); err != nil {
		return nil, err
	}
	scope := inventory.CountScope{
		LocationIDs: slices.Clone(value(r.Body.LocationIds)), ProductIDs: slices.Clone(value(r.Body.ProductIds)),
		CategoryID: value(r.Body.CategoryID), ABCClass: string(value(r.Body.AbcClass)),
	}
	skus, bins := value(r.Body.Skus), value(r.Body.Locations)
	products, places, err := h.lookUp(ctx, r.Body.WarehouseID, skus, bins)
	if err != nil {
		return nil, err
	}
	for i, sku := range skus {
		id, ok := products[sku]
		if !ok {
			return nil, inventory.Refusef(inventory.CodeNotFound, "there is no product %q", sku).At("skus[%d]", i)
		}
		scope.ProductIDs = append(scope.ProductIDs, id)
	}
	for i, code := range bins {
		id, ok := places[code]
		if !ok {
			return nil, inventory.Refusef(inventory.CodeNotFound, "the warehouse has no bin %q", code).At("locations[%d]", i)
		}
		scope.LocationIDs = append(scope.LocationIDs, id)
	}
	return h.decide(ctx, call{
		kind: inventory.CreateCount, warehouse: r.Body.WarehouseID, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer, meaning: r.Body,
		body: inventory.Body{Reference: value(r.Body.Reference), Note: value(r.Body.Note), Scope: &scope},
	})
}

// blindness says what of a count the user must not see: counting is blind
// until the count has ended, but for those who decide about it.
func blindness(ctx context.Context, ended bool) store.Blind {
	p := principal(ctx)
	if ended || p.May(inventory.Permission(inventory.CreateCount)) {
		return store.Blind{}
	}
	return store.Blind{UserID: p.ID}
}

// ListCountLines implements oas.StrictServerInterface.
func (h *handlers) ListCountLines(ctx context.Context, r oas.ListCountLinesRequestObject) (oas.ListCountLinesResponseObject, error) {
	op, err := h.Store.OperationHead(ctx, r.OperationID)
	if err != nil {
		return nil, err
	}
	if op.Kind != inventory.Count || !visible(ctx, op) {
		return nil, inventory.Refusef(inventory.CodeNotFound, "there is no such count")
	}
	items, next, err := h.Store.ListCountLines(ctx, op.ID, string(value(r.Params.Status)), blindness(ctx, op.Status.Ended()),
		page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListCountLines200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// EnterCount implements oas.StrictServerInterface.
func (h *handlers) EnterCount(ctx context.Context, r oas.EnterCountRequestObject) (oas.EnterCountResponseObject, error) {
	op, site, err := h.open(ctx, inventory.EnterCount, inventory.Count, r.OperationID, source)
	if err != nil {
		return nil, err
	}
	entries := make([]inventory.CountEntry, len(r.Body.Lines))
	rows := make([]stockRow, len(entries))
	var named []int32
	for i, l := range r.Body.Lines {
		x := &entries[i]
		*x = inventory.CountEntry{
			LineNo: int(value(l.LineNo)), LotID: value(l.LotID), LotCode: value(l.LotCode), ExpiresOn: value(l.ExpiresOn),
			Quantity: l.Quantity, CountedAt: l.CountedAt,
		}
		rows[i] = stockRow{
			productID: l.ProductID, sku: l.Sku, product: &x.ProductID, locationID: l.LocationID, location: l.Location, bin: &x.LocationID,
			unit: l.PackagingUnit, quantity: &x.Quantity, anything: x.LineNo != 0,
		}
		if x.LineNo != 0 && l.PackagingUnit != nil {
			named = append(named, *l.LineNo)
		}
	}
	// A packaging unit is the product's, which a line number only leads to.
	products, err := h.Store.CountProducts(ctx, op.ID, named)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		if id, ok := products[entries[i].LineNo]; ok && rows[i].productID == nil && rows[i].sku == nil {
			rows[i].productID = &id
		}
	}
	unresolved, err := h.resolveRows(ctx, site, rows)
	if err != nil {
		return nil, err
	}
	return h.bySize(ctx, call{
		kind: inventory.EnterCount, operation: op.ID, warehouse: site, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer, meaning: r.Body,
		body: inventory.Body{Entries: entries, Unresolved: unresolved},
	}, len(entries))
}

// SubmitCount implements oas.StrictServerInterface.
func (h *handlers) SubmitCount(ctx context.Context, r oas.SubmitCountRequestObject) (oas.SubmitCountResponseObject, error) {
	op, site, err := h.open(ctx, inventory.SubmitCount, inventory.Count, r.OperationID, source)
	if err != nil {
		return nil, err
	}
	body := value(r.Body)
	return h.decide(ctx, call{
		kind: inventory.SubmitCount, operation: op.ID, warehouse: site, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer,
		meaning: body, body: inventory.Body{Short: value(body.Short)},
	})
}

// RecountCount implements oas.StrictServerInterface.
func (h *handlers) RecountCount(ctx context.Context, r oas.RecountCountRequestObject) (oas.RecountCountResponseObject, error) {
	op, site, err := h.open(ctx, inventory.RecountCount, inventory.Count, r.OperationID, source)
	if err != nil {
		return nil, err
	}
	body := value(r.Body)
	var numbers []int
	for _, n := range value(body.LineNos) {
		numbers = append(numbers, int(n))
	}
	return h.decide(ctx, call{
		kind: inventory.RecountCount, operation: op.ID, warehouse: site, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer,
		meaning: body, body: inventory.Body{LineNos: numbers, Note: value(body.Note)},
	})
}

// CancelCount implements oas.StrictServerInterface.
func (h *handlers) CancelCount(ctx context.Context, r oas.CancelCountRequestObject) (oas.CancelCountResponseObject, error) {
	op, site, err := h.open(ctx, inventory.CancelCount, inventory.Count, r.OperationID, source)
	if err != nil {
		return nil, err
	}
	body := value(r.Body)
	return h.cancel(ctx, call{
		kind: inventory.CancelCount, operation: op.ID, warehouse: site, key: r.Params.IdempotencyKey, prefer: r.Params.Prefer,
		meaning: body, body: inventory.Body{Reason: value(body.Reason)},
	})
}
