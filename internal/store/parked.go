package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/notify/choice"
	"stockflow/internal/store/dbsqlc"
)

// channelKinds are the ways that a company's channels lead.
var channelKinds = map[string]choice.Channel{"room": choice.Room, "sms": choice.SMS, "push": choice.Push}

// ParkedDelivery is a message that could not be sent. What it says is not
// shown: it may hold a single-use link.
type ParkedDelivery struct {
	ID       int64    `json:"id"`
	Channel  string   `json:"channel"`
	Name     string   `json:"channel_name,omitempty"`
	User     *UserRef `json:"user,omitempty"`
	Account  bool     `json:"account"`
	Kind     string   `json:"kind"`
	Severity Severity `json:"severity"`
	Subject  string   `json:"subject"`
	Attempts int32    `json:"attempts"`
	Reason   string   `json:"reason"`
	// CreatedAt is when it was to be sent, ParkedAt when that was given up.
	CreatedAt time.Time `json:"created_at"`
	ParkedAt  time.Time `json:"parked_at"`
}

// ParkedDeliveries lists what could not be sent, newest first.
func (s *Store) ParkedDeliveries(ctx context.Context, page Page) ([]ParkedDelivery, string, error) {
	before, err := page.id(lastID)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.q.ListParked(ctx, dbsqlc.ListParkedParams{BeforeID: before, MaxRows: page.rows()})
	if err != nil {
		return nil, "", fmt.Errorf("list parked deliveries: %w", err)
	}
	items := make([]ParkedDelivery, len(rows))
	for i, r := range rows {
		items[i] = ParkedDelivery{
			ID: r.ID, Channel: r.Channel, Name: r.ChannelName, Account: r.Account, Kind: r.Kind, Severity: Severity(r.Severity), Subject: r.Subject,
			Attempts: r.Attempts, Reason: r.Reason, CreatedAt: r.CreatedAt.Time, ParkedAt: r.UpdatedAt.Time,
		}
		if r.UserID != nil {
			items[i].User = &UserRef{ID: *r.UserID, Name: r.UserName}
		}
	}
	items, next := cut(items, page, func(d ParkedDelivery) []string { return []string{strconv.FormatInt(d.ID, 10)} })
	return items, next, nil
}

// RetryDelivery sends a parked delivery on its way again.
func (s *Store) RetryDelivery(ctx context.Context, by Actor, id int64) error {
	return s.settleParked(ctx, by, id, "retry_delivery", func(ctx context.Context, q *dbsqlc.Queries) error { return q.RetryDelivery(ctx, id) })
}

// DiscardDelivery gives a parked delivery up; one about an account is wiped.
func (s *Store) DiscardDelivery(ctx context.Context, by Actor, id int64) error {
	return s.settleParked(ctx, by, id, "discard_delivery", func(ctx context.Context, q *dbsqlc.Queries) error { return q.DiscardDelivery(ctx, id) })
}

func (s *Store) settleParked(ctx context.Context, by Actor, id int64, action string, settle func(context.Context, *dbsqlc.Queries) error) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		d, err := q.LockDelivery(ctx, id)
		if err != nil {
			return notFound(err, "delivery")
		}
		if DeliveryState(d.State) != Parked {
			return inventory.Refusef(inventory.CodeConflict, "this delivery is %s, not parked", d.State)
		}
		if err := settle(ctx, q); err != nil {
			return fmt.Errorf("settle a parked delivery: %w", err)
		}
		if action == "discard_delivery" && d.NotificationID != nil {
			if err := q.WipeBody(ctx, *d.NotificationID); err != nil {
				return fmt.Errorf("wipe an account mail: %w", err)
			}
		}
		return appendAudit(ctx, q, auditTime(), []AuditEntry{{
			Actor: by, Stream: SettingsStream, Action: action, SubjectKind: "delivery", SubjectID: strconv.FormatInt(id, 10),
		}})
	})
}

// DeliveryCount is how many deliveries are in a state, and since when the
// oldest of them is.
type DeliveryCount struct {
	State string     `json:"state"`
	Count int64      `json:"count"`
	Since *time.Time `json:"since,omitempty"`
}

// DeliveryCounts counts the deliveries that are not over, by state.
func (s *Store) DeliveryCounts(ctx context.Context) ([]DeliveryCount, error) {
	rows, err := s.q.DeliveryCounts(ctx)
	if err != nil {
		return nil, fmt.Errorf("count deliveries: %w", err)
	}
	var counts []DeliveryCount
	for _, state := range []DeliveryState{Collecting, Waiting, Sending, Parked} {
		c := DeliveryCount{State: string(state)}
		for _, r := range rows {
			if r.State == c.State {
				c.Count, c.Since = r.Deliveries, timePtr(r.Since)
			}
		}
		counts = append(counts, c)
	}
	return counts, nil
}
