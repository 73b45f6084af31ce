// Package stockctl runs the command line tool in tests, as an operator would.
package stockctl

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"stockflow/test/system"
)

// program builds the tool once, for all test binaries that want it.
var program = sync.OnceValues(func() (string, error) {
	root, err := system.Root()
	if err != nil {
		return "", err
	}
	name := fnv.New64a()
	name.Write([]byte(root))
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("stockflow-stockctl-%d-%x", os.Getuid(), name.Sum64()))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make a folder for stockctl: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return "", fmt.Errorf("lock stockctl: %w", err)
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil { //nolint:gosec // a file descriptor
		return "", fmt.Errorf("lock stockctl: %w", err)
	}
	path := filepath.Join(dir, "stockctl")
	cmd := exec.Command("go", "build", "-o", path, "./cmd/stockctl")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build stockctl: %w\n%s", err, out)
	}
	return path, nil
})

// Tool is stockctl with the environment of a running system.
type Tool struct {
	Path string
	Env  []string
}

// adminPassword is that of the tool's own admin.
const adminPassword = "an import is no haste"

// New makes the tool ready for a system, as an admin of its own.
func New(t testing.TB, s *system.System) *Tool {
	t.Helper()
	path, err := program()
	require.NoError(t, err)
	tool := &Tool{Path: path, Env: append(os.Environ(),
		"DATABASE_URL="+s.Company.DB.AppURL, "DATABASE_OWNER_URL="+s.Company.DB.OwnerURL,
		"STOCKFLOW_URL="+s.APIs[0].URL(), "STOCKFLOW_EMAIL=importer@test.example",
		"STOCKFLOW_PASSWORD="+adminPassword, "STOCKFLOW_ADMIN_PASSWORD="+adminPassword,
	)}
	tool.Run(t, 0, "create-admin", "--email", "importer@test.example", "--name", "Importer")
	return tool
}

// Run runs a command, which has to end with the exit code, and gives what it
// printed.
func (tool *Tool) Run(t testing.TB, code int, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	cmd := tool.Command(ctx, args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	require.Equal(t, code, cmd.ProcessState.ExitCode(), "stockctl %q:\n%s", args, out.String())
	return out.String()
}

// Command is a command that the test starts by itself.
func (tool *Tool) Command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, tool.Path, args...) //nolint:gosec // the program under test
	cmd.Env = tool.Env
	return cmd
}

// File writes a file of an import and gives its path.
func File(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}
