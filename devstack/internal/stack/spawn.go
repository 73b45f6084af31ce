package stack

import (
	"fmt"
	"os/exec"
	"runtime"
	"sync"
)

// spawner starts every child from one operating system thread that lives as
// long as the process. Linux sends a child its "parent has died" signal when
// the thread that started it ends, not the process, and the Go runtime may end
// threads at any time.
type spawner struct {
	jobs chan func()

	mu  sync.Mutex
	own map[int]bool
}

// child is a process started by a spawner. Its fields may be read once done is
// closed.
type child struct {
	cmd  *exec.Cmd
	done chan struct{}
	err  error
}

func newSpawner() *spawner {
	s := &spawner{jobs: make(chan func()), own: map[int]bool{}}
	go func() {
		runtime.LockOSThread()
		for job := range s.jobs {
			job()
		}
	}()
	return s
}

// start starts the command and waits for its end in the background.
func (s *spawner) start(cmd *exec.Cmd) (*child, error) {
	c := &child{cmd: cmd, done: make(chan struct{})}
	started := make(chan error, 1)
	s.jobs <- func() {
		// Under the lock a child cannot die before it is known as ours.
		s.mu.Lock()
		defer s.mu.Unlock()
		err := cmd.Start()
		if err == nil {
			s.own[cmd.Process.Pid] = true
		}
		started <- err
	}
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	go func() {
		c.err = cmd.Wait()
		s.mu.Lock()
		delete(s.own, cmd.Process.Pid)
		s.mu.Unlock()
		close(c.done)
	}()
	return c, nil
}

// owns tells whether the process was started here and is not yet collected.
func (s *spawner) owns(pid int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.own[pid]
}

func (c *child) pid() int { return c.cmd.Process.Pid }

func (c *child) ended() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}
