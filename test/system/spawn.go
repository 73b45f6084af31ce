package system

import (
	"os/exec"
	"runtime"
	"sync"
)

// spawning is the operating system thread that starts all processes. Linux
// ends a child with the thread that started it, and the Go runtime may end
// any thread but one that a goroutine holds for ever.
var spawning = sync.OnceValue(func() chan<- func() {
	jobs := make(chan func())
	go func() {
		runtime.LockOSThread()
		for job := range jobs {
			job()
		}
	}()
	return jobs
})

// spawn starts a process that ends with this one, however this one ends; as
// another user, if the command says so.
func spawn(cmd *exec.Cmd) error {
	attributes := mortal()
	if cmd.SysProcAttr != nil {
		attributes.Credential = cmd.SysProcAttr.Credential
	}
	cmd.SysProcAttr = attributes
	started := make(chan error, 1)
	spawning() <- func() { started <- cmd.Start() }
	return <-started
}
