package main

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// verdict is what became of one request.
type verdict int

const (
	served verdict = iota
	// refused: the server was busy, and said so with Retry-After.
	refused
	// taken: the command is stored, and its answer was not waited for.
	taken
	failed
)

// errDry ends a caller: nothing is left that it could work on.
var errDry = errors.New("nothing is left to work on")

// attempt is one request. It may say how long the caller has to wait
// before the next one, as a busy server asked for.
type attempt func(ctx context.Context) (v verdict, wait time.Duration, err error)

// cell is one measurement.
type cell struct {
	Name    string  `json:"name"`
	Where   string  `json:"where,omitempty"`
	Callers int     `json:"callers"`
	Seconds float64 `json:"seconds"`
	Served  int64   `json:"served"`
	Refused int64   `json:"refused,omitempty"`
	Taken   int64   `json:"taken,omitempty"`
	Failed  int64   `json:"failed,omitempty"`
	Rate    float64 `json:"per_second"`
	P50     float64 `json:"p50_ms"`
	P95     float64 `json:"p95_ms"`
	P99     float64 `json:"p99_ms"`
	Max     float64 `json:"max_ms"`
	// RefusalP99 is how long a refusal took.
	RefusalP99 float64 `json:"refusal_p99_ms,omitempty"`
	// Backlog is how many operations' workflows were still to be told at the
	// end of the measurement.
	Backlog int64  `json:"backlog,omitempty"`
	Failure string `json:"failure,omitempty"`
}

// scale of the histograms: microseconds, up to two minutes.
func newHistogram() *hdrhistogram.Histogram { return hdrhistogram.New(1, 120_000_000, 3) }

// meter takes the callers' results.
type meter struct {
	mu       sync.Mutex
	latency  *hdrhistogram.Histogram
	refusals *hdrhistogram.Histogram
	taken    int64
	failed   int64
	failure  error
}

func (m *meter) record(v verdict, took time.Duration, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch v {
	case served:
		_ = m.latency.RecordValue(took.Microseconds()) // Beyond the scale: no request takes two minutes.
	case refused:
		_ = m.refusals.RecordValue(took.Microseconds())
	case taken:
		m.taken++
	case failed:
		m.failed++
		m.failure = err
	}
}

// window is when a measurement takes place: callers run for the warm-up, then
// what they begin within the duration is measured.
type window struct {
	warmUp, duration time.Duration
}

// atLeast is a window that is long enough for slow answers.
func (w window) atLeast(warmUp, duration time.Duration) window {
	return window{max(w.warmUp, warmUp), max(w.duration, duration)}
}

// drive lets callers make requests one after the other, without pausing. Every
// request that begins in the window is measured, however long it takes; the
// rate counts those that end in it. It ends early when the callers run dry.
func drive(ctx context.Context, name, where string, callers int, w window, makeCaller func(i int) attempt) cell {
	m := &meter{latency: newHistogram(), refusals: newHistogram()}
	begin := time.Now().Add(w.warmUp)
	end := begin.Add(w.duration)
	var within, last atomic.Int64
	var dry atomic.Bool
	var group sync.WaitGroup
	for i := range callers {
		group.Go(func() {
			try := makeCaller(i)
			for ctx.Err() == nil {
				began := time.Now()
				if began.After(end) {
					return
				}
				v, wait, err := try(ctx)
				if errors.Is(err, errDry) {
					dry.Store(true)
					return
				}
				now := time.Now()
				if v == served && now.After(begin) && now.Before(end) {
					within.Add(1)
					last.Store(now.UnixNano())
				}
				if began.After(begin) {
					m.record(v, now.Sub(began), err)
				}
				pause(ctx, min(wait, time.Until(end)))
			}
		})
	}
	group.Wait()
	c := cell{Name: name, Where: where, Callers: callers, Taken: m.taken, Failed: m.failed, Seconds: w.duration.Seconds()}
	if dry.Load() {
		c.Seconds = max(time.Duration(last.Load()-begin.UnixNano()), 0).Seconds()
	}
	c.Served, c.Refused = m.latency.TotalCount(), m.refusals.TotalCount()
	if c.Seconds > 0 {
		c.Rate = float64(within.Load()) / c.Seconds
	}
	c.P50, c.P95, c.P99 = quantile(m.latency, 50), quantile(m.latency, 95), quantile(m.latency, 99)
	c.Max, c.RefusalP99 = float64(m.latency.Max())/1000, quantile(m.refusals, 99)
	if m.failure != nil {
		c.Failure = m.failure.Error()
	}
	return c
}

func quantile(h *hdrhistogram.Histogram, q float64) float64 {
	return float64(h.ValueAtQuantile(q)) / 1000
}

func pause(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// pool holds operations for the next step.
type pool struct {
	mu  sync.Mutex
	ids []string
}

func (p *pool) put(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ids = append(p.ids, id)
}

func (p *pool) take() (string, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.ids) == 0 {
		return "", false
	}
	id := p.ids[0]
	p.ids = p.ids[1:]
	return id, true
}
