package system

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"stockflow/internal/fixture"
	"stockflow/internal/schedules"
	"stockflow/internal/temporaltest"
	"stockflow/internal/testdb"
)

// Options say how a system is set up.
type Options struct {
	// APIs and Workers are how many of each run; 0 means one.
	APIs, Workers int
	// Env is more environment for all processes, as "NAME=value".
	Env []string
	// SharedRedis uses the devstack's own Redis, for tests that stop it.
	SharedRedis bool
	// NoWorkers leaves the workers to the test.
	NoWorkers bool
	// ClockStopped pauses all schedules, for tests that compare the whole
	// database: what runs by the clock would change it meanwhile.
	ClockStopped bool
	// Replica is where reports are read; nil: where everything else is.
	Replica *Replica
}

// System is a running Stockflow.
type System struct {
	// Company looks into the database, past the API.
	Company   *fixture.Company
	Namespace string
	Temporal  client.Client
	APIs      []*Process
	Workers   []*Process
	// Admin may do everything everywhere.
	Admin *User

	http *http.Client
	turn atomic.Int64
}

// New starts a system, which ends with the test.
func New(t testing.TB, o Options) *System {
	t.Helper()
	require.NotEmpty(t, os.Getenv("DEVSTACK_CONTROL_URL"), "this test needs real services: run it as bin/devstack -- go test ./test/...")
	dir, err := programs()
	require.NoError(t, err)
	db := testdb.New(t)
	redis := os.Getenv("REDIS_URL")
	if !o.SharedRedis {
		redis = startRedis(t)
	}
	s := &System{Company: &fixture.Company{DB: db}, Namespace: "test-" + uuid.NewString()}
	s.Company.Store = s.Company.Open(t, 4)
	s.Company.Super = openSuper(t, db)
	if o.ClockStopped {
		for _, d := range schedules.Defined() {
			s.Company.Exec(t, "INSERT INTO schedules (id, paused) VALUES ($1, true)", d.ID)
		}
	}
	s.Temporal = temporaltest.Connect(t, s.Namespace)
	transport := &http.Transport{MaxIdleConnsPerHost: 256, MaxConnsPerHost: 0, DisableCompression: true}
	t.Cleanup(transport.CloseIdleConnections)
	s.http = &http.Client{Transport: transport, Timeout: 90 * time.Second}

	common := append([]string{
		"DATABASE_URL=" + db.AppURL + "&pool_max_conns=8",
		"DATABASE_OWNER_URL=", "DEVSTACK_PG_ADMIN_URL=", "DEVSTACK_CONTROL_URL=",
		"REDIS_URL=" + redis, "TEMPORAL_NAMESPACE=" + s.Namespace, "RELAY_INTERVAL=50ms",
	}, o.Env...)
	if o.Replica != nil {
		common = append(common, "DATABASE_REPLICA_URL="+o.Replica.URL(db.AppURL))
	}
	logs := t.TempDir()
	for i := range max(o.APIs, 1) {
		s.APIs = append(s.APIs, &Process{
			Name: fmt.Sprintf("api-%d", i+1), program: filepath.Join(dir, "api"), ready: "/readyz",
			log: filepath.Join(logs, fmt.Sprintf("api-%d.log", i+1)),
			environ: func(port int) []string {
				return append(slices.Clone(common), fmt.Sprintf("LISTEN_ADDRESS=127.0.0.1:%d", port))
			},
		})
	}
	for i := range max(o.Workers, 1) {
		s.Workers = append(s.Workers, &Process{
			Name: fmt.Sprintf("worker-%d", i+1), program: filepath.Join(dir, "worker"), ready: "/healthz",
			log: filepath.Join(logs, fmt.Sprintf("worker-%d.log", i+1)),
			environ: func(port int) []string {
				return append(slices.Clone(common), fmt.Sprintf("WORKER_METRICS_ADDRESS=127.0.0.1:%d", port))
			},
		})
	}
	t.Cleanup(func() { s.end(t) })
	starting := slices.Clone(s.APIs)
	if !o.NoWorkers {
		starting = append(starting, s.Workers...)
	}
	for _, p := range starting {
		p.Launch(t)
	}
	for _, p := range starting {
		p.AwaitReady(t)
	}
	s.Admin = s.firstAdmin(t)
	return s
}

func openSuper(t testing.TB, db testdb.DB) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(context.Background(), db.AdminURL+"&pool_max_conns=2")
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool
}

// end ends the processes, and shows what they said if the test has failed.
func (s *System) end(t testing.TB) {
	for _, p := range append(slices.Clone(s.APIs), s.Workers...) {
		p.end()
		if t.Failed() {
			t.Log(p.Log(40))
		}
	}
}

// Verify checks the invariants I1 to I5, as `stockctl verify` does.
func (s *System) Verify(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	// A connection from before an outage would only tell of the outage.
	s.Company.Store.Pool().Reset()
	found, err := s.Company.Store.Verify(ctx)
	require.NoError(t, err)
	require.Empty(t, found, "the invariants are broken")
}

// Fingerprint is a digest of every table's rows, to see that nothing has
// changed: of all but the sessions, and the schedules, in which workers note
// at any time what they have told Temporal.
func (s *System) Fingerprint(t testing.TB) map[string]string {
	t.Helper()
	// The relay still works off what was posted before.
	s.Settled(t)
	digest := s.Company.Fingerprint(t)
	maps.DeleteFunc(digest, func(table, _ string) bool { return table == "sessions" || table == "schedules" })
	return digest
}

// Settled waits until the relays have told all processes, have answered all
// parked commands, and have decided and done what people are to be told.
func (s *System) Settled(t testing.TB) {
	t.Helper()
	Until(t, 90*time.Second, "the relays have nothing left to do", func() (any, bool) {
		var notices, parked, news int
		err := s.Company.Super.QueryRow(context.Background(), `SELECT (SELECT count(*) FROM process_notices),
			(SELECT count(*) FROM parked_commands WHERE answer IS NULL),
			(SELECT count(*) FROM notifications WHERE NOT planned)
				+ (SELECT count(*) FROM notification_deliveries WHERE state IN ('waiting', 'sending'))`).Scan(&notices, &parked, &news)
		return fmt.Sprintf("%d notices, %d parked commands, %d notifications, %v", notices, parked, news, err),
			err == nil && notices == 0 && parked == 0 && news == 0
	})
}

// Deadlocks is how many deadlocks PostgreSQL has found in the database.
func (s *System) Deadlocks(t testing.TB) int64 {
	t.Helper()
	return s.Company.ID(t, `SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`)
}

// Count runs a query that gives one number.
func (s *System) Count(t testing.TB, sql string, args ...any) int64 {
	t.Helper()
	return s.Company.ID(t, sql, args...)
}
