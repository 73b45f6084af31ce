package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/store/dbsqlc"
)

// FindSession reads a session that has not expired; nil when there is none.
func (s *Store) FindSession(ctx context.Context, token string) (data []byte, expiry time.Time, err error) {
	r, err := s.q.FindSession(ctx, token)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, time.Time{}, nil
	}
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("find a session: %w", err)
	}
	return r.Data, r.Expiry.Time, nil
}

// SaveSession keeps a session until its expiry.
func (s *Store) SaveSession(ctx context.Context, token string, data []byte, expiry time.Time) error {
	err := s.q.SaveSession(ctx, dbsqlc.SaveSessionParams{Token: token, Data: data, Expiry: pgtype.Timestamptz{Time: expiry, Valid: true}})
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

// DeleteExpiredSessions tidies up sessions that have run out.
func (s *Store) DeleteExpiredSessions(ctx context.Context) error {
	if err := s.q.DeleteExpiredSessions(ctx); err != nil {
		return fmt.Errorf("delete expired sessions: %w", err)
	}
	return nil
}
