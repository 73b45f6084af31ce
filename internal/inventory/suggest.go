package inventory

import (
	"cmp"
	"slices"
)

// Supply is what a warehouse has of a product and what it should have. Zeros
// are no thresholds.
type Supply struct {
	WarehouseID int64
	Available   int64
	Minimum     int64
	Maximum     int64
	// Target is what replenishment fills up to, ReorderQuantity the least that is
	// worth ordering.
	Target, ReorderQuantity int64
	// Incoming is on its way, or expected.
	Incoming int64
	// Expiring is how much of what is available is good for a few days only, and
	// FirstExpiry when the first of it expires, as YYYY-MM-DD or empty.
	Expiring    int64
	FirstExpiry string
}

// FillTo is how much there should be after replenishment: the target, or the
// minimum and what is worth ordering, or twice the minimum, within the maximum.
func (s Supply) FillTo() int64 {
	full := cmp.Or(s.Target, s.Minimum+cmp.Or(s.ReorderQuantity, s.Minimum))
	if s.Maximum > 0 {
		full = min(full, s.Maximum)
	}
	return full
}

// Keeps is what a warehouse doesn't give away.
func (s Supply) Keeps() int64 { return max(s.Target, s.Minimum) }

// Overstocked tells whether there is more than the maximum.
func (s Supply) Overstocked() bool { return s.Maximum > 0 && s.Available > s.Maximum }

// Spares is how much a warehouse can give: nothing unless it is overstocked or
// has at least twice its minimum, nor where what would leave first, which is
// what expires first, is good for a few days only.
func (s Supply) Spares() int64 {
	plenty := s.Overstocked() || s.Minimum > 0 && s.Available >= 2*s.Minimum
	if !plenty || s.Expiring > 0 {
		return 0
	}
	return max(s.Available-s.Keeps(), 0)
}

// Part is a suggested transfer to a short warehouse: a quantity in base units,
// which is Count whole units of Unit base units where those fit (Unit 1: loose).
type Part struct {
	From        Supply
	Quantity    int64
	Unit, Count int64
}

// Suggest says how a short warehouse is filled up from others: from those that
// are overstocked first, then from those whose stock expires first, then from
// those that can spare most; from so many at most. Units are the packaging
// units' factors.
func Suggest(short Supply, sources []Supply, units []int64, most int) (parts []Part) {
	if short.Available+short.Incoming >= short.Minimum {
		return nil // help is on its way
	}
	need := short.FillTo() - short.Available - short.Incoming
	sources = slices.Clone(sources)
	slices.SortStableFunc(sources, func(a, b Supply) int {
		return cmp.Or(
			cmp.Compare(rankOf(a), rankOf(b)),
			cmp.Compare(cmp.Or(a.FirstExpiry, noExpiry), cmp.Or(b.FirstExpiry, noExpiry)),
			cmp.Compare(b.Spares(), a.Spares()),
			cmp.Compare(a.WarehouseID, b.WarehouseID),
		)
	})
	for _, s := range sources {
		if need <= 0 || len(parts) == most {
			break
		}
		room := s.Spares()
		if s.WarehouseID == short.WarehouseID || room == 0 {
			continue
		}
		p := pack(min(need, room), room, short, units)
		p.From = s
		parts = append(parts, p)
		need -= p.Quantity
		short.Incoming += p.Quantity
	}
	return parts
}

func rankOf(s Supply) int {
	if s.Overstocked() {
		return 0
	}
	return 1
}

// pack rounds a quantity to whole packaging units: up, if the source can spare
// it and the destination has room, or else down, or else it goes loose.
func pack(quantity, spare int64, to Supply, units []int64) Part {
	var unit int64 = 1
	for _, u := range units {
		if u <= quantity && u > unit {
			unit = u
		}
	}
	count := quantity / unit
	if up := (count + 1) * unit; quantity%unit != 0 && up <= spare && (to.Maximum == 0 || to.Available+to.Incoming+up <= to.Maximum) {
		count++
	}
	return Part{Quantity: count * unit, Unit: unit, Count: count}
}
