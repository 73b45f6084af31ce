package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// app is the API under measurement, with its worker.
type app struct {
	address  string
	commands []*exec.Cmd
	once     sync.Once
}

// startApp boots the API, and the worker in its process or beside it.
func startApp(ctx context.Context, o options) (*app, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	a := &app{address: address}
	apiArgs := []string{"--with-worker"}
	if o.separateWorker {
		apiArgs = nil
		if err := a.start(o, "worker", nil); err != nil {
			return nil, err
		}
	}
	if err := a.start(o, "api", apiArgs, "LISTEN_ADDRESS="+address); err != nil {
		a.stop()
		return nil, err
	}
	if err := a.ready(ctx); err != nil {
		a.stop()
		return nil, err
	}
	return a, nil
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		return "", fmt.Errorf("free the port again: %w", err)
	}
	return address, nil
}

func (a *app) start(o options, name string, args []string, env ...string) error {
	log := io.Writer(os.Stderr)
	if o.logs != "" {
		file, err := os.Create(filepath.Join(o.logs, "bench-"+name+".log"))
		if err != nil {
			return fmt.Errorf("make a log: %w", err)
		}
		defer file.Close()
		log = file
	}
	cmd := exec.Command(filepath.Join(o.bin, name), args...) //nolint:gosec // the programs that are measured
	cmd.Env = append(append(os.Environ(), "LOG_LEVEL=warn"), env...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", name, err)
	}
	a.commands = append(a.commands, cmd)
	return nil
}

func (a *app) ready(ctx context.Context) error {
	pace := backoff.NewExponentialBackOff()
	pace.InitialInterval, pace.MaxInterval = 50*time.Millisecond, 500*time.Millisecond
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		response, err := http.Get("http://" + a.address + "/readyz") //nolint:noctx // bounded by the retries
		if err != nil {
			return struct{}{}, err
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return struct{}{}, errors.New(response.Status)
		}
		return struct{}{}, nil
	}, backoff.WithBackOff(pace), backoff.WithMaxElapsedTime(time.Minute))
	if err != nil {
		return fmt.Errorf("wait for the API: %w", err)
	}
	return nil
}

// stop ends the programs, the last one first.
func (a *app) stop() {
	a.once.Do(func() {
		for i := len(a.commands) - 1; i >= 0; i-- {
			cmd := a.commands[i]
			if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
				fmt.Fprintln(os.Stderr, "bench: stop", cmd.Path, err)
			}
			kill := time.AfterFunc(20*time.Second, func() { _ = cmd.Process.Kill() })
			_ = cmd.Wait() // How it ended is in its log.
			kill.Stop()
		}
	})
}
