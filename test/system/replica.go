package system

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// Replica is a PostgreSQL that follows the devstack's by streaming.
type Replica struct {
	dir, program string
	port         int
	cmd          *exec.Cmd
	// as is who runs it: PostgreSQL refuses to be run by root.
	as *syscall.SysProcAttr
}

// StartReplica copies the devstack's PostgreSQL and lets the copy follow it
// until the test ends.
func StartReplica(t testing.TB) *Replica {
	t.Helper()
	admin := os.Getenv("DEVSTACK_PG_ADMIN_URL")
	conn, err := pgx.Connect(t.Context(), admin)
	require.NoError(t, err)
	defer conn.Close(t.Context()) //nolint:errcheck // the query's error counts
	var programs string
	require.NoError(t, conn.QueryRow(t.Context(), "SELECT setting FROM pg_config WHERE name = 'BINDIR'").Scan(&programs))
	parent, err := os.MkdirTemp("", "stockflow-replica")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(parent) }) // the system empties its temporary folder
	r := &Replica{dir: filepath.Join(parent, "data"), program: filepath.Join(programs, "postgres")}
	r.as = asPostgres(t, parent)
	r.port, err = freePort()
	require.NoError(t, err)
	backup := exec.Command(filepath.Join(programs, "pg_basebackup"), "--pgdata="+r.dir, "--dbname="+admin, "--write-recovery-conf",
		"--wal-method=stream", "--checkpoint=fast", "--no-sync")
	backup.SysProcAttr, backup.Dir = r.as, parent
	out, err := backup.CombinedOutput()
	require.NoError(t, err, "%s", out)
	r.Start(t)
	t.Cleanup(func() { r.Stop(t) })
	return r
}

// asPostgres makes the user postgres own a folder, and gives what runs a
// program as that user; nil: as oneself.
func asPostgres(t testing.TB, dir string) *syscall.SysProcAttr {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	postgres, err := user.Lookup("postgres")
	require.NoError(t, err)
	uid, err := strconv.ParseUint(postgres.Uid, 10, 32)
	require.NoError(t, err)
	gid, err := strconv.ParseUint(postgres.Gid, 10, 32)
	require.NoError(t, err)
	require.NoError(t, os.Chown(dir, int(uid), int(gid)))
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
}

// Start starts the replica, again after Stop, and waits until it answers.
func (r *Replica) Start(t testing.TB) {
	t.Helper()
	r.cmd = exec.Command(r.program, "-D", r.dir, "-c", "port="+strconv.Itoa(r.port), "-c", "listen_addresses=127.0.0.1",
		"-c", "unix_socket_directories=", "-c", "max_connections=300", "-c", "shared_buffers=16MB", "-c", "fsync=off",
		"-c", "wal_retrieve_retry_interval=100ms")
	r.cmd.Dir, r.cmd.SysProcAttr = r.dir, r.as
	require.NoError(t, spawn(r.cmd))
	Until(t, startLimit, "the replica answers", func() (any, bool) {
		conn, err := pgx.Connect(context.Background(), r.URL(os.Getenv("DEVSTACK_PG_ADMIN_URL")))
		if err == nil {
			err = conn.Close(context.Background())
		}
		return err, err == nil
	})
}

// Stop ends the replica at once, and whatever it is doing.
func (r *Replica) Stop(t testing.TB) {
	t.Helper()
	if r.cmd == nil {
		return
	}
	_ = r.cmd.Process.Signal(syscall.SIGQUIT) // it may have ended by itself
	done := make(chan struct{})
	go func() {
		_ = r.cmd.Wait() // it was told to break off
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(startLimit):
		require.FailNow(t, "the replica doesn't end")
	}
	r.cmd = nil
}

// URL is the address of a database of the primary on the replica.
func (r *Replica) URL(primary string) string {
	u, err := url.Parse(primary)
	if err != nil {
		return primary
	}
	u.Host = fmt.Sprintf("127.0.0.1:%d", r.port)
	return u.String()
}
