package store

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/notify/choice"
	"stockflow/internal/store/dbsqlc"
)

// InboxItem is a notification as its user reads it.
type InboxItem struct {
	ID        int64      `json:"id"`
	Kind      string     `json:"kind"`
	Severity  Severity   `json:"severity"`
	Subject   string     `json:"subject"`
	Body      string     `json:"body"`
	Link      string     `json:"link"`
	CreatedAt time.Time  `json:"created_at"`
	ReadAt    *time.Time `json:"read_at,omitempty"`
}

// unreadMost is how far unread notifications are counted.
const unreadMost = 100

// Inbox lists what a user was told, newest first, and counts what is unread,
// up to a hundred.
func (s *Store) Inbox(ctx context.Context, user int64, unreadOnly bool, page Page) (items []InboxItem, next string, unread int64, err error) {
	key, err := page.key(lastTime, strconv.FormatInt(math.MaxInt64, 10))
	if err != nil {
		return nil, "", 0, err
	}
	before, err := keyTime(key[0])
	if err != nil {
		return nil, "", 0, err
	}
	id, err := keyID(key[1])
	if err != nil {
		return nil, "", 0, err
	}
	arg := dbsqlc.ListNotificationsParams{UserID: user, BeforeTime: before, BeforeID: id, MaxRows: page.rows()}
	rows, err := s.inboxRows(ctx, arg, unreadOnly)
	if err != nil {
		return nil, "", 0, fmt.Errorf("list notifications: %w", err)
	}
	for _, r := range rows {
		items = append(items, InboxItem{
			ID: r.ID, Kind: r.Kind, Severity: Severity(r.Severity), Subject: r.Subject, Body: r.Body, Link: r.Link,
			CreatedAt: r.CreatedAt.Time, ReadAt: timePtr(r.ReadAt),
		})
	}
	items, next = cut(items, page, func(i InboxItem) []string { return []string{keyText(i.CreatedAt), strconv.FormatInt(i.ID, 10)} })
	unread, err = s.unread(ctx, user)
	return items, next, unread, err
}

// inboxRows reads a page; what is unread has an index of its own.
func (s *Store) inboxRows(ctx context.Context, arg dbsqlc.ListNotificationsParams, unreadOnly bool) ([]dbsqlc.ListNotificationsRow, error) {
	if !unreadOnly {
		return s.q.ListNotifications(ctx, arg) //nolint:wrapcheck // the caller wraps it
	}
	found, err := s.q.ListUnreadNotifications(ctx, dbsqlc.ListUnreadNotificationsParams(arg))
	rows := make([]dbsqlc.ListNotificationsRow, len(found))
	for i, r := range found {
		rows[i] = dbsqlc.ListNotificationsRow(r)
	}
	return rows, err //nolint:wrapcheck // the caller wraps it
}

func (s *Store) unread(ctx context.Context, user int64) (int64, error) {
	n, err := s.q.CountUnread(ctx, dbsqlc.CountUnreadParams{UserID: user, AtMost: unreadMost})
	if err != nil {
		return 0, fmt.Errorf("count unread notifications: %w", err)
	}
	return n, nil
}

// MarkRead marks some of a user's notifications as read, or all up to one, and
// gives how many are left unread.
func (s *Store) MarkRead(ctx context.Context, user int64, ids []int64, upTo int64) (unread int64, err error) {
	err = s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		if upTo > 0 {
			if err := q.MarkAllRead(ctx, dbsqlc.MarkAllReadParams{UserID: user, UpTo: upTo}); err != nil {
				return fmt.Errorf("up to %d: %w", upTo, err)
			}
		}
		if len(ids) > 0 {
			if err := q.MarkRead(ctx, dbsqlc.MarkReadParams{UserID: user, Ids: ids}); err != nil {
				return fmt.Errorf("by their ids: %w", err)
			}
		}
		inboxChanged(ctx, user)
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("mark notifications as read: %w", err)
	}
	return s.unread(ctx, user)
}

// Preferences are how a user wants to be told. Times are minutes after
// midnight.
type Preferences struct {
	Phone         string        `json:"phone"`
	Topic         string        `json:"topic"`
	TimeZone      string        `json:"time_zone"`
	QuietFrom     int           `json:"quiet_from"`
	QuietTo       int           `json:"quiet_to"`
	QuietCritical bool          `json:"quiet_critical"`
	DailyAt       int           `json:"daily_at"`
	Rules         []choice.Rule `json:"rules"`
}

// Preferences reads how a user wants to be told, and the kinds of company
// channels by which it can be.
func (s *Store) Preferences(ctx context.Context, user int64) (p Preferences, channels []string, err error) {
	if p, err = preferences(ctx, s.q, user); err != nil {
		return p, nil, err
	}
	if channels, err = s.q.EnabledKinds(ctx); err != nil {
		return p, nil, fmt.Errorf("read channels: %w", err)
	}
	return p, channels, nil
}

