package stack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/cenkalti/backoff/v5"
)

const (
	// readyTimeout is generous since a start may share the machine with a
	// build, and PostgreSQL may have to recover from a crash.
	readyTimeout = 90 * time.Second
	readyPoll    = 40 * time.Millisecond
	stopTimeout  = 10 * time.Second
	// startTries bounds the starts of a server that was stopped: it may meet
	// the remains of its killed predecessor for some seconds.
	startTries = 20
)

var (
	errEnded     = errors.New("ended before it was ready")
	errPortTaken = errors.New("port taken")
	errRunning   = errors.New("is running already")
)

// service is one supervised server. Whoever starts it again gets the same
// ports and the same data.
type service struct {
	name string
	// title is the name for people.
	title string
	// clean is the signal that makes the server stop in good order.
	clean syscall.Signal
	// abort is the signal that ends it at once, its own children included.
	abort syscall.Signal
	// orphan is the signal it gets when this process is killed.
	orphan syscall.Signal
	// command makes a fresh command for every start.
	command func() *exec.Cmd
	// ready tries once whether the server truly answers.
	ready   func(ctx context.Context) error
	logPath string

	spawner *spawner
	// changed is called after every start and end.
	changed func()
	// unexpected is called when the server ended and nobody asked it to.
	unexpected func(s *service, err error)

	// operate keeps starts and stops of the service apart.
	operate sync.Mutex
	// mu guards what follows.
	mu      sync.Mutex
	current *child
	asked   bool
}

// start starts the server and waits until it answers. A server that ends
// before that, since its port or its memory is still taken, is started again
// until the tries are used up.
func (s *service) start(ctx context.Context, tries uint) error {
	s.operate.Lock()
	defer s.operate.Unlock()
	if s.pid() != 0 {
		return fmt.Errorf("%s %w", s.name, errRunning)
	}
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		err := s.startOnce(ctx)
		if err != nil && !errors.Is(err, errEnded) {
			err = backoff.Permanent(err)
		}
		return struct{}{}, err
	}, backoff.WithBackOff(backoff.NewConstantBackOff(time.Second)), backoff.WithMaxTries(tries))
	if err != nil {
		return fmt.Errorf("start %s: %w%s", s.title, err, s.logTail())
	}
	return nil
}

// startOnce is start without the second tries.
func (s *service) startOnce(ctx context.Context) error {
	log, err := os.OpenFile(s.logPath, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return fmt.Errorf("open the log: %w", err)
	}
	defer log.Close()
	position, err := log.Seek(0, 2)
	if err != nil {
		return fmt.Errorf("find the end of the log: %w", err)
	}
	cmd := s.command()
	cmd.Stdout, cmd.Stderr = log, log
	credential := credentialOf(cmd)
	cmd.SysProcAttr = processAttributes(s.orphan)
	cmd.SysProcAttr.Credential = credential
	c, err := s.spawner.start(cmd)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.current, s.asked = c, false
	s.mu.Unlock()
	s.changed()
	if err := s.waitReady(ctx, c); err != nil {
		s.end(c, s.abort, stopTimeout)
		if errors.Is(err, errEnded) && s.portTaken(position) {
			return fmt.Errorf("%w: %w", err, errPortTaken)
		}
		return err
	}
	go s.watch(c)
	return nil
}

func credentialOf(cmd *exec.Cmd) *syscall.Credential {
	if cmd.SysProcAttr == nil {
		return nil
	}
	return cmd.SysProcAttr.Credential
}

func (s *service) waitReady(ctx context.Context, c *child) error {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout+readyTimeout/10)
	defer cancel()
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		if c.ended() {
			return struct{}{}, backoff.Permanent(fmt.Errorf("%w: %w", errEnded, exitReason(c)))
		}
		return struct{}{}, s.ready(ctx)
	}, backoff.WithBackOff(backoff.NewConstantBackOff(readyPoll)), backoff.WithMaxElapsedTime(readyTimeout))
	if err != nil {
		return fmt.Errorf("wait for an answer: %w", err)
	}
	return nil
}

// watch reports an end that nobody asked for.
func (s *service) watch(c *child) {
	<-c.done
	s.mu.Lock()
	asked := s.asked || s.current != c
	s.mu.Unlock()
	s.changed()
	if !asked {
		s.unexpected(s, exitReason(c))
	}
}

// stop ends the server with the signal and waits for it; one that takes longer
// than the timeout is killed. A server that isn't running is fine.
func (s *service) stop(signal syscall.Signal, timeout time.Duration) {
	s.operate.Lock()
	defer s.operate.Unlock()
	s.mu.Lock()
	c := s.current
	s.asked = true
	s.mu.Unlock()
	if c != nil {
		s.end(c, signal, timeout)
	}
}

func (s *service) end(c *child, signal syscall.Signal, timeout time.Duration) {
	if !c.ended() {
		// It may end by itself in this very moment, which is just as well.
		_ = c.cmd.Process.Signal(signal)
		select {
		case <-c.done:
		case <-time.After(timeout):
			_ = c.cmd.Process.Kill()
			<-c.done
		}
	}
	s.changed()
}

// hurry ends the server at once, even while another stop waits for it.
func (s *service) hurry() {
	s.mu.Lock()
	c := s.current
	s.asked = true
	s.mu.Unlock()
	if c != nil && !c.ended() {
		_ = c.cmd.Process.Signal(s.abort)
	}
}

// pid is the process of the running server, or zero.
func (s *service) pid() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current == nil || s.current.ended() {
		return 0
	}
	return s.current.pid()
}

// portTaken tells whether the log since the position complains about a port.
func (s *service) portTaken(since int64) bool {
	raw, err := os.ReadFile(s.logPath)
	if err != nil || int64(len(raw)) < since {
		return false
	}
	return bytes.Contains(bytes.ToLower(raw[since:]), []byte("address already in use"))
}

// logTail is the end of the log, to be shown below an error.
func (s *service) logTail() string {
	const lines = 12
	raw, err := os.ReadFile(s.logPath)
	if err != nil || len(raw) == 0 {
		return ""
	}
	all := strings.Split(strings.TrimRight(string(raw), "\n"), "\n")
	if len(all) > lines {
		all = all[len(all)-lines:]
	}
	return "\n  last lines of " + s.logPath + ":\n  | " + strings.Join(all, "\n  | ")
}

func exitReason(c *child) error {
	if c.err == nil {
		return errors.New("exit status 0")
	}
	return c.err
}
