// Package cache keeps copies in Redis of what PostgreSQL knows. Redis may
// vanish at any moment: then everything is read from PostgreSQL, and nothing
// is ever decided from a copy.
package cache

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// ErrAway says that Redis was out of reach a moment ago and is not asked again
// yet, so that a lost Redis costs no request its time-out.
var ErrAway = errors.New("redis is out of reach")

// Connect makes a client that connects when it is first used, waits for Redis
// only briefly, and leaves it alone for a second after it failed.
func Connect(url string) (*redis.Client, error) {
	opts, err := redis.ParseURL(url)
	if err != nil {
		return nil, fmt.Errorf("parse the Redis URL: %w", err)
	}
	opts.DialTimeout = 500 * time.Millisecond
	opts.ReadTimeout = 500 * time.Millisecond
	opts.WriteTimeout = 500 * time.Millisecond
	opts.PoolTimeout = 500 * time.Millisecond
	opts.MaxRetries = -1
	opts.DialerRetries = 1
	opts.ContextTimeoutEnabled = true
	// Maintenance notifications are a feature of the managed service.
	opts.MaintNotificationsConfig = nil
	// Whatever goes wrong is returned, and logged by those who asked.
	redis.SetLogger(silent{})
	client := redis.NewClient(opts)
	client.AddHook(&breaker{})
	return client, nil
}

// silent keeps the client's own lines out of the log, which is JSON.
type silent struct{}

// Printf implements the client's logger.
func (silent) Printf(context.Context, string, ...any) {}

// rest is how long Redis is left alone after a failure.
const rest = time.Second

// breaker refuses commands for a while after the connection has failed.
type breaker struct{ openUntil atomic.Int64 }

func (b *breaker) check(err error) error {
	var netError net.Error
	if err != nil && (errors.As(err, &netError) || errors.Is(err, redis.ErrPoolTimeout)) {
		b.openUntil.Store(time.Now().Add(rest).UnixNano())
	}
	return err
}

func (b *breaker) open() bool { return time.Now().UnixNano() < b.openUntil.Load() }

// DialHook implements redis.Hook.
func (b *breaker) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := next(ctx, network, addr)
		return conn, b.check(err)
	}
}

// ProcessHook implements redis.Hook.
func (b *breaker) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if b.open() {
			cmd.SetErr(ErrAway)
			return ErrAway
		}
		return b.check(next(ctx, cmd))
	}
}

// ProcessPipelineHook implements redis.Hook.
func (b *breaker) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		if b.open() {
			for _, cmd := range cmds {
				cmd.SetErr(ErrAway)
			}
			return ErrAway
		}
		return b.check(next(ctx, cmds))
	}
}
