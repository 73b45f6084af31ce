package cache

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

const (
	// valueLife bounds how old a copy can get if all else fails: if the process
	// that should have dropped it died while Redis was away.
	valueLife = 30 * time.Second
	// versionLife outlives every copy that carries the version.
	versionLife = time.Hour
	// dropLimit bounds how long a posted batch waits for Redis.
	dropLimit = 300 * time.Millisecond

	epochKey = "stockflow:stock:epoch"
)

func versionKey(product int64) string {
	return "stockflow:stock:version:" + strconv.FormatInt(product, 10)
}

func valueKey(product int64) string { return "stockflow:stock:value:" + strconv.FormatInt(product, 10) }

// Stock keeps copies of products' stock.
//
// A copy carries the version that its product had before it was read from the
// database. Dropping gives the product a new version, so a copy that was read
// before the change, and arrives after it, is worth nothing. Versions are
// random: none comes back after Redis has lost it.
type Stock struct {
	redis  *redis.Client
	logger *slog.Logger
	// overdue is set while copies could not be dropped.
	overdue atomic.Bool
}

// NewStock makes the cache of stock.
func NewStock(r *redis.Client, logger *slog.Logger) *Stock {
	return &Stock{redis: r, logger: logger}
}

// copied is a copy as Redis keeps it.
type copied struct {
	Epoch   string             `json:"epoch"`
	Version string             `json:"version"`
	Stock   store.ProductStock `json:"stock"`
}

// Get gives a product's stock from its copy, or loads it and keeps a copy.
func (s *Stock) Get(
	ctx context.Context, productID int64, load func(context.Context) (store.ProductStock, error),
) (store.ProductStock, error) {
	epoch, version, value, err := s.read(ctx, productID)
	if err == nil && value != "" {
		var c copied
		if json.Unmarshal([]byte(value), &c) == nil && c.Epoch == epoch && c.Version == version {
			return c.Stock, nil
		}
	}
	stock, loadErr := load(ctx)
	if loadErr != nil || err != nil {
		return stock, loadErr
	}
	b, err := json.Marshal(copied{epoch, version, stock})
	if err != nil {
		return stock, fmt.Errorf("encode a copy of stock: %w", err)
	}
	_ = s.redis.Set(ctx, valueKey(productID), b, valueLife).Err() // a copy that is missing costs a look-up
	return stock, nil
}

// read reads a product's version and copy, and gives it a version if it has none.
func (s *Stock) read(ctx context.Context, productID int64) (epoch, version, value string, err error) {
	keys := []string{epochKey, versionKey(productID), valueKey(productID)}
	found, err := s.redis.MGet(ctx, keys...).Result()
	if err != nil {
		return "", "", "", err //nolint:wrapcheck // the caller only asks whether there is one
	}
	if found[0] == nil || found[1] == nil {
		_, err = s.redis.Pipelined(ctx, func(p redis.Pipeliner) error {
			p.SetNX(ctx, epochKey, rand.Text(), 0)
			p.SetNX(ctx, keys[1], rand.Text(), versionLife)
			return nil
		})
		if err == nil {
			found, err = s.redis.MGet(ctx, keys...).Result()
		}
		if err != nil {
			return "", "", "", err //nolint:wrapcheck // the caller only asks whether there is one
		}
	}
	text := func(v any) string {
		t, _ := v.(string)
		return t
	}
	if text(found[0]) == "" || text(found[1]) == "" {
		return "", "", "", redis.Nil // lost again in between
	}
	return text(found[0]), text(found[1]), text(found[2]), nil
}

// Drop drops the copies of what a batch has changed. It is best effort, and
// tries again later what did not succeed.
func (s *Stock) Drop(ctx context.Context, outs []inventory.Outcome) {
	products, all := map[int64]bool{}, false
	for _, out := range outs {
		// Of a repetition too: whoever posted it may have died before this.
		if out.Refusal != nil {
			continue
		}
		all = all || len(out.ProductIDs) == 0
		for _, id := range out.ProductIDs {
			products[id] = true
		}
	}
	if len(products) == 0 && !all {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), dropLimit)
	defer cancel()
	var err error
	if all {
		err = s.dropAll(ctx)
	} else {
		err = s.dropSome(ctx, products)
	}
	if err != nil {
		s.logger.WarnContext(ctx, "copies of stock were not dropped", "error", err)
		if s.overdue.CompareAndSwap(false, true) {
			go s.dropLater()
		}
	}
}

func (s *Stock) dropSome(ctx context.Context, products map[int64]bool) error {
	_, err := s.redis.Pipelined(ctx, func(p redis.Pipeliner) error {
		for id := range products {
			p.Set(ctx, versionKey(id), rand.Text(), versionLife)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("give %d products a new version: %w", len(products), err)
	}
	return nil
}

func (s *Stock) dropAll(ctx context.Context) error {
	if err := s.redis.Set(ctx, epochKey, rand.Text(), 0).Err(); err != nil {
		return fmt.Errorf("begin a new epoch: %w", err)
	}
	return nil
}

// dropLater drops everything as soon as Redis is back.
func (s *Stock) dropLater() {
	for {
		time.Sleep(rest / 2)
		ctx, cancel := context.WithTimeout(context.Background(), dropLimit)
		err := s.dropAll(ctx)
		cancel()
		if err == nil {
			s.overdue.Store(false)
			return
		}
	}
}

// Publisher passes on what was posted.
type Publisher interface {
	Publish(ctx context.Context, outs []inventory.Outcome)
}

// Posted drops copies before the news goes out, so that whoever hears of a
// change and asks gets what is new.
type Posted struct {
	Stock *Stock
	Next  Publisher
}

// Publish tells of the commands that were posted.
func (p Posted) Publish(ctx context.Context, outs []inventory.Outcome) {
	p.Stock.Drop(ctx, outs)
	p.Next.Publish(ctx, outs)
}

// Announcing passes on what committed transactions announce, and drops copies
// first where that changes what can be promised.
func Announcing(stock *Stock, next store.Announcer) store.Announcer {
	return func(ctx context.Context, n store.News) {
		if change, ok := n.Data.(store.StockChange); ok {
			stock.Drop(ctx, []inventory.Outcome{{ProductIDs: change.ProductIDs}})
		}
		next(ctx, n)
	}
}
