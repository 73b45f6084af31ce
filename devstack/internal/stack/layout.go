package stack

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

const (
	tempPrefix = "stockflow-devstack-"
	lockName   = "devstack.lock"
)

// errInUse means that another devstack works in the same directory.
var errInUse = errors.New("another devstack is using it")

// layout is where a stack keeps its files. A lock on the directory is held
// from opening to closing it.
type layout struct {
	dir       string
	throwAway bool
	lock      *os.File
}

// openPersistent opens or creates a directory that outlives the run.
func openPersistent(dir string) (*layout, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("resolve the data directory: %w", err)
	}
	// PostgreSQL may run as another user, who has to get through.
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("create the data directory: %w", err)
	}
	return open(dir, false)
}

// openThrowAway creates a directory that close removes again, and removes what
// killed predecessors left behind.
func openThrowAway(reachable func(dir string) bool) (*layout, error) {
	for _, base := range []string{os.TempDir(), "/tmp", "/var/tmp"} {
		if !reachable(base) {
			continue
		}
		sweep(base)
		dir, err := os.MkdirTemp(base, tempPrefix)
		if err != nil {
			return nil, fmt.Errorf("create a temporary directory: %w", err)
		}
		if err := os.Chmod(dir, 0o755); err != nil {
			return nil, fmt.Errorf("open up the temporary directory: %w", err)
		}
		return open(dir, true)
	}
	return nil, fmt.Errorf("no temporary directory that PostgreSQL's user can reach; set TMPDIR to one")
}

func open(dir string, throwAway bool) (*layout, error) {
	l := &layout{dir: dir, throwAway: throwAway}
	lock, err := tryLock(l.path(lockName))
	if err != nil {
		return nil, fmt.Errorf("data directory %s: %w", dir, err)
	}
	l.lock = lock
	if err := os.MkdirAll(l.path("logs"), 0o755); err != nil {
		return nil, fmt.Errorf("create the log directory: %w", err)
	}
	return l, nil
}

// tryLock takes a lock that the kernel drops when this process ends.
func tryLock(path string) (*os.File, error) {
	lock, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the lock: %w", err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = lock.Close()
		return nil, errInUse
	}
	return lock, nil
}

// sweep removes throw-away directories whose owners were killed: those whose
// lock is free. A very young one may just be about to take its lock.
func sweep(base string) {
	const young = time.Minute
	dirs, _ := filepath.Glob(filepath.Join(base, tempPrefix+"*"))
	for _, dir := range dirs {
		info, err := os.Lstat(dir)
		if err != nil || !info.IsDir() || time.Since(info.ModTime()) < young {
			continue
		}
		lock, err := tryLock(filepath.Join(dir, lockName))
		if err != nil {
			continue
		}
		// What another user owns stays; it is that user's next run that
		// removes it.
		_ = os.RemoveAll(dir)
		_ = lock.Close()
	}
}

func (l *layout) path(parts ...string) string {
	return filepath.Join(append([]string{l.dir}, parts...)...)
}

func (l *layout) close() error {
	defer l.lock.Close()
	if !l.throwAway {
		return nil
	}
	if err := os.RemoveAll(l.dir); err != nil {
		return fmt.Errorf("remove the throw-away data: %w", err)
	}
	return nil
}
