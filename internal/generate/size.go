// Package generate makes a company of a given size in an empty database: its
// people, warehouses and products, two years of receipts, shipments and
// transfers, the balances that they left and the audit records of all of it.
// The books are consistent (I1 to I5). It writes by COPY, as the owner of the
// schema, in one transaction: either the whole company is there, or nothing.
package generate

import (
	"fmt"
	"math"
)

// Size is how large a company is.
type Size struct {
	Warehouses, Users, Products int
	// Balances counts the rows of the inventory, AuditRecords those of the audit.
	Balances, AuditRecords int
	// Days is the length of the history, which ends today.
	Days int
}

// The scales that make sense: a hundredth of the full company to its tenfold.
const (
	MinScale = 0.01
	MaxScale = 10
)

// Full is the company that Stockflow is built for, times a scale.
func Full(scale float64) (Size, error) {
	if math.IsNaN(scale) || scale < MinScale || scale > MaxScale {
		return Size{}, fmt.Errorf("a scale lies between %g and %g", MinScale, float64(MaxScale))
	}
	times := func(n, least int) int { return max(least, int(math.Round(float64(n)*scale))) }
	return Size{
		Warehouses: times(10, 4), Users: times(500, 10), Products: times(100_000, 100),
		Balances: times(1_000_000, 1000), AuditRecords: times(10_000_000, 10_000), Days: 730,
	}, nil
}
