// Devstack boots real PostgreSQL, Redis and Temporal servers on loopback, runs
// a command inside that environment and takes everything down again.
//
//	devstack [--durable] -- COMMAND ARGS…      throw-away data
//	devstack --data DIR -- COMMAND ARGS…       data that the next run finds again
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"stockflow/devstack/internal/stack"
	"stockflow/devstack/internal/temporalserver"
)

const usage = `usage: devstack [--data DIR | --durable] -- COMMAND ARGS…

Boots PostgreSQL, Redis and Temporal on loopback and runs COMMAND with their
addresses in its environment:
  DATABASE_URL, DATABASE_OWNER_URL, REDIS_URL,
  TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_UI_URL,
  DEVSTACK_PG_ADMIN_URL   PostgreSQL's superuser
  DEVSTACK_PIDS           a file of name=pid lines
  DEVSTACK_CONTROL_URL    POST /stop/NAME[?signal=KILL], POST /start/NAME, GET /status
  DEVSTACK_LOGS           the folder of the servers' logs

`

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	if len(args) == 2 && args[0] == stack.TemporalServerCommand {
		return report(temporalserver.Run(args[1]))
	}
	var options stack.Options
	flags := flag.NewFlagSet("devstack", flag.ContinueOnError)
	flags.StringVar(&options.DataDir, "data", "", "keep the data in this `directory`")
	flags.BoolVar(&options.Durable, "durable", false, "write throw-away data as safely as lasting data")
	flags.Usage = func() {
		fmt.Fprint(flags.Output(), usage)
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if flags.NArg() == 0 {
		flags.Usage()
		return 2
	}
	options.Output = os.Stderr

	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	return runInside(options, flags.Args(), signals)
}

// runInside boots, runs and stops. A signal while booting gives the boot up.
func runInside(options stack.Options, command []string, signals chan os.Signal) int {
	ctx, cancel := context.WithCancelCause(context.Background())
	booted := make(chan struct{})
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		select {
		case s := <-signals:
			cancel(fmt.Errorf("given up: %s", s))
		case <-booted:
		}
	}()
	running, err := stack.Start(ctx, options)
	close(booted)
	<-watched
	if err == nil && ctx.Err() != nil {
		err = errors.Join(context.Cause(ctx), running.Stop())
	}
	if err != nil {
		return report(err)
	}
	fmt.Fprintln(os.Stderr, "devstack: "+running.Describe())

	code, err := running.Run(command, signals)
	go func() {
		for range signals {
			running.Hurry()
		}
	}()
	if failed := report(errors.Join(err, running.Stop())); failed != 0 && code == 0 {
		return failed
	}
	return code
}

func report(err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintf(os.Stderr, "devstack: %v\n", err)
	return 1
}
