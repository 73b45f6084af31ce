package stack

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// commandGrace is what the command gets to end after a signal.
	commandGrace = 10 * time.Second
	// leftoverGrace is what processes get that the command left behind.
	leftoverGrace = 3 * time.Second

	exitNotFound = 127
	exitBySignal = 128
)

// Run runs the command with the stack's environment and returns its exit code.
// The first signal is passed on to the command's process group and starts a
// deadline, a second one ends the command at once.
func (s *Stack) Run(args []string, signals <-chan os.Signal) (int, error) {
	forget, err := adoptOrphans(s.spawner.owns)
	if err != nil {
		s.say("processes that the command leaves behind may be missed: %v", err)
	}
	defer forget()

	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = s.Environment(os.Environ())
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	// In a process group of its own the command would be stopped on the spot
	// when it reads from a terminal, so it gets one only when it is a pipe
	// or a file.
	if !isTerminal(os.Stdin) {
		cmd.Stdin = os.Stdin
	}
	cmd.SysProcAttr = processAttributes(syscall.SIGTERM)
	c, err := s.spawner.start(cmd)
	if err != nil {
		return exitNotFound, fmt.Errorf("run the command: %w", err)
	}
	waitForEnd(c, signals, func() { s.say("stopping; once more to hurry") })
	s.endLeftovers(c.pid())
	return exitCode(c), nil
}

// waitForEnd passes the first signal on, calling onSignal, and kills the command
// on the second or when its time is up.
func waitForEnd(c *child, signals <-chan os.Signal, onSignal func()) {
	var deadline <-chan time.Time
	for {
		select {
		case <-c.done:
			return
		case received := <-signals:
			send := syscall.SIGKILL
			if deadline == nil {
				deadline = time.After(commandGrace)
				onSignal()
				if number, ok := received.(syscall.Signal); ok {
					send = number
				}
			}
			signalGroup(c.pid(), send)
		case <-deadline:
			signalGroup(c.pid(), syscall.SIGKILL)
		}
	}
}

// endLeftovers ends what the command started and did not end itself, in its
// process group or, where the system tells, anywhere below us.
func (s *Stack) endLeftovers(group int) {
	left := func() bool {
		return syscall.Kill(-group, 0) == nil || len(descendants(s.spawner.owns)) > 0
	}
	signal := func(number syscall.Signal) {
		signalGroup(group, number)
		for _, pid := range descendants(s.spawner.owns) {
			// It may have ended since it was listed.
			_ = syscall.Kill(pid, number)
		}
	}
	if !left() {
		return
	}
	signal(syscall.SIGTERM)
	for deadline := time.Now().Add(leftoverGrace); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if !left() {
			return
		}
	}
	signal(syscall.SIGKILL)
}

func signalGroup(group int, number syscall.Signal) {
	// There may be nobody left in it.
	_ = syscall.Kill(-group, number)
}

func exitCode(c *child) int {
	var exit *exec.ExitError
	switch {
	case c.err == nil:
		return 0
	case errors.As(c.err, &exit):
		if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
			return exitBySignal + int(status.Signal())
		}
		return exit.ExitCode()
	default:
		return 1
	}
}

func isTerminal(f *os.File) bool {
	_, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	return err == nil
}
