package generate

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/inventory"
)

// document is an operation of the history.
type document struct {
	id                     pgtype.UUID
	no                     int64
	kind                   inventory.Kind
	status                 inventory.Status
	warehouse, destination int32 // places; destination -1: none
	partner, reference     string
	day                    int
	eta                    time.Time
	createdBy              int64
	created, updated       time.Time
	lines                  []line
	revision               int
}

// line is a line of a document. From and to are balances, -1 for an account.
type line struct {
	product, lot int32
	from, to     int32
	quantity     int64
}

// posting is a step of a document, as it is posted.
type posting struct {
	doc       *document
	no        int
	kind      inventory.CommandKind
	command   pgtype.UUID
	before    inventory.Status
	status    inventory.Status
	warehouse int32
	user      int64
	at        time.Time
}

// visitor sees a history go by.
type visitor struct {
	// posted is told of each step when it happens, ended of each document in its
	// last state. Either may be nil; false ends the history.
	posted func(posting) bool
	ended  func(*document) bool
	// day is told of each day that begins.
	day func(day int) bool
}

// history is one run through what happened. Every run of the same company is
// the same, so each table is written by a run of its own.
type history struct {
	c       *company
	random  *rand.Rand
	visit   visitor
	onHand  []int64
	held    []int64
	numbers map[inventory.Kind]int64
	// stocking are the balances by the day of their first receipt.
	stocking [][]int32
	// low are busy balances that want more, arriving the transfers on their way, by day.
	low      []int32
	isLow    map[int32]bool
	arriving map[int][]*document
	stopped  bool
}

// run goes through the history from the first day to the last.
func (c *company) run(v visitor) *history {
	if c.told != nil {
		return c.told.run(c, v)
	}
	h := &history{
		c: c, random: c.random(2), visit: v, onHand: make([]int64, len(c.balances)), held: make([]int64, len(c.balances)),
		numbers: map[inventory.Kind]int64{}, stocking: make([][]int32, c.size.Days+1), isLow: map[int32]bool{}, arriving: map[int][]*document{},
	}
	for i, b := range c.balances {
		h.stocking[b.firstDay] = append(h.stocking[b.firstDay], int32(i)) //nolint:gosec // sizes are bounded
	}
	for day := range c.size.Days {
		if v.day != nil && !v.day(day) {
			return h
		}
		h.live(day)
		if h.stopped {
			return h
		}
	}
	for day := range c.size.Days + maxJourney + 1 {
		for _, d := range h.arriving[day] {
			h.end(d)
		}
	}
	return h
}

const (
	opens, closes = 6 * time.Hour, 20 * time.Hour
	receiptLines  = 20
	maxJourney    = 9
	// openShare is one in how many documents of the last days is still open.
	openShare = 4
	openDays  = 3
)

// live lets a day pass: what arrives, then what leaves.
func (h *history) live(day int) {
	var tasks []func(slot time.Time, width time.Duration)
	for _, d := range h.arriving[day] {
		tasks = append(tasks, func(at time.Time, _ time.Duration) { h.arrive(d, at) })
	}
	delete(h.arriving, day)
	incoming := append(h.stocking[day], h.low...) //nolint:gocritic // neither list is used again
	h.low = nil
	for _, group := range h.byWarehouse(incoming) {
		tasks = append(tasks, func(at time.Time, width time.Duration) { h.receive(day, group, at, width) })
	}
	for range h.shipments(day) {
		tasks = append(tasks, func(at time.Time, width time.Duration) { h.ship(day, at, width) })
	}
	for range 1 + h.c.size.Balances/14_000 {
		tasks = append(tasks, func(at time.Time, width time.Duration) { h.transfer(day, at, width) })
	}
	width := (closes - opens) / time.Duration(len(tasks)+1)
	for i, task := range tasks {
		if h.stopped {
			return
		}
		task(h.c.at(day, opens+time.Duration(i)*width), width)
	}
}

// shipments is how many are asked for on a day: more towards the end of a
// year, few on Sundays, some more each year.
func (h *history) shipments(day int) int {
	date := h.c.begin.AddDate(0, 0, day)
	n := float64(h.c.size.Balances) / float64(h.c.size.Days) * (0.85 + 0.3*float64(day)/float64(h.c.size.Days))
	n *= 1 + 0.25*math.Cos(2*math.Pi*float64(date.YearDay()-345)/365)
	if date.Weekday() == time.Sunday {
		n *= 0.2
	}
	return int(n)
}

// byWarehouse groups balances into receipts of some twenty lines.
func (h *history) byWarehouse(list []int32) [][]int32 {
	sites := make([][]int32, h.c.size.Warehouses)
	for _, i := range list {
		w := h.c.balances[i].warehouse
		sites[w] = append(sites[w], i)
	}
	var groups [][]int32
	for _, site := range sites {
		for len(site) > receiptLines {
			groups, site = append(groups, site[:receiptLines]), site[receiptLines:]
		}
		if len(site) > 0 {
			groups = append(groups, site)
		}
	}
	return groups
}

func (h *history) open(kind inventory.Kind, warehouse int32, day int, at time.Time) *document {
	h.numbers[kind]++
	return &document{
		id: h.uuid(), no: h.numbers[kind], kind: kind, warehouse: warehouse, destination: -1, day: day,
		created: at, createdBy: h.somebody(h.c.staff[warehouse]),
	}
}

func (h *history) uuid() pgtype.UUID { return uuid(h.random) }

func uuid(random *rand.Rand) pgtype.UUID {
	u := pgtype.UUID{Valid: true}
	binary.BigEndian.PutUint64(u.Bytes[:8], random.Uint64())
	binary.BigEndian.PutUint64(u.Bytes[8:], random.Uint64())
	u.Bytes[6], u.Bytes[8] = u.Bytes[6]&0x0f|0x50, u.Bytes[8]&0x3f|0x80
	return u
}

func (h *history) somebody(people []int64) int64 { return people[h.random.IntN(len(people))] }

// post lets a document take a step.
func (h *history) post(d *document, kind inventory.CommandKind, status inventory.Status, warehouse int32, at time.Time) {
	d.revision++
	p := posting{doc: d, no: d.revision, kind: kind, command: h.uuid(), before: d.status, status: status, warehouse: warehouse, user: d.createdBy, at: at}
	if d.revision == 1 {
		p.command = d.id
	} else {
		p.user = h.somebody(h.c.staff[warehouse])
	}
	d.status, d.updated = status, at
	if h.visit.posted != nil && !h.visit.posted(p) {
		h.stopped = true
	}
}

func (h *history) end(d *document) {
	if !h.stopped && h.visit.ended != nil && !h.visit.ended(d) {
		h.stopped = true
	}
}

// staysOpen draws whether a document of the last days is left as it is.
func (h *history) staysOpen(day int) bool {
	return day >= h.c.size.Days-openDays && h.random.IntN(openShare) == 0
}
