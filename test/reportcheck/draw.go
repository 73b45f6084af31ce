package reportcheck

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
)

// Drawn is a made-up history: movements of every kind over two years and more,
// crowded around midnights and the days on which clocks change. The posting
// can't be told when something moved, so they are entered past it; in the end
// the balances are made to follow them.
type Drawn struct {
	company  *fixture.Company
	random   *rand.Rand
	sites    []*fixture.Site
	products []int64
	lots     map[int64][]int64
	stock    map[place]int64
	balances map[place]int64
	trips    []*drawnTrip
	parts    int
	moves    []drawnMove
}

type place struct {
	site, product int64
	bin           int64
	lot           int64
}

type drawnTrip struct {
	id       string
	to       *fixture.Site
	from     *fixture.Site
	product  int64
	lot      int64
	left     int64
	returned bool
}

type drawnMove struct {
	at                     time.Time
	operation              string
	product, lot, quantity int64
	from, to               *place
	fromAccount, toAccount string
}

// zones are those of the drawn warehouses: both hemispheres, both sides of the
// date line, and clocks that change on different days.
var zones = []string{"America/New_York", "Europe/Berlin", "Pacific/Auckland", "Pacific/Pago_Pago"}

// Draw draws a history of so many movements that ends at a time.
func Draw(t testing.TB, c *fixture.Company, seed uint64, count int, end time.Time) *Drawn {
	t.Helper()
	d := &Drawn{
		company: c, random: rand.New(rand.NewPCG(seed, 1)), lots: map[int64][]int64{}, stock: map[place]int64{}, balances: map[place]int64{},
	}
	d.sites = []*fixture.Site{c.North, c.South, c.AddSite(t, "EAST"), c.AddSite(t, "WEST")}
	c.Exec(t, `INSERT INTO categories (name, path) VALUES ('Tea', 'Tea'), ('Pots', 'Pots')`)
	c.Exec(t, `INSERT INTO categories (name, path, parent_id) SELECT 'Green', 'Tea > Green', id FROM categories WHERE path = 'Tea'`)
	for i := range 6 {
		d.products = append(d.products, c.ID(t, `INSERT INTO products (sku, name, category_id, tracks_lots, tracks_expiry)
			VALUES ($1, $1, (SELECT id FROM categories WHERE path = $2), $3, $3) RETURNING id`,
			fmt.Sprintf("DRAWN-%d", i), []string{"", "Tea", "Tea > Green"}[i%3], i >= 3))
		if i >= 3 {
			for j, days := range []int{-200, -20, 10, 60, 300, 500} {
				d.lots[d.products[i]] = append(d.lots[d.products[i]], c.ID(t, `INSERT INTO lots (product_id, code, expires_on) VALUES ($1, $2, $3) RETURNING id`,
					d.products[i], fmt.Sprint("L", j), end.AddDate(0, 0, days)))
			}
		}
	}
	for i, s := range d.sites {
		c.Exec(t, "UPDATE warehouses SET time_zone = $1 WHERE id = $2", zones[i], s.ID)
		c.Exec(t, `INSERT INTO operations (id, number, kind, status, warehouse_id, document_date, created_by)
			VALUES ($1, $2, 'receipt', 'closed', $3, '2020-01-01', $4)`, d.daily(s), fmt.Sprint("R-DRAWN-", s.ID), s.ID, c.Manager)
		d.line(t, d.daily(s))
	}
	for _, at := range d.times(count, end) {
		d.move(t, at)
	}
	return d
}

// daily is the operation of what isn't a transfer in a warehouse.
func (d *Drawn) daily(s *fixture.Site) string {
	return fmt.Sprintf("00000000-0000-5000-8000-%012d", s.ID)
}

func (d *Drawn) line(t testing.TB, operation string) {
	t.Helper()
	d.company.Exec(t, `INSERT INTO operation_lines (operation_id, line_no, product_id, quantity) SELECT $1, 1, min(id), 1 FROM products`, operation)
	d.company.Exec(t, `INSERT INTO operation_steps (operation_id, step_no, kind, command_id, user_id, status)
		VALUES ($1, 1, 'drawn', gen_random_uuid(), 1, 'closed')`, operation)
}

