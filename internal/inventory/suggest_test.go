package inventory

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestFillTo(t *testing.T) {
	for _, c := range []struct {
		name string
		s    Supply
		want int64
	}{
		{"its target", Supply{Minimum: 10, Target: 35, ReorderQuantity: 5}, 35},
		{"the minimum and an order", Supply{Minimum: 10, ReorderQuantity: 24}, 34},
		{"twice the minimum", Supply{Minimum: 10}, 20},
		{"never above the maximum", Supply{Minimum: 10, Maximum: 15}, 15},
	} {
		assert.Equal(t, c.want, c.s.FillTo(), c.name)
	}
}

func TestSpares(t *testing.T) {
	for _, c := range []struct {
		name string
		s    Supply
		want int64
	}{
		{"no thresholds, no surplus known", Supply{Available: 100}, 0},
		{"not much above the minimum", Supply{Available: 19, Minimum: 10}, 0},
		{"twice the minimum", Supply{Available: 20, Minimum: 10}, 10},
		{"keeps its target", Supply{Available: 30, Minimum: 10, Target: 25}, 5},
		{"below its target", Supply{Available: 22, Minimum: 10, Target: 25}, 0},
		{"overstocked", Supply{Available: 16, Minimum: 10, Maximum: 15}, 6},
		{"overstocked without a minimum", Supply{Available: 16, Maximum: 15}, 16},
		{"what would leave first expires soon", Supply{Available: 50, Minimum: 10, Expiring: 1}, 0},
	} {
		assert.Equal(t, c.want, c.s.Spares(), c.name)
	}
}

func TestSuggest(t *testing.T) {
	short := Supply{WarehouseID: 9, Available: 4, Minimum: 10, Target: 30}
	plenty := Supply{WarehouseID: 1, Available: 100, Minimum: 20}
	over := Supply{WarehouseID: 2, Available: 60, Minimum: 40, Maximum: 50}
	soon := Supply{WarehouseID: 3, Available: 100, Minimum: 20, FirstExpiry: "2026-07-01"}
	type part struct{ from, quantity, unit int64 }
	for _, c := range []struct {
		name    string
		short   Supply
		sources []Supply
		units   []int64
		want    []part
	}{
		{"up to the target", short, []Supply{plenty}, nil, []part{{1, 26, 1}}},
		{"nobody has it", short, []Supply{{WarehouseID: 4, Available: 10, Minimum: 10}}, nil, nil},
		{"not from itself", short, []Supply{{WarehouseID: 9, Available: 500, Minimum: 1}}, nil, nil},
		{"help is on its way", Supply{WarehouseID: 9, Available: 4, Minimum: 10, Target: 30, Incoming: 6}, []Supply{plenty}, nil, nil},
		{"what is on its way counts", Supply{WarehouseID: 9, Available: 4, Minimum: 10, Target: 30, Incoming: 5}, []Supply{plenty}, nil, []part{{1, 21, 1}}},
		{"the overstocked first, the rest from another", short, []Supply{plenty, over}, nil, []part{{2, 20, 1}, {1, 6, 1}}},
		{"first expired, first sent", short, []Supply{plenty, soon}, nil, []part{{3, 26, 1}}},
		{"whole units, up where there is room", short, []Supply{plenty}, []int64{6, 12, 144}, []part{{1, 36, 12}}},
		{"down where the source hasn't enough", short, []Supply{{WarehouseID: 1, Available: 40, Minimum: 20, Target: 11}}, []int64{12}, []part{{1, 12, 12}}},
		{"down where the destination has no room", Supply{WarehouseID: 9, Available: 4, Minimum: 10, Target: 30, Maximum: 31}, []Supply{plenty}, []int64{12}, []part{{1, 24, 12}}},
		{"loose where no unit fits", Supply{WarehouseID: 9, Available: 4, Minimum: 10, Target: 10}, []Supply{plenty}, []int64{12}, []part{{1, 6, 1}}},
	} {
		var got []part
		for _, p := range Suggest(c.short, c.sources, c.units, 3) {
			assert.Equal(t, p.Quantity, p.Unit*p.Count, c.name)
			got = append(got, part{p.From.WarehouseID, p.Quantity, p.Unit})
		}
		assert.Equal(t, c.want, got, c.name)
	}
}

// No suggestion takes a source below what it keeps, overfills the short
// warehouse, or moves nothing.
func TestSuggestionsDoNoHarm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		supply := func(id int64) Supply {
			s := Supply{WarehouseID: id, Available: rapid.Int64Range(0, 300).Draw(t, "available"), Minimum: rapid.Int64Range(0, 100).Draw(t, "minimum")}
			if rapid.Bool().Draw(t, "has a maximum") {
				s.Maximum = s.Minimum + rapid.Int64Range(1, 100).Draw(t, "above")
				s.Target = rapid.Int64Range(max(s.Minimum, 1), s.Maximum).Draw(t, "target")
			}
			return s
		}
		short := supply(0)
		short.Incoming = rapid.Int64Range(0, 50).Draw(t, "incoming")
		sources := []Supply{supply(1), supply(2), supply(3)}
		arriving := short.Available + short.Incoming
		for _, p := range Suggest(short, sources, rapid.SliceOfN(rapid.Int64Range(2, 60), 0, 3).Draw(t, "units"), 3) {
			arriving += p.Quantity
			assert.Positive(t, p.Quantity)
			assert.GreaterOrEqual(t, p.From.Available-p.Quantity, p.From.Keeps())
			if short.Maximum > 0 {
				assert.LessOrEqual(t, arriving, short.Maximum)
			}
		}
	})
}
