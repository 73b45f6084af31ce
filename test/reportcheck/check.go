package reportcheck

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"stockflow/internal/store"
)

// row is what a report has to say in a row, or a part of it.
type row map[string]any

// pageSize makes reports of several pages.
const pageSize = 7

func read(t testing.TB, s *store.Store, q store.ReportQuery) []store.ReportRow {
	t.Helper()
	var rows []store.ReportRow
	err := s.WholeReport(context.Background(), store.Scope{Everywhere: true}, q, pageSize, func(p store.ReportPage) error {
		rows = append(rows, p.Items...)
		return nil
	})
	require.NoError(t, err, "%+v", q)
	return rows
}

// compare holds the rows of a report against those that it has to have, by the
// columns that name a row. It returns how many values were compared.
func compare(t testing.TB, s *store.Store, q store.ReportQuery, keys []string, want map[string]row) int {
	t.Helper()
	got := read(t, s, q)
	values, seen := 0, map[string]bool{}
	for _, r := range got {
		key := ""
		for _, k := range keys {
			key += fmt.Sprint(r[k], " ")
		}
		require.False(t, seen[key], "%+v gives %s twice", q, key)
		seen[key] = true
		require.Contains(t, want, key, "%+v", q)
		for column, v := range want[key] {
			values++
			message := fmt.Sprintf("%+v: %s of %s", q, column, key)
			switch v := v.(type) {
			case float64:
				require.IsType(t, v, r[column], message)
				require.InDelta(t, v, r[column], 0.00011, message)
			case int:
				require.EqualValues(t, v, r[column], message)
			case string:
				if v == "" {
					require.Nil(t, r[column], message)
				} else {
					require.Equal(t, v, r[column], message)
				}
			default:
				require.Equal(t, v, r[column], message)
			}
		}
	}
	require.Len(t, got, len(want), "%+v", q)
	return values
}

// inOrder checks that a report is sorted by a column.
func inOrder(t testing.TB, s *store.Store, q store.ReportQuery, column string, descending bool) {
	t.Helper()
	last := math.Inf(-1)
	for _, r := range read(t, s, q) {
		var v float64
		switch x := r[column].(type) {
		case int64:
			v = float64(x)
		case float64:
			v = x
		case string:
			day, err := time.Parse(time.DateOnly, x)
			require.NoError(t, err)
			v = float64(day.Unix())
		}
		if descending {
			v = -v
		}
		require.LessOrEqual(t, last, v, "%+v is not in the order of %s", q, column)
		last = v
	}
}

func (p pair) key() string { return fmt.Sprint(p.warehouse, " ", p.product, " ") }

var byPair = []string{"warehouse_id", "product_id"}

// CheckFigures compares the figures that are kept ready, as a run of the
// roll-up at that time has to have left them. It returns how many values it
// compared.
func (l *Ledger) CheckFigures(t testing.TB, s *store.Store, at time.Time) int {
	t.Helper()
	values := 0
	hs := l.histories(at)
	available := l.available()
	for _, days := range []int{30, 90, 365} {
		fast, slow, dead, turnover, cover, shrinkage := map[string]row{}, map[string]row{}, map[string]row{}, map[string]row{}, map[string]row{}, map[string]row{}
		for p, h := range hs {
			shipped, average := h.window("shipped", days, 0), h.average(days, 0)
			f := row{
				"shipped": shipped, "shipped_before": h.window("shipped", days, 1), "on_hand": h.onHand(), "average_on_hand": rounded(average, 4),
				"last_shipped_on": h.last("shipped"), "warehouse": l.warehouses[p.warehouse].code,
			}
			if average > 0 {
				f["turnover"] = rounded(float64(shipped)/average, 4)
				turnover[p.key()] = row{"turnover": f["turnover"], "shipped": shipped, "average_on_hand": f["average_on_hand"]}
				if before := h.average(days, 1); before > 0 {
					turnover[p.key()]["turnover_before"] = rounded(float64(h.window("shipped", days, 1))/before, 4)
				}
			}
			if shipped > 0 {
				fast[p.key()] = f
				cover[p.key()] = row{
					"available": available[p], "daily_demand": rounded(float64(shipped)/float64(days), 4),
					"cover_days": rounded(float64(available[p])*float64(days)/float64(shipped), 1),
				}
				if h.onHand() > 0 && average > 0 {
					slow[p.key()] = f
				}
			}
			if h.dead(days) {
				dead[p.key()] = f
			}
			if s := l.shrunk(h, days); s != nil {
				shrinkage[p.key()] = s
			}
		}
		for kind, want := range map[string]map[string]row{"fast": fast, "slow": slow, "dead": dead} {
			values += compare(t, s, store.ReportQuery{Report: "movers", Days: days, Movers: kind, Compare: true}, byPair, want)
		}
		inOrder(t, s, store.ReportQuery{Report: "movers", Days: days}, "shipped", true)
		inOrder(t, s, store.ReportQuery{Report: "movers", Days: days, Movers: "slow"}, "turnover", false)
		inOrder(t, s, store.ReportQuery{Report: "movers", Days: days, Movers: "dead"}, "on_hand", true)
		values += compare(t, s, store.ReportQuery{Report: "turnover", Days: days, Compare: true}, byPair, turnover)
		inOrder(t, s, store.ReportQuery{Report: "turnover", Days: days}, "turnover", true)
		values += compare(t, s, store.ReportQuery{Report: "cover", Days: days}, byPair, cover)
		inOrder(t, s, store.ReportQuery{Report: "cover", Days: days}, "cover_days", false)
		values += compare(t, s, store.ReportQuery{Report: "shrinkage", Days: days}, byPair, shrinkage)
		inOrder(t, s, store.ReportQuery{Report: "shrinkage", Days: days}, "lost", true)
		values += l.checkSums(t, s, hs, available, days)
	}
	values += l.checkAges(t, s, hs)
	return values + l.checkClasses(t, s, hs) + l.checkExpiry(t, s, hs)
}

