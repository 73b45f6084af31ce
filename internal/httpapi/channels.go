package httpapi

import (
	"context"
	"errors"
	"time"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/notify"
	"stockflow/internal/notify/choice"
	"stockflow/internal/store"
)

// ListChannels implements oas.StrictServerInterface.
func (h *handlers) ListChannels(ctx context.Context, r oas.ListChannelsRequestObject) (oas.ListChannelsResponseObject, error) {
	items, next, err := h.Store.ListChannels(ctx, page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListChannels200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// CreateChannel implements oas.StrictServerInterface.
func (h *handlers) CreateChannel(ctx context.Context, r oas.CreateChannelRequestObject) (oas.CreateChannelResponseObject, error) {
	b := r.Body
	change := store.ChannelChange{
		Name: &b.Name, Enabled: b.Enabled, AllowPrivate: b.AllowPrivate, Kinds: b.Kinds, MinSeverity: (*store.Severity)(b.MinSeverity),
		WarehouseIDs: b.WarehouseIds,
	}
	if err := h.address(&change, string(b.Kind), b.URL); err != nil {
		return nil, err
	}
	made, err := h.Store.CreateChannel(ctx, actor(ctx), string(b.Kind), change)
	if err != nil {
		return nil, err
	}
	return oas.CreateChannel201JSONResponse(made), nil
}

// address checks and encrypts the address of a channel.
func (h *handlers) address(change *store.ChannelChange, kind, address string) error {
	provider, err := notify.CheckProvider(choice.Channel(kind), address)
	if err != nil {
		return invalid("url", "%s", err)
	}
	change.Provider = provider
	if change.SealedURL, err = h.Notify.SealAddress(address); err != nil {
		return notConfigured(err)
	}
	return nil
}

// UpdateChannel implements oas.StrictServerInterface.
func (h *handlers) UpdateChannel(ctx context.Context, r oas.UpdateChannelRequestObject) (oas.UpdateChannelResponseObject, error) {
	b := r.Body
	change := store.ChannelChange{
		Name: b.Name, Enabled: b.Enabled, AllowPrivate: b.AllowPrivate, Kinds: b.Kinds, MinSeverity: (*store.Severity)(b.MinSeverity),
		WarehouseIDs: b.WarehouseIds,
	}
	if b.URL != nil {
		now, err := h.Store.ChannelDelivery(ctx, r.ChannelID)
		if err != nil {
			return nil, err
		}
		if err := h.address(&change, string(now.Channel), *b.URL); err != nil {
			return nil, err
		}
	}
	changed, err := h.Store.UpdateChannel(ctx, actor(ctx), r.ChannelID, change)
	if err != nil {
		return nil, err
	}
	return oas.UpdateChannel200JSONResponse(changed), nil
}

// DeleteChannel implements oas.StrictServerInterface.
func (h *handlers) DeleteChannel(ctx context.Context, r oas.DeleteChannelRequestObject) (oas.DeleteChannelResponseObject, error) {
	if err := h.Store.DeleteChannel(ctx, actor(ctx), r.ChannelID); err != nil {
		return nil, err
	}
	return oas.DeleteChannel204Response{}, nil
}

// TestChannel implements oas.StrictServerInterface. It calls the provider from
// here, through the same guard as the workers.
func (h *handlers) TestChannel(ctx context.Context, r oas.TestChannelRequestObject) (oas.TestChannelResponseObject, error) {
	d, err := h.Store.ChannelDelivery(ctx, r.ChannelID)
	if err != nil {
		return nil, err
	}
	d.Phone, d.Topic = value(r.Body.To), value(r.Body.To)
	if d.Channel != choice.Room && d.Phone == "" {
		return nil, invalid("to", "this channel leads to people's own phones or topics: say to which")
	}
	d.Items = []store.DeliveryItem{{
		Kind: "test", Severity: store.Info, Subject: "A message from Stockflow, to try this channel out", CreatedAt: time.Now(),
	}}
	err = h.Notify.Send(ctx, d)
	var f *notify.Failure
	switch {
	case err == nil:
		return oas.TestChannel200JSONResponse{Sent: true, Detail: "the provider has taken it"}, nil
	case errors.As(err, &f):
		return oas.TestChannel200JSONResponse{Detail: f.Reason}, nil
	}
	return nil, err
}

// GetNotificationHealth implements oas.StrictServerInterface.
func (h *handlers) GetNotificationHealth(ctx context.Context, _ oas.GetNotificationHealthRequestObject) (oas.GetNotificationHealthResponseObject, error) {
	counts, err := h.Store.DeliveryCounts(ctx)
	if err != nil {
		return nil, err
	}
	return oas.GetNotificationHealth200JSONResponse{
		Mail: oas.NotificationHealthMail(h.Notify.MailState()), Secrets: h.Notify.KeepsSecrets(), Deliveries: counts,
	}, nil
}

// ListParkedDeliveries implements oas.StrictServerInterface.
func (h *handlers) ListParkedDeliveries(ctx context.Context, r oas.ListParkedDeliveriesRequestObject) (oas.ListParkedDeliveriesResponseObject, error) {
	items, next, err := h.Store.ParkedDeliveries(ctx, page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListParkedDeliveries200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// RetryDelivery implements oas.StrictServerInterface.
func (h *handlers) RetryDelivery(ctx context.Context, r oas.RetryDeliveryRequestObject) (oas.RetryDeliveryResponseObject, error) {
	if err := h.Store.RetryDelivery(ctx, actor(ctx), r.DeliveryID); err != nil {
		return nil, err
	}
	return oas.RetryDelivery204Response{}, nil
}

// DiscardDelivery implements oas.StrictServerInterface.
func (h *handlers) DiscardDelivery(ctx context.Context, r oas.DiscardDeliveryRequestObject) (oas.DiscardDeliveryResponseObject, error) {
	if err := h.Store.DiscardDelivery(ctx, actor(ctx), r.DeliveryID); err != nil {
		return nil, err
	}
	return oas.DiscardDelivery204Response{}, nil
}

// codeNotConfigured says that an installation lacks a setting.
const codeNotConfigured inventory.Code = "not_configured"
