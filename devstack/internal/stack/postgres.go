package stack

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/jackc/pgx/v5"
)

// preparePostgres creates the cluster if there is none yet and clears what a
// crash left behind.
func (s *Stack) preparePostgres(ctx context.Context) error {
	home, err := s.postgresHome()
	if err != nil {
		return err
	}
	s.pgData = filepath.Join(home, "data")
	if _, err := os.Stat(filepath.Join(s.pgData, "PG_VERSION")); err == nil {
		if err := s.checkClusterVersion(); err != nil {
			return err
		}
		return s.clearStalePID(ctx)
	}
	return s.initCluster(ctx, home)
}

// initCluster builds the cluster beside its place and moves it there when it
// is complete, so that an interrupted first start leaves no half of one.
func (s *Stack) initCluster(ctx context.Context, home string) error {
	fresh := filepath.Join(home, "data.new")
	if err := os.RemoveAll(fresh); err != nil {
		return fmt.Errorf("clear an unfinished cluster: %w", err)
	}
	passwordFile := filepath.Join(home, "password")
	if err := os.WriteFile(passwordFile, []byte(s.secrets.Admin+"\n"), 0o600); err != nil {
		return fmt.Errorf("write the password file: %w", err)
	}
	defer os.Remove(passwordFile)
	if s.account != nil {
		if err := os.Chown(passwordFile, s.account.uid, s.account.gid); err != nil {
			return fmt.Errorf("hand the password file over: %w", err)
		}
	}
	locale := "C.UTF-8"
	if runtime.GOOS == "darwin" {
		locale = "C" // macOS has no C.UTF-8; the encoding is UTF8 all the same.
	}
	args := []string{
		"-D", fresh, "--username=" + adminUser, "--pwfile=" + passwordFile,
		"--auth=scram-sha-256", "--encoding=UTF8", "--locale=" + locale,
		"--lc-messages=C", "--no-instructions",
	}
	if !s.durable {
		args = append(args, "--no-sync")
	}
	cmd := s.asPostgres(exec.CommandContext(ctx, s.programs.initdb, args...))
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("create the database cluster: %w\n%s", err, out)
	}
	if err := os.Rename(fresh, s.pgData); err != nil {
		return fmt.Errorf("move the new cluster into place: %w", err)
	}
	return nil
}

// checkClusterVersion refuses data of another major version, which the server
// would do as well, but only in its log.
func (s *Stack) checkClusterVersion() error {
	raw, err := os.ReadFile(filepath.Join(s.pgData, "PG_VERSION"))
	if err != nil {
		return fmt.Errorf("read the cluster's version: %w", err)
	}
	if have := strings.TrimSpace(string(raw)); have != strconv.Itoa(s.programs.postgresMajor) {
		return fmt.Errorf("the data in %s is of PostgreSQL %s, the installed server is %d; install that version or start afresh with `make reset`",
			s.files.dir, have, s.programs.postgresMajor)
	}
	return nil
}

// clearStalePID deals with the lock file of a server that wasn't stopped. The
// server itself only looks whether some process has that number, which after
// a crash of the machine may be anyone.
func (s *Stack) clearStalePID(ctx context.Context) error {
	path := filepath.Join(s.pgData, "postmaster.pid")
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the server's lock file: %w", err)
	}
	first, _, _ := strings.Cut(string(raw), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err == nil && isServerOf(pid, s.pgData) {
		// Our lock on the directory says that its parent is gone, so it is
		// on its way out, or soon will be.
		s.say("waiting for the PostgreSQL server of an earlier run to end")
		_ = syscall.Kill(pid, syscall.SIGINT)
		_, err := backoff.Retry(ctx, func() (struct{}, error) {
			if isServerOf(pid, s.pgData) {
				return struct{}{}, fmt.Errorf("PostgreSQL server %d of an earlier run does not end", pid)
			}
			return struct{}{}, nil
		}, backoff.WithBackOff(backoff.NewConstantBackOff(100*time.Millisecond)), backoff.WithMaxElapsedTime(30*time.Second))
		if err != nil {
			return err
		}
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the server's stale lock file: %w", err)
	}
	return nil
}

func isServerOf(pid int, dataDir string) bool {
	line := commandLine(pid)
	return strings.Contains(line, "postgres") && strings.Contains(line, dataDir)
}

func (s *Stack) postgresService(port int) *service {
	return s.supervise(&service{
		name:  "postgres",
		title: "PostgreSQL",
		// SIGTERM would wait for all clients to leave; SIGINT sends them away.
		clean:   syscall.SIGINT,
		abort:   syscall.SIGQUIT,
		orphan:  syscall.SIGINT,
		logPath: s.files.path("logs", "postgres.log"),
		command: func() *exec.Cmd {
			return s.asPostgres(exec.Command(s.programs.postgres, postgresArgs(s.pgData, port, s.durable)...))
		},
		ready: func(ctx context.Context) error {
			conn, err := pgx.Connect(ctx, s.databaseURL(adminUser, s.secrets.Admin, adminDatabase))
			if err != nil {
				return fmt.Errorf("connect: %w", err)
			}
			return conn.Close(ctx)
		},
	})
}

func postgresArgs(dataDir string, port int, durable bool) []string {
	settings := []string{
		"listen_addresses=" + host,
		fmt.Sprintf("port=%d", port),
		// A socket's path must be short, and nobody here needs one.
		"unix_socket_directories=",
		"max_connections=300",
		"shared_buffers=256MB",
		"max_wal_size=2GB",
		"jit=off",
		"log_lock_waits=on",
		"log_line_prefix=%m [%p] %u@%d ",
		"timezone=UTC",
		"log_timezone=UTC",
	}
	if !durable {
		// Only a crash of the whole machine could tell the difference: what
		// was written survives the death of the server in the system's cache.
		// synchronous_commit stays on, since without it a killed server
		// would forget what it had committed.
		settings = append(settings, "fsync=off", "full_page_writes=off")
	}
	args := []string{"-D", dataDir}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	return args
}
