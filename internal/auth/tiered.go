package auth

import (
	"context"
	"errors"
	"time"

	"github.com/alexedwards/scs/goredisstore"
	"github.com/redis/go-redis/v9"

	"stockflow/internal/store"
)

// SessionStore is where sessions live.
type SessionStore interface {
	FindSession(ctx context.Context, token string) (data []byte, expiry time.Time, err error)
	SaveSession(ctx context.Context, n store.NewSession) error
	DeleteSession(ctx context.Context, token string) error
}

// copied is how long a copy of a session is kept at most.
const copied = 10 * time.Minute

// tiered keeps sessions in PostgreSQL and copies in Redis. A copy only spares
// a look-up: whether the session still stands is asked of PostgreSQL with the
// user, so a copy that Redis failed to drop opens no door.
type tiered struct {
	keep   SessionStore
	copies *goredisstore.RedisStore // nil without Redis
}

func newTiered(keep SessionStore, r *redis.Client) *tiered {
	t := &tiered{keep: keep}
	if r != nil {
		t.copies = goredisstore.NewWithPrefix(r, "stockflow:session:")
	}
	return t
}

// FindCtx implements scs.CtxStore.
func (t *tiered) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	key := hashToken(token)
	if t.copies != nil {
		if b, ok, err := t.copies.FindCtx(ctx, key); err == nil && ok {
			return b, true, nil
		}
	}
	b, expiry, err := t.keep.FindSession(ctx, key)
	if err != nil || b == nil {
		return nil, false, err
	}
	t.copy(ctx, key, b, expiry)
	return b, true, nil
}

func (t *tiered) copy(ctx context.Context, key string, b []byte, expiry time.Time) {
	if t.copies == nil {
		return
	}
	if limit := time.Now().Add(copied); expiry.After(limit) {
		expiry = limit
	}
	if time.Until(expiry) > time.Second {
		_ = t.copies.CommitCtx(ctx, key, b, expiry) // a copy that is missing costs a look-up
	}
}

// CommitCtx implements scs.CtxStore.
func (t *tiered) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	key := hashToken(token)
	_, values, err := codec{}.Decode(b)
	if err != nil {
		return err
	}
	n := store.NewSession{Token: key, Data: b, Expiry: expiry}
	n.UserID, _ = values[userKey].(int64)
	from, _ := ctx.Value(deviceKey{}).(device)
	n.UserAgent, n.RemoteAddress = from.userAgent, from.address
	if err := t.keep.SaveSession(ctx, n); err != nil {
		return err
	}
	t.copy(ctx, key, b, expiry)
	return nil
}

// DeleteCtx implements scs.CtxStore.
func (t *tiered) DeleteCtx(ctx context.Context, token string) error {
	key := hashToken(token)
	if err := t.keep.DeleteSession(ctx, key); err != nil {
		return err
	}
	if t.copies != nil {
		_ = t.copies.DeleteCtx(ctx, key) // see tiered: the copy opens no door
	}
	return nil
}

var errContext = errors.New("sessions are used with a context")

// Find implements scs.Store, which scs asks for but doesn't use.
func (t *tiered) Find(string) ([]byte, bool, error) { return nil, false, errContext }

// Commit implements scs.Store, which scs asks for but doesn't use.
func (t *tiered) Commit(string, []byte, time.Time) error { return errContext }

// Delete implements scs.Store, which scs asks for but doesn't use.
func (t *tiered) Delete(string) error { return errContext }
