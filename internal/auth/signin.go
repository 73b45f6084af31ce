package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// The refusals of this package.
const (
	CodeUnauthenticated inventory.Code = "unauthenticated"
	CodeBadCredentials  inventory.Code = "bad_credentials"
	CodeLocked          inventory.Code = "locked"
	CodeRateLimited     inventory.Code = "rate_limited"
)

// TooMany refuses an attempt that came too soon.
type TooMany struct {
	Code inventory.Code
	// After is when the next attempt is open.
	After time.Duration
}

// Error gives the sentence.
func (t *TooMany) Error() string {
	after := max(t.After, time.Second).Round(time.Second)
	if t.Code == CodeLocked {
		return fmt.Sprintf("locked after too many wrong passwords; try again in %s, or reset your password", after)
	}
	return fmt.Sprintf("too many attempts; try again in %s", after)
}

// accountLimit is how often a password may be wrong in a row. It holds for
// addresses that nobody has, too: a lock must not tell them apart.
func accountLimit(email string) store.Limit {
	return store.Limit{Key: AccountKey(email), Most: 10, Forgotten: 24 * time.Hour, LockedFor: 15 * time.Minute}
}

// AccountKey is under what the failed attempts of an account are counted.
func AccountKey(email string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(email)))
	return "account:" + hex.EncodeToString(sum[:])
}

// addressLimit is how many passwords may be wrong from one address: a whole
// warehouse may stand behind it.
func addressLimit(address string) store.Limit {
	return store.Limit{Key: "address:" + network(address), Most: 100, Forgotten: time.Hour, LockedFor: 15 * time.Minute}
}

// network is the part of an address that its owner can't change at will.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err == nil && ip.Is6() && !ip.Is4In6() {
		if net, err := ip.WithZone("").Prefix(64); err == nil {
			return net.String()
		}
	}
	return address
}

// Users is where people are found, and their failed attempts counted.
type Users interface {
	UserByEmail(ctx context.Context, email string) (store.Principal, error)
	Principal(ctx context.Context, userID int64, token, remoteAddress string) (store.Principal, error)
	PrincipalOfToken(ctx context.Context, hash []byte, remoteAddress string) (store.Principal, error)
	Locked(ctx context.Context, keys ...string) (time.Duration, error)
	SignInFailed(ctx context.Context, by store.Actor, f store.FailedSignIn) error
	ForgetAttempts(ctx context.Context, key string) error
}

// SignIns checks credentials.
type SignIns struct {
	users   Users
	checker checker
}

// NewSignIns makes a door that checks up to atOnce passwords at the same time.
func NewSignIns(users Users, atOnce int) *SignIns {
	return &SignIns{users: users, checker: checker{make(chan struct{}, atOnce)}}
}

// Check finds the user whom the credentials belong to; by says where the
// attempt comes from.
func (s *SignIns) Check(ctx context.Context, email, password string, by store.Actor) (store.Principal, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	account, address := accountLimit(email), addressLimit(by.RemoteAddress)
	leave, err := s.checker.enter(ctx)
	if err != nil {
		return store.Principal{}, err
	}
	defer leave()
	// Only now: of those who waited together, few get past a lock that falls.
	if err := s.open(ctx, account.Key, address.Key); err != nil {
		return store.Principal{}, err
	}
	user, err := s.users.UserByEmail(ctx, email)
	if err != nil && !isNotFound(err) {
		return store.Principal{}, err
	}
	ok, err := matches(password, user.PasswordHash)
	if err != nil {
		return store.Principal{}, err
	}
	if ok {
		return user, s.users.ForgetAttempts(ctx, account.Key)
	}
	by.UserID = store.SystemUser
	err = s.users.SignInFailed(ctx, by, store.FailedSignIn{UserID: user.ID, Email: email, Account: account, Address: &address, Mail: lockedMail})
	if err != nil {
		return store.Principal{}, err
	}
	return store.Principal{}, inventory.Refusef(CodeBadCredentials, "e-mail address and password don't belong together")
}

// CheckPassword tells whether a password is the user's.
func (s *SignIns) CheckPassword(ctx context.Context, user store.Principal, password string, by store.Actor) error {
	account := accountLimit(user.Email)
	leave, err := s.checker.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	if err := s.open(ctx, account.Key); err != nil {
		return err
	}
	ok, err := matches(password, user.PasswordHash)
	if err != nil {
		return err
	}
	if ok {
		return s.users.ForgetAttempts(ctx, account.Key)
	}
	if err := s.users.SignInFailed(ctx, by, store.FailedSignIn{UserID: user.ID, Email: user.Email, Account: account, Mail: lockedMail}); err != nil {
		return err
	}
	return inventory.Refusef(CodeBadCredentials, "this is not your password").At("current_password")
}

func (s *SignIns) open(ctx context.Context, keys ...string) error {
	locked, err := s.users.Locked(ctx, keys...)
	if err == nil && locked > 0 {
		err = &TooMany{Code: CodeLocked, After: locked}
	}
	return err
}

func isNotFound(err error) bool {
	var refusal *inventory.Error
	return errors.As(err, &refusal) && refusal.Code == inventory.CodeNotFound
}
