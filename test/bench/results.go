package main

import (
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
)

const conflictFail = enumspb.WORKFLOW_ID_CONFLICT_POLICY_FAIL

// The names that the judgement looks for.
const (
	floorPlain = "floor: plain transaction"
	floorBare  = "floor: bare workflow"
	reserving  = "reserve shipment"
	overload   = "over capacity"
)

func ownerURL() string { return os.Getenv("DATABASE_OWNER_URL") }

// results are the figures of a run.
type results struct {
	Began          time.Time `json:"began"`
	Seconds        float64   `json:"seconds"`
	Cell           float64   `json:"cell_seconds"`
	SeparateWorker bool      `json:"separate_worker"`
	Products       int       `json:"products"`
	Cells          []cell    `json:"cells"`
	// Large is how long a shipment of 1,000 lines took to reserve, LargeFloor
	// how long 1,000 plain transactions of a line took, one after the other.
	Large      float64 `json:"large_shipment_seconds"`
	LargeFloor float64 `json:"large_shipment_floor_seconds"`
	Aims       []aim   `json:"aims"`
}

// aim is a figure that is held against what it should be.
type aim struct {
	Name   string  `json:"name"`
	Figure float64 `json:"figure"`
	Aim    float64 `json:"aim"`
	// AtMost: the figure should not be above the aim; else not below.
	AtMost bool `json:"at_most"`
	Met    bool `json:"met"`
}

// add takes a measurement, and shows that the run goes on.
func (r *results) add(c cell) {
	r.Cells = append(r.Cells, c)
	fmt.Fprintf(os.Stderr, "%-26s %-12s %5d callers %8.0f/s  p99 %7.1f ms", c.Name, c.Where, c.Callers, c.Rate, c.P99)
	if c.Refused > 0 {
		fmt.Fprintf(os.Stderr, "  %d refused", c.Refused)
	}
	if c.Failed > 0 {
		fmt.Fprintf(os.Stderr, "  %d FAILED: %s", c.Failed, c.Failure)
	}
	fmt.Fprintln(os.Stderr)
}

// find gives the measurement; an empty one if there is none.
func (r *results) find(name, where string, callers int) cell {
	for _, c := range r.Cells {
		if c.Name == name && c.Callers == callers && (where == "" || c.Where == where) {
			return c
		}
	}
	return cell{}
}

// stepCallers is the number of callers for which later steps have an aim.
const stepCallers = 32

// judge holds the figures against the aims.
func (r *results) judge(o options) {
	most := o.callers[len(o.callers)-1]
	spread := r.find(reserving, "spread", most)
	at := func(name string) string { return fmt.Sprintf("%s, %d callers", name, most) }
	r.least(at("reservations against the bare workflow"), ratio(spread.Rate, r.find(floorBare, "", most).Rate), 10)
	r.least(at("reservations against the plain transaction"), ratio(spread.Rate, r.find(floorPlain, "spread", most).Rate), 0.5)
	r.most(at("reservations, p99 in ms"), spread.P99, 300)
	one := r.find(reserving, "one product", most)
	r.least(at("on one product, against the plain transaction"), ratio(one.Rate, r.find(floorPlain, "one product", most).Rate), 0.5)
	r.most(at("on one product, p99 in ms"), one.P99, 300)
	for _, c := range r.Cells {
		switch {
		case c.Callers != stepCallers || c.Name == floorPlain || c.Name == floorBare || c.Name == reserving:
		default:
			r.most(fmt.Sprintf("%s, %d callers, p99 in ms", c.Name, stepCallers), c.P99, 300)
		}
	}
	r.most("shipment of 1,000 lines, against its lines by themselves", ratio(r.Large, r.LargeFloor), 1)
	peak := spread.Rate
	for _, c := range r.Cells {
		if c.Name == reserving || c.Name == overload {
			peak = max(peak, c.Rate)
		}
	}
	for _, n := range o.overCallers {
		c := r.find(overload, "", n)
		r.least(fmt.Sprintf("goodput of %d callers, against the peak", n), ratio(c.Rate, peak), 0.8)
		r.most(fmt.Sprintf("what was served of %d callers, p99 in ms", n), c.P99, 2_500)
	}
	var failures int64
	for _, c := range r.Cells {
		failures += c.Failed
	}
	r.most("requests that failed", float64(failures), 0)
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

func (r *results) least(name string, figure, wanted float64) {
	r.Aims = append(r.Aims, aim{Name: name, Figure: figure, Aim: wanted, Met: figure >= wanted})
}

func (r *results) most(name string, figure, wanted float64) {
	r.Aims = append(r.Aims, aim{Name: name, Figure: figure, Aim: wanted, AtMost: true, Met: figure <= wanted})
}

// print shows the figures as tables.
func (r *results) print(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "what\twhere\tcallers\tper s\tp50 ms\tp95 ms\tp99 ms\tmax ms\trefused\ttaken\tfailed\tbacklog\t")
	for _, c := range r.Cells {
		fmt.Fprintf(w, "%s\t%s\t%d\t%.0f\t%.1f\t%.1f\t%.1f\t%.0f\t%s\t%d\t%d\t%d\t\n",
			c.Name, c.Where, c.Callers, c.Rate, c.P50, c.P95, c.P99, c.Max, share(c), c.Taken, c.Failed, c.Backlog)
	}
	fmt.Fprintf(w, "shipment of 1,000 lines\t\t1\t\t%.0f\t\t\t\t\t\t\t\t\n", r.Large*1000)
	fmt.Fprintf(w, "1,000 plain transactions\t\t1\t\t%.0f\t\t\t\t\t\t\t\t\n", r.LargeFloor*1000)
	w.Flush() //nolint:errcheck // output for people
	fmt.Fprintln(out)
	w = tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, a := range r.Aims {
		sign, met := "≥", "met"
		if a.AtMost {
			sign = "≤"
		}
		if !a.Met {
			met = "MISSED"
		}
		fmt.Fprintf(w, "%s\t%.2f\t(aim %s %g)\t%s\n", a.Name, a.Figure, sign, a.Aim, met)
	}
	w.Flush() //nolint:errcheck // output for people
	fmt.Fprintf(out, "\nall in %.0f s\n", r.Seconds)
}

func share(c cell) string {
	if c.Refused == 0 {
		return "0"
	}
	return fmt.Sprintf("%.1f %% in %.0f ms", 100*float64(c.Refused)/float64(c.Refused+c.Served), c.RefusalP99)
}
