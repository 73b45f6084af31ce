// Package events carries what was posted to those who watch: through a Redis
// stream, so that every API instance hears of it and a watcher who was away
// for a moment can catch up. It is a convenience. Nothing depends on an event:
// without Redis watchers are told so, and read the lists instead.
package events

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/redis/go-redis/v9"

	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// Type says what an event is about.
type Type string

// The types. Degraded and Live are about the stream itself and have no data:
// between them events are missing.
const (
	Operation Type = "operation"
	Stock     Type = "stock"
	Alert     Type = "alert"
	Import    Type = "import"
	Recall    Type = "recall"
	// Account tells that the reader's own role, warehouses, sessions or tokens have changed.
	Account Type = "account"
	// Notification tells that the reader was told something, or has read it.
	Notification Type = "notification"
	Degraded     Type = "degraded"
	Live         Type = "live"
)

// Event is one piece of news.
type Event struct {
	// ID orders the events and is where a watcher resumes; see Stream.Since.
	ID   string
	Type Type
	// Data is what happened, as JSON: an OperationChange, a StockChange …
	Data     json.RawMessage
	Audience Audience
}

// Audience is who may see an event. It is seen by those who belong to any of
// its parts.
type Audience struct {
	// WarehouseIDs are sites whose people may see it.
	WarehouseIDs []int64 `json:"warehouse_ids,omitempty"`
	// UserIDs are users whom it concerns.
	UserIDs []int64 `json:"user_ids,omitempty"`
	// Role is the least role whose people may see it wherever they work; empty for none.
	Role inventory.Role `json:"role,omitempty"`
}

// OperationChange says that an operation has taken a step.
type OperationChange struct {
	OperationID  string              `json:"operation_id"`
	Number       string              `json:"number"`
	Kind         inventory.Kind      `json:"kind"`
	Status       inventory.Status    `json:"status"`
	Revision     int                 `json:"revision"`
	WarehouseIDs []int64             `json:"warehouse_ids"`
	Attention    inventory.Attention `json:"attention"`
}

// StockChange says that stock has changed. Without ProductIDs it may be any.
type StockChange struct {
	WarehouseIDs []int64 `json:"warehouse_ids"`
	ProductIDs   []int64 `json:"product_ids"`
}

// The Redis stream, and how much of it is kept.
const (
	streamKey = "stockflow:events"
	kept      = 20_000
	// publishLimit bounds how long a posted batch waits for Redis.
	publishLimit = 300 * time.Millisecond
	// namedProducts is up to how many products a StockChange names.
	namedProducts = 100
)

// Publisher puts events into the stream.
type Publisher struct {
	redis  *redis.Client
	logger *slog.Logger
}

// NewPublisher makes a publisher; it connects when it is first used.
func NewPublisher(r *redis.Client, logger *slog.Logger) *Publisher {
	return &Publisher{redis: r, logger: logger}
}

// Publish tells of the commands that were posted; see Tell.
func (p *Publisher) Publish(ctx context.Context, outs []inventory.Outcome) {
	events, err := changes(outs)
	if err != nil {
		p.logger.WarnContext(ctx, "events were not published", "error", err)
		return
	}
	p.put(ctx, events)
}

// Tell publishes one piece of news. It is best effort and waits for Redis a
// fraction of a second at most.
func (p *Publisher) Tell(ctx context.Context, t Type, to Audience, data any) {
	e, err := event(t, to, data)
	if err != nil {
		p.logger.WarnContext(ctx, "an event was not published", "error", err)
		return
	}
	p.put(ctx, []Event{e})
}

// Announce passes on what a transaction of the store announced.
func (p *Publisher) Announce(ctx context.Context, n store.News) {
	p.Tell(ctx, Type(n.Type), Audience{WarehouseIDs: n.WarehouseIDs, UserIDs: n.UserIDs, Role: n.Role}, n.Data)
}

func (p *Publisher) put(ctx context.Context, events []Event) {
	if len(events) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), publishLimit)
	defer cancel()
	_, err := p.redis.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for _, e := range events {
			audience, err := json.Marshal(e.Audience)
			if err != nil {
				return fmt.Errorf("encode an event's audience: %w", err)
			}
			pipe.XAdd(ctx, &redis.XAddArgs{
				Stream: streamKey, MaxLen: kept, Approx: true,
				Values: []any{"type", string(e.Type), "data", string(e.Data), "audience", string(audience)},
			})
		}
		return nil
	})
	if err != nil {
		p.logger.WarnContext(ctx, "events were not published", "error", err)
	}
}

// changes says what a batch is news of: each step, and once the stock.
func changes(outs []inventory.Outcome) ([]Event, error) {
	var events []Event
	sites, products := map[int64]bool{}, map[int64]bool{}
	anyProduct := false
	for _, out := range outs {
		if out.Refusal != nil || out.Replayed {
			continue
		}
		e, err := event(Operation, Audience{WarehouseIDs: out.WarehouseIDs}, OperationChange{
			OperationID: out.OperationID, Number: out.Number, Kind: out.Kind, Status: out.Status, Revision: out.Revision,
			WarehouseIDs: out.WarehouseIDs, Attention: out.Attention,
		})
		if err != nil {
			return nil, err
		}
		events = append(events, e)
		for _, id := range out.WarehouseIDs {
			sites[id] = true
		}
		anyProduct = anyProduct || len(out.ProductIDs) == 0
		for _, id := range out.ProductIDs {
			products[id] = true
		}
	}
	if len(events) == 0 {
		return nil, nil
	}
	change := StockChange{WarehouseIDs: list(sites), ProductIDs: []int64{}}
	if !anyProduct && len(products) <= namedProducts {
		change.ProductIDs = list(products)
	}
	e, err := event(Stock, Audience{WarehouseIDs: change.WarehouseIDs}, change)
	return append(events, e), err
}

func event(t Type, to Audience, data any) (Event, error) {
	b, err := json.Marshal(data)
	if err != nil {
		return Event{}, fmt.Errorf("encode an event: %w", err)
	}
	return Event{Type: t, Data: b, Audience: to}, nil
}

func list(set map[int64]bool) []int64 {
	out := make([]int64, 0, len(set))
	for id := range set {
		out = append(out, id)
	}
	return out
}
