package reportcheck

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"stockflow/internal/store"
)

// flowColumns are the columns of the activity.
var flowColumns = []string{
	"received", "returned_out", "shipped", "returned_in", "transferred_in", "transferred_out", "adjusted_up", "adjusted_down", "scrapped",
	"expired", "lost_on_road", "scrapped_on_road", "change",
}

// CheckPeriod compares the reports of a period: the activity, the history of
// the stock, the shrinkage and expiry losses, in all ways of grouping, of the
// company, a warehouse, a category and a product. It returns how many values it
// compared.
func (l *Ledger) CheckPeriod(t testing.TB, s *store.Store, first, last time.Time) int {
	t.Helper()
	values := 0
	everything := func(pair) bool { return true }
	values += l.checkTime(t, s, store.ReportQuery{}, everything, first, last)
	for w := range l.warehouses {
		values += l.checkTime(t, s, store.ReportQuery{WarehouseID: w}, func(p pair) bool { return p.warehouse == w }, first, last)
	}
	for product := range l.categories {
		values += l.checkTime(t, s, store.ReportQuery{ProductID: product}, func(p pair) bool { return p.product == product }, last.AddDate(0, 0, -20), last)
	}
	for id, path := range l.paths {
		values += l.checkTime(t, s, store.ReportQuery{CategoryID: id}, func(p pair) bool {
			return l.categories[p.product] == path || strings.HasPrefix(l.categories[p.product], path+" > ")
		}, last.AddDate(0, 0, -40), last)
	}
	return values + l.checkKeyed(t, s, first, last)
}

func (l *Ledger) checkTime(t testing.TB, s *store.Store, q store.ReportQuery, keep func(pair) bool, first, last time.Time) int {
	t.Helper()
	values := 0
	// The sums of single days are found once, in one pass.
	days := l.byDay(keep)
	for _, unit := range []string{"day", "week", "month"} {
		from := first
		if unit == "day" && last.Sub(first) > 400*24*time.Hour {
			from = last.AddDate(0, 0, -400)
		}
		begin := from
		for unit == "week" && begin.Weekday() != time.Monday || unit == "month" && begin.Day() != 1 {
			begin = begin.AddDate(0, 0, -1)
		}
		var starts []time.Time
		next := func(d time.Time, n int) time.Time {
			switch unit {
			case "week":
				return d.AddDate(0, 0, 7*n)
			case "month":
				return d.AddDate(0, n, 0)
			}
			return d.AddDate(0, 0, n)
		}
		for d := begin; !d.After(last); d = next(d, 1) {
			starts = append(starts, d)
		}
		activity, history, shrinkage := map[string]row{}, map[string]row{}, map[string]row{}
		for i, d := range starts {
			end := next(d, 1).AddDate(0, 0, -1)
			if end.After(last) {
				end = last
			}
			key := d.Format(time.DateOnly) + " "
			f, before := days.sum(d, end), days.sum(next(d, -len(starts)), next(starts[i], 1-len(starts)).AddDate(0, 0, -1))
			activity[key], shrinkage[key] = row{"received_before": before["received"], "shipped_before": before["shipped"]}, row{"lost": f["lost"], "lost_before": before["lost"]}
			for _, c := range flowColumns {
				activity[key][c] = f[c]
			}
			history[key] = row{"closing": days.sum(bigBang, end)["change"], "shipped": f["shipped"]}
		}
		q.From, q.To, q.GroupBy = from.Format(time.DateOnly), last.Format(time.DateOnly), unit
		q.Compare = true
		q.Report = "activity"
		values += compare(t, s, q, []string{unit}, activity)
		q.Report = "shrinkage"
		values += compare(t, s, q, []string{unit}, shrinkage)
		q.Compare = false
		q.Report = "stock-history"
		values += compare(t, s, q, []string{unit}, history)
		inOrder(t, s, q, unit, false)
	}
	return values
}

// dayFlows are flows by day.
type dayFlows map[time.Time]flows

func (l *Ledger) byDay(keep func(pair) bool) dayFlows {
	days := dayFlows{}
	for p, h := range l.histories(time.Now().AddDate(100, 0, 0)) {
		if !keep(p) {
			continue
		}
		for day, f := range h.days {
			if days[day] == nil {
				days[day] = flows{}
			}
			for k, v := range f {
				days[day][k] += v
			}
		}
	}
	return days
}

func (d dayFlows) sum(first, last time.Time) flows {
	total := flows{}
	for day, f := range d {
		if !day.Before(first) && !day.After(last) {
			for k, v := range f {
				total[k] += v
			}
		}
	}
	return total
}