func preferences(ctx context.Context, q *dbsqlc.Queries, user int64) (Preferences, error) {
	d := choice.DefaultSettings()
	p := Preferences{TimeZone: "UTC", DailyAt: d.DailyAt, Rules: []choice.Rule{}}
	settings, err := q.SettingsOfUsers(ctx, []int64{user})
	if err != nil {
		return p, fmt.Errorf("read notification settings: %w", err)
	}
	for _, r := range settings {
		p = Preferences{
			Phone: r.Phone, Topic: r.Topic, TimeZone: r.TimeZone, QuietFrom: int(r.QuietFrom), QuietTo: int(r.QuietTo),
			QuietCritical: r.QuietCritical, DailyAt: int(r.DailyAt), Rules: p.Rules,
		}
	}
	rules, err := q.RulesOfUsers(ctx, []int64{user})
	if err != nil {
		return p, fmt.Errorf("read notification rules: %w", err)
	}
	for _, r := range rules {
		p.Rules = append(p.Rules, choiceRule(r))
	}
	return p, nil
}

// SavePreferences puts a user's preferences in the place of the former ones.
func (s *Store) SavePreferences(ctx context.Context, by Actor, p Preferences) error {
	if _, err := time.LoadLocation(p.TimeZone); err != nil || p.TimeZone == "Local" {
		return inventory.Refusef(inventory.CodeInvalid, "there is no time zone %q", p.TimeZone).At("time_zone")
	}
	arg := dbsqlc.InsertRulesParams{UserID: by.UserID}
	seen := map[choice.Rule]bool{}
	for i, r := range p.Rules {
		key := r
		key.Timing = ""
		if seen[key] {
			return inventory.Refusef(inventory.CodeInvalid, "there is a rule for this already").At("rules[%d]", i)
		}
		seen[key] = true
		arg.Channels = append(arg.Channels, string(r.Channel))
		arg.Kinds = append(arg.Kinds, r.Kind)
		arg.MinSeverities = append(arg.MinSeverities, r.MinSeverity)
		arg.Timings = append(arg.Timings, string(r.Timing))
	}
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		if err := q.LockSettings(ctx, by.UserID); err != nil {
			return fmt.Errorf("lock a user's preferences: %w", err)
		}
		before, err := preferences(ctx, q, by.UserID)
		if err != nil {
			return err
		}
		if err := q.SaveSettings(ctx, dbsqlc.SaveSettingsParams{
			UserID: by.UserID, Phone: p.Phone, Topic: p.Topic, TimeZone: p.TimeZone, QuietFrom: int16(p.QuietFrom), //nolint:gosec // minutes of a day
			QuietTo: int16(p.QuietTo), QuietCritical: p.QuietCritical, DailyAt: int16(p.DailyAt), //nolint:gosec // minutes of a day
		}); err != nil {
			return fmt.Errorf("save notification settings: %w", err)
		}
		if err := q.DeleteRules(ctx, by.UserID); err != nil {
			return fmt.Errorf("delete notification rules: %w", err)
		}
		if err := q.InsertRules(ctx, arg); err != nil {
			return fmt.Errorf("save notification rules: %w", err)
		}
		return peopleAudit(ctx, q, by, "change_notification_preferences", by.UserID, before, p)
	})
}

// PushSubscription is a browser that a user lets Stockflow push to.
type PushSubscription struct {
	ID        int64     `json:"id"`
	UserAgent string    `json:"user_agent"`
	CreatedAt time.Time `json:"created_at"`
}

// mostSubscriptions is how many browsers a user may have.
const mostSubscriptions = 10

// PushSubscriptions lists a user's browsers, newest first.
func (s *Store) PushSubscriptions(ctx context.Context, user int64) ([]PushSubscription, error) {
	rows, err := s.q.ListSubscriptions(ctx, user)
	if err != nil {
		return nil, fmt.Errorf("list push subscriptions: %w", err)
	}
	items := make([]PushSubscription, len(rows))
	for i, r := range rows {
		items[i] = PushSubscription{r.ID, r.UserAgent, r.CreatedAt.Time}
	}
	return items, nil
}

// NewSubscription is what a browser gives to be pushed to.
type NewSubscription struct{ Endpoint, P256dh, Auth, UserAgent string }

// SavePushSubscription adds a browser; the same one again is no further.
func (s *Store) SavePushSubscription(ctx context.Context, by Actor, n NewSubscription) (PushSubscription, error) {
	var made PushSubscription
	err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		r, err := q.SaveSubscription(ctx, dbsqlc.SaveSubscriptionParams{
			UserID: by.UserID, Endpoint: n.Endpoint, P256dh: n.P256dh, Auth: n.Auth, UserAgent: cutText(n.UserAgent, 400),
		})
		if err == nil {
			err = q.DropOldSubscriptions(ctx, dbsqlc.DropOldSubscriptionsParams{UserID: by.UserID, Kept: mostSubscriptions})
		}
		if err != nil {
			return fmt.Errorf("save a push subscription: %w", err)
		}
		made = PushSubscription{r.ID, r.UserAgent, r.CreatedAt.Time}
		return peopleAudit(ctx, q, by, "add_push_subscription", by.UserID, nil, made)
	})
	return made, err
}

// DeletePushSubscription forgets a user's browser.
func (s *Store) DeletePushSubscription(ctx context.Context, by Actor, id int64) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		n, err := q.DeleteSubscription(ctx, dbsqlc.DeleteSubscriptionParams{ID: id, UserID: by.UserID})
		if err != nil {
			return fmt.Errorf("delete a push subscription: %w", err)
		}
		if n == 0 {
			return inventory.Refusef(inventory.CodeNotFound, "there is no such push subscription")
		}
		return peopleAudit(ctx, q, by, "delete_push_subscription", by.UserID, PushSubscription{ID: id}, nil)
	})
}