// available is what can be promised now, by the rule of the stock.
func (l *Ledger) available() map[pair]int64 {
	free := map[pair]int64{}
	for _, b := range l.balances {
		if b.Kind == "shipping" || b.Kind == "quarantine" {
			continue
		}
		if b.Lot != nil {
			x := l.lots[*b.Lot]
			if x.Status != "available" || x.Expires != nil && x.Expires.Before(l.day(b.Warehouse, time.Now())) {
				continue
			}
		}
		free[pair{b.Warehouse, b.Product}] += b.OnHand - b.Reserved
	}
	return free
}

func (l *Ledger) shrunk(h *history, days int) row {
	r, moved := row{}, false
	for _, k := range []string{"adjusted_down", "adjusted_up", "scrapped", "lost_on_road", "scrapped_on_road", "expired", "lost", "shipped"} {
		r[k] = h.window(k, days, 0)
		moved = moved || k != "expired" && k != "lost" && k != "shipped" && r[k].(int64) != 0
	}
	if !moved {
		return nil
	}
	if shipped := r["shipped"].(int64); shipped > 0 {
		r["lost_percent"] = rounded(100*float64(r["lost"].(int64))/float64(shipped), 2)
	}
	return r
}

// checkSums compares the figures by warehouse and by category.
func (l *Ledger) checkSums(t testing.TB, s *store.Store, hs map[pair]*history, available map[pair]int64, days int) int {
	t.Helper()
	values := 0
	for group, name := range map[string]func(pair) string{
		"warehouse": func(p pair) string { return l.warehouses[p.warehouse].code + " " },
		"category":  func(p pair) string { return l.categories[p.product] + " " },
	} {
		movers, averages, sums := map[string]row{}, map[string]float64{}, map[string]*[6]int64{}
		for p, h := range hs {
			key := name(p)
			if sums[key] == nil {
				sums[key] = &[6]int64{}
			}
			for i, v := range []int64{h.window("shipped", days, 0), h.onHand(), 0, 0, available[p], h.window("shipped", days, 1)} {
				sums[key][i] += v
			}
			if h.dead(days) {
				sums[key][2]++
				sums[key][3] += h.onHand()
			}
			averages[key] += h.average(days, 0)
		}
		turnover, cover := map[string]row{}, map[string]row{}
		for key, x := range sums {
			movers[key] = row{"shipped": x[0], "on_hand": x[1], "dead_products": x[2], "dead_on_hand": x[3], "shipped_before": x[5]}
			turnover[key] = row{"shipped": x[0], "average_on_hand": rounded(averages[key], 4)}
			if averages[key] > 0 {
				turnover[key]["turnover"] = rounded(float64(x[0])/averages[key], 4)
			}
			cover[key] = row{"available": x[4], "daily_demand": rounded(float64(x[0])/float64(days), 4)}
			if x[0] > 0 {
				cover[key]["cover_days"] = rounded(float64(x[4])*float64(days)/float64(x[0]), 1)
			}
		}
		values += compare(t, s, store.ReportQuery{Report: "movers", Days: days, GroupBy: group, Compare: true}, []string{group}, movers)
		values += compare(t, s, store.ReportQuery{Report: "turnover", Days: days, GroupBy: group}, []string{group}, turnover)
		values += compare(t, s, store.ReportQuery{Report: "cover", Days: days, GroupBy: group}, []string{group}, cover)
	}
	return values
}

