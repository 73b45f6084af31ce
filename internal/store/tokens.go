package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// NewToken is an API token to keep.
type NewToken struct {
	Name, Prefix string
	// Hash is the SHA-256 of the token. The token is 256 random bits: unlike a
	// password it can't be guessed from its hash, however fast that is computed.
	Hash    []byte
	Scopes  []string
	Expires time.Time
}

// Token is an API token as its owner sees it.
type Token struct {
	ID              int64      `json:"id"`
	Name            string     `json:"name"`
	Prefix          string     `json:"prefix"`
	Scopes          []string   `json:"scopes"`
	CreatedAt       time.Time  `json:"created_at"`
	ExpiresAt       time.Time  `json:"expires_at"`
	LastUsedAt      *time.Time `json:"last_used_at,omitempty"`
	LastUsedAddress string     `json:"last_used_address,omitempty"`
	RevokedAt       *time.Time `json:"revoked_at,omitempty"`
}

// maxTokens is how many tokens of a user may be good at a time.
const maxTokens = 100

// CreateToken keeps a new token of the actor.
func (s *Store) CreateToken(ctx context.Context, by Actor, n NewToken) (Token, error) {
	var token Token
	err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		if _, err := q.LockUser(ctx, by.UserID); err != nil {
			return notFound(err, "user")
		}
		have, err := q.CountTokens(ctx, by.UserID)
		if err != nil {
			return fmt.Errorf("count tokens: %w", err)
		}
		if have >= maxTokens {
			return inventory.Refusef(inventory.CodeConflict, "you have %d tokens; revoke one first", have)
		}
		r, err := q.InsertToken(ctx, dbsqlc.InsertTokenParams{
			UserID: by.UserID, Name: n.Name, Prefix: n.Prefix, Hash: n.Hash, Scopes: n.Scopes,
			ExpiresAt: pgtype.Timestamptz{Time: n.Expires, Valid: true},
		})
		if err != nil {
			return fmt.Errorf("keep a token: %w", err)
		}
		token = Token{ID: r.ID, Name: r.Name, Prefix: r.Prefix, Scopes: r.Scopes, CreatedAt: r.CreatedAt.Time, ExpiresAt: r.ExpiresAt.Time}
		return peopleAudit(ctx, q, by, "create_token", by.UserID, nil, token)
	})
	return token, err
}

// ListTokens lists the tokens of a user, the newest first.
func (s *Store) ListTokens(ctx context.Context, userID int64, page Page) ([]Token, string, error) {
	before, err := page.id(lastID)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.q.ListTokens(ctx, dbsqlc.ListTokensParams{UserID: userID, BeforeID: before, MaxRows: page.rows()})
	if err != nil {
		return nil, "", fmt.Errorf("list tokens: %w", err)
	}
	items := make([]Token, len(rows))
	for i, r := range rows {
		items[i] = Token{
			ID: r.ID, Name: r.Name, Prefix: r.Prefix, Scopes: r.Scopes, CreatedAt: r.CreatedAt.Time, ExpiresAt: r.ExpiresAt.Time,
			LastUsedAt: timePtr(r.LastUsedAt), LastUsedAddress: r.LastUsedAddress, RevokedAt: timePtr(r.RevokedAt),
		}
	}
	items, next := cut(items, page, func(t Token) []string { return []string{strconv.FormatInt(t.ID, 10)} })
	return items, next, nil
}

// RevokeToken makes a token of a user worth nothing.
func (s *Store) RevokeToken(ctx context.Context, by Actor, userID, id int64) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		revoked, err := q.RevokeTokens(ctx, dbsqlc.RevokeTokensParams{UserID: userID, ID: id})
		if err != nil {
			return fmt.Errorf("revoke a token: %w", err)
		}
		if len(revoked) == 0 {
			return inventory.Refusef(inventory.CodeNotFound, "there is no such token, or it was revoked before")
		}
		accountChanged(ctx, userID)
		return peopleAudit(ctx, q, by, "revoke_token", userID, revoked[0], nil)
	})
}

// PrincipalOfToken reads for whom a token acts; not_found when it has run out
// or was revoked, or when the user was deactivated.
func (s *Store) PrincipalOfToken(ctx context.Context, hash []byte, remoteAddress string) (Principal, error) {
	r, err := s.q.PrincipalOfToken(ctx, hash)
	if err != nil {
		return Principal{}, notFound(err, "token")
	}
	if r.Stale {
		if err := s.q.TouchToken(ctx, dbsqlc.TouchTokenParams{ID: r.TokenID, RemoteAddress: remoteAddress}); err != nil {
			return Principal{}, fmt.Errorf("note the use of a token: %w", err)
		}
	}
	return Principal{
		ID: r.ID, Email: r.Email, Name: r.Name, Role: inventory.Role(r.Role), Warehouses: r.Warehouses, TokenID: r.TokenID, Scopes: r.Scopes,
	}, nil
}
