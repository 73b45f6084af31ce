package generate

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"stockflow/internal/inventory"
)

// paper is a document with the steps that it took.
type paper struct {
	*document
	steps []posting
}

// write makes documents of what arrived, was sold and travelled, in the order
// in which they were made.
func (t *teller) write() {
	var papers []*paper
	for w := range t.Warehouses {
		for day := range t.Days {
			papers = append(papers, t.receipts(w, day)...)
			papers = append(papers, t.shipments(w, day)...)
		}
	}
	for _, j := range t.journeys {
		papers = append(papers, t.transfer(j))
	}
	slices.SortStableFunc(papers, func(a, b *paper) int { return a.created.Compare(b.created) })
	numbers := map[inventory.Kind]int64{}
	for _, p := range papers {
		numbers[p.kind]++
		p.no, p.id = numbers[p.kind], uuid(t.random)
		for i, s := range p.steps {
			s.no, s.doc, s.command = i+1, p.document, uuid(t.random)
			if i == 0 {
				s.command = p.id
			} else {
				s.before = p.steps[i-1].status
			}
			t.c.told.postings = append(t.c.told.postings, s)
		}
		last := p.steps[len(p.steps)-1]
		p.status, p.updated, p.revision = last.status, last.at, len(p.steps)
		t.c.told.documents = append(t.c.told.documents, p.document)
	}
	slices.SortStableFunc(t.c.told.postings, func(a, b posting) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.no, b.no)) })
}

func (t *teller) findZones() error {
	for _, w := range t.Warehouses {
		zone, err := time.LoadLocation(w.TimeZone)
		if err != nil {
			return fmt.Errorf("find the time zone of %s: %w", w.Code, err)
		}
		t.zones = append(t.zones, zone)
	}
	return nil
}

// at is a time of a day on a warehouse's clocks.
func (t *teller) at(w, day int, clock time.Duration) time.Time {
	y, m, d := t.c.begin.AddDate(0, 0, day).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.zones[w]).Add(clock).UTC()
}

// When a warehouse does what; it has closed when the last parcel has left.
const (
	deliveries = 6*time.Hour + 30*time.Minute
	arrivals   = 7 * time.Hour
	loading    = 8*time.Hour + 50*time.Minute
	ordering   = 9 * time.Hour
	shut       = 18 * time.Hour
)

// last is the last day that a warehouse has behind it.
func (t *teller) last(w int) int {
	day := t.Days - 1
	for !t.at(w, day, shut).Before(t.today) {
		day--
	}
	return day
}

// open begins a document of a warehouse.
func (t *teller) open(kind inventory.Kind, w int, created time.Time) *paper {
	return &paper{document: &document{
		kind: kind, warehouse: int32(w), destination: -1, created: created, createdBy: t.somebody(w), //nolint:gosec // sizes are bounded
	}}
}

func (t *teller) somebody(w int) int64 {
	people := t.c.staff[w]
	return people[t.random.IntN(len(people))]
}

// take lets a document take a step.
func (p *paper) take(t *teller, kind inventory.CommandKind, status inventory.Status, w int, at time.Time) {
	user := p.createdBy
	if len(p.steps) > 0 {
		user = t.somebody(w)
	}
	p.steps = append(p.steps, posting{kind: kind, status: status, warehouse: int32(w), user: user, at: at}) //nolint:gosec // sizes are bounded
}

// receipts are a day's deliveries, one a supplier; on the first day all that is
// there is brought in at once.
func (t *teller) receipts(w, day int) []*paper {
	groups := map[string][]part{}
	var names []string
	for _, p := range t.arrived[w][day] {
		name := t.Suppliers[orZero(t.Products[p.batch.product].Category)]
		if day == 0 {
			name = "Opening stock"
		}
		if groups[name] == nil {
			names = append(names, name)
		}
		groups[name] = append(groups[name], p)
	}
	var papers []*paper
	for i, name := range names {
		at := t.at(w, day, deliveries+time.Duration(i)*7*time.Minute)
		r := t.open(inventory.Receipt, w, at)
		r.partner, r.reference = name, fmt.Sprintf("PO-%d%03d%d", w+1, day, i)
		if day == 0 {
			r.reference = t.Opening + t.Warehouses[w].Code
		}
		for _, p := range groups[name] {
			l := t.line(p)
			l.from, l.to = -1, t.balance(p.batch, p.batch.bin)
			r.lines = append(r.lines, l)
		}
		r.take(t, inventory.CreateReceipt, inventory.Expected, w, at)
		r.take(t, inventory.ReceiveReceipt, inventory.Receiving, w, at.Add(4*time.Minute))
		r.take(t, inventory.CloseReceipt, inventory.Closed, w, at.Add(5*time.Minute))
		papers = append(papers, r)
	}
	return papers
}

