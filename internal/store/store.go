// Package store is the only door to the database: it owns the transactions,
// maps rows to the domain's types and turns database errors into Stockflow's
// own. Stock is changed by Post alone.
package store

import (
	"context"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"stockflow/internal/store/dbsqlc"
)

// Store reads and writes Stockflow's database. It is safe for concurrent use.
type Store struct {
	pool *pgxpool.Pool
	q    *dbsqlc.Queries
	// announcer may be nil.
	announcer Announcer
	// replica is where reports are read; nil: where everything else is.
	replica *replica
}

// Open connects to a database by its URL. The connection is made lazily: Open
// fails only on a URL that can't be understood.
func Open(ctx context.Context, databaseURL string) (*Store, error) {
	cfg, err := pgxpool.ParseConfig(databaseURL)
	if err != nil {
		return nil, fmt.Errorf("parse the database URL: %w", err)
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return New(pool), nil
}

// New makes a store over a pool that the caller owns.
func New(pool *pgxpool.Pool) *Store {
	return &Store{pool: pool, q: dbsqlc.New(pool)}
}

// Pool is the store's connection pool, for what isn't stock: sessions.
func (s *Store) Pool() *pgxpool.Pool { return s.pool }

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return s.pool.Ping(ctx) }

// Close closes the connections.
func (s *Store) Close() {
	s.pool.Close()
	if s.replica != nil {
		s.replica.pool.Close()
	}
}

// retries bounds how often a transaction is tried that lost against another.
const retries = 6

// inTx runs f in one READ COMMITTED transaction, and again, from its start and
// after a jittered pause, when it lost against a concurrent one.
func (s *Store) inTx(ctx context.Context, f func(context.Context, *dbsqlc.Queries) error) error {
	return s.inPlainTx(ctx, func(ctx context.Context, tx pgx.Tx) error { return f(ctx, s.q.WithTx(tx)) })
}

// inPlainTx is inTx for those who need transactions within the transaction.
func (s *Store) inPlainTx(ctx context.Context, f func(context.Context, pgx.Tx) error) error {
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval, pause.MaxInterval = 5*time.Millisecond, 200*time.Millisecond
	var box []News
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		box = nil
		err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
			return f(context.WithValue(ctx, newsKey{}, &box), tx)
		})
		if err != nil && !lostRace(err) {
			return struct{}{}, backoff.Permanent(err)
		}
		return struct{}{}, err
	}, backoff.WithBackOff(pause), backoff.WithMaxTries(retries))
	if err == nil {
		s.passOn(ctx, box)
	}
	return err
}
