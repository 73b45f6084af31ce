// Stockctl looks after a Stockflow installation: it migrates the database,
// makes the first admin, verifies the books, and enters a company's history.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// The exit codes.
const (
	exitDone = iota
	// exitFindings: the command has run, and what it reports is not in order.
	exitFindings
	// exitFailed: the command could not run, or not to its end.
	exitFailed
)

// errFindings ends a command that has reported what is not in order.
var errFindings = errors.New("not everything is in order")

func main() { os.Exit(run()) }

func run() int {
	// A second signal ends the program at once.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	err := rootCommand().ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errFindings):
		return exitFindings
	case ctx.Err() != nil:
		fmt.Fprintln(os.Stderr, "stockctl: interrupted")
	default:
		fmt.Fprintln(os.Stderr, "stockctl:", err)
	}
	return exitFailed
}
