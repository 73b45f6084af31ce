package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/notify/choice"
	"stockflow/internal/store/dbsqlc"
)

// DeliveryState says how far a delivery has come.
type DeliveryState string

// The states of a delivery.
const (
	// Collecting waits for its digest, Collected is in one.
	Collecting DeliveryState = "collecting"
	Collected  DeliveryState = "collected"
	// Waiting waits for its time, or for a workflow; Sending has one.
	Waiting DeliveryState = "waiting"
	Sending DeliveryState = "sending"
	Sent    DeliveryState = "sent"
	// Parked could not be sent and waits for an admin.
	Parked    DeliveryState = "parked"
	Discarded DeliveryState = "discarded"
)

// PlanDeliveries decides how the oldest notifications are delivered, of which
// nobody has decided yet, and gives how many. Without mail only what is about
// accounts is to be mailed: it is parked where an admin sees it.
func (s *Store) PlanDeliveries(ctx context.Context, limit int, mail bool) (planned int, err error) {
	err = s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		rows, err := q.TakeUnplanned(ctx, int32(limit)) //nolint:gosec // the caller's batch size
		if err != nil {
			return fmt.Errorf("take notifications: %w", err)
		}
		planned = len(rows)
		if planned == 0 {
			return nil
		}
		p, err := newPlanner(ctx, q, rows, mail)
		if err != nil {
			return err
		}
		ids := make([]int64, len(rows))
		for i, n := range rows {
			ids[i] = n.ID
			p.plan(n)
		}
		if err := q.InsertDeliveries(ctx, p.out); err != nil {
			return fmt.Errorf("write deliveries: %w", err)
		}
		if err := q.MarkPlanned(ctx, ids); err != nil {
			return fmt.Errorf("mark notifications as planned: %w", err)
		}
		return nil
	})
	return planned, err
}

// planner knows how the users of some notifications want to hear of them.
type planner struct {
	mail          bool
	now           time.Time
	settings      map[int64]choice.Settings
	reachable     map[int64]dbsqlc.NotificationSetting
	rules         map[int64][]choice.Rule
	subscriptions map[int64][]int64
	channels      []dbsqlc.NotificationChannel
	out           dbsqlc.InsertDeliveriesParams
}

func newPlanner(ctx context.Context, q *dbsqlc.Queries, rows []dbsqlc.TakeUnplannedRow, mail bool) (*planner, error) {
	p := &planner{
		mail: mail, now: time.Now(), settings: map[int64]choice.Settings{}, reachable: map[int64]dbsqlc.NotificationSetting{},
		rules: map[int64][]choice.Rule{}, subscriptions: map[int64][]int64{},
	}
	var users []int64
	for _, n := range rows {
		users = append(users, n.UserID)
	}
	slices.Sort(users)
	users = slices.Compact(users)
	settings, err := q.SettingsOfUsers(ctx, users)
	if err != nil {
		return nil, fmt.Errorf("read notification settings: %w", err)
	}
	for _, r := range settings {
		p.settings[r.UserID], p.reachable[r.UserID] = choiceSettings(r), r
	}
	rules, err := q.RulesOfUsers(ctx, users)
	if err != nil {
		return nil, fmt.Errorf("read notification rules: %w", err)
	}
	for _, r := range rules {
		p.rules[r.UserID] = append(p.rules[r.UserID], choiceRule(r))
	}
	subscriptions, err := q.SubscriptionsOfUsers(ctx, users)
	if err != nil {
		return nil, fmt.Errorf("read push subscriptions: %w", err)
	}
	for _, r := range subscriptions {
		p.subscriptions[r.UserID] = append(p.subscriptions[r.UserID], r.ID)
	}
	if p.channels, err = q.EnabledChannels(ctx); err != nil {
		return nil, fmt.Errorf("read channels: %w", err)
	}
	return p, nil
}

func choiceRule(r dbsqlc.NotificationRule) choice.Rule {
	return choice.Rule{Channel: choice.Channel(r.Channel), Kind: r.Kind, MinSeverity: r.MinSeverity, Timing: choice.Timing(r.Timing)}
}

