package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"stockflow/internal/notify/choice"
	"stockflow/internal/store/dbsqlc"
)

// DueDelivery is a delivery that a workflow has to take up. Round counts the
// workflows that had it.
type DueDelivery struct {
	ID    int64
	Round int
}

// DueDeliveries claims, for half a minute, what is due and nobody has.
func (s *Store) DueDeliveries(ctx context.Context, limit int) ([]DueDelivery, error) {
	rows, err := s.q.ClaimDeliveries(ctx, int32(limit)) //nolint:gosec // the caller's batch size
	if err != nil {
		return nil, fmt.Errorf("claim deliveries: %w", err)
	}
	due := make([]DueDelivery, len(rows))
	for i, r := range rows {
		due[i] = DueDelivery{r.ID, int(r.Round)}
	}
	return due, nil
}

// DeliveryStarted says that a workflow has the delivery.
func (s *Store) DeliveryStarted(ctx context.Context, d DueDelivery) error {
	if err := s.q.DeliveryStarted(ctx, dbsqlc.DeliveryStartedParams{ID: d.ID, Round: int32(d.Round)}); err != nil { //nolint:gosec // counts retries
		return fmt.Errorf("mark delivery %d as started: %w", d.ID, err)
	}
	return nil
}

// Delivery is a message on its way, with where it leads.
type Delivery struct {
	ID       int64
	Channel  choice.Channel
	State    DeliveryState
	Round    int
	Attempts int
	Account  bool
	Timing   choice.Timing
	// StartedAt is when a workflow first had it; zero: never.
	StartedAt time.Time

	Email, UserName string
	Phone, Topic    string
	Zone            string
	// ChannelID and what follows are of the company's channel, if it has one.
	ChannelID    int64
	Provider     string
	SealedURL    []byte
	AllowPrivate bool
	// Disabled says that the channel was switched off meanwhile.
	Disabled bool
	// SubscriptionID and what follows are of a browser.
	SubscriptionID         int64
	Endpoint, P256dh, Auth string

	// Items are what it tells: one, or those of a digest.
	Items []DeliveryItem
}

// DeliveryItem is a notification as it is delivered.
type DeliveryItem struct {
	ID        int64
	Kind      string
	Severity  Severity
	Subject   string
	Body      string
	Link      string
	CreatedAt time.Time
}

// Delivery reads a delivery; found is false when it is no more.
func (s *Store) Delivery(ctx context.Context, id int64) (d Delivery, found bool, err error) {
	r, err := s.q.Delivery(ctx, id)
	if isNoRow(err) {
		return Delivery{}, false, nil
	}
	if err != nil {
		return Delivery{}, false, fmt.Errorf("read delivery %d: %w", id, err)
	}
	rows, err := s.q.DeliveryItems(ctx, dbsqlc.DeliveryItemsParams{NotificationID: deref(r.NotificationID), DigestID: id})
	if err != nil {
		return Delivery{}, false, fmt.Errorf("read what delivery %d tells: %w", id, err)
	}
	d = Delivery{
		ID: r.ID, Channel: choice.Channel(r.Channel), State: DeliveryState(r.State), Round: int(r.Round), Attempts: int(r.Attempts),
		Account: r.Account, Timing: choice.Timing(r.Timing), StartedAt: r.StartedAt.Time, Email: r.Email, UserName: r.UserName,
		Phone: r.Phone, Topic: r.Topic, Zone: r.TimeZone, ChannelID: deref(r.ChannelID), Provider: r.Provider, SealedURL: r.SealedUrl,
		AllowPrivate: r.AllowPrivate, Disabled: !r.ChannelEnabled, SubscriptionID: deref(r.SubscriptionID),
		Endpoint: r.Endpoint, P256dh: r.P256dh, Auth: r.Auth,
	}
	for _, i := range rows {
		d.Items = append(d.Items, DeliveryItem{i.ID, i.Kind, Severity(i.Severity), i.Subject, i.Body, i.Link, i.CreatedAt.Time})
	}
	return d, true, nil
}