// shipments are a day's orders, of up to five products each.
func (t *teller) shipments(w, day int) []*paper {
	parts := t.sold[w][day]
	t.random.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	var papers []*paper
	for len(parts) > 0 {
		n := min(1+t.random.IntN(5), len(parts))
		papers = append(papers, t.shipment(w, day, parts[:n]))
		parts = parts[n:]
	}
	return papers
}

func (t *teller) shipment(w, day int, parts []part) *paper {
	customers := t.Customers[t.Warehouses[w].Code]
	at := t.at(w, day, ordering+time.Duration(t.random.IntN(360))*time.Minute)
	s := t.open(inventory.Shipment, w, at)
	// The first customers order most.
	u := t.random.Float64()
	s.partner, s.reference = customers[int(u*u*float64(len(customers)))], fmt.Sprintf("SO-%d%03d%02d", w+1, day, t.random.IntN(100))
	for _, p := range parts {
		l := t.line(p)
		l.from, l.to = t.balance(p.batch, p.batch.bin), t.balance(p.batch, shippingBin)
		s.lines = append(s.lines, l)
	}
	s.take(t, inventory.CreateShipment, inventory.Reserved, w, at)
	minutes := func(least, spread int) time.Duration { return time.Duration(least+t.random.IntN(spread)) * time.Minute }
	for _, step := range []struct {
		kind   inventory.CommandKind
		status inventory.Status
		after  time.Duration
	}{
		{inventory.PickShipment, inventory.Picked, minutes(10, 50)}, {inventory.PackShipment, inventory.Packed, minutes(5, 20)},
		{inventory.DispatchShip, inventory.Dispatched, minutes(10, 60)},
	} {
		at = at.Add(step.after)
		s.take(t, step.kind, step.status, w, at)
	}
	return s
}

func (t *teller) transfer(j journey) *paper {
	w, there := j.from.warehouse, j.to.warehouse
	at := t.at(w, j.left, loading)
	p := t.open(inventory.Transfer, w, at.Add(-30*time.Minute))
	p.destination, p.eta = int32(there), t.at(there, j.left+road, arrivals) //nolint:gosec // sizes are bounded
	l := t.line(part{j.from, j.quantity})
	l.from, l.to = t.balance(j.from, j.from.bin), t.balance(j.to, j.to.bin)
	p.lines = []line{l}
	p.take(t, inventory.CreateTransfer, inventory.Reserved, w, p.created)
	p.take(t, inventory.DispatchTransf, inventory.InTransit, w, at)
	p.take(t, inventory.ReceiveTransfer, inventory.Closed, there, p.eta)
	return p
}

// line is a line of a document for goods of a batch.
func (t *teller) line(p part) line {
	return line{product: int32(p.batch.product), lot: t.lot(p.batch), quantity: p.quantity} //nolint:gosec // sizes are bounded
}

// lot gives the id of a batch's lot; 0 if it has none.
func (t *teller) lot(b *batch) int32 {
	if b.lot == "" {
		return 0
	}
	key := lotKey{b.product, b.lot}
	if t.lots[key] == 0 {
		t.c.lots = append(t.c.lots, lot{product: int32(b.product), code: b.lot, expires: int32(b.expires)}) //nolint:gosec // sizes are bounded
		t.lots[key] = int32(len(t.c.lots))                                                                  //nolint:gosec // sizes are bounded
	}
	return t.lots[key]
}

// balance gives the place of a batch's balance in a bin of its warehouse.
func (t *teller) balance(b *batch, bin int) int32 {
	key := balanceKey{b.product, b.warehouse, bin, t.lot(b)}
	i, ok := t.balances[key]
	if !ok {
		i = int32(len(t.c.balances)) //nolint:gosec // sizes are bounded
		t.balances[key] = i
		t.c.balances = append(t.c.balances, balance{product: int32(b.product), warehouse: int32(b.warehouse), bin: int32(bin), lot: key.lot}) //nolint:gosec // sizes are bounded
	}
	return i
}
