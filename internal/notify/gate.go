package notify

import (
	"errors"
	"math/rand/v2"
	"sync"
	"time"
)

// How many messages a provider is sent at once, after how many failures in a
// row it is given a rest, and for how long.
const (
	abreast  = 8
	failures = 5
	rest     = 30 * time.Second
)

// gate keeps one provider's trouble from the others: none of them has more
// than its share of senders, and one that fails is left alone for a while.
type gate struct {
	mu        sync.Mutex
	providers map[string]*traffic
}

type traffic struct {
	sending int
	failed  int
	// rests is until when nobody is let in but one, who tries.
	rests time.Time
}

func newGate() *gate { return &gate{providers: map[string]*traffic{}} }

// enter lets a sender in, who has to leave with what came of it. The error is
// a *Failure that says when to come again.
func (g *gate) enter(provider string) (leave func(error), err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	t := g.providers[provider]
	if t == nil {
		t = &traffic{}
		g.providers[provider] = t
	}
	now := time.Now()
	room := abreast
	if t.failed >= failures {
		room = 1 // who tries whether it is well again
		if left := t.rests.Sub(now); left > 0 {
			return nil, busy(left)
		}
	}
	if t.sending >= room {
		return nil, busy(2 * time.Second)
	}
	t.sending++
	return func(err error) { g.leave(provider, t, err) }, nil
}

func (g *gate) leave(provider string, t *traffic, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	t.sending--
	var f *Failure
	if errors.As(err, &f) && !f.Permanent && !f.Gone {
		t.failed++
		t.rests = time.Now().Add(rest)
		return
	}
	t.failed = 0
	if t.sending == 0 {
		delete(g.providers, provider)
	}
}

// busy asks to come again; the jitter keeps many from coming at once.
func busy(after time.Duration) error {
	return &Failure{Reason: "its provider has enough to do", Busy: true, RetryAfter: after + rand.N(after/2+time.Second)}
}