// DeliverySent keeps that a delivery has arrived, and forgets the body of one
// about an account.
func (s *Store) DeliverySent(ctx context.Context, id int64) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		r, err := q.DeliverySent(ctx, id)
		if isNoRow(err) {
			return nil // it was settled meanwhile
		}
		if err == nil && r.Account && r.NotificationID != nil {
			err = q.WipeBody(ctx, *r.NotificationID)
		}
		if err != nil {
			return fmt.Errorf("mark delivery %d as sent: %w", id, err)
		}
		return nil
	})
}

// DeliveryFailed keeps why a delivery hasn't arrived, and what becomes of it:
// it stays Sending, or is Parked or Discarded. Attempted says whether it was
// tried at all.
func (s *Store) DeliveryFailed(ctx context.Context, id int64, state DeliveryState, attempted bool, reason string) error {
	arg := dbsqlc.DeliveryFailedParams{ID: id, State: string(state), Reason: cutText(reason, 500)}
	if attempted {
		arg.Attempts = 1
	}
	if err := s.q.DeliveryFailed(ctx, arg); err != nil {
		return fmt.Errorf("keep why delivery %d failed: %w", id, err)
	}
	return nil
}

// SubscriptionGone forgets a browser that its push service knows no more, with
// all that was to be sent there.
func (s *Store) SubscriptionGone(ctx context.Context, id int64) error {
	if err := s.q.DropSubscription(ctx, id); err != nil {
		return fmt.Errorf("forget push subscription %d: %w", id, err)
	}
	return nil
}

// How long a delivery may be without a sign of its workflow, and how long a
// single-use link is kept.
const (
	lostAfter     = 3 * time.Hour
	accountExpiry = 24 * time.Hour
)

// TidyDeliveries gives back what was lost with Temporal's own data, and wipes
// account mails that could not be sent within a day.
func (s *Store) TidyDeliveries(ctx context.Context) error {
	now := time.Now()
	if _, err := s.q.ReviveDeliveries(ctx, stamp(now.Add(-lostAfter))); err != nil {
		return fmt.Errorf("revive deliveries: %w", err)
	}
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		ids, err := q.ExpireAccountBodies(ctx, stamp(now.Add(-accountExpiry)))
		if err == nil && len(ids) > 0 {
			err = q.DiscardDeliveriesOf(ctx, dbsqlc.DiscardDeliveriesOfParams{
				NotificationIds: ids, Reason: "it could not be sent within a day, and its link has expired",
			})
		}
		if err != nil {
			return fmt.Errorf("wipe account mails: %w", err)
		}
		return nil
	})
}

// digestBatch is how many digests one batch makes.
const digestBatch = 200

// NotificationDigest is the job that gathers what waits for a digest into one
// message per user, channel and period. Running it again makes no second one.
func (s *Store) NotificationDigest(ctx context.Context, at time.Time, _ string) (next string, done int, err error) {
	rows, err := s.q.DueDigests(ctx, dbsqlc.DueDigestsParams{At: stamp(at), MaxRows: digestBatch})
	if err != nil {
		return "", 0, fmt.Errorf("find due digests: %w", err)
	}
	for _, r := range rows {
		err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
			digest, err := q.InsertDigest(ctx, dbsqlc.InsertDigestParams{
				UserID: r.UserID, Channel: r.Channel, ChannelID: r.ChannelID, SubscriptionID: r.SubscriptionID, Timing: r.Timing, At: stamp(at),
			})
			if err != nil {
				return fmt.Errorf("make a digest: %w", err)
			}
			n, err := q.CollectDigest(ctx, dbsqlc.CollectDigestParams{
				DigestID: &digest, At: stamp(at), UserID: r.UserID, Channel: r.Channel, Timing: r.Timing,
				ChannelID: r.ChannelID, SubscriptionID: r.SubscriptionID,
			})
			if err != nil {
				return fmt.Errorf("fill a digest: %w", err)
			}
			if n == 0 {
				return errNothing // another took them
			}
			return nil
		})
		if err != nil && !errors.Is(err, errNothing) {
			return "", done, err
		}
		if err == nil {
			done++
		}
	}
	if len(rows) > 0 {
		next = "more"
	}
	return next, done, nil
}

var errNothing = errors.New("nothing to do")
