package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// Channel is a company's way to tell people, without the address that holds
// its secrets.
type Channel struct {
	ID           int64     `json:"id"`
	Name         string    `json:"name"`
	Kind         string    `json:"kind"`
	Provider     string    `json:"provider"`
	Enabled      bool      `json:"enabled"`
	AllowPrivate bool      `json:"allow_private"`
	Kinds        []string  `json:"kinds"`
	MinSeverity  Severity  `json:"min_severity"`
	WarehouseIDs []int64   `json:"warehouse_ids"`
	CreatedAt    time.Time `json:"created_at"`
	UpdatedAt    time.Time `json:"updated_at"`
}

func channelOf(r dbsqlc.NotificationChannel) Channel {
	return Channel{
		ID: r.ID, Name: r.Name, Kind: r.Kind, Provider: r.Provider, Enabled: r.Enabled, AllowPrivate: r.AllowPrivate, Kinds: r.Kinds,
		MinSeverity: Severity(r.MinSeverity), WarehouseIDs: r.WarehouseIds, CreatedAt: r.CreatedAt.Time, UpdatedAt: r.UpdatedAt.Time,
	}
}

// ListChannels lists the company's channels by id.
func (s *Store) ListChannels(ctx context.Context, page Page) ([]Channel, string, error) {
	after, err := page.id(firstID)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.q.ListChannels(ctx, dbsqlc.ListChannelsParams{AfterID: after, MaxRows: page.rows()})
	if err != nil {
		return nil, "", fmt.Errorf("list channels: %w", err)
	}
	items := make([]Channel, len(rows))
	for i, r := range rows {
		items[i] = channelOf(r)
	}
	items, next := cut(items, page, func(c Channel) []string { return []string{strconv.FormatInt(c.ID, 10)} })
	return items, next, nil
}

// ChannelChange is what changes of a channel; nil leaves as it is. A new
// address comes with its provider.
type ChannelChange struct {
	Name         *string
	Provider     string
	SealedURL    []byte
	Enabled      *bool
	AllowPrivate *bool
	Kinds        *[]string
	MinSeverity  *Severity
	WarehouseIDs *[]int64
}

func (c ChannelChange) apply(r *dbsqlc.NotificationChannel) {
	set(&r.Name, c.Name)
	set(&r.Enabled, c.Enabled)
	set(&r.AllowPrivate, c.AllowPrivate)
	set(&r.Kinds, c.Kinds)
	set(&r.MinSeverity, (*string)(c.MinSeverity))
	set(&r.WarehouseIds, c.WarehouseIDs)
	if c.SealedURL != nil {
		r.Provider, r.SealedUrl = c.Provider, c.SealedURL
	}
}

// CreateChannel adds a channel of a kind: room, sms or push.
func (s *Store) CreateChannel(ctx context.Context, by Actor, kind string, c ChannelChange) (Channel, error) {
	var made Channel
	err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		r := dbsqlc.NotificationChannel{Kind: kind, Enabled: true, Kinds: []string{}, MinSeverity: string(Warning), WarehouseIds: []int64{}}
		c.apply(&r)
		if err := checkSites(ctx, q, r.WarehouseIds); err != nil {
			return err
		}
		row, err := q.InsertChannel(ctx, dbsqlc.InsertChannelParams{
			Name: r.Name, Kind: kind, Provider: r.Provider, SealedUrl: r.SealedUrl, Enabled: r.Enabled, AllowPrivate: r.AllowPrivate,
			Kinds: r.Kinds, MinSeverity: r.MinSeverity, WarehouseIds: r.WarehouseIds,
		})
		if err != nil {
			return channelTaken(err)
		}
		made = channelOf(row)
		return channelAudit(ctx, q, by, "create_channel", made.ID, nil, made)
	})
	return made, err
}