// times draws moments, in order.
func (d *Drawn) times(count int, end time.Time) []time.Time {
	changes := []string{"2026-03-08", "2026-11-01", "2026-03-29", "2026-10-25", "2026-04-05", "2026-09-27", "2025-11-02"}
	var all []time.Time
	for range count {
		at := end.Add(-time.Duration(d.random.Int64N(int64(800 * 24 * time.Hour))))
		switch d.random.IntN(3) {
		case 0: // within two hours of some midnight
			zone, err := time.LoadLocation(zones[d.random.IntN(len(zones))])
			if err != nil {
				panic(err) // it is one of the four above
			}
			y, m, day := at.In(zone).Date()
			at = time.Date(y, m, day, 0, 0, 0, 0, zone).Add(time.Duration(d.random.Int64N(int64(4*time.Hour))) - 2*time.Hour)
		case 1:
			day, err := time.Parse(time.DateOnly, changes[d.random.IntN(len(changes))])
			if err != nil {
				panic(err)
			}
			at = day.Add(time.Duration(d.random.Int64N(int64(48*time.Hour))) - 12*time.Hour)
		}
		if at.Before(end) {
			all = append(all, at.Truncate(time.Microsecond))
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return all
}

// move draws a movement that the stock of the moment allows.
func (d *Drawn) move(t testing.TB, at time.Time) {
	t.Helper()
	site := d.sites[d.random.IntN(len(d.sites))]
	product := d.products[d.random.IntN(len(d.products))]
	p := place{site: site.ID, product: product, bin: site.Bins[inventory.StorageBin]}
	if lots := d.lots[product]; lots != nil {
		p.lot = lots[d.random.IntN(len(lots))]
	}
	m := drawnMove{at: at, operation: d.daily(site), product: product, lot: p.lot}
	in := func(account string) { m.to, m.fromAccount, m.quantity = &p, account, 1+d.random.Int64N(60) }
	out := func(account string) {
		m.from, m.toAccount, m.quantity = &p, account, 1+d.random.Int64N(max(1, d.stock[p]))
	}
	switch kind := d.random.IntN(20); {
	case kind < 5 || d.stock[p] == 0:
		in("supplier")
	case kind < 11:
		out("customer")
	case kind == 11:
		in("customer")
	case kind == 12:
		out("supplier")
	case kind == 13:
		in("adjustment")
	case kind == 14:
		out("adjustment")
	case kind == 15:
		out("scrap")
	case kind == 16:
		to := p
		to.bin = site.Bins[inventory.PickingBin]
		m.from, m.to, m.quantity = &p, &to, 1+d.random.Int64N(d.stock[p])
	case kind == 17:
		d.depart(t, &m, site, &p)
	default:
		if !d.arrive(&m) {
			in("supplier")
		}
	}
	if m.from != nil {
		d.stock[*m.from] -= m.quantity
	}
	if m.to != nil {
		d.stock[*m.to] += m.quantity
	}
	d.moves = append(d.moves, m)
}

// depart sends goods on their way to another warehouse.
func (d *Drawn) depart(t testing.TB, m *drawnMove, site *fixture.Site, p *place) {
	t.Helper()
	m.from, m.toAccount, m.quantity = p, "transit", 1+d.random.Int64N(d.stock[*p])
	x := &drawnTrip{from: site, product: p.product, lot: p.lot, left: m.quantity, returned: d.random.IntN(5) == 0}
	for x.to = site; x.to == site; {
		x.to = d.sites[d.random.IntN(len(d.sites))]
	}
	var eta *time.Time
	if d.random.IntN(2) == 0 {
		v := m.at.Add(time.Duration(d.random.Int64N(int64(60 * 24 * time.Hour))))
		eta = &v
	}
	x.id = d.company.Text(t, `INSERT INTO operations (id, number, kind, status, warehouse_id, destination_id, document_date, return_leg, eta, created_by)
		VALUES (gen_random_uuid(), 'T-DRAWN-' || gen_random_uuid(), 'transfer', 'closed', $1, $2, '2020-01-01', $3, $4, $5) RETURNING id::text`,
		site.ID, x.to.ID, x.returned, eta, d.company.Manager)
	d.line(t, x.id)
	m.operation = x.id
	d.trips = append(d.trips, x)
}

// arrive ends a part of a trip, or all of it; false: nothing is on the road.
func (d *Drawn) arrive(m *drawnMove) bool {
	d.trips = slices.DeleteFunc(d.trips, func(x *drawnTrip) bool { return x.left == 0 })
	if len(d.trips) == 0 {
		return false
	}
	x := d.trips[d.random.IntN(len(d.trips))]
	m.operation, m.product, m.lot, m.fromAccount = x.id, x.product, x.lot, "transit"
	m.quantity = x.left
	if d.random.IntN(3) == 0 {
		m.quantity = 1 + d.random.Int64N(x.left)
	}
	x.left -= m.quantity
	site := x.to
	if x.returned {
		site = x.from
	}
	switch d.random.IntN(8) {
	case 0:
		m.toAccount = "adjustment"
	case 1:
		m.toAccount = "scrap"
	default:
		m.to = &place{site.ID, x.product, site.Bins[inventory.StorageBin], x.lot}
	}
	return true
}

// Enter enters the part of the history from one share of it to another, in any
// order.
func (d *Drawn) Enter(t testing.TB, from, to float64) {
	t.Helper()
	part := slices.Clone(d.moves[int(from*float64(len(d.moves))):int(to*float64(len(d.moves)))])
	d.random.Shuffle(len(part), func(i, j int) { part[i], part[j] = part[j], part[i] })
	d.pastTriggers(t, func(tx pgx.Tx) {
		for _, m := range part {
			d.parts++
			_, err := tx.Exec(t.Context(), `INSERT INTO movements (operation_id, step_no, line_no, part_no, product_id, lot_id, warehouse_id,
				from_balance_id, from_account, to_balance_id, to_account, quantity, kind, user_id, moved_at)
				VALUES ($1, 1, 1, $2, $3, NULLIF($4::bigint, 0), COALESCE((SELECT warehouse_id FROM inventory WHERE id = COALESCE($5::bigint, $7::bigint)),
				(SELECT COALESCE(destination_id, warehouse_id) FROM operations WHERE id = $1)), $5, NULLIF($6, ''), $7, NULLIF($8, ''), $9, 'drawn', 1, $10)`,
				m.operation, d.parts, m.product, m.lot, d.balance(t, tx, m.from), m.fromAccount, d.balance(t, tx, m.to), m.toAccount, m.quantity, m.at)
			require.NoError(t, err)
		}
	})
}

// Settle makes the balances follow the movements.
func (d *Drawn) Settle(t testing.TB) {
	t.Helper()
	d.pastTriggers(t, func(tx pgx.Tx) {
		_, err := tx.Exec(t.Context(), `UPDATE inventory i SET on_hand = COALESCE((SELECT sum(quantity) FROM movements WHERE to_balance_id = i.id), 0)
			- COALESCE((SELECT sum(quantity) FROM movements WHERE from_balance_id = i.id), 0)`)
		require.NoError(t, err)
	})
}

func (d *Drawn) balance(t testing.TB, tx pgx.Tx, p *place) *int64 {
	t.Helper()
	if p == nil {
		return nil
	}
	if id, ok := d.balances[*p]; ok {
		return &id
	}
	var id int64
	require.NoError(t, tx.QueryRow(t.Context(), `INSERT INTO inventory (product_id, warehouse_id, location_id, lot_id)
		VALUES ($1, $2, $3, NULLIF($4::bigint, 0)) RETURNING id`, p.product, p.site, p.bin, p.lot).Scan(&id))
	d.balances[*p] = id
	return &id
}

func (d *Drawn) pastTriggers(t testing.TB, do func(pgx.Tx)) {
	t.Helper()
	require.NoError(t, pgx.BeginFunc(t.Context(), d.company.Super, func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), "SET LOCAL session_replication_role = replica"); err != nil {
			return err
		}
		do(tx)
		return nil
	}))
}
