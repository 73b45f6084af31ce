package generate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"stockflow/internal/importer"
)

// teller makes up a past that ends at what is known of today. It goes
// backwards: what has left is put back into the batch that it came from, until
// the batch is as large as it was when it arrived; then comes the one before.
type teller struct {
	*Known
	c      *company
	random *rand.Rand
	today  time.Time
	// stocked is what a warehouse has of a product today, by their places; what
	// expires first first.
	stocked map[[2]int][]stock
	// sent is what a warehouse has sent to others, by its place, product and day.
	sent map[[3]int][]*batch
	// sold and arrived are what documents are made of, by warehouse and day.
	sold, arrived [][][]part
	journeys      []journey
	zones         []*time.Location
	balances      map[balanceKey]int32
	lots          map[lotKey]int32
}

// batch is goods that came together: a lot, or a delivery of what has none.
type batch struct {
	product, warehouse, bin int
	lot                     string // empty: none
	expires                 int    // days since the beginning; 0: never
	quantity                int64
}

// part is what a line of a document moves.
type part struct {
	batch    *batch
	quantity int64
}

// journey is a transfer: what it takes from a batch is another one elsewhere.
type journey struct {
	from, to *batch
	left     int
	quantity int64
}

type balanceKey struct {
	product, warehouse, bin int
	lot                     int32
}

type lotKey struct {
	product int
	code    string
}

// stock is what lies in a bin today.
type stock struct {
	bin     int
	lot     string
	expires int // days since the beginning; 0: never
	amount  int64
}

const (
	// road is how many days a transfer takes.
	road = 3
	// coverage is for how many days of demand a company keeps stock.
	coverage = 30
	// ahead is how many days before it is begun a batch may come.
	ahead = 25
)

func (t *teller) tell() error {
	if err := t.findZones(); err != nil {
		return err
	}
	if err := t.findStock(); err != nil {
		return err
	}
	t.sent, t.balances, t.lots = map[[3]int][]*batch{}, map[balanceKey]int32{}, map[lotKey]int32{}
	for range t.Warehouses {
		t.sold = append(t.sold, make([][]part, t.Days))
		t.arrived = append(t.arrived, make([][]part, t.Days))
	}
	// The first warehouse supplies the others, so its past is told last.
	for w := len(t.Warehouses) - 1; w >= 0; w-- {
		for p := range t.Products {
			if list := t.stocked[[2]int{w, p}]; len(list) > 0 {
				t.product(w, p, list)
			}
		}
	}
	t.write()
	return nil
}

func (t *teller) findStock() error {
	t.stocked = map[[2]int][]stock{}
	for _, d := range t.Stock {
		w := slices.IndexFunc(t.Warehouses, func(w Warehouse) bool { return w.Code == d.Warehouse })
		for _, l := range d.Lines {
			p := slices.IndexFunc(t.Products, func(p *importer.Product) bool { return p.SKU == l.SKU })
			if w < 0 || p < 0 {
				return fmt.Errorf("%s lies in %s, and one of them is unknown", l.SKU, d.Warehouse)
			}
			s, err := t.place(l)
			if err != nil {
				return err
			}
			t.stocked[[2]int{w, p}] = append(t.stocked[[2]int{w, p}], s)
		}
	}
	for _, list := range t.stocked {
		slices.SortStableFunc(list, func(a, b stock) int { return a.expires - b.expires })
	}
	return nil
}

func (t *teller) place(l importer.Line) (stock, error) {
	s := stock{lot: l.Lot, amount: l.Quantity}
	s.bin = slices.IndexFunc(t.c.bins, func(b bin) bool { return b.code == l.Location })
	if s.bin < 0 {
		return s, fmt.Errorf("%s lies in %q, which is no bin", l.SKU, l.Location)
	}
	if l.ExpiresOn != "" {
		day, err := time.Parse(time.DateOnly, l.ExpiresOn)
		if err != nil {
			return s, fmt.Errorf("%s expires: %w", l.SKU, err)
		}
		s.expires = int(day.Sub(t.c.begin).Hours() / 24)
	}
	return s, nil
}

