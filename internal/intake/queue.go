package intake

import (
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"stockflow/internal/inventory"
)

// call is one command on its way, and the caller that waits for it.
type call struct {
	cmd  inventory.Command
	cost int // in lines
	size int // in bytes, about
	done chan answer
	// queued says that the call waits in the queue, gone that its caller no
	// longer waits for it there. Both belong to the queue's mutex.
	queued, gone bool
}

type answer struct {
	outcome inventory.Outcome
	err     error
}

// commandCost is what a command costs beyond its lines: posting one takes
// about as long as four lines.
const commandCost = 4

func newCall(cmd inventory.Command) *call {
	b := &cmd.Body
	documents, receipts, others := len(b.Lines), len(b.Receipts), len(b.Moves)+len(b.Picks)+len(b.Settlements)
	return &call{
		cmd: cmd, done: make(chan answer, 1),
		cost: commandCost + documents + receipts + others,
		// What a command takes as JSON, about: exact figures would cost a
		// second encoding.
		size: 600 + 40*documents + 140*receipts + 90*others +
			len(b.Note) + len(b.Reason) + len(b.Reference) + len(b.Partner) + len(b.Carrier) + len(b.Tracking),
	}
}

func (c *call) answer(out inventory.Outcome, err error) { c.done <- answer{out, err} }

// queue gathers the commands for one desk.
type queue struct {
	intake    *Intake
	warehouse int64
	length    prometheus.Gauge

	mu      sync.Mutex
	waiting []*call
	// cost is that of the calls that wait and whose callers do too.
	cost  int
	inAir map[*batch]struct{}
	rate  meter
}

// batch is one Update in the air.
type batch struct {
	calls []*call
	cost  int
	// full says that more were waiting than the batch could take.
	full    bool
	started time.Time
}

func newQueue(i *Intake, warehouse int64) *queue {
	return &queue{
		intake: i, warehouse: warehouse, inAir: map[*batch]struct{}{},
		rate:   meter{perSecond: i.opts.AssumedRate},
		length: i.meters.waiting.WithLabelValues(strconv.FormatInt(warehouse, 10)),
	}
}

// enter queues a call, or refuses it because it can't be served in time.
func (q *queue) enter(c *call) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	ahead := q.cost
	for b := range q.inAir {
		ahead += b.cost
		if time.Since(b.started) > q.intake.opts.StallAfter {
			return ErrUnavailable
		}
	}
	if wait := q.rate.time(ahead); wait > q.intake.opts.MaxWait && len(q.waiting) > 0 {
		return busy(wait - q.intake.opts.MaxWait)
	}
	c.queued = true
	q.waiting = append(q.waiting, c)
	q.cost += c.cost
	q.launch()
	return nil
}

// leave forgets a call whose caller no longer waits, unless it is in the air.
func (q *queue) leave(c *call) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if c.queued && !c.gone {
		c.gone = true
		q.cost -= c.cost
	}
}

// launch sends what waits, if there is room in the air. The caller holds mu.
func (q *queue) launch() {
	for len(q.inAir) < q.intake.opts.InAir {
		b := q.gather()
		if len(b.calls) == 0 {
			break
		}
		b.started = time.Now()
		q.inAir[b] = struct{}{}
		q.intake.meters.batch.Observe(float64(len(b.calls)))
		q.intake.batches.Add(1)
		go q.fly(b)
	}
	q.length.Set(float64(len(q.waiting)))
}

// gather takes the next batch from the queue. The caller holds mu.
func (q *queue) gather() *batch {
	b := &batch{}
	o, size, taken := &q.intake.opts, 0, 0
	for _, c := range q.waiting {
		if c.gone {
			taken++
			q.intake.inFlight.Add(-1)
			continue
		}
		if len(b.calls) > 0 && (len(b.calls) == o.MaxBatch || b.cost+c.cost > o.MaxCost || size+c.size > o.MaxBytes) {
			b.full = true
			break
		}
		c.queued = false
		b.calls = append(b.calls, c)
		b.cost += c.cost
		size += c.size
		taken++
	}
	q.cost -= b.cost
	q.waiting = q.waiting[taken:]
	if len(q.waiting) == 0 {
		q.waiting = nil // lets go of what the slice still refers to
	}
	return b
}

// fly sends a batch, hands out the answers, and makes room for the next.
func (q *queue) fly(b *batch) {
	defer q.intake.batches.Done()
	q.intake.send(q.warehouse, b.calls)
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.inAir, b)
	q.rate.observe(b, time.Now())
	q.launch()
}

// meter measures at which rate a desk serves.
type meter struct {
	perSecond float64
	last      time.Time
}

// time is how long serving a cost takes.
func (m *meter) time(cost int) time.Duration {
	return time.Duration(float64(cost) / m.perSecond * float64(time.Second))
}

// observe learns from a batch that has landed. A desk serves one batch after
// the other, so its time runs from the landing of the one before. A batch that
// wasn't full tells little of what the desk could do: it can only raise the rate.
func (m *meter) observe(b *batch, now time.Time) {
	from := b.started
	if m.last.After(from) {
		from = m.last
	}
	m.last = now
	took := max(now.Sub(from), time.Millisecond)
	if rate := float64(b.cost) / took.Seconds(); b.full || rate > m.perSecond {
		m.perSecond += (rate - m.perSecond) * 0.3
	}
}
