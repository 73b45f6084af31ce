// Package reportcheck calculates reports the slow way, from the movements one
// by one, and compares them with those that the roll-ups give. It shares no
// code and no table with them.
package reportcheck

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// move is a movement, with the warehouses of its sides; 0 is none.
type move struct {
	ID                     int64
	Product                int64
	Lot                    *int64
	Operation              string
	Quantity               int64
	At                     time.Time
	From, To               int64
	FromAccount, ToAccount string
}

type warehouse struct {
	id   int64
	code string
	zone *time.Location
}

type operation struct {
	From, To int64
	Return   bool
	ETA      *time.Time
	Ended    bool
	Reason   string
}

type balance struct {
	Warehouse, Product int64
	Lot                *int64
	OnHand, Reserved   int64
	Kind               string
}

type lot struct {
	Code    string
	Expires *time.Time
	Status  string
}

// pair is a product in a warehouse.
type pair struct{ warehouse, product int64 }

// Ledger is all that the reports are about, as it was posted.
type Ledger struct {
	moves      []move
	warehouses map[int64]warehouse
	// categories are the paths of the products' categories, paths all by their ids.
	categories map[int64]string
	paths      map[int64]string
	lots       map[int64]lot
	operations map[string]operation
	balances   []balance
	pairs      map[pair]bool
}

// Load reads the ledger.
func Load(t testing.TB, pool *pgxpool.Pool) *Ledger {
	t.Helper()
	l := &Ledger{
		warehouses: map[int64]warehouse{}, categories: map[int64]string{}, paths: map[int64]string{}, lots: map[int64]lot{},
		operations: map[string]operation{}, pairs: map[pair]bool{},
	}
	each(t, pool, `SELECT id, code, time_zone FROM warehouses`, func(rows pgx.Rows) error {
		var w warehouse
		var zone string
		if err := rows.Scan(&w.id, &w.code, &zone); err != nil {
			return err
		}
		var err error
		w.zone, err = time.LoadLocation(zone)
		l.warehouses[w.id] = w
		return err
	})
	each(t, pool, `SELECT p.id, COALESCE(c.path, '') FROM products p LEFT JOIN categories c ON c.id = p.category_id`, func(rows pgx.Rows) error {
		var id int64
		var category string
		err := rows.Scan(&id, &category)
		l.categories[id] = category
		return err
	})
	each(t, pool, `SELECT id, path FROM categories`, func(rows pgx.Rows) error {
		var id int64
		var path string
		err := rows.Scan(&id, &path)
		l.paths[id] = path
		return err
	})
	each(t, pool, `SELECT id, code, expires_on, status FROM lots`, func(rows pgx.Rows) error {
		var id int64
		var x lot
		err := rows.Scan(&id, &x.Code, &x.Expires, &x.Status)
		l.lots[id] = x
		return err
	})
	each(t, pool, `SELECT id::text, warehouse_id, COALESCE(destination_id, 0), return_leg, eta FROM operations`, func(rows pgx.Rows) error {
		var id string
		var o operation
		err := rows.Scan(&id, &o.From, &o.To, &o.Return, &o.ETA)
		l.operations[id] = o
		return err
	})
	each(t, pool, `SELECT i.warehouse_id, i.product_id, i.lot_id, i.on_hand, i.reserved, l.kind
		FROM inventory i JOIN locations l ON l.id = i.location_id`, func(rows pgx.Rows) error {
		var b balance
		err := rows.Scan(&b.Warehouse, &b.Product, &b.Lot, &b.OnHand, &b.Reserved, &b.Kind)
		l.balances = append(l.balances, b)
		return err
	})
	each(t, pool, `SELECT m.id, m.product_id, m.lot_id, m.operation_id::text, m.quantity, m.moved_at, COALESCE(f.warehouse_id, 0),
			COALESCE(t.warehouse_id, 0), COALESCE(m.from_account, ''), COALESCE(m.to_account, '')
		FROM movements m LEFT JOIN inventory f ON f.id = m.from_balance_id LEFT JOIN inventory t ON t.id = m.to_balance_id
		ORDER BY m.moved_at, m.id`, func(rows pgx.Rows) error {
		var m move
		err := rows.Scan(&m.ID, &m.Product, &m.Lot, &m.Operation, &m.Quantity, &m.At, &m.From, &m.To, &m.FromAccount, &m.ToAccount)
		l.moves = append(l.moves, m)
		for _, w := range []int64{m.From, m.To} {
			if w != 0 && m.From != m.To {
				l.pairs[pair{w, m.Product}] = true
			}
		}
		return err
	})
	return l
}

func each(t testing.TB, pool *pgxpool.Pool, sql string, scan func(pgx.Rows) error) {
	t.Helper()
	rows, err := pool.Query(context.Background(), sql)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		require.NoError(t, scan(rows))
	}
	require.NoError(t, rows.Err())
}

// day is the date of a moment by a warehouse's clock.
func (l *Ledger) day(warehouseID int64, at time.Time) time.Time {
	y, m, d := at.In(l.warehouses[warehouseID].zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// flows are what moved, by the names of the reports' columns.
type flows map[string]int64

// sum adds up what moved of the pairs that are kept, on the days from first to
// last of each pair's warehouse.
func (l *Ledger) sum(keep func(pair) bool, first, last time.Time) flows {
	total := flows{}
	add := func(m move, warehouseID int64, key string, quantity, change int64) {
		day := l.day(warehouseID, m.At)
		if !keep(pair{warehouseID, m.Product}) || day.Before(first) || day.After(last) {
			return
		}
		total[key] += quantity
		total["change"] += change
		if key == "scrapped" && m.Lot != nil && l.lots[*m.Lot].Expires != nil && l.lots[*m.Lot].Expires.Before(day) {
			total["expired"] += quantity
		}
	}
	for _, m := range l.moves {
		switch {
		case m.From == m.To && m.From != 0:
			continue
		case m.From == 0 && m.To == 0:
			o := l.operations[m.Operation]
			site := o.To
			if o.Return {
				site = o.From
			}
			add(m, site, map[string]string{"adjustment": "lost_on_road", "scrap": "scrapped_on_road"}[m.ToAccount], m.Quantity, 0)
			continue
		}
		if m.To != 0 {
			key := map[string]string{
				"supplier": "received", "customer": "returned_in", "transit": "transferred_in", "adjustment": "adjusted_up", "": "transferred_in",
			}[m.FromAccount]
			if m.FromAccount == "scrap" {
				add(m, m.To, "scrapped", -m.Quantity, m.Quantity)
			} else {
				add(m, m.To, key, m.Quantity, m.Quantity)
			}
		}
		if m.From != 0 {
			key := map[string]string{
				"supplier": "returned_out", "customer": "shipped", "transit": "transferred_out", "adjustment": "adjusted_down", "scrap": "scrapped",
				"": "transferred_out",
			}[m.ToAccount]
			add(m, m.From, key, m.Quantity, -m.Quantity)
		}
	}
	total["lost"] = total["adjusted_down"] - total["adjusted_up"] + total["scrapped"] + total["lost_on_road"] + total["scrapped_on_road"]
	return total
}

var bigBang = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
