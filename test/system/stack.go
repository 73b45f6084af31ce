package system

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// private says that this process has a devstack of its own.
const private = "STOCKFLOW_PRIVATE_STACK"

// RunAlone runs a package's tests in a devstack of its own, since they stop
// servers that other packages' tests need. It is for TestMain.
func RunAlone(m *testing.M) int {
	if os.Getenv(private) != "" {
		return m.Run()
	}
	code, err := again()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// again runs this test binary once more, inside a devstack.
func again() (int, error) {
	root, err := Root()
	if err != nil {
		return 0, err
	}
	devstack := filepath.Join(root, "bin", "devstack")
	if _, err := os.Stat(devstack); err != nil {
		return 0, fmt.Errorf("this test needs a devstack of its own: %w; `make devstack` builds it", err)
	}
	cmd := exec.Command(devstack, append([]string{"--"}, os.Args...)...)
	cmd.Env = append(os.Environ(), private+"=1")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := spawn(cmd); err != nil {
		return 0, fmt.Errorf("start a devstack: %w", err)
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return 0, fmt.Errorf("wait for the devstack: %w", err)
	}
	return cmd.ProcessState.ExitCode(), nil
}

// KillServer ends a server of the devstack, as a power cut would: redis,
// temporal or postgres.
func KillServer(t testing.TB, name string) {
	t.Helper()
	control(t, "/stop/"+name+"?signal=KILL")
}

// StartServer starts a server that was stopped, and waits until it answers.
func StartServer(t testing.TB, name string) {
	t.Helper()
	control(t, "/start/"+name)
}

func control(t testing.TB, path string) {
	t.Helper()
	require.NotEmpty(t, os.Getenv(private), "only tests with a devstack of their own may stop its servers")
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, os.Getenv("DEVSTACK_CONTROL_URL")+path, http.NoBody)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, http.StatusNoContent, response.StatusCode, path)
}

// SignalServer sends a server of the devstack a signal, as SIGSTOP.
func SignalServer(t testing.TB, name string, signal syscall.Signal) {
	t.Helper()
	require.NotEmpty(t, os.Getenv(private), "only tests with a devstack of their own may stop its servers")
	text, err := os.ReadFile(os.Getenv("DEVSTACK_PIDS"))
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		if number, ok := strings.CutPrefix(strings.TrimSpace(line), name+"="); ok {
			pid, err := strconv.Atoi(number)
			require.NoError(t, err)
			require.NoError(t, syscall.Kill(pid, signal))
			return
		}
	}
	require.FailNow(t, "the devstack runs no "+name)
}
