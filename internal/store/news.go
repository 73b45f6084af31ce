package store

import (
	"context"

	"stockflow/internal/inventory"
)

// News is something that open dashboards hear of after its commit.
type News struct {
	// Type is the event's type: alert, import …
	Type string
	// Data is marshalled to JSON.
	Data any
	// The audience: people of the warehouses, users, or everybody of a role.
	WarehouseIDs []int64
	UserIDs      []int64
	Role         inventory.Role
}

// Announcer passes news on. It is best effort and must not block for long.
type Announcer func(context.Context, News)

// SetAnnouncer says who passes on what committed transactions announced. It is
// called once, before the store is used.
func (s *Store) SetAnnouncer(a Announcer) { s.announcer = a }

type newsKey struct{}

// announce leaves a piece of news to be passed on when, and only if, the
// transaction of ctx commits.
func announce(ctx context.Context, n News) {
	if box, ok := ctx.Value(newsKey{}).(*[]News); ok {
		*box = append(*box, n)
	}
}

// passOn tells what a transaction announced.
func (s *Store) passOn(ctx context.Context, box []News) {
	if s.announcer == nil {
		return
	}
	for _, n := range box {
		s.announcer(ctx, n)
	}
}
