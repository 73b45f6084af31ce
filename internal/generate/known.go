package generate

import (
	"fmt"
	"slices"
	"time"

	"stockflow/internal/importer"
	"stockflow/internal/inventory"
)

// Known is a company of which it is known what it is called and what lies
// where today; what happened until then is made up so that it ends there.
type Known struct {
	Warehouses []Warehouse
	// Aisles are the storage bins that every warehouse has beside the essential ones.
	Aisles []string
	// People begin with an admin; every warehouse has somebody of each other role.
	People   []Person
	Products []*importer.Product
	// Stock lists what lies where when the history ends: each document is a warehouse's.
	Stock []*importer.Document
	// Days is the length of the history.
	Days int
	// Suppliers are named by category, Customers by a warehouse's code.
	Suppliers map[string]string
	Customers map[string][]string
	// Opening is what the first receipt of each warehouse refers to, before its code.
	Opening string
}

// told is the history of a known company, in the order in which it happened.
type told struct {
	postings  []posting
	documents []*document
}

// run lets the history go by, as a made-up company's does.
func (t *told) run(c *company, v visitor) *history {
	h := &history{c: c, visit: v, onHand: make([]int64, len(c.balances)), held: make([]int64, len(c.balances)), numbers: map[inventory.Kind]int64{}}
	for _, p := range t.postings {
		for _, l := range p.doc.lines {
			from, to, _ := moves(p.kind, l)
			if i, ok := from.balance.(int32); ok {
				h.onHand[i-1] -= l.quantity
			}
			if i, ok := to.balance.(int32); ok {
				h.onHand[i-1] += l.quantity
			}
		}
		if v.posted != nil && !v.posted(p) {
			return h
		}
	}
	for _, d := range t.documents {
		h.numbers[d.kind]++
		if v.ended != nil && !v.ended(d) {
			return h
		}
	}
	return h
}

// plan lays the company out and tells its history.
func (k *Known) plan(seed uint64, today time.Time) (*company, error) {
	size := Size{Warehouses: len(k.Warehouses), Users: len(k.People), Products: len(k.Products), Days: k.Days}
	c := &company{
		size: size, seed: seed, begin: today.UTC().Truncate(24*time.Hour).AddDate(0, 0, -k.Days),
		warehouses: k.Warehouses, people: k.People, catalogue: k.Products, bins: slices.Clone(essentialBins), told: &told{},
	}
	for _, code := range k.Aisles {
		c.bins = append(c.bins, bin{code: code, kind: "storage"})
	}
	c.assignPeople()
	for _, p := range k.Products {
		c.products = append(c.products, product{expires: orZero(p.TracksExpiry)})
		if name := orZero(p.Category); name != "" && !slices.Contains(c.categories, name) {
			c.categories = append(c.categories, name)
		}
	}
	t := &teller{Known: k, c: c, random: c.random(2), today: today}
	if err := t.tell(); err != nil {
		return nil, fmt.Errorf("tell a company's past: %w", err)
	}
	c.size.Balances = len(c.balances)
	return c, nil
}
