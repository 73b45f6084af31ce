package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/store/dbsqlc"
)

// Limit is how many attempts of a key may fail before it is locked.
type Limit struct {
	Key  string
	Most int
	// Forgotten is when a failure no longer counts.
	Forgotten time.Duration
	// LockedFor is how long the first lock lasts; each further one in a row lasts
	// twice as long, up to a day.
	LockedFor time.Duration
}

// maxLock is the longest lock.
const maxLock = 24 * time.Hour

// count counts an attempt, and tells for how long it has locked the key.
func (l Limit) count(ctx context.Context, q *dbsqlc.Queries) (locked time.Duration, err error) {
	r, err := q.CountAttempt(ctx, dbsqlc.CountAttemptParams{Key: l.Key, Forgotten: interval(l.Forgotten)})
	if err != nil {
		return 0, fmt.Errorf("count an attempt: %w", err)
	}
	if int(r.Failures) < l.Most {
		return 0, nil
	}
	locked = l.LockedFor
	for i := int32(0); i < r.Locks && locked < maxLock; i++ {
		locked *= 2
	}
	locked = min(locked, maxLock)
	if err := q.LockAttempts(ctx, dbsqlc.LockAttemptsParams{Key: l.Key, LockedFor: interval(locked)}); err != nil {
		return 0, fmt.Errorf("lock after too many attempts: %w", err)
	}
	return locked, nil
}

func interval(d time.Duration) pgtype.Interval {
	return pgtype.Interval{Microseconds: d.Microseconds(), Valid: true}
}

// Locked tells for how much longer any of the keys is locked.
func (s *Store) Locked(ctx context.Context, keys ...string) (time.Duration, error) {
	rows, err := s.q.Locked(ctx, keys)
	if err != nil {
		return 0, fmt.Errorf("look for locks: %w", err)
	}
	longest := 0.0
	for _, r := range rows {
		longest = max(longest, r.Seconds)
	}
	return time.Duration(longest * float64(time.Second)), nil
}

// CountAttempt counts an attempt that costs something even if it succeeds, and
// tells for how much longer its key is locked: it is then not to be made.
func (s *Store) CountAttempt(ctx context.Context, l Limit) (time.Duration, error) {
	locked, err := s.Locked(ctx, l.Key)
	if err != nil || locked > 0 {
		return locked, err
	}
	err = s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		_, err := l.count(ctx, q)
		return err
	})
	return 0, err
}

// ForgetAttempts lifts a lock and forgets what failed.
func (s *Store) ForgetAttempts(ctx context.Context, key string) error {
	if _, err := s.q.ForgetAttempts(ctx, key); err != nil {
		return fmt.Errorf("forget attempts: %w", err)
	}
	return nil
}

// FailedSignIn is an attempt to sign in with a wrong password.
type FailedSignIn struct {
	// UserID is 0 when nobody has the e-mail address.
	UserID  int64
	Email   string
	Account Limit
	// Address is left out for somebody who is signed in already.
	Address *Limit
	// Mail tells the user that the account is locked for so long.
	Mail func(time.Duration) Mail
}

// SignInFailed counts and records a failed attempt. The user hears of a lock.
func (s *Store) SignInFailed(ctx context.Context, by Actor, f FailedSignIn) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		account, err := f.Account.count(ctx, q)
		if err != nil {
			return err
		}
		var address time.Duration
		if f.Address != nil {
			if address, err = f.Address.count(ctx, q); err != nil {
				return err
			}
		}
		record := func(action string, after map[string]any) AuditEntry {
			e := AuditEntry{Actor: by, Stream: PeopleStream, Action: action, SubjectKind: "sign_in", After: after}
			if f.UserID != 0 {
				e.SubjectKind, e.SubjectID = "user", fmt.Sprint(f.UserID)
			}
			return e
		}
		entries := []AuditEntry{record("sign_in_failed", map[string]any{"email": f.Email})}
		if account > 0 {
			entries = append(entries, record("account_locked", map[string]any{"email": f.Email, "seconds": int(account.Seconds())}))
			if f.UserID != 0 {
				if err := mail(ctx, q, f.UserID, f.Mail(account)); err != nil {
					return err
				}
			}
		}
		if address > 0 {
			entries = append(entries, AuditEntry{
				Actor: by, Stream: PeopleStream, Action: "address_locked", SubjectKind: "address", SubjectID: by.RemoteAddress,
				After: map[string]any{"seconds": int(address.Seconds())},
			})
		}
		return appendAudit(ctx, q, auditTime(), entries)
	})
}

// Unlock lifts the lock of a user's account.
func (s *Store) Unlock(ctx context.Context, by Actor, userID int64, key func(email string) string) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		row, err := q.LockUser(ctx, userID)
		if err != nil {
			return notFound(err, "user")
		}
		n, err := q.ForgetAttempts(ctx, key(strings.ToLower(row.Email)))
		if err != nil {
			return fmt.Errorf("unlock an account: %w", err)
		}
		if n == 0 {
			return nil
		}
		return peopleAudit(ctx, q, by, "unlock_account", userID, nil, nil)
	})
}