func choiceSettings(r dbsqlc.NotificationSetting) choice.Settings {
	zone, err := time.LoadLocation(r.TimeZone)
	if err != nil {
		zone = time.UTC // the zone database has changed since it was set
	}
	return choice.Settings{
		Zone: zone, QuietFrom: int(r.QuietFrom), QuietTo: int(r.QuietTo), QuietCritical: r.QuietCritical, DailyAt: int(r.DailyAt),
	}
}

// plan adds the deliveries of one notification.
func (p *planner) plan(n dbsqlc.TakeUnplannedRow) {
	if n.Account {
		// Due long ago: it goes before all others that wait.
		due := p.now.AddDate(-1, 0, 0)
		p.add(delivery{notification: n.ID, user: n.UserID, channel: choice.Email, account: true, timing: choice.Immediate, due: due})
		return
	}
	p.planRooms(n)
	if !n.UserActive {
		return
	}
	settings, ok := p.settings[n.UserID]
	if !ok {
		settings = choice.DefaultSettings()
	}
	for _, c := range choice.Personal {
		timing := choice.TimingOf(p.rules[n.UserID], c, n.Kind, n.Severity)
		if timing == choice.Off {
			continue
		}
		d := delivery{notification: n.ID, user: n.UserID, channel: c, timing: timing, due: settings.Due(timing, n.Severity, p.now)}
		p.reach(d)
	}
}

// reach adds a delivery once for each place that its channel leads to.
func (p *planner) reach(d delivery) {
	switch d.channel {
	case choice.Email:
		if p.mail {
			p.add(d)
		}
	case choice.Browser:
		for _, id := range p.subscriptions[d.user] {
			d.subscription = id
			p.add(d)
		}
	case choice.SMS, choice.Push:
		to := p.reachable[d.user]
		if (d.channel == choice.SMS && to.Phone == "") || (d.channel == choice.Push && to.Topic == "") {
			return
		}
		for _, c := range p.channels {
			if c.Kind == string(d.channel) {
				d.channelID = c.ID
				p.add(d)
			}
		}
	}
}

// planRooms tells each shared channel once of what several people are told.
func (p *planner) planRooms(n dbsqlc.TakeUnplannedRow) {
	for _, c := range p.channels {
		site := deref(n.WarehouseID)
		switch {
		case c.Kind != string(choice.Room),
			!choice.AtLeast(n.Severity, c.MinSeverity),
			len(c.Kinds) > 0 && !slices.Contains(c.Kinds, n.Kind),
			len(c.WarehouseIds) > 0 && !slices.Contains(c.WarehouseIds, site):
			continue
		}
		key := "key:" + n.DedupKey
		if n.DedupKey == "" {
			// Those of one cause were written in one transaction.
			key = fmt.Sprintf("at:%d:%s:%s:%s", n.CreatedAt.Time.UnixMicro(), n.Kind, n.Link, n.Subject)
		}
		p.add(delivery{notification: n.ID, channel: choice.Room, channelID: c.ID, roomKey: key, timing: choice.Immediate, due: p.now})
	}
}

// delivery is one to be written; 0 stands for none.
type delivery struct {
	notification, user, channelID, subscription int64
	channel                                     choice.Channel
	roomKey                                     string
	account                                     bool
	timing                                      choice.Timing
	due                                         time.Time
}

func (p *planner) add(d delivery) {
	state := Waiting
	if d.timing != choice.Immediate {
		state = Collecting
	}
	o := &p.out
	o.NotificationIds = append(o.NotificationIds, d.notification)
	o.UserIds = append(o.UserIds, d.user)
	o.Channels = append(o.Channels, string(d.channel))
	o.ChannelIds = append(o.ChannelIds, d.channelID)
	o.SubscriptionIds = append(o.SubscriptionIds, d.subscription)
	o.RoomKeys = append(o.RoomKeys, d.roomKey)
	o.Accounts = append(o.Accounts, d.account)
	o.Timings = append(o.Timings, string(d.timing))
	o.States = append(o.States, string(state))
	o.DueAts = append(o.DueAts, pgtype.Timestamptz{Time: d.due, Valid: true})
}
