package inventory

import (
	"cmp"
	"slices"
)

// Allocation is a part of a balance that is meant for a line.
type Allocation struct {
	Balance  *Balance
	Quantity int64
}

// binRank is the order in which bins of equal expiry are emptied; bins that
// are missing here can't be promised from.
var binRank = map[LocationKind]int{PickingBin: 1, StorageBin: 2, ReceivingBin: 3}

// noExpiry sorts behind every date.
const noExpiry = "9999-99-99"

// promisable tells whether the stock in a balance may be promised: it lies in
// a bin that can be picked from, and its lot is neither held, recalled nor
// expired on the warehouse's own date. A lot is good through its expiry date.
func (b *Book) promisable(x *Balance) bool {
	if binRank[b.Locations[x.Key.LocationID].Kind] == 0 {
		return false
	}
	return b.sound(x)
}

// sound tells whether the lot of a balance is neither held, recalled nor expired.
func (b *Book) sound(x *Balance) bool {
	if x.Key.LotID == 0 {
		return true
	}
	return b.sellable(b.lots[x.Key.LotID], x.Key.WarehouseID)
}

// sellable tells whether a lot is neither held, recalled nor expired.
func (b *Book) sellable(lot *Lot, warehouseID int64) bool {
	return lot.Available && (lot.ExpiresOn == "" || lot.ExpiresOn >= b.Warehouses[warehouseID].Today)
}

func (b *Book) expiry(lotID int64) string {
	if l := b.lots[lotID]; l != nil {
		return cmp.Or(l.ExpiresOn, noExpiry)
	}
	return noExpiry
}

// firstExpiredFirst orders balances by FEFO: the earliest expiry date first,
// then the bin that is easiest to pick from, then by bin and lot so that the
// order is always the same.
func (b *Book) firstExpiredFirst(x, y *Balance) int {
	lx, ly := b.Locations[x.Key.LocationID], b.Locations[y.Key.LocationID]
	return cmp.Or(
		cmp.Compare(b.expiry(x.Key.LotID), b.expiry(y.Key.LotID)),
		cmp.Compare(binRank[lx.Kind], binRank[ly.Kind]),
		cmp.Compare(lx.Code, ly.Code),
		cmp.Compare(x.Key.LotID, y.Key.LotID),
	)
}

// allocate chooses, first expired first, up to a quantity of what is available
// of a product in a warehouse. It changes nothing.
func (b *Book) allocate(productID, warehouseID, quantity int64) (parts []Allocation, allocated int64) {
	var candidates []*Balance
	for _, x := range b.shelves[shelf{productID, warehouseID}] {
		if x.Available() > 0 && b.promisable(x) {
			candidates = append(candidates, x)
		}
	}
	slices.SortFunc(candidates, b.firstExpiredFirst)
	for _, x := range candidates {
		if allocated == quantity {
			break
		}
		n := min(x.Available(), quantity-allocated)
		parts = append(parts, Allocation{x, n})
		allocated += n
	}
	return parts, allocated
}
