package system

import "syscall"

// mortal lets a process end with the one that started it. A group of its own
// keeps a Ctrl-C in the terminal away from it.
func mortal() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
