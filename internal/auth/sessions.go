package auth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/redis/go-redis/v9"

	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// CookieName is the name of the session's cookie.
const CookieName = "stockflow_session"

// What a session holds.
const (
	userKey  = "user"
	stampKey = "stamp"
)

// Sessions recognises people by their cookie.
type Sessions struct {
	users Users
	// plain sets cookies for HTTP, secure for HTTPS; they share their sessions.
	plain, secure *scs.SessionManager
}

// NewSessions makes sessions that live in PostgreSQL, with copies in Redis,
// which may be nil.
func NewSessions(users Users, keep SessionStore, r *redis.Client, lifetime time.Duration) *Sessions {
	sessions := newTiered(keep, r)
	manager := func(secure bool) *scs.SessionManager {
		m := scs.New()
		m.Store, m.Codec, m.Lifetime = sessions, codec{}, lifetime
		m.Cookie.Name, m.Cookie.HttpOnly, m.Cookie.SameSite, m.Cookie.Secure = CookieName, true, http.SameSiteLaxMode, secure
		return m
	}
	return &Sessions{users: users, plain: manager(false), secure: manager(true)}
}

// session is a loaded session in a request's context.
type session struct {
	manager *scs.SessionManager
	ctx     context.Context //nolint:containedctx // scs keeps a session in a context
	token   string
	device  device
	// bearer is the request's API token; a request with one has no session.
	bearer string
}

// device is from where somebody asks.
type device struct{ userAgent, address string }

type deviceKey struct{}

type sessionKey struct{}

// HasToken tells whether a request comes with an API token. Such a request
// is not recognised by its cookie, so another site can't borrow the session.
func HasToken(r *http.Request) bool {
	_, found := bearer(r.Header.Get("Authorization"))
	return found
}

// Load finds the session or the API token of a request that comes from an
// address, and gives a context that carries it.
func (s *Sessions) Load(r *http.Request, address string) (context.Context, error) {
	m := s.plain
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		m = s.secure
	}
	found := session{manager: m, device: device{clip(r.UserAgent(), 400), address}}
	if token, ok := bearer(r.Header.Get("Authorization")); ok {
		found.bearer = token
	} else if c, err := r.Cookie(CookieName); err == nil {
		found.token = c.Value
	}
	var err error
	found.ctx, err = m.Load(context.WithValue(r.Context(), deviceKey{}, found.device), found.token)
	if err != nil {
		return nil, fmt.Errorf("load a session: %w", err)
	}
	return context.WithValue(r.Context(), sessionKey{}, found), nil
}

// clip shortens a text to n bytes that are text.
func clip(s string, n int) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s[:min(len(s), n)], "\x00", ""), "")
}

func current(ctx context.Context) session {
	s, ok := ctx.Value(sessionKey{}).(session)
	if !ok {
		panic("auth: the request has not passed Load")
	}
	return s
}

// Principal reads who is signed in, or for whom the token acts, from the
// database: somebody who was deactivated or signed out is nobody at the next
// request.
func (s *Sessions) Principal(ctx context.Context) (store.Principal, error) {
	current := current(ctx)
	if current.bearer != "" {
		return s.owner(ctx, current)
	}
	id := current.manager.GetInt64(current.ctx, userKey)
	if id == 0 {
		return store.Principal{}, unauthenticated()
	}
	p, err := s.users.Principal(ctx, id, hashToken(current.token), current.device.address)
	if isNotFound(err) {
		return store.Principal{}, unauthenticated()
	}
	if err != nil {
		return store.Principal{}, err
	}
	had := current.manager.GetString(current.ctx, stampKey)
	if subtle.ConstantTimeCompare([]byte(had), []byte(stamp(p.PasswordHash))) != 1 {
		return store.Principal{}, unauthenticated()
	}
	return p, nil
}

// owner is for whom the request's token acts.
func (s *Sessions) owner(ctx context.Context, current session) (store.Principal, error) {
	p, err := s.users.PrincipalOfToken(ctx, hashSecret(current.bearer), current.device.address)
	if isNotFound(err) {
		return store.Principal{}, inventory.Refusef(CodeUnauthenticated, "this token is unknown, has run out, or was revoked")
	}
	return p, err
}

// Token is the hash by which the store knows the session of a request.
func (s *Sessions) Token(ctx context.Context) string { return hashToken(current(ctx).token) }

func unauthenticated() error {
	return inventory.Refusef(CodeUnauthenticated, "sign in first")
}

// Begin signs somebody in and gives the cookie. The session before ends: its
// token might be known to somebody else.
func (s *Sessions) Begin(ctx context.Context, p store.Principal) (*http.Cookie, error) {
	current := current(ctx)
	m := current.manager
	if err := m.RenewToken(current.ctx); err != nil {
		return nil, fmt.Errorf("begin a session: %w", err)
	}
	m.Put(current.ctx, userKey, p.ID)
	m.Put(current.ctx, stampKey, stamp(p.PasswordHash))
	token, expiry, err := m.Commit(current.ctx)
	if err != nil {
		return nil, fmt.Errorf("begin a session: %w", err)
	}
	return cookie(m, token, expiry), nil
}

// End signs out and gives the cookie that removes the session's.
func (s *Sessions) End(ctx context.Context) (*http.Cookie, error) {
	current := current(ctx)
	if current.token != "" {
		if err := current.manager.Destroy(current.ctx); err != nil {
			return nil, fmt.Errorf("end a session: %w", err)
		}
	}
	c := cookie(current.manager, "", time.Unix(1, 0))
	c.MaxAge = -1
	return c, nil
}

func cookie(m *scs.SessionManager, token string, expiry time.Time) *http.Cookie {
	return &http.Cookie{
		Name: m.Cookie.Name, Value: token, Path: m.Cookie.Path, HttpOnly: true, SameSite: m.Cookie.SameSite, Secure: m.Cookie.Secure,
		Expires: expiry.UTC(), MaxAge: int(time.Until(expiry).Seconds() + 1),
	}
}

// hashToken is what is stored of a token: whoever reads the table can't use it.
func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// codec keeps a session as JSON: small, readable, and cheaper than gob.
type codec struct{}

type encoded struct {
	Deadline time.Time `json:"deadline"`
	User     int64     `json:"user"`
	Stamp    string    `json:"stamp"`
}

// Encode implements scs.Codec.
func (codec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	e := encoded{Deadline: deadline}
	e.User, _ = values[userKey].(int64)
	e.Stamp, _ = values[stampKey].(string)
	b, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("encode a session: %w", err)
	}
	return b, nil
}

// Decode implements scs.Codec.
func (codec) Decode(b []byte) (time.Time, map[string]any, error) {
	var e encoded
	if err := json.Unmarshal(b, &e); err != nil {
		return time.Time{}, nil, fmt.Errorf("decode a session: %w", err)
	}
	return e.Deadline, map[string]any{userKey: e.User, stampKey: e.Stamp}, nil
}
