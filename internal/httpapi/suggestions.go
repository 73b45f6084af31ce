package httpapi

import (
	"context"
	"errors"
	"net/http"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// ListSuggestions implements oas.StrictServerInterface. Whoever may send goods
// may know where they are missing.
func (h *handlers) ListSuggestions(ctx context.Context, r oas.ListSuggestionsRequestObject) (oas.ListSuggestionsResponseObject, error) {
	f := store.SuggestionFilter{FromID: value(r.Params.FromWarehouseID), ToID: value(r.Params.ToWarehouseID), ProductID: value(r.Params.ProductID)}
	if err := mayFilter(ctx, f.FromID); err != nil {
		return nil, err
	}
	items, next, err := h.Store.ListSuggestions(ctx, principal(ctx).Scope(), f, page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListSuggestions200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// StartSuggestion implements oas.StrictServerInterface. The claim comes first,
// then the command, under a key that is the claim's: whoever starts it again
// gets the same transfer.
func (h *handlers) StartSuggestion(ctx context.Context, r oas.StartSuggestionRequestObject) (oas.StartSuggestionResponseObject, error) {
	p := principal(ctx)
	g, err := h.Store.StartSuggestion(ctx, p.ID, p.Scope(), r.SuggestionKey)
	if err != nil {
		return nil, err
	}
	body := inventory.Body{DestinationID: g.ToID, Lines: []inventory.DocumentLine{{ProductID: g.ProductID, Quantity: g.Quantity}}}
	a, err := h.atDesk(ctx, call{
		kind: inventory.CreateTransfer, warehouse: g.FromID, key: g.IdempotencyKey, prefer: r.Params.Prefer, meaning: body, body: body,
	})
	// What failed otherwise may still be carried out.
	var domain refused
	if errors.As(err, &domain) {
		err = errors.Join(err, h.Store.ForgetSuggestion(ctx, g))
	}
	return a, err
}

// VisitStartSuggestionResponse implements oas.StartSuggestionResponseObject.
func (a answer) VisitStartSuggestionResponse(w http.ResponseWriter) error { return a.write(w) }
