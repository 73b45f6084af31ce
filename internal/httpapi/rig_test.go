package httpapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/google/uuid"
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
	stock := cache.NewStock(r.Redis, r.Store, logger)
	r.Commands = &directly{store: r.Store, posted: cache.Posted{Stock: stock, Next: events.NewPublisher(r.Redis, logger)}}
	stream := events.NewStream(r.Redis, logger)
	running, end := context.WithCancel(context.Background())
	t.Cleanup(end)
	go stream.Run(running)
	pool := r.Open(t, 16)
	deps := httpapi.Deps{
		Store: pool, Commands: r.Commands, Workflows: nowhere{}, Sessions: auth.NewSessions(pool, pool, r.Redis, time.Hour),
		SignIns: auth.NewSignIns(pool, r.Redis, 2, logger), Events: stream, Stock: stock,
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
	d.posted.Publish(ctx, cmds, out)
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

// line leads to Redis, and can be cut.
type line struct {
	url    string
	target string
	mu     sync.Mutex
	cut    bool
	open   map[net.Conn]bool
}

func newLine(t testing.TB, address string) *line {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	l := &line{target: u.Host, open: map[net.Conn]bool{}}
	u.Host = listener.Addr().String()
	// Ids are alike in all test databases, so other packages' tests must not
	// share their events and copies.
	u.Path = "/7"
	l.url = u.String()
	t.Cleanup(func() { listener.Close(); l.Cut() })
	go func() {
		for {
			in, err := listener.Accept()
			if err != nil {
				return
			}
			go l.carry(in)
		}
	}()
	return l
}

func (l *line) carry(in net.Conn) {
	defer in.Close()
	out, err := net.Dial("tcp", l.target)
	if err != nil {
		return
	}
	defer out.Close()
	l.mu.Lock()
	if l.cut {
		l.mu.Unlock()
		return
	}
	l.open[in], l.open[out] = true, true
	l.mu.Unlock()
	done := make(chan struct{}, 2)
	go func() { _, _ = io.Copy(out, in); done <- struct{}{} }()
	go func() { _, _ = io.Copy(in, out); done <- struct{}{} }()
	<-done
	l.mu.Lock()
	delete(l.open, in)
	delete(l.open, out)
	l.mu.Unlock()
}

// Cut takes Redis away.
func (l *line) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = true
	for c := range l.open {
		c.Close()
	}
}

// Mend brings Redis back.
func (l *line) Mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = false
}

// browser is somebody who uses the API. Every answer is checked against the
// contract.
type browser struct {
	t    testing.TB
	rig  *rig
	http *http.Client
}

func (r *rig) browser(t testing.TB) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &browser{t, r, &http.Client{
		Jar: jar, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// email is the address that the fixture gave a user.
func (r *rig) email(t testing.TB, user int64) (email string) {
	t.Helper()
	require.NoError(t, r.Super.QueryRow(t.Context(), "SELECT email FROM users WHERE id = $1", user).Scan(&email))
	return email
}

// as is a browser in which a user is signed in.
func (r *rig) as(t testing.TB, user int64) *browser {
	t.Helper()
	b := r.browser(t)
	b.want(http.StatusOK, "POST", "/session", map[string]any{"email": r.email(t, user), "password": password})
	return b
}

// response is an answer that was read.
type response struct {
	*http.Response
	body []byte
}

func (r response) decode(t testing.TB, v any) {
	t.Helper()
	require.NoError(t, json.Unmarshal(r.body, v), string(r.body))
}

func (r response) object(t testing.TB) (v map[string]any) {
	t.Helper()
	r.decode(t, &v)
	return v
}

// send sends a request; a body that is text is sent as it is.
func (b *browser) send(method, path string, body any, headers ...string) response {
	b.t.Helper()
	var content []byte
	switch v := body.(type) {
	case nil:
	case string:
		content = []byte(v)
	case []byte:
		content = v
	default:
		var err error
		content, err = json.Marshal(v)
		require.NoError(b.t, err)
	}
	address := b.rig.URL + path
	if !strings.HasPrefix(path, "/api/") && !strings.HasPrefix(path, "//") {
		address = b.rig.URL + "/api/v1" + path
	}
	req, err := http.NewRequestWithContext(b.t.Context(), method, strings.Replace(address, b.rig.URL+"//", b.rig.URL+"/", 1), bytes.NewReader(content))
	require.NoError(b.t, err)
	if content != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := b.http.Do(req)
	require.NoError(b.t, err)
	defer res.Body.Close()
	read, err := io.ReadAll(res.Body)
	require.NoError(b.t, err)
	b.check(req, res, read)
	return response{res, read}
}

// check holds an answer against the contract.
func (b *browser) check(req *http.Request, res *http.Response, body []byte) {
	b.t.Helper()
	if res.StatusCode >= 400 && strings.HasPrefix(req.URL.Path, "/api/v1/") {
		require.Equal(b.t, "application/problem+json", res.Header.Get("Content-Type"), "%s %s: %s", req.Method, req.URL, body)
	}
	route, vars, err := b.rig.routes.FindRoute(req)
	if err != nil {
		return
	}
	err = openapi3filter.ValidateResponse(b.t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, PathParams: vars, Route: route},
		Status:                 res.StatusCode, Header: res.Header, Body: io.NopCloser(bytes.NewReader(body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	})
	require.NoError(b.t, err, "%s %s answered %s", req.Method, req.URL, body)
}

// want sends a request that has to be answered with a status.
func (b *browser) want(status int, method, path string, body any, headers ...string) response {
	b.t.Helper()
	res := b.send(method, path, body, headers...)
	require.Equal(b.t, status, res.StatusCode, "%s %s: %s", method, path, res.body)
	return res
}

func (b *browser) get(path string) map[string]any {
	b.t.Helper()
	return b.want(http.StatusOK, "GET", path, nil).object(b.t)
}

// command gives a command under a key of its own.
func (b *browser) command(status int, path string, body any) map[string]any {
	b.t.Helper()
	return b.want(status, "POST", path, body, "Idempotency-Key", uuid.NewString()).object(b.t)
}

// refused sends a request that has to be refused with a code.
func (b *browser) refused(status int, code, method, path string, body any, headers ...string) map[string]any {
	b.t.Helper()
	problem := b.want(status, method, path, body, headers...).object(b.t)
	require.Equal(b.t, code, problem["code"], "%v", problem)
	return problem
}

func init() {
	openapi3filter.RegisterBodyDecoder("application/problem+json", openapi3filter.JSONBodyDecoder)
}

// How long tests wait for what happens by itself, and how often they look.
const (
	eventually = 10 * time.Second
	tick       = 20 * time.Millisecond
)