// UpdateChannel changes a channel.
func (s *Store) UpdateChannel(ctx context.Context, by Actor, id int64, c ChannelChange) (Channel, error) {
	var changed Channel
	err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		r, err := q.LockChannel(ctx, id)
		if err != nil {
			return notFound(err, "channel")
		}
		before := channelOf(r)
		c.apply(&r)
		if c.WarehouseIDs != nil {
			if err := checkSites(ctx, q, r.WarehouseIds); err != nil {
				return err
			}
		}
		row, err := q.UpdateChannel(ctx, dbsqlc.UpdateChannelParams{
			ID: id, Name: r.Name, Provider: r.Provider, SealedUrl: r.SealedUrl, Enabled: r.Enabled, AllowPrivate: r.AllowPrivate,
			Kinds: r.Kinds, MinSeverity: r.MinSeverity, WarehouseIds: r.WarehouseIds,
		})
		if err != nil {
			return channelTaken(err)
		}
		changed = channelOf(row)
		action := "update_channel"
		if c.SealedURL != nil {
			action = "change_channel_address"
		}
		return channelAudit(ctx, q, by, action, id, before, changed)
	})
	return changed, err
}

// DeleteChannel removes a channel with all that waits to go through it.
func (s *Store) DeleteChannel(ctx context.Context, by Actor, id int64) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		r, err := q.LockChannel(ctx, id)
		if err != nil {
			return notFound(err, "channel")
		}
		if err := q.DeleteChannel(ctx, id); err != nil {
			return fmt.Errorf("delete a channel: %w", err)
		}
		return channelAudit(ctx, q, by, "delete_channel", id, channelOf(r), nil)
	})
}

// ChannelDelivery is a message to a channel that is no delivery of its own, to
// try the channel out.
func (s *Store) ChannelDelivery(ctx context.Context, id int64) (Delivery, error) {
	r, err := s.q.Channel(ctx, id)
	if err != nil {
		return Delivery{}, notFound(err, "channel")
	}
	return Delivery{
		Channel: channelKinds[r.Kind], ChannelID: id, Provider: r.Provider, SealedURL: r.SealedUrl, AllowPrivate: r.AllowPrivate,
		Timing: "immediate", Zone: "UTC",
	}, nil
}

func checkSites(ctx context.Context, q *dbsqlc.Queries, ids []int64) error {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	n, err := q.CountWarehouses(ctx, ids)
	if err != nil {
		return fmt.Errorf("count warehouses: %w", err)
	}
	if int(n) != len(ids) {
		return inventory.Refusef(inventory.CodeNotFound, "there is no such warehouse").At("warehouse_ids")
	}
	return nil
}

func channelTaken(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "23505" {
		if pg.ConstraintName == "notification_channels_personal_key" {
			return inventory.Refusef(inventory.CodeConflict, "there is a channel of this kind already: only one can be enabled").At("kind")
		}
		return inventory.Refusef(inventory.CodeConflict, "there is a channel of this name").At("name")
	}
	return fmt.Errorf("write a channel: %w", err)
}

func channelAudit(ctx context.Context, q *dbsqlc.Queries, by Actor, action string, id int64, before, after any) error {
	return appendAudit(ctx, q, auditTime(), []AuditEntry{{
		Actor: by, Stream: SettingsStream, Action: action, SubjectKind: "channel", SubjectID: strconv.FormatInt(id, 10), Before: before, After: after,
	}})
}

// PushKeys gives the keys by which push services know this installation, and
// keeps those that fresh makes if there are none.
func (s *Store) PushKeys(ctx context.Context, fresh func() (public string, sealed []byte, err error)) (public string, sealed []byte, err error) {
	r, err := s.q.PushKey(ctx)
	if isNoRow(err) {
		if public, sealed, err = fresh(); err != nil {
			return "", nil, err
		}
		if err = s.q.InsertPushKey(ctx, dbsqlc.InsertPushKeyParams{PublicKey: public, SealedPrivate: sealed}); err == nil {
			r, err = s.q.PushKey(ctx) // another process may have been first
		}
	}
	if err != nil {
		return "", nil, fmt.Errorf("read the push keys: %w", err)
	}
	return r.PublicKey, r.SealedPrivate, nil
}
