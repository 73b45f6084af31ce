package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"

	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// The refusals of this package.
const (
	CodeUnauthenticated inventory.Code = "unauthenticated"
	CodeBadCredentials  inventory.Code = "bad_credentials"
	CodeRateLimited     inventory.Code = "rate_limited"
)

// TooMany refuses an attempt that came too soon.
type TooMany struct {
	// After is when the next attempt is open.
	After time.Duration
}

// Error gives the sentence.
func (t *TooMany) Error() string {
	return fmt.Sprintf("too many attempts; try again in %d s", int(max(t.After.Seconds(), 1)))
}

// An account, and an address from which wrong passwords come, have these many
// attempts a minute.
var (
	perAccount = redis_rate.PerMinute(10)
	perAddress = redis_rate.PerMinute(100)
)

// Users is where people are found.
type Users interface {
	UserByEmail(ctx context.Context, email string) (store.Principal, error)
	Principal(ctx context.Context, userID int64, token string) (store.Principal, error)
}

// SignIns checks credentials.
type SignIns struct {
	users   Users
	limiter *redis_rate.Limiter
	checker checker
	logger  *slog.Logger
}

// NewSignIns makes a door that checks up to atOnce passwords at the same time.
// Without Redis (nil, or away) attempts aren't counted, and that bound is what
// slows a guesser down.
func NewSignIns(users Users, r *redis.Client, atOnce int, logger *slog.Logger) *SignIns {
	s := &SignIns{users: users, checker: checker{make(chan struct{}, atOnce)}, logger: logger}
	if r != nil {
		s.limiter = redis_rate.NewLimiter(r)
	}
	return s
}

// Check finds the user whom the credentials belong to.
func (s *SignIns) Check(ctx context.Context, email, password, address string) (store.Principal, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	account, source := "signin:account:"+email, "signin:address:"+address
	if err := s.allow(ctx, source, perAddress, 0); err != nil {
		return store.Principal{}, err
	}
	if err := s.allow(ctx, account, perAccount, 1); err != nil {
		return store.Principal{}, err
	}
	user, err := s.users.UserByEmail(ctx, email)
	if err != nil && !isNotFound(err) {
		return store.Principal{}, err
	}
	ok, err := s.checker.matches(ctx, password, user.PasswordHash)
	if err != nil {
		return store.Principal{}, err
	}
	if !ok {
		s.count(ctx, source)
		return store.Principal{}, inventory.Refusef(CodeBadCredentials, "e-mail address and password don't belong together")
	}
	s.forgive(ctx, account)
	return user, nil
}

// CheckPassword tells whether a password is the user's.
func (s *SignIns) CheckPassword(ctx context.Context, user store.Principal, password string) error {
	if err := s.allow(ctx, "signin:account:"+strings.ToLower(user.Email), perAccount, 1); err != nil {
		return err
	}
	ok, err := s.checker.matches(ctx, password, user.PasswordHash)
	if err != nil {
		return err
	}
	if !ok {
		return inventory.Refusef(CodeBadCredentials, "this is not your password").At("current_password")
	}
	return nil
}

// allow takes n attempts of a key; 0 only looks whether any are left.
func (s *SignIns) allow(ctx context.Context, key string, limit redis_rate.Limit, n int) error {
	if s.limiter == nil {
		return nil
	}
	r, err := s.limiter.AllowN(ctx, key, limit, n)
	if err != nil {
		s.logger.WarnContext(ctx, "a sign-in was not counted", "error", err)
		return nil
	}
	if (n > 0 && r.Allowed == 0) || (n == 0 && r.Remaining == 0) {
		return &TooMany{After: max(r.RetryAfter, time.Second)}
	}
	return nil
}

func (s *SignIns) count(ctx context.Context, key string) {
	if s.limiter == nil {
		return
	}
	if _, err := s.limiter.Allow(ctx, key, perAddress); err != nil {
		s.logger.WarnContext(ctx, "a failed sign-in was not counted", "error", err)
	}
}

func (s *SignIns) forgive(ctx context.Context, key string) {
	if s.limiter == nil {
		return
	}
	if err := s.limiter.Reset(ctx, key); err != nil {
		s.logger.WarnContext(ctx, "the attempts of an account were not forgiven", "error", err)
	}
}

func isNotFound(err error) bool {
	var refusal *inventory.Error
	return errors.As(err, &refusal) && refusal.Code == inventory.CodeNotFound
}
