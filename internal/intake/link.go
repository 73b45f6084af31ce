package intake

import (
	"context"
	"sync/atomic"
	"time"

	"go.temporal.io/sdk/client"
)

// How Temporal's health is watched.
const (
	// suspectAfter is how long an answer may take before its absence is
	// looked into; under full load answers take a third of this.
	suspectAfter = 700 * time.Millisecond
	healthLimit  = time.Second
	probeEvery   = 250 * time.Millisecond
)

// link knows whether Temporal can be reached. While it can't, callers are told
// at once and one probe looks for its return.
type link struct {
	life   context.Context
	client client.Client
	lost   atomic.Bool
}

func newLink(life context.Context, c client.Client) *link { return &link{life: life, client: c} }

func (l *link) down() bool { return l.lost.Load() }

// watch gives a context that ends with parent, after limit, or when an answer
// is late and Temporal turns out to be out of reach.
func (l *link) watch(parent context.Context, limit time.Duration) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithTimeout(parent, limit)
	done := make(chan struct{})
	timer := time.AfterFunc(suspectAfter, func() { l.examine(ctx, cancel, done) })
	return ctx, func() {
		timer.Stop()
		close(done)
		cancel()
	}
}

// examine looks, for as long as an answer is missing, whether Temporal is there.
func (l *link) examine(ctx context.Context, cancel context.CancelFunc, done <-chan struct{}) {
	for {
		if !l.healthy(ctx) {
			if ctx.Err() == nil {
				l.lose()
				cancel()
			}
			return
		}
		select {
		case <-done:
			return
		case <-ctx.Done():
			return
		case <-time.After(suspectAfter):
		}
	}
}

func (l *link) healthy(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, healthLimit)
	defer cancel()
	_, err := l.client.CheckHealth(ctx, &client.CheckHealthRequest{})
	return err == nil
}

// lose notes that Temporal is out of reach, and looks for it until it is back.
func (l *link) lose() {
	if l.lost.Swap(true) {
		return
	}
	go func() {
		tick := time.NewTicker(probeEvery)
		defer tick.Stop()
		for {
			select {
			case <-l.life.Done():
				return
			case <-tick.C:
				if l.healthy(l.life) {
					l.lost.Store(false)
					return
				}
			}
		}
	}()
}
