package stack

import (
	"bytes"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// processAttributes puts a child into a process group of its own, so that a
// Ctrl-C in the terminal reaches only this process, which then stops all
// children in order. The kernel sends onOrphan if this process is killed.
func processAttributes(onOrphan syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: onOrphan}
}

// adoptOrphans makes this process the parent of every descendant whose own
// parent ends, so that none of them is lost from sight, and buries the dead
// among them. It returns a function that ends the watching.
func adoptOrphans(own func(pid int) bool) (func(), error) {
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return func() {}, err
	}
	died := make(chan os.Signal, 1)
	signal.Notify(died, syscall.SIGCHLD)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case <-died:
				for _, p := range processes() {
					if p.parent == os.Getpid() && p.zombie && !own(p.pid) {
						// It may have been collected in the meantime.
						_, _ = syscall.Wait4(p.pid, nil, syscall.WNOHANG, nil)
					}
				}
			}
		}
	}()
	return func() { signal.Stop(died); close(done) }, nil
}

// descendants lists the living processes below this one, except those for
// which skip says so and what is below them.
func descendants(skip func(pid int) bool) []int {
	children := map[int][]int{}
	for _, p := range processes() {
		if !p.zombie {
			children[p.parent] = append(children[p.parent], p.pid)
		}
	}
	var found []int
	queue := []int{os.Getpid()}
	for len(queue) > 0 {
		for _, pid := range children[queue[0]] {
			if !skip(pid) {
				found = append(found, pid)
				queue = append(queue, pid)
			}
		}
		queue = queue[1:]
	}
	return found
}

// commandLine returns the arguments of a process joined by spaces, or "".
func commandLine(pid int) string {
	raw, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/cmdline")
	if err != nil {
		return ""
	}
	return string(bytes.ReplaceAll(raw, []byte{0}, []byte{' '}))
}

type process struct {
	pid, parent int
	zombie      bool
}

func processes() []process {
	// The pattern is well-formed, which is the only thing that could fail.
	paths, _ := filepath.Glob("/proc/[0-9]*/stat")
	var found []process
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			continue // It ended while we looked.
		}
		if p, ok := parseStat(string(raw)); ok {
			found = append(found, p)
		}
	}
	return found
}

// parseStat reads "PID (NAME) STATE PPID …"; the name may contain anything.
func parseStat(stat string) (process, bool) {
	end := strings.LastIndexByte(stat, ')')
	begin := strings.IndexByte(stat, ' ')
	if end < 0 || begin < 0 {
		return process{}, false
	}
	fields := strings.Fields(stat[end+1:])
	if len(fields) < 2 {
		return process{}, false
	}
	pid, err := strconv.Atoi(stat[:begin])
	if err != nil {
		return process{}, false
	}
	parent, err := strconv.Atoi(fields[1])
	if err != nil {
		return process{}, false
	}
	return process{pid: pid, parent: parent, zombie: fields[0] == "Z" || fields[0] == "X"}, true
}
