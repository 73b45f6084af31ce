package httpapi

import (
	"context"
	"crypto/ecdh"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/notify"
	"stockflow/internal/notify/choice"
	"stockflow/internal/store"
)

// ListNotifications implements oas.StrictServerInterface.
func (h *handlers) ListNotifications(ctx context.Context, r oas.ListNotificationsRequestObject) (oas.ListNotificationsResponseObject, error) {
	items, next, unread, err := h.Store.Inbox(ctx, principal(ctx).ID, value(r.Params.Unread), page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	return oas.ListNotifications200JSONResponse{Items: items, NextCursor: optional(next), Unread: unread}, nil
}

// MarkNotificationsRead implements oas.StrictServerInterface.
func (h *handlers) MarkNotificationsRead(ctx context.Context, r oas.MarkNotificationsReadRequestObject) (oas.MarkNotificationsReadResponseObject, error) {
	unread, err := h.Store.MarkRead(ctx, principal(ctx).ID, value(r.Body.Ids), value(r.Body.UpTo))
	if err != nil {
		return nil, err
	}
	return oas.MarkNotificationsRead200JSONResponse{Unread: unread}, nil
}

// GetNotificationPreferences implements oas.StrictServerInterface.
func (h *handlers) GetNotificationPreferences(ctx context.Context, _ oas.GetNotificationPreferencesRequestObject) (oas.GetNotificationPreferencesResponseObject, error) {
	state, err := h.preferences(ctx)
	if err != nil {
		return nil, err
	}
	return oas.GetNotificationPreferences200JSONResponse(state), nil
}

func (h *handlers) preferences(ctx context.Context) (oas.NotificationPreferencesState, error) {
	p, channels, err := h.Store.Preferences(ctx, principal(ctx).ID)
	if err != nil {
		return oas.NotificationPreferencesState{}, err
	}
	available := []oas.NotificationWay{}
	if h.Notify.CanMail() {
		available = append(available, oas.NotificationWay(choice.Email))
	}
	for _, c := range channels {
		available = append(available, oas.NotificationWay(c))
	}
	if _, err := h.Notify.PushKey(ctx); err == nil {
		available = append(available, oas.NotificationWay(choice.Browser))
	} else if !errors.Is(err, notify.ErrNotConfigured) {
		return oas.NotificationPreferencesState{}, err
	}
	return oas.NotificationPreferencesState{
		Phone: p.Phone, Topic: p.Topic, TimeZone: p.TimeZone, QuietFrom: clock(p.QuietFrom), QuietTo: clock(p.QuietTo),
		QuietCritical: p.QuietCritical, DailyAt: clock(p.DailyAt), Rules: p.Rules, Defaults: choice.Defaults, Available: available,
	}, nil
}

// PutNotificationPreferences implements oas.StrictServerInterface.
func (h *handlers) PutNotificationPreferences(ctx context.Context, r oas.PutNotificationPreferencesRequestObject) (oas.PutNotificationPreferencesResponseObject, error) {
	b := r.Body
	err := h.Store.SavePreferences(ctx, actor(ctx), store.Preferences{
		Phone: b.Phone, Topic: b.Topic, TimeZone: b.TimeZone, QuietFrom: minutes(b.QuietFrom), QuietTo: minutes(b.QuietTo),
		QuietCritical: b.QuietCritical, DailyAt: minutes(b.DailyAt), Rules: b.Rules,
	})
	if err != nil {
		return nil, err
	}
	state, err := h.preferences(ctx)
	if err != nil {
		return nil, err
	}
	return oas.PutNotificationPreferences200JSONResponse(state), nil
}

// clock writes minutes after midnight as a time of day.
func clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// minutes reads a time of day that the contract has checked.
func minutes(clock string) int {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return 0
	}
	return t.Hour()*60 + t.Minute()
}

// ListPushSubscriptions implements oas.StrictServerInterface.
func (h *handlers) ListPushSubscriptions(ctx context.Context, _ oas.ListPushSubscriptionsRequestObject) (oas.ListPushSubscriptionsResponseObject, error) {
	items, err := h.Store.PushSubscriptions(ctx, principal(ctx).ID)
	if err != nil {
		return nil, err
	}
	return oas.ListPushSubscriptions200JSONResponse{Items: items}, nil
}

// AddPushSubscription implements oas.StrictServerInterface.
func (h *handlers) AddPushSubscription(ctx context.Context, r oas.AddPushSubscriptionRequestObject) (oas.AddPushSubscriptionResponseObject, error) {
	if u, err := url.Parse(r.Body.Endpoint); err != nil || u.Hostname() == "" || u.User != nil {
		return nil, invalid("endpoint", "this is no address of a push service")
	}
	point, err := fromBase64(r.Body.Keys.P256Dh)
	if err == nil {
		_, err = ecdh.P256().NewPublicKey(point)
	}
	if err != nil {
		return nil, invalid("keys.p256dh", "this is no public key on P-256")
	}
	const secret = 16 // bytes, by RFC 8291
	if auth, err := fromBase64(r.Body.Keys.Auth); err != nil || len(auth) != secret {
		return nil, invalid("keys.auth", "this is no secret of 16 bytes")
	}
	made, err := h.Store.SavePushSubscription(ctx, actor(ctx), store.NewSubscription{
		Endpoint: r.Body.Endpoint, P256dh: r.Body.Keys.P256Dh, Auth: r.Body.Keys.Auth, UserAgent: infoOf(ctx).agent,
	})
	if err != nil {
		return nil, err
	}
	return oas.AddPushSubscription201JSONResponse(made), nil
}

// fromBase64 reads any of the forms in which browsers write keys.
func fromBase64(text string) ([]byte, error) {
	text = strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(text, "="))
	return base64.RawURLEncoding.DecodeString(text) //nolint:wrapcheck // only whether it failed counts
}

// DeletePushSubscription implements oas.StrictServerInterface.
func (h *handlers) DeletePushSubscription(ctx context.Context, r oas.DeletePushSubscriptionRequestObject) (oas.DeletePushSubscriptionResponseObject, error) {
	if err := h.Store.DeletePushSubscription(ctx, actor(ctx), r.SubscriptionID); err != nil {
		return nil, err
	}
	return oas.DeletePushSubscription204Response{}, nil
}

// GetPushKey implements oas.StrictServerInterface.
func (h *handlers) GetPushKey(ctx context.Context, _ oas.GetPushKeyRequestObject) (oas.GetPushKeyResponseObject, error) {
	key, err := h.Notify.PushKey(ctx)
	if err != nil {
		return nil, notConfigured(err)
	}
	return oas.GetPushKey200JSONResponse{PublicKey: key}, nil
}

// notConfigured words what an installation lacks.
func notConfigured(err error) error {
	if errors.Is(err, notify.ErrNotConfigured) {
		return inventory.Refusef(codeNotConfigured, "this takes SECRETS_KEY in the environment of the API and of the workers")
	}
	return err
}
