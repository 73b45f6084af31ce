package plans

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"stockflow/internal/auth"
	"stockflow/internal/events"
	"stockflow/internal/generate"
	"stockflow/internal/httpapi"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
	"stockflow/internal/telemetry"
	"stockflow/internal/testdb"
)

const (
	// scale is large enough for the planner to shun what reads whole tables.
	scale    = 0.1
	password = "seen in every plan"
)

// company is a generated company with an API before it, which is watched.
type company struct {
	url string
	// pool reads plans, and what tests need to know.
	pool *pgxpool.Pool
	// store is what the workers would use.
	store *store.Store
	seen  *watcher
}

func newCompany(t *testing.T) *company {
	t.Helper()
	db := testdb.New(t)
	size, err := generate.Full(scale)
	require.NoError(t, err)
	hash, err := auth.HashPassword(password)
	require.NoError(t, err)
	require.NoError(t, generate.Load(t.Context(), db.OwnerURL, generate.Options{Size: size, Seed: 1, PasswordHash: hash, Today: time.Now()}))

	rollUp(t, db)
	tellMuch(t, db)
	alertMuch(t, db)
	c := &company{seen: &watcher{}}
	config, err := pgxpool.ParseConfig(db.AppURL)
	require.NoError(t, err)
	c.pool = open(t, config)
	config = config.Copy()
	config.ConnConfig.Tracer = c.seen
	s := store.New(open(t, config))
	c.store = s
	logger := slog.New(slog.DiscardHandler)
	handler, err := httpapi.New(httpapi.Deps{
		Store: s, Commands: nobody{}, Workflows: nobody{}, Sessions: auth.NewSessions(s, s, nil, time.Hour),
		SignIns: auth.NewSignIns(s, 2), Events: events.NewStream(nil, logger), Namespace: "stockflow",
		Dashboard: fstest.MapFS{"index.html": {Data: []byte("<!doctype html>")}}, Registry: telemetry.NewRegistry(), Logger: logger,
		RequestTimeout: time.Minute, Stopping: make(chan struct{}),
	})
	require.NoError(t, err)
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	c.url = server.URL
	return c
}

func open(t *testing.T, config *pgxpool.Config) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool
}

// signIn gives somebody's cookies; user counts as generate.Email does.
func (c *company) signIn(t *testing.T, user int) []*http.Cookie {
	t.Helper()
	response, err := http.Post(c.url+"/api/v1/session", "application/json", strings.NewReader(
		`{"email":"`+generate.Email(user)+`","password":"`+password+`"}`))
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, http.StatusOK, response.StatusCode)
	return response.Cookies()
}

// text asks the database for something that a test needs to know.
func (c *company) text(t *testing.T, sql string) (text string) {
	t.Helper()
	require.NoError(t, c.pool.QueryRow(t.Context(), "SELECT ("+sql+")::text").Scan(&text), sql)
	return text
}

// query is a statement that was sent to the database.
type query struct {
	sql  string
	args []any
}

// watcher takes down the statements.
type watcher struct {
	mu      sync.Mutex
	queries []query
}

// TraceQueryStart implements pgx.QueryTracer.
func (w *watcher) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.queries = append(w.queries, query{data.SQL, data.Args})
	return ctx
}

// TraceQueryEnd implements pgx.QueryTracer.
func (w *watcher) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// take gives what was sent since it was last asked.
func (w *watcher) take() []query {
	w.mu.Lock()
	defer w.mu.Unlock()
	taken := w.queries
	w.queries = nil
	return taken
}

// nobody stands where Temporal would: these tests only read.
type nobody struct{}

func (nobody) Submit(context.Context, inventory.Command) (inventory.Outcome, error) {
	return inventory.Outcome{}, inventory.Refusef(inventory.CodeUnavailable, "nothing is posted here")
}

func (n nobody) Decide(ctx context.Context, cmd inventory.Command) (inventory.Outcome, error) {
	return n.Submit(ctx, cmd)
}

func (nobody) Live(context.Context, inventory.Kind, string) (map[string]any, bool, error) {
	return nil, false, nil
}

func (nobody) Ready(context.Context) error { return nil }
