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

// NewSession is a session to keep until its expiry.
type NewSession struct {
	// Token is the hash of the cookie's.
	Token  string
	Data   []byte
	Expiry time.Time
	UserID int64
	// Where it was begun.
	UserAgent, RemoteAddress string
}

// FindSession reads a session that has not expired; nil when there is none.
func (s *Store) FindSession(ctx context.Context, token string) (data []byte, expiry time.Time, err error) {
	r, err := s.q.FindSession(ctx, token)
	if isNoRow(err) {
		return nil, time.Time{}, nil
	}
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("find a session: %w", err)
	}
	return r.Data, r.Expiry.Time, nil
}

// SaveSession keeps a session.
func (s *Store) SaveSession(ctx context.Context, n NewSession) error {
	err := s.q.SaveSession(ctx, dbsqlc.SaveSessionParams{
		Token: n.Token, Data: n.Data, Expiry: pgtype.Timestamptz{Time: n.Expiry, Valid: true}, UserID: n.UserID,
		UserAgent: n.UserAgent, RemoteAddress: n.RemoteAddress,
	})
	if err != nil {
		return fmt.Errorf("save a session: %w", err)
	}
	return nil
}

// DeleteSession ends a session.
func (s *Store) DeleteSession(ctx context.Context, token string) error {
	if err := s.q.DeleteSession(ctx, token); err != nil {
		return fmt.Errorf("delete a session: %w", err)
	}
	return nil
}

// Session is a session as its user sees it.
type Session struct {
	ID int64 `json:"id"`
	// Current marks the session of whoever asks.
	Current       bool      `json:"current"`
	CreatedAt     time.Time `json:"created_at"`
	LastUsedAt    time.Time `json:"last_used_at"`
	ExpiresAt     time.Time `json:"expires_at"`
	UserAgent     string    `json:"user_agent"`
	RemoteAddress string    `json:"remote_address"`
}

// ListSessions lists the sessions of a user that have not expired, the newest
// first; current is the hash of the asker's token.
func (s *Store) ListSessions(ctx context.Context, userID int64, current string, page Page) ([]Session, string, error) {
	before, err := page.id(lastID)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.q.ListSessions(ctx, dbsqlc.ListSessionsParams{UserID: userID, BeforeID: before, MaxRows: page.rows()})
	if err != nil {
		return nil, "", fmt.Errorf("list sessions: %w", err)
	}
	items := make([]Session, len(rows))
	for i, r := range rows {
		items[i] = Session{
			ID: r.ID, Current: r.Token == current, CreatedAt: r.CreatedAt.Time, LastUsedAt: r.LastUsedAt.Time,
			ExpiresAt: r.Expiry.Time, UserAgent: r.UserAgent, RemoteAddress: r.RemoteAddress,
		}
	}
	items, next := cut(items, page, func(s Session) []string { return []string{strconv.FormatInt(s.ID, 10)} })
	return items, next, nil
}

// EndSessions ends the sessions of a user, or the one with the id; 0 is all.
func (s *Store) EndSessions(ctx context.Context, by Actor, userID, id int64) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		ended, err := q.EndSessions(ctx, dbsqlc.EndSessionsParams{UserID: userID, ID: id})
		if err != nil {
			return fmt.Errorf("end sessions: %w", err)
		}
		if len(ended) == 0 {
			if id != 0 {
				return inventory.Refusef(inventory.CodeNotFound, "there is no such session")
			}
			return nil
		}
		accountChanged(ctx, userID)
		return peopleAudit(ctx, q, by, "end_sessions", userID, map[string]any{"sessions": ended}, nil)
	})
}

// endSessions ends all sessions of a user as a part of another change.
func endSessions(ctx context.Context, q *dbsqlc.Queries, userID int64) error {
	if _, err := q.EndSessions(ctx, dbsqlc.EndSessionsParams{UserID: userID}); err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	accountChanged(ctx, userID)
	return nil
}

// accountChanged tells the user's open streams to ask again who they are.
func accountChanged(ctx context.Context, userID int64) {
	announce(ctx, News{Type: "account", Data: map[string]any{"user_id": userID}, UserIDs: []int64{userID}})
}
