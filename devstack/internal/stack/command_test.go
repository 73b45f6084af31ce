package stack

import (
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

func TestExitCodes(t *testing.T) {
	spawner := newSpawner()
	for script, want := range map[string]int{"exit 0": 0, "exit 7": 7, "kill -9 $$": 137} {
		c, err := spawner.start(exec.Command("/bin/sh", "-c", script))
		if err != nil {
			t.Fatal(err)
		}
		waitForEnd(c, nil, nil)
		if got := exitCode(c); got != want {
			t.Errorf("%q: got %d, want %d", script, got, want)
		}
		if spawner.owns(c.pid()) {
			t.Errorf("%q: still counted as running", script)
		}
	}
}

func TestASecondSignalKills(t *testing.T) {
	cmd := exec.Command("/bin/sh", "-c", "trap : TERM; while :; do sleep 0.1; done")
	cmd.SysProcAttr = processAttributes(syscall.SIGTERM)
	c, err := newSpawner().start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond) // The shell has to set its trap first.
	signals := make(chan os.Signal, 2)
	signals <- syscall.SIGTERM
	go func() {
		time.Sleep(300 * time.Millisecond)
		signals <- syscall.SIGTERM
	}()
	begin := time.Now()
	waitForEnd(c, signals, func() {})
	if got := exitCode(c); got != 137 {
		t.Errorf("got exit code %d, want 137", got)
	}
	if took := time.Since(begin); took < 250*time.Millisecond || took > commandGrace/2 {
		t.Errorf("ended after %s", took)
	}
}
