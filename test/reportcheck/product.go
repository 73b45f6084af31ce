package reportcheck

import (
	"math"
	"slices"
	"time"
)

// history is one product in a warehouse, day by day.
type history struct {
	pair
	through time.Time
	// days are the flows by day.
	days map[time.Time]flows
	// first is the first day on which something moved.
	first time.Time
}

// histories are those of all products in all warehouses, up to the last whole
// day before at.
func (l *Ledger) histories(at time.Time) map[pair]*history {
	found := map[pair]*history{}
	for p := range l.pairs {
		found[p] = &history{pair: p, through: l.day(p.warehouse, at).AddDate(0, 0, -1), days: map[time.Time]flows{}}
	}
	// One pass a movement: the sums are those of a ledger of one movement.
	for _, m := range l.moves {
		single := &Ledger{moves: []move{m}, warehouses: l.warehouses, lots: l.lots, operations: l.operations}
		for _, w := range []int64{m.From, m.To, l.lostAt(m)} {
			h := found[pair{w, m.Product}]
			if w == 0 || m.From == m.To && m.From != 0 {
				continue
			}
			day := l.day(w, m.At)
			if h == nil {
				h = &history{pair: pair{w, m.Product}, through: l.day(w, at).AddDate(0, 0, -1), days: map[time.Time]flows{}}
				found[h.pair] = h
			}
			if h.days[day] == nil {
				h.days[day] = flows{}
			}
			for k, v := range single.sum(func(p pair) bool { return p == h.pair }, bigBang, day) {
				h.days[day][k] += v
			}
			if !day.After(h.through) && (h.first.IsZero() || day.Before(h.first)) {
				h.first = day
			}
		}
	}
	return found
}

// lostAt is the warehouse that goods were lost on the way to; 0: they weren't.
func (l *Ledger) lostAt(m move) int64 {
	if m.From != 0 || m.To != 0 {
		return 0
	}
	if o := l.operations[m.Operation]; o.Return {
		return o.From
	}
	return l.operations[m.Operation].To
}

func (h *history) sum(key string, first, last time.Time) (n int64) {
	for day, f := range h.days {
		if !day.Before(first) && !day.After(last) {
			n += f[key]
		}
	}
	return n
}

// window sums a flow over so many days up to the last one, or the same number
// of days before those.
func (h *history) window(key string, days, periodsAgo int) int64 {
	last := h.through.AddDate(0, 0, -days*periodsAgo)
	return h.sum(key, last.AddDate(0, 0, 1-days), last)
}

// average walks through every day of the window.
func (h *history) average(days, periodsAgo int) float64 {
	var sum int64
	for i := range days {
		sum += h.sum("change", bigBang, h.through.AddDate(0, 0, -days*periodsAgo-i))
	}
	return float64(sum) / float64(days)
}

func (h *history) onHand() int64 { return h.sum("change", bigBang, h.through) }

// last is the last day on which something of a kind moved.
func (h *history) last(keys ...string) string {
	var last time.Time
	for day, f := range h.days {
		moved := slices.ContainsFunc(keys, func(k string) bool { return f[k] > 0 })
		if moved && !day.After(h.through) && day.After(last) {
			last = day
		}
	}
	if last.IsZero() {
		return ""
	}
	return last.Format(time.DateOnly)
}

// ages sells what came in, the oldest first, and says how old the rest is, in
// the steps of the report.
func (h *history) ages() [6]int64 {
	type layer struct {
		day time.Time
		n   int64
	}
	var layers []layer
	days := make([]time.Time, 0, len(h.days))
	for day := range h.days {
		if !day.After(h.through) {
			days = append(days, day)
		}
	}
	slices.SortFunc(days, time.Time.Compare)
	for _, day := range days {
		f := h.days[day]
		in := f["received"] + f["returned_in"] + f["transferred_in"] + f["adjusted_up"]
		out := in - f["change"]
		layers = append(layers, layer{day, in})
		for i := 0; out > 0 && i < len(layers); i++ {
			n := min(out, layers[i].n)
			layers[i].n -= n
			out -= n
		}
	}
	var by [6]int64
	for _, l := range layers {
		age := int(h.through.Sub(l.day).Hours() / 24)
		i := slices.IndexFunc([]int{30, 60, 90, 180, 365, math.MaxInt}, func(limit int) bool { return age <= limit })
		by[i] += l.n
	}
	return by
}

// dead tells whether stock of old has lain there for so many days.
func (h *history) dead(days int) bool {
	return h.onHand() > 0 && h.window("shipped", days, 0) == 0 && !h.first.IsZero() && !h.first.After(h.through.AddDate(0, 0, -days))
}

func rounded(v float64, digits int) float64 {
	p := math.Pow(10, float64(digits))
	return math.Round(v*p) / p
}