var ageColumns = []string{"aged_30", "aged_60", "aged_90", "aged_180", "aged_365", "aged_more"}

func (l *Ledger) checkAges(t testing.TB, s *store.Store, hs map[pair]*history) int {
	t.Helper()
	want, byCategory := map[string]row{}, map[string]row{}
	for p, h := range hs {
		category := l.categories[p.product] + " "
		if byCategory[category] == nil {
			byCategory[category] = row{"on_hand": int64(0)}
			for _, c := range ageColumns {
				byCategory[category][c] = int64(0)
			}
		}
		byCategory[category]["on_hand"] = byCategory[category]["on_hand"].(int64) + h.onHand()
		r := row{"on_hand": h.onHand(), "last_in_on": h.last("received", "returned_in", "transferred_in", "adjusted_up")}
		for i, n := range h.ages() {
			r[ageColumns[i]] = n
			byCategory[category][ageColumns[i]] = byCategory[category][ageColumns[i]].(int64) + n
		}
		if h.onHand() > 0 {
			want[p.key()] = r
		}
	}
	values := compare(t, s, store.ReportQuery{Report: "ageing"}, byPair, want)
	return values + compare(t, s, store.ReportQuery{Report: "ageing", GroupBy: "category"}, []string{"category"}, byCategory)
}

// checkClasses sorts the products of each warehouse by what was shipped of
// them and cuts at 80 and 95 %.
func (l *Ledger) checkClasses(t testing.TB, s *store.Store, hs map[pair]*history) int {
	t.Helper()
	want := map[string]row{}
	for w := range l.warehouses {
		var products []*history
		var total, before int64
		for p, h := range hs {
			if p.warehouse == w {
				products = append(products, h)
				total += h.window("shipped", 90, 0)
			}
		}
		slices.SortFunc(products, func(a, b *history) int {
			if d := b.window("shipped", 90, 0) - a.window("shipped", 90, 0); d != 0 {
				return int(d)
			}
			return int(b.product - a.product)
		})
		for _, h := range products {
			shipped := h.window("shipped", 90, 0)
			class := "C"
			switch {
			case shipped == 0:
			case before*100 < total*80:
				class = "A"
			case before*100 < total*95:
				class = "B"
			}
			before += shipped
			want[h.key()] = row{"abc_class": class, "shipped": shipped, "share": 0.0, "cumulative": 0.0}
			if total > 0 {
				want[h.key()]["share"] = rounded(100*float64(shipped)/float64(total), 4)
				want[h.key()]["cumulative"] = rounded(100*float64(before)/float64(total), 4)
			}
		}
	}
	return compare(t, s, store.ReportQuery{Report: "abc"}, byPair, want)
}

// checkExpiry sells the lots of each product in the order of their dates, at
// the pace of the last 90 days.
func (l *Ledger) checkExpiry(t testing.TB, s *store.Store, hs map[pair]*history) int {
	t.Helper()
	stock := map[pair]map[int64]int64{}
	for _, b := range l.balances {
		if b.Lot == nil || b.OnHand == 0 || l.lots[*b.Lot].Expires == nil {
			continue
		}
		p := pair{b.Warehouse, b.Product}
		if stock[p] == nil {
			stock[p] = map[int64]int64{}
		}
		stock[p][*b.Lot] += b.OnHand
	}
	want := map[string]row{}
	horizon := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, 364)
	for p, lots := range stock {
		h := hs[p]
		ids := make([]int64, 0, len(lots))
		for id := range lots {
			ids = append(ids, id)
		}
		slices.SortFunc(ids, func(a, b int64) int {
			if d := l.lots[a].Expires.Compare(*l.lots[b].Expires); d != 0 {
				return d
			}
			return int(a - b)
		})
		var until int64
		for _, id := range ids {
			x := l.lots[id]
			until += lots[id]
			left := max(0, int64(x.Expires.Sub(h.through).Hours()/24))
			unsold := min(lots[id], max(0, until-h.window("shipped", 90, 0)*left/90))
			if !x.Expires.After(horizon) {
				want[p.key()+fmt.Sprint(id, " ")] = row{
					"lot": x.Code, "expires_on": x.Expires.Format(time.DateOnly), "on_hand": lots[id], "unsold": unsold,
					"days_left": int(x.Expires.Sub(h.through).Hours() / 24),
				}
			}
		}
	}
	q := store.ReportQuery{Report: "expiry", Days: 365}
	inOrder(t, s, q, "expires_on", false)
	return compare(t, s, q, append(slices.Clone(byPair), "lot_id"), want)
}
