package system

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	// startLimit is generous, since the machine may be busy with other tests.
	startLimit = 60 * time.Second
	stopLimit  = 40 * time.Second
)

// Process is one program of a system. It gets another port at each start, so
// that nobody can have taken its old one.
type Process struct {
	Name string

	program string
	// environ gives the environment for a port.
	environ func(port int) []string
	// ready is the path that answers 200 once the process does its work.
	ready string
	log   string

	mu   sync.Mutex
	port int
	cmd  *exec.Cmd
	done chan struct{}
}

// URL is where the process listens.
func (p *Process) URL() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return fmt.Sprintf("http://127.0.0.1:%d", p.port)
}

// Start starts the process, with more environment than it always has, and
// waits until it is ready.
func (p *Process) Start(t testing.TB, env ...string) {
	t.Helper()
	p.Launch(t, env...)
	p.AwaitReady(t)
}

// Launch starts the process and does not wait for it.
func (p *Process) Launch(t testing.TB, env ...string) {
	t.Helper()
	require.NoError(t, p.launch(env))
}

func (p *Process) launch(env []string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.running() {
		return fmt.Errorf("start %s: it is running", p.Name)
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	log, err := os.OpenFile(p.log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("start %s: %w", p.Name, err)
	}
	defer log.Close()
	cmd := exec.Command(p.program)
	cmd.Env = append(append(os.Environ(), p.environ(port)...), env...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := spawn(cmd); err != nil {
		return fmt.Errorf("start %s: %w", p.Name, err)
	}
	done := make(chan struct{})
	p.port, p.cmd, p.done = port, cmd, done
	go func() {
		_ = cmd.Wait() // how it ended is read from its state
		close(done)
	}()
	return nil
}

// running tells whether the process runs; the caller holds mu.
func (p *Process) running() bool {
	if p.done == nil {
		return false
	}
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// Running tells whether the process runs.
func (p *Process) Running() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.running()
}

// AwaitReady waits until the process does its work.
func (p *Process) AwaitReady(t testing.TB) {
	t.Helper()
	var last error
	for deadline := time.Now().Add(startLimit); time.Now().Before(deadline); {
		if !p.Running() {
			require.FailNow(t, p.Name+" ended before it was ready", p.Log(20))
		}
		if last = p.Healthy(p.ready); last == nil {
			return
		}
		pause()
	}
	require.FailNow(t, p.Name+" did not become ready", "%v\n%s", last, p.Log(20))
}

// Healthy asks for a path that answers 200 when all is well.
func (p *Process) Healthy(path string) error {
	client := http.Client{Timeout: 5 * time.Second}
	response, err := client.Get(p.URL() + path)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return errors.New(path + " answers " + response.Status)
	}
	return nil
}

// Kill ends the process as a power cut would.
func (p *Process) Kill(t testing.TB) {
	t.Helper()
	p.Signal(t, syscall.SIGKILL)
	p.awaitEnd(t)
}

// Stop ends the process in good order.
func (p *Process) Stop(t testing.TB) {
	t.Helper()
	p.Signal(t, syscall.SIGTERM)
	p.awaitEnd(t)
}

// Signal sends the process a signal, as SIGSTOP and SIGCONT.
func (p *Process) Signal(t testing.TB, signal syscall.Signal) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	require.True(t, p.running(), "%s does not run", p.Name)
	require.NoError(t, p.cmd.Process.Signal(signal))
}

// AwaitKilled waits until the process has killed itself, at a crash point.
func (p *Process) AwaitKilled(t testing.TB) {
	t.Helper()
	p.awaitEnd(t)
	status, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	require.True(t, ok && status.Signaled() && status.Signal() == syscall.SIGKILL,
		"%s was to be killed: %s\n%s", p.Name, p.cmd.ProcessState, p.Log(20))
}

func (p *Process) awaitEnd(t testing.TB) {
	t.Helper()
	p.mu.Lock()
	done := p.done
	p.mu.Unlock()
	select {
	case <-done:
	case <-time.After(stopLimit):
		require.FailNow(t, p.Name+" does not end", p.Log(40))
	}
}

// end kills what still runs when its test is over.
func (p *Process) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.running() {
		_ = p.cmd.Process.Kill() // it may have ended in this very moment
		<-p.done
	}
}

// Log gives the last lines that the process wrote.
func (p *Process) Log(lines int) string {
	text, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	all := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	return fmt.Sprintf("-- the end of %s's log:\n%s", p.Name, strings.Join(all[max(0, len(all)-lines):], "\n"))
}

// freePort finds a port below those that outgoing connections get.
func freePort() (int, error) {
	for range 200 {
		port := nextPort()
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			return port, listener.Close()
		}
	}
	return 0, errors.New("find a free port: none of 200 is")
}

var ports struct {
	sync.Mutex
	next int
}

// The ports that are tried. Test binaries that run side by side begin at
// different places.
const (
	firstPort = 10_240
	portCount = 8_000
)

func nextPort() int {
	ports.Lock()
	defer ports.Unlock()
	if ports.next == 0 {
		ports.next = os.Getpid() * 97
	}
	ports.next++
	return firstPort + ports.next%portCount
}
