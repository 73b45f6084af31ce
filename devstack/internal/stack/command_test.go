package stack

import (
	"bufio"
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
	// The shell says when its trap is set, and when it has caught a signal.
	heard, say, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer heard.Close()
	cmd := exec.Command("/bin/sh", "-c", "trap 'echo caught' TERM; echo set; while :; do sleep 0.1; done")
	cmd.Stdout = say
	cmd.SysProcAttr = processAttributes(syscall.SIGTERM)
	c, err := newSpawner().start(cmd)
	say.Close()
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(heard)
	hears := func(want string) {
		if !lines.Scan() || lines.Text() != want {
			t.Errorf("heard %q, want %q", lines.Text(), want)
		}
	}
	hears("set")
	signals := make(chan os.Signal)
	go func() {
		signals <- syscall.SIGTERM
		hears("caught")
		signals <- syscall.SIGTERM
	}()
	begin := time.Now()
	waitForEnd(c, signals, func() {})
	if got := exitCode(c); got != 137 {
		t.Errorf("got exit code %d, want 137", got)
	}
	if took := time.Since(begin); took > commandGrace/2 {
		t.Errorf("ended after %s", took)
	}
}
