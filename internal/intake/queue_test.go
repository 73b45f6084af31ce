package intake

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/inventory"
)

// filled is a queue, with nothing flying, that holds documents of some lines.
func filled(t *testing.T, opts Options, lines ...int) *queue {
	t.Helper()
	i, err := New(nil, opts)
	require.NoError(t, err)
	q := newQueue(i, 1)
	for _, n := range lines {
		c := newCall(inventory.Command{Body: inventory.Body{Lines: make([]inventory.DocumentLine, n)}})
		c.queued = true
		q.waiting = append(q.waiting, c)
		q.cost += c.cost
	}
	return q
}

func TestABatchIsBoundedByNumberCostAndSize(t *testing.T) {
	for name, c := range map[string]struct {
		opts  Options
		lines []int
		takes int
		full  bool
	}{
		"all that waits":       {Options{}, []int{1, 1, 1}, 3, false},
		"number":               {Options{MaxBatch: 2}, []int{1, 1, 1}, 2, true},
		"cost":                 {Options{MaxCost: 20}, []int{1, 10, 1}, 2, true},
		"size":                 {Options{MaxBytes: 1500}, []int{1, 1, 1}, 2, true},
		"a large one alone":    {Options{MaxCost: 20, MaxBytes: 100}, []int{1000, 1}, 1, true},
		"a large one is last":  {Options{MaxCost: 20}, []int{1, 1000}, 1, true},
		"nothing waits at all": {Options{}, nil, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			q := filled(t, c.opts, c.lines...)
			b := q.gather()
			assert.Len(t, b.calls, c.takes)
			assert.Equal(t, c.full, b.full)
			assert.Len(t, q.waiting, len(c.lines)-c.takes)
			left := 0
			for _, w := range q.waiting {
				left += w.cost
			}
			assert.Equal(t, left, q.cost)
		})
	}
}

func TestCallersThatLeftAreNotSent(t *testing.T) {
	q := filled(t, Options{}, 1, 1, 1)
	q.intake.inFlight.Store(3)
	gone := q.waiting[1]
	q.leave(gone)
	q.leave(gone) // leaving again changes nothing
	b := q.gather()
	assert.Len(t, b.calls, 2)
	assert.NotContains(t, b.calls, gone)
	assert.Zero(t, q.cost)
	assert.EqualValues(t, 2, q.intake.inFlight.Load())
	q.leave(b.calls[0]) // in the air: its place is kept until the answer
	assert.EqualValues(t, 2, q.intake.inFlight.Load())
}

func TestTheRateIsLearntFromFullBatches(t *testing.T) {
	now := time.Now()
	m := meter{perSecond: 1000}
	for range 30 { // full batches of 100 that take 200 ms each
		started := now
		now = now.Add(200 * time.Millisecond)
		m.observe(&batch{cost: 100, full: true, started: started}, now)
	}
	assert.InDelta(t, 500, m.perSecond, 5)
	assert.InDelta(t, 2, m.time(1000).Seconds(), 0.05)

	before := m.perSecond
	m.observe(&batch{cost: 1, started: now}, now.Add(200*time.Millisecond))
	assert.InDelta(t, before, m.perSecond, 0.001, "a batch with room left says nothing of the limit")
	now = now.Add(time.Second)
	m.observe(&batch{cost: 200, started: now}, now.Add(100*time.Millisecond))
	assert.Greater(t, m.perSecond, before, "unless it was faster")
}

// Two batches in the air are served one after the other: the second's time
// runs from the landing of the first.
func TestOverlappingBatchesAreNotCountedTwice(t *testing.T) {
	start := time.Now()
	m := meter{perSecond: 1}
	m.observe(&batch{cost: 100, full: true, started: start}, start.Add(100*time.Millisecond))
	first := m.perSecond
	m.observe(&batch{cost: 100, full: true, started: start}, start.Add(200*time.Millisecond))
	assert.InDelta(t, first+(1000-first)*0.3, m.perSecond, 0.001)
}
