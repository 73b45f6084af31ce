//go:build !linux

package system

import "syscall"

// mortal leaves a process in the group of the one that started it, so that a
// Ctrl-C in the terminal reaches both.
func mortal() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }
