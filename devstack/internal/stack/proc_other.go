//go:build !linux

package stack

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// processAttributes puts a child into a process group of its own, so that a
// Ctrl-C in the terminal reaches only this process, which then stops all
// children in order.
func processAttributes(syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}

// adoptOrphans is only possible on Linux; elsewhere the process group has to do.
func adoptOrphans(func(pid int) bool) (func(), error) { return func() {}, nil }

// descendants is only known on Linux.
func descendants(func(pid int) bool) []int { return nil }

// commandLine returns the arguments of a process joined by spaces, or "".
func commandLine(pid int) string {
	out, err := exec.Command("ps", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}
