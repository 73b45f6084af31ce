package main

import (
	"bytes"
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

	"stockflow/devstack/internal/stack"
)

// beDevstack makes the test program behave as the devstack itself, which then
// also finds "itself" when it starts its Temporal server.
const beDevstack = "DEVSTACK_TEST_BE_DEVSTACK"

func TestMain(m *testing.M) {
	if os.Getenv(beDevstack) != "" {
		os.Exit(run(os.Args[1:]))
	}
	os.Exit(m.Run())
}

func devstack(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), beDevstack+"=1")
	return cmd
}

// TestThrowAwayStack boots everything, looks at it from a command inside, and
// checks that nothing is left of it afterwards.
func TestThrowAwayStack(t *testing.T) {
	report := filepath.Join(t.TempDir(), "report")
	script := `
set -eu
# A process that gets away from its group must not outlive the stack either.
(setsid sleep 600 & echo "stray=$!" >> "$1")
cat "$DEVSTACK_PIDS" >> "$1"
echo "pids=$DEVSTACK_PIDS" >> "$1"
echo "ui=$TEMPORAL_UI_URL" >> "$1"
for name in DATABASE_URL DATABASE_OWNER_URL REDIS_URL TEMPORAL_ADDRESS DEVSTACK_PG_ADMIN_URL; do
  eval "test -n \"\$$name\""
done
test "$TEMPORAL_NAMESPACE" = stockflow
exit 42
`
	cmd := devstack(t, "--", "bash", "-c", script, "script", report)
	out, err := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != 42 {
		t.Fatalf("exit code %d (%v), want the command's 42\n%s", code, err, out)
	}
	values := readReport(t, report)
	for _, name := range []string{"postgres", "redis", "temporal", "stray"} {
		pid, err := strconv.Atoi(values[name])
		if err != nil {
			t.Errorf("no process id of %s in the report: %v", name, values)
			continue
		}
		if alive(pid) {
			t.Errorf("%s (%d) is still running", name, pid)
		}
	}
	if _, err := os.Stat(filepath.Dir(values["pids"])); !os.IsNotExist(err) {
		t.Errorf("the throw-away data is still there: %v", err)
	}
	if !strings.HasSuffix(values["ui"], "/temporal") {
		t.Errorf("unexpected address of the web UI: %q", values["ui"])
	}
}

// TestLastingStack stops and starts servers through the control endpoint,
// kills the whole devstack, and finds the data again.
func TestLastingStack(t *testing.T) {
	dir, err := os.MkdirTemp("/tmp", "stockflow-lasting-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	report := filepath.Join(t.TempDir(), "report")
	cmd := devstack(t, "--data", dir, "--", "bash", "-c", `
cat "$DEVSTACK_PIDS" >> "$1"; echo "me=$$" >> "$1"
echo "control=$DEVSTACK_CONTROL_URL" >> "$1"; echo ready=yes >> "$1"; sleep 600`, "script", report)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill() }()
	waitFor(t, &out, "the stack to be ready", func() bool {
		raw, err := os.ReadFile(report)
		return err == nil && strings.Contains(string(raw), "ready=yes")
	})
	values := readReport(t, report)
	for _, name := range []string{"redis", "temporal", "postgres"} {
		post(t, values["control"]+"/stop/"+name+"?signal=KILL")
		if pid, _ := strconv.Atoi(values[name]); alive(pid) {
			t.Errorf("%s is alive after it was killed", name)
		}
	}
	for _, name := range []string{"postgres", "redis", "temporal"} {
		post(t, values["control"]+"/start/"+name)
	}

	// A second stack in the same place is refused.
	second, _ := devstack(t, "--data", dir, "--", "true").CombinedOutput()
	if !strings.Contains(string(second), "another devstack is using it") {
		t.Errorf("a second devstack in the same directory said: %s", second)
	}

	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	me, _ := strconv.Atoi(values["me"])
	waitFor(t, &out, "the command to end after its devstack was killed", func() bool { return !alive(me) })

	again, err := devstack(t, "--data", dir, "--", "true").CombinedOutput()
	if err != nil {
		t.Errorf("the next run on the same data: %v\n%s", err, again)
	}
}

func TestTemporalServerCommandReportsAMissingFile(t *testing.T) {
	out, err := devstack(t, stack.TemporalServerCommand, "/nonexistent").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "/nonexistent") {
		t.Errorf("got %v: %s", err, out)
	}
}

func readReport(t *testing.T, path string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for line := range strings.Lines(string(raw)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		values[name] = value
	}
	return values
}

func alive(pid int) bool {
	if pid == 0 || syscall.Kill(pid, 0) != nil {
		return false
	}
	// A zombie whose new parent has not collected it is as dead as can be.
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err != nil || !strings.Contains(string(stat), ") Z ")
}

func post(t *testing.T, url string) {
	t.Helper()
	response, err := http.Post(url, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusNoContent {
		t.Errorf("%s: %s", url, response.Status)
	}
}

func waitFor(t *testing.T, out *bytes.Buffer, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(90 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatalf("waited in vain for %s\n%s", what, out)
}