// product tells the past of a product in a warehouse.
func (t *teller) product(w, p int, list []stock) {
	var total int64
	for _, s := range list {
		total += s.amount
	}
	for _, s := range list[1:] {
		t.arrive(&batch{product: p, warehouse: w, bin: s.bin, lot: s.lot, expires: s.expires, quantity: s.amount}, t.last(w)-t.random.IntN(ahead))
	}
	current := list[0]
	b := &batch{product: p, warehouse: w, bin: current.bin, lot: current.lot, expires: current.expires, quantity: current.amount}
	shelfLife, known, size := 0, true, t.batchSize(total)
	for day := t.last(w); day >= 0; day-- {
		sold := t.demand(day, p, float64(total)/coverage)
		sent := t.sent[[3]int{w, p, day}]
		if sold == 0 && len(sent) == 0 {
			continue
		}
		b.quantity += sold
		for _, there := range sent {
			b.quantity += there.quantity
		}
		full := b.quantity >= size
		if full {
			// A delivery is whole cases.
			more := t.toWholeCases(p, b.quantity)
			sold, b.quantity = sold+more, b.quantity+more
		}
		if sold > 0 {
			t.sold[w][day] = append(t.sold[w][day], part{b, sold})
		}
		for _, there := range sent {
			there.lot, there.expires = b.lot, b.expires
			t.journeys = append(t.journeys, journey{from: b, to: there, left: day, quantity: there.quantity})
		}
		if !full {
			continue
		}
		came := t.came(w, b, day, !known)
		if known && current.expires > 0 {
			shelfLife = current.expires - came
		}
		known, size = false, t.batchSize(total)
		b = t.before(w, p, current.bin, day, shelfLife)
	}
	if b.quantity > 0 {
		t.arrive(b, 0)
	}
}

// before is the batch that was used up when the one after it was begun.
func (t *teller) before(w, p, bin, day, shelfLife int) *batch {
	b := &batch{product: p, warehouse: w, bin: bin}
	if orZero(t.Products[p].TracksLots) {
		b.lot = fmt.Sprintf("L%s%03d%c", t.c.begin.AddDate(0, 0, day).Format("0601"), day, t.Warehouses[w].Code[0])
	}
	if shelfLife > 0 {
		b.expires = max(day-20+shelfLife, day+1)
	}
	return b
}

// came says when a batch came that was begun on a day: a while before, from a
// supplier or from the first warehouse if that has the product too.
func (t *teller) came(w int, b *batch, day int, mayTravel bool) int {
	if left := day - road - t.random.IntN(10); mayTravel && w > 0 && left > 7 && t.random.IntN(3) == 0 && len(t.stocked[[2]int{0, b.product}]) > 0 && t.weekday(left) {
		t.sent[[3]int{0, b.product, left}] = append(t.sent[[3]int{0, b.product, left}], b)
		return left + road
	}
	return t.arrive(b, day-t.random.IntN(ahead))
}

// arrive lets a batch come from its supplier on a day when they deliver, not
// later than on this one.
func (t *teller) arrive(b *batch, day int) int {
	for day > 0 && !t.deliveryDay(day) {
		day--
	}
	day = max(day, 0)
	t.arrived[b.warehouse][day] = append(t.arrived[b.warehouse][day], part{b, b.quantity})
	return day
}

// demand is what customers want of a product on a day: little on Saturdays,
// more towards the end of a year, a bit more each month. Every ninth product
// has not been asked for lately, so that there is something to clear.
func (t *teller) demand(day, p int, average float64) int64 {
	date := t.c.begin.AddDate(0, 0, day)
	chance := 0.55
	switch {
	case date.Weekday() == time.Sunday, p%9 == 4 && day > t.Days-100:
		return 0
	case date.Weekday() == time.Saturday:
		chance = 0.15
	}
	if t.random.Float64() > chance {
		return 0
	}
	season := 1 + 0.25*math.Cos(2*math.Pi*float64(date.YearDay()-345)/365)
	growth := 0.8 + 0.4*float64(day)/float64(t.Days)
	return int64(math.Round(average / chance * season * growth * (0.4 + 1.2*t.random.Float64())))
}

func (t *teller) batchSize(total int64) int64 {
	return max(int64(float64(total)*(0.5+0.6*t.random.Float64())), 4)
}

// toWholeCases is how much is missing to whole cases.
func (t *teller) toWholeCases(p int, quantity int64) int64 {
	units := t.Products[p].Packaging
	if len(units) == 0 {
		return 0
	}
	return (units[0].Factor - quantity%units[0].Factor) % units[0].Factor
}

func (t *teller) weekday(day int) bool {
	d := t.c.begin.AddDate(0, 0, day).Weekday()
	return d != time.Saturday && d != time.Sunday
}

func (t *teller) deliveryDay(day int) bool {
	d := t.c.begin.AddDate(0, 0, day).Weekday()
	return d == time.Monday || d == time.Thursday
}
