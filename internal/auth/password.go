// Package auth knows who somebody is: passwords, sessions and the limits on
// trying. What somebody may do is decided by internal/inventory and by the
// handlers.
package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"stockflow/internal/inventory"
)

// params cost about 20 ms and 19 MiB a check (OWASP's second choice).
var params = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// HashPassword hashes a password for storage. Characters that look and mean
// the same are the same, however a keyboard composes them.
func HashPassword(password string) (string, error) {
	hash, err := argon2id.CreateHash(norm.NFKC.String(password), params)
	if err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	return hash, nil
}

// nobody's password is checked when there is no such user, so that an unknown
// e-mail address takes as long as a known one.
var nobody = sync.OnceValues(func() (string, error) { return HashPassword("nobody has this password") })

// stamp changes with the password, and ends the sessions of the one before.
func stamp(passwordHash string) string {
	sum := sha256.Sum256([]byte(passwordHash))
	return hex.EncodeToString(sum[:8])
}

// checker bounds how many passwords are checked at the same time.
type checker struct{ slots chan struct{} }

// patience is how long a sign-in waits for its turn.
const patience = 5 * time.Second

// enter waits for a turn to check a password, and gives the way out.
func (c checker) enter(ctx context.Context) (leave func(), err error) {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case c.slots <- struct{}{}:
		return func() { <-c.slots }, nil
	case <-timer.C:
		return nil, inventory.Refusef(inventory.CodeOverCapacity, "too many people are signing in; try again in a moment")
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to check a password: %w", context.Cause(ctx))
	}
}

// matches compares a password with a hash; an empty hash never matches, and
// takes as long.
func matches(password, hash string) (bool, error) {
	known := hash != ""
	if !known {
		var err error
		if hash, err = nobody(); err != nil {
			return false, err
		}
	}
	ok, err := argon2id.ComparePasswordAndHash(norm.NFKC.String(password), hash)
	if err != nil {
		return false, fmt.Errorf("check a password: %w", err)
	}
	return ok && known, nil
}