// checkKeyed compares the reports of a period by warehouse and category.
func (l *Ledger) checkKeyed(t testing.TB, s *store.Store, first, last time.Time) int {
	t.Helper()
	values := 0
	length := int(last.Sub(first).Hours()/24) + 1
	for group, name := range map[string]func(pair) string{
		"warehouse": func(p pair) string { return l.warehouses[p.warehouse].code + " " },
		"category":  func(p pair) string { return l.categories[p.product] + " " },
	} {
		keys := map[string]bool{}
		for p := range l.histories(last) {
			keys[name(p)] = true
		}
		activity, expired := map[string]row{}, map[string]row{}
		for key := range keys {
			keep := func(p pair) bool { return name(p) == key }
			if !l.moved(keep, first, last) {
				continue
			}
			f, before := l.sum(keep, first, last), l.sum(keep, first.AddDate(0, 0, -length), first.AddDate(0, 0, -1))
			activity[key], expired[key] = row{"received_before": before["received"], "shipped_before": before["shipped"]}, row{"expired": f["expired"]}
			for _, c := range flowColumns {
				activity[key][c] = f[c]
			}
		}
		q := store.ReportQuery{Report: "activity", GroupBy: group, From: first.Format(time.DateOnly), To: last.Format(time.DateOnly), Compare: true}
		values += compare(t, s, q, []string{group}, activity)
		q.Report, q.Compare = "expiry", false
		values += compare(t, s, q, []string{group}, expired)
	}
	return values
}

func (l *Ledger) moved(keep func(pair) bool, first, last time.Time) bool {
	return slices.ContainsFunc(l.moves, func(m move) bool {
		return (m.From != m.To || m.From == 0) && slices.ContainsFunc([]int64{m.From, m.To, l.lostAt(m)}, func(w int64) bool {
			if w == 0 || !keep(pair{w, m.Product}) {
				return false
			}
			day := l.day(w, m.At)
			return !day.Before(first) && !day.After(last)
		})
	})
}

// CheckStockAsOf compares the stock at the end of a day, by product, warehouse
// and category. It returns how many values it compared.
func (l *Ledger) CheckStockAsOf(t testing.TB, s *store.Store, day time.Time) int {
	t.Helper()
	products, warehouses, categories := map[string]row{}, map[string]row{}, map[string]row{}
	sum := func(into map[string]row, key string, n int64) {
		if into[key] == nil {
			into[key] = row{"on_hand": int64(0)}
		}
		into[key]["on_hand"] = into[key]["on_hand"].(int64) + n
	}
	for p, h := range l.histories(time.Now().AddDate(100, 0, 0)) {
		n := h.sum("change", bigBang, day)
		products[p.key()] = row{"on_hand": n}
		for d := range h.days {
			if !d.After(day) {
				sum(warehouses, l.warehouses[p.warehouse].code+" ", n)
				sum(categories, l.categories[p.product]+" ", n)
				break
			}
		}
	}
	q := store.ReportQuery{Report: "stock-as-of", On: day.Format(time.DateOnly)}
	values := compare(t, s, q, byPair, products)
	q.GroupBy = "warehouse"
	values += compare(t, s, q, []string{"warehouse"}, warehouses)
	q.GroupBy = "category"
	return values + compare(t, s, q, []string{"category"}, categories)
}

// CheckLeadTimes compares how long transfers took, by route and month.
func (l *Ledger) CheckLeadTimes(t testing.TB, s *store.Store, first, last time.Time) int {
	t.Helper()
	type trip struct {
		left, arrived        time.Time
		sent, came, finished int64
	}
	trips := map[string]*trip{}
	for _, m := range l.moves {
		if m.FromAccount != "transit" && m.ToAccount != "transit" {
			continue
		}
		x := trips[m.Operation]
		if x == nil {
			x = &trip{}
			trips[m.Operation] = x
		}
		switch {
		case m.ToAccount == "transit":
			x.sent += m.Quantity
			if x.left.IsZero() {
				x.left = m.At
			}
			continue
		case m.To == l.operations[m.Operation].To:
			x.came += m.Quantity
			x.arrived = m.At
		}
		x.finished += m.Quantity
	}
	seconds, promised, late := map[string][]float64{}, map[string]int{}, map[string]int{}
	for id, x := range trips {
		o := l.operations[id]
		if x.finished < x.sent || x.came == 0 {
			continue
		}
		day := l.day(o.From, x.left)
		key := fmt.Sprint(day.AddDate(0, 0, 1-day.Day()).Format(time.DateOnly), " ", o.From, " ", o.To, " ")
		seconds[key] = append(seconds[key], x.arrived.Sub(x.left).Seconds())
		if o.ETA != nil {
			promised[key]++
			if x.arrived.After(*o.ETA) {
				late[key]++
			}
		}
	}
	want := map[string]row{}
	for key, all := range seconds {
		slices.Sort(all)
		var sum float64
		for _, v := range all {
			sum += v
		}
		hours := func(v float64) float64 { return rounded(math.Round(v)/3600, 2) }
		want[key] = row{
			"trips": len(all), "promised": promised[key], "late": late[key], "average_hours": hours(sum / float64(len(all))),
			"p50_hours": hours(percentile(all, 0.5)), "p90_hours": hours(percentile(all, 0.9)),
		}
	}
	q := store.ReportQuery{Report: "lead-times", From: first.Format(time.DateOnly), To: last.Format(time.DateOnly)}
	require.NotEmpty(t, trips)
	return compare(t, s, q, []string{"month", "warehouse_id", "destination_id"}, want)
}

// percentile lies between the values at its place.
func percentile(sorted []float64, p float64) float64 {
	place := p * float64(len(sorted)-1)
	low := int(place)
	if low == len(sorted)-1 {
		return sorted[low]
	}
	return sorted[low] + (place-float64(low))*(sorted[low+1]-sorted[low])
}
