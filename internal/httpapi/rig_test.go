package httpapi_test

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"stockflow/api"
	"stockflow/internal/auth"
	"stockflow/internal/cache"
	"stockflow/internal/events"
	"stockflow/internal/fixture"
	"stockflow/internal/httpapi"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
	"stockflow/internal/telemetry"
)

const password = "correct horse battery"

var passwordHash = sync.OnceValues(func() (string, error) { return auth.HashPassword(password) })

// rig is the API over a real database and a real Redis. Commands are posted
// without Temporal: its part is tested where it is.
type rig struct {
	*fixture.Company
	URL      string
	Commands *directly
	Redis    *redis.Client
	Line     *line
	spec     *openapi3.T
	routes   routers.Router
	stopping chan struct{}
}

// setup makes a company with an API before it.
func setup(t testing.TB, options ...func(*httpapi.Deps)) *rig {
	t.Helper()
	address := os.Getenv("REDIS_URL")
	require.NotEmpty(t, address, "this test needs real services: run it as bin/devstack -- go test ./...")
	r := &rig{Company: fixture.New(t), Line: newLine(t, address), stopping: make(chan struct{})}
	hash, err := passwordHash()
	require.NoError(t, err)
	_, err = r.Super.Exec(t.Context(), "UPDATE users SET password_hash = $1 WHERE role <> 'system'", hash)
	require.NoError(t, err)

	r.Redis, err = cache.Connect(r.Line.url)
	require.NoError(t, err)
	require.NoError(t, r.Redis.FlushDB(t.Context()).Err())
	t.Cleanup(func() { r.Redis.Close() })
	logger := slog.New(slog.DiscardHandler)
	stock := cache.NewStock(r.Redis, logger)
	r.Commands = &directly{store: r.Store, posted: cache.Posted{Stock: stock, Next: events.NewPublisher(r.Redis, logger)}}
	stream := events.NewStream(r.Redis, logger)
	running, end := context.WithCancel(context.Background())
	t.Cleanup(end)
	go stream.Run(running)
	pool := r.Open(t, 16)
	pool.SetAnnouncer(cache.Announcing(stock, events.NewPublisher(r.Redis, logger).Announce))
	deps := httpapi.Deps{
		Store: pool, Commands: r.Commands, Workflows: nowhere{}, Sessions: auth.NewSessions(pool, pool, r.Redis, time.Hour),
		SignIns: auth.NewSignIns(pool, 2), Accounts: auth.NewAccounts(pool, "https://stock.test", 2), Events: stream, Stock: stock,
		RedisReady: func(ctx context.Context) error { return r.Redis.Ping(ctx).Err() }, Namespace: "stockflow",
		Dashboard: app(), Registry: telemetry.NewRegistry(), Logger: logger, RequestTimeout: 30 * time.Second, Stopping: r.stopping,
	}
	for _, change := range options {
		change(&deps)
	}
	handler, err := httpapi.New(deps)
	require.NoError(t, err)
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	r.URL = server.URL
	r.spec, err = api.Spec()
	require.NoError(t, err)
	r.routes, err = gorillamux.NewRouter(r.spec)
	require.NoError(t, err)
	return r
}

// withUI leads /temporal to an address.
func withUI(address string) func(*httpapi.Deps) {
	return func(d *httpapi.Deps) {
		u, err := url.Parse(address)
		if err != nil {
			panic(err)
		}
		d.TemporalUI = u
	}
}

func app() fs.FS {
	return fstest.MapFS{
		"index.html":       {Data: []byte("<!doctype html><title>Stockflow</title>")},
		"assets/app-1a.js": {Data: []byte("1")},
		"favicon.svg":      {Data: []byte("<svg/>")},
	}
}

// directly posts commands at once, or does what a test puts in its place.
type directly struct {
	store  *store.Store
	posted cache.Posted
	mu     sync.Mutex
	do     func(context.Context, inventory.Command) (inventory.Outcome, error)
	count  atomic.Int64
}

func (d *directly) instead(do func(context.Context, inventory.Command) (inventory.Outcome, error)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.do = do
}

func (d *directly) Submit(ctx context.Context, cmd inventory.Command) (inventory.Outcome, error) {
	d.count.Add(1)
	d.mu.Lock()
	do := d.do
	d.mu.Unlock()
	if do != nil {
		return do(ctx, cmd)
	}
	cmds := []inventory.Command{cmd}
	out, err := d.store.Post(ctx, cmds)
	if err != nil {
		return inventory.Outcome{}, err
	}
	d.posted.Publish(ctx, out)
	return out[0], nil
}

func (d *directly) Decide(ctx context.Context, cmd inventory.Command) (inventory.Outcome, error) {
	return d.Submit(ctx, cmd)
}

// nowhere is a Temporal in which nothing runs.
type nowhere struct{}

func (nowhere) Live(context.Context, inventory.Kind, string) (map[string]any, bool, error) {
	return nil, false, nil
}
func (nowhere) Ready(context.Context) error { return nil }

func init() {
	openapi3filter.RegisterBodyDecoder("application/problem+json", openapi3filter.JSONBodyDecoder)
	openapi3filter.RegisterBodyDecoder("text/html", openapi3filter.FileBodyDecoder)
}

// How long tests wait for what happens by itself, and how often they look.
const (
	eventually = 10 * time.Second
	tick       = 20 * time.Millisecond
)
