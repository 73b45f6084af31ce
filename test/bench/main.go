// Bench measures Stockflow under load: it boots the API against an empty
// database, drives it over HTTP with callers that never pause, and holds the
// figures against two floors taken in the same run: the plain PostgreSQL
// transaction with the same statements, and a bare workflow per command.
//
// It runs inside the devstack: make bench.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"stockflow/internal/store"
)

// options are what the command line says.
type options struct {
	bin, output    string
	separateWorker bool
	cell, warmUp   time.Duration
	callers        []int
	overCallers    []int
	productCount   int
	floorConns     int
	logs           string
}

func (o options) window() window { return window{o.warmUp, o.cell} }

// patient is the window for what a workflow of its own does: many callers wait
// for seconds then, and a short measurement would see hardly any of it.
func (o options) patient(callers int) window {
	if callers < 100 {
		return o.window()
	}
	return o.window().atLeast(2*time.Second, 8*time.Second)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	o, err := parse(os.Args[1:])
	if err == nil {
		err = run(ctx, o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	flags.StringVar(&o.bin, "bin", "bin", "`folder` of api and worker")
	flags.StringVar(&o.output, "json", "bench.json", "`file` that takes the figures as JSON")
	flags.BoolVar(&o.separateWorker, "separate-worker", false, "run the worker in a process of its own, not in the API's")
	flags.DurationVar(&o.cell, "cell", 4*time.Second, "how long each measurement lasts")
	flags.DurationVar(&o.warmUp, "warm-up", 500*time.Millisecond, "how long callers run before a measurement")
	flags.IntVar(&o.productCount, "products", 1000, "over how many products the load is spread")
	flags.IntVar(&o.floorConns, "floor-connections", 16, "connections of the plain transaction's floor")
	callers := flags.String("callers", "1,8,32,200", "numbers of callers, the last one being the aim's")
	over := flags.String("over", "1000,6000", "numbers of callers over capacity; empty: none")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	var err error
	if o.callers, err = numbers(*callers); err != nil {
		return o, err
	}
	o.overCallers, err = numbers(*over)
	o.logs = os.Getenv("DEVSTACK_LOGS")
	return o, err
}

func numbers(list string) ([]int, error) {
	var out []int
	for part := range strings.SplitSeq(list, ",") {
		if part == "" {
			continue
		}
		n, err := strconv.Atoi(part)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("%q is not a number of callers", part)
		}
		out = append(out, n)
	}
	return out, nil
}

// run takes the floors first, on an idle machine, then the API's figures.
func run(ctx context.Context, o options) error {
	began := time.Now()
	r := &results{Began: began.UTC(), Cell: o.cell.Seconds(), SeparateWorker: o.separateWorker, Products: o.productCount}
	if err := floors(ctx, o, r); err != nil {
		return err
	}
	world, err := seedMain(ctx, o)
	if err != nil {
		return err
	}
	defer world.store.Close()
	app, err := startApp(ctx, o)
	if err != nil {
		return err
	}
	defer app.stop()
	if err := measure(ctx, o, app, world, r); err != nil {
		return err
	}
	app.stop()
	r.Seconds = time.Since(began).Seconds()
	r.judge(o)
	r.print(os.Stdout)
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("encode the figures: %w", err)
	}
	if err := os.WriteFile(o.output, append(text, '\n'), 0o644); err != nil { //nolint:gosec // figures are for everybody
		return fmt.Errorf("write the figures: %w", err)
	}
	fmt.Printf("figures: %s\n", o.output)
	return verify(ctx, world.store)
}

// verify holds the books against the invariants after the load.
func verify(ctx context.Context, s *store.Store) error {
	found, err := s.Verify(ctx)
	if err != nil {
		return err
	}
	for _, v := range found {
		fmt.Printf("%s is broken: %s: %s\n", v.Invariant, v.Rule, v.Row)
	}
	if len(found) > 0 {
		return fmt.Errorf("%d rows break the invariants", len(found))
	}
	fmt.Println("verify: I1 to I5 hold")
	return nil
}
