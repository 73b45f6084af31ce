package store

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"stockflow/internal/inventory"
)

// The databases that a report may come from.
const (
	FromPrimary = "primary"
	FromReplica = "replica"
)

const (
	// reportTimeout bounds a statement of a report.
	reportTimeout = 10 * time.Second
	// replicaRest is how long a replica that didn't answer is left alone.
	replicaRest = 10 * time.Second
	// replicaConnections bounds the connections to the replica.
	replicaConnections = 8
)

// replica is a second database, which follows the first.
type replica struct {
	pool *pgxpool.Pool
	// rests is until when it is left alone, in nanoseconds since 1970.
	rests atomic.Int64
}

// OpenReplica makes reports read a replica. The connection is made lazily. It
// is called once, before the store is used.
func (s *Store) OpenReplica(ctx context.Context, databaseURL string) error {
	cfg, err := pgxpool.ParseConfig(databaseURL)
	if err != nil {
		return fmt.Errorf("parse the replica's database URL: %w", err)
	}
	cfg.MaxConns = min(cfg.MaxConns, replicaConnections)
	cfg.ConnConfig.ConnectTimeout = 2 * time.Second
	if cfg.ConnConfig.RuntimeParams["application_name"] == "" {
		cfg.ConnConfig.RuntimeParams["application_name"] = "stockflow-reports"
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return fmt.Errorf("open the replica: %w", err)
	}
	s.replica = &replica{pool: pool}
	return nil
}

// reading runs f on one read-only snapshot and tells it of which database. A
// replica that doesn't answer, or that has to break off the query to keep up,
// is stood in for by the primary: reports are few and bounded. How fresh the
// figures are, they say themselves.
func (s *Store) reading(ctx context.Context, f func(ctx context.Context, tx pgx.Tx, source string) error) error {
	if r := s.replica; r != nil && time.Now().UnixNano() >= r.rests.Load() {
		err := readOnly(ctx, r.pool, FromReplica, f)
		if err == nil || ctx.Err() != nil || !replicaFailed(err) {
			return err
		}
		r.rests.Store(time.Now().Add(replicaRest).UnixNano())
	}
	return readOnly(ctx, s.pool, FromPrimary, f)
}

func readOnly(ctx context.Context, pool *pgxpool.Pool, source string, f func(context.Context, pgx.Tx, string) error) error {
	err := pgx.BeginTxFunc(ctx, pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, fmt.Sprintf("SET LOCAL statement_timeout = %d", reportTimeout.Milliseconds())); err != nil {
			return fmt.Errorf("bound the report's time: %w", err)
		}
		return f(ctx, tx, source)
	})
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "57014" && ctx.Err() == nil {
		return fmt.Errorf("%w: %w", context.DeadlineExceeded, err)
	}
	return err
}

// replicaFailed tells whether the primary can do better: the replica is out of
// reach, starts or stops, has been broken off by what it replays, or lacks a
// table that has yet to arrive.
func replicaFailed(err error) bool {
	var refusal *inventory.Error
	if errors.Is(err, errGiven) || errors.As(err, &refusal) {
		return false
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return true
	}
	switch pg.Code[:2] {
	case "08", "28", "3D", "40", "42", "53", "57", "58", "XX":
		return pg.Code != "57014"
	}
	return false
}

// ReplicaState is how a replica is doing.
type ReplicaState struct {
	// Behind is for how long what it has yet to replay has been waiting.
	Behind time.Duration
	// Bytes is how much of the log it has yet to replay.
	Bytes int64
}

// Replica asks the replica how far it is behind; known is false where there is
// none.
func (s *Store) Replica(ctx context.Context) (state ReplicaState, known bool, err error) {
	if s.replica == nil {
		return ReplicaState{}, false, nil
	}
	var position string
	if err := s.pool.QueryRow(ctx, `SELECT pg_current_wal_lsn()::text`).Scan(&position); err != nil {
		return ReplicaState{}, true, fmt.Errorf("ask the primary for its position: %w", err)
	}
	var seconds float64
	err = s.replica.pool.QueryRow(ctx, `SELECT b.bytes, CASE WHEN b.bytes > 0
			THEN COALESCE(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 0)::float8 ELSE 0 END
		FROM (SELECT CASE WHEN pg_is_in_recovery()
			THEN GREATEST(0, pg_wal_lsn_diff($1::text::pg_lsn, pg_last_wal_replay_lsn()))::bigint ELSE 0 END AS bytes) b`,
		position).Scan(&state.Bytes, &seconds)
	if err != nil {
		return ReplicaState{}, true, fmt.Errorf("ask the replica for its position: %w", err)
	}
	state.Behind = time.Duration(seconds * float64(time.Second))
	return state, true, nil
}
