package inventory

import (
	"maps"
	"math"
	"slices"
	"time"
)

// CountScope says what a count covers: what lies in some bins, or is of a
// category (with those below it), an ABC class or some products; where several
// are named, what is in all of them.
type CountScope struct {
	LocationIDs []int64 `json:"location_ids,omitempty"`
	CategoryID  int64   `json:"category_id,omitempty"`
	ABCClass    string  `json:"abc_class,omitempty"`
	ProductIDs  []int64 `json:"product_ids,omitempty"`
}

func (s *CountScope) empty() bool {
	return s == nil || (len(s.LocationIDs) == 0 && s.CategoryID == 0 && s.ABCClass == "" && len(s.ProductIDs) == 0)
}

// CountEntry is what was counted of a line of a count, or of goods that are
// not on its list: those are named by product, bin and lot.
type CountEntry struct {
	LineNo     int    `json:"line_no,omitempty"`
	ProductID  int64  `json:"product_id,omitempty"`
	LocationID int64  `json:"location_id,omitempty"`
	LotID      int64  `json:"lot_id,omitempty"`
	LotCode    string `json:"lot_code,omitempty"`
	ExpiresOn  string `json:"expires_on,omitempty"`
	Quantity   int64  `json:"quantity"`
	// CountedAt is when it was counted, if that isn't now.
	CountedAt *time.Time `json:"counted_at,omitempty"`
}

// CountLineStatus is where a line of a count stands.
type CountLineStatus string

// The states of a count's line.
const (
	CountOpen    CountLineStatus = "open"
	CountCounted CountLineStatus = "counted"
	CountRecount CountLineStatus = "recount"
	CountSkipped CountLineStatus = "skipped"
	CountPosted  CountLineStatus = "posted"
)

// RecountReason says why a line is to be counted again.
type RecountReason string

// The reasons for a recount: the balance moved, or somebody asks for it.
const (
	BalanceMoved RecountReason = "moved"
	RecountAsked RecountReason = "asked"
)

// CountLine is a balance that is counted.
type CountLine struct {
	LineNo     int
	ProductID  int64
	LocationID int64
	LotID      int64
	Status     CountLineStatus
	Added      bool
	// Expected was on hand at the snapshot, whose last movement of the balance
	// is Movement; 0: it has none.
	Expected, Movement int64
	// Counted was counted by a user; 0: nobody has counted yet.
	Counted   int64
	CountedBy int64
	CountedAt time.Time
	Rounds    int
	Why       RecountReason
}

// Difference is what was counted beyond what was expected.
func (l CountLine) Difference() int64 {
	if l.CountedBy == 0 {
		return 0
	}
	return l.Counted - l.Expected
}

// CountState is what a count covers and has found.
type CountState struct {
	Scope CountScope
	// Lines are those that a command needs, by their numbers.
	Lines map[int]CountLine
	// Last is the highest line number. Outstanding lines were not counted, or
	// are to be counted again, as of when the operation was read.
	Last, Outstanding int
}

func (c *CountState) clone() *CountState {
	if c == nil {
		return nil
	}
	d := *c
	d.Lines = maps.Clone(c.Lines)
	return &d
}

// numbers are the loaded lines' numbers in ascending order.
func (c *CountState) numbers() []int { return slices.Sorted(maps.Keys(c.Lines)) }

func (c *CountState) countedBy(user int64) bool {
	for _, l := range c.Lines {
		if l.CountedBy == user {
			return true
		}
	}
	return false
}

// Mark is how a balance stands: what is on hand, its last movement, and
// whether it was corrected since the snapshot of the line that asks.
type Mark struct {
	OnHand    int64
	Movement  int64
	MovedAt   time.Time
	Corrected bool
}

// MarkOf asks how a balance stands, and whether it was corrected since a movement.
type MarkOf struct {
	Key   BalanceKey
	Since int64
}

// AnyLot stands in a key for all lots of the product in the bin.
const AnyLot = -1

// CountLines says which lines of a count a command needs: all, or those with
// some numbers or of some products.
func CountLines(cmd Command) (all bool, numbers []int, products []int64) {
	switch cmd.Kind {
	case SubmitCount, RecountCount, Approve, Refuse, ExpireApproval:
		return true, nil, nil
	}
	for _, e := range cmd.Body.Entries {
		if e.LineNo != 0 {
			numbers = append(numbers, e.LineNo)
		} else {
			products = append(products, e.ProductID)
		}
	}
	return false, numbers, products
}

// count adds what a step of a count needs. Only the posting changes balances,
// those that differ; the others look at how balances stand.
func (n *Needs) count(cmd Command, op *Operation) {
	if op.Count == nil {
		return
	}
	if cmd.Kind == EnterCount {
		n.NoBalances = true
		for _, e := range cmd.Body.Entries {
			n.entry(op, e)
		}
		return
	}
	for _, no := range cmd.Body.LineNos {
		if l, ok := op.Count.Lines[no]; ok {
			n.Marks = append(n.Marks, MarkOf{l.key(op.WarehouseID), l.Movement})
		}
	}
	posts := cmd.Kind == SubmitCount || cmd.Kind == Approve
	for _, l := range op.Count.Lines {
		if l.Status != CountCounted || l.Difference() == 0 {
			continue
		}
		if !posts {
			n.Marks = append(n.Marks, MarkOf{l.key(op.WarehouseID), l.Movement})
			continue
		}
		n.Holders = true
		n.ProductIDs = append(n.ProductIDs, l.ProductID)
		n.LocationIDs = append(n.LocationIDs, l.LocationID)
		n.Marks = append(n.Marks, MarkOf{l.key(op.WarehouseID), l.Movement})
		if l.LotID != 0 {
			n.LotIDs = append(n.LotIDs, l.LotID)
		}
	}
	n.NoBalances = n.ProductIDs == nil
}

func (n *Needs) entry(op *Operation, e CountEntry) {
	if e.LineNo != 0 {
		if l, ok := op.Count.Lines[e.LineNo]; ok {
			n.Marks = append(n.Marks, MarkOf{l.key(op.WarehouseID), l.Movement})
		}
		return
	}
	n.ProductIDs = append(n.ProductIDs, e.ProductID)
	n.LocationIDs = append(n.LocationIDs, e.LocationID)
	// The lot may be named by a code: all lots of the bin are looked at.
	n.Marks = append(n.Marks, MarkOf{BalanceKey{e.ProductID, op.WarehouseID, e.LocationID, AnyLot}, math.MaxInt64})
	if e.LotID != 0 {
		n.LotIDs = append(n.LotIDs, e.LotID)
	}
	if e.LotCode != "" {
		n.LotCodes[e.ProductID] = append(n.LotCodes[e.ProductID], e.LotCode)
	}
}

func (l CountLine) key(warehouseID int64) BalanceKey {
	return BalanceKey{l.ProductID, warehouseID, l.LocationID, l.LotID}
}
