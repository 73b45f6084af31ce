package stack

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// refuge holds clusters that can't be kept beside their stack's other data,
// since PostgreSQL's user cannot get there.
const refuge = "/var/lib/stockflow-devstack"

// account is the user that PostgreSQL runs as when we are root, which it
// refuses to be.
type account struct{ uid, gid int }

// postgresAccount is nil for ordinary users, who run PostgreSQL themselves.
func postgresAccount() (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	// "nobody" may own files of other services, so it isn't a way out.
	found, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL does not run as root and there is no user `postgres`; create one or run as an ordinary user: %w", err)
	}
	uid, err := strconv.Atoi(found.Uid)
	if err != nil {
		return nil, fmt.Errorf("read the user id of postgres: %w", err)
	}
	gid, err := strconv.Atoi(found.Gid)
	if err != nil {
		return nil, fmt.Errorf("read the group id of postgres: %w", err)
	}
	return &account{uid: uid, gid: gid}, nil
}

// asPostgres makes the command run as PostgreSQL's user.
func (s *Stack) asPostgres(cmd *exec.Cmd) *exec.Cmd {
	if s.pgData != "" {
		// The current directory may be closed to that user.
		cmd.Dir = filepath.Dir(s.pgData)
	}
	if s.account != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.account.credential()}
	}
	return cmd
}

func (a *account) credential() *syscall.Credential {
	return &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
}

// reaches tells whether the account can get into the directory. The kernel
// knows best, so it is asked to start a program there.
func (a *account) reaches(dir string) bool {
	if a == nil {
		return true
	}
	cmd := exec.Command("/bin/sh", "-c", ":")
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: a.credential()}
	return cmd.Run() == nil
}

// postgresHome returns the directory that the cluster lives in, owned by
// PostgreSQL's user. Where that user cannot get to, as below a closed home
// directory, it is a link to a place of its own.
func (s *Stack) postgresHome() (string, error) {
	home := s.files.path("postgres")
	if target, err := filepath.EvalSymlinks(home); err == nil {
		return target, s.handOver(target)
	}
	// A link whose target is gone is of no more use.
	_ = os.Remove(home)
	target := home
	if !s.account.reaches(s.files.dir) {
		sum := sha256.Sum256([]byte(s.files.dir))
		target = filepath.Join(refuge, hex.EncodeToString(sum[:8]))
		s.say("PostgreSQL's user cannot reach %s; its files go to %s", s.files.dir, target)
		if err := os.MkdirAll(refuge, 0o755); err != nil {
			return "", fmt.Errorf("create a place for PostgreSQL: %w", err)
		}
		if err := os.Symlink(target, home); err != nil {
			return "", fmt.Errorf("link PostgreSQL's directory: %w", err)
		}
	}
	if err := os.MkdirAll(target, 0o700); err != nil {
		return "", fmt.Errorf("create PostgreSQL's directory: %w", err)
	}
	return target, s.handOver(target)
}

func (s *Stack) handOver(dir string) error {
	if s.account == nil {
		return nil
	}
	if err := os.Chown(dir, s.account.uid, s.account.gid); err != nil {
		return fmt.Errorf("hand PostgreSQL's directory over: %w", err)
	}
	return nil
}
