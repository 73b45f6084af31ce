package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"stockflow/internal/store/dbsqlc"
)

// The audit streams of what was refused, apart from those of what was done, so
// that writing them down holds up nothing.
const (
	refusalsOfCompany = "refusals"
	refusalsPrefix    = "refusals:"
)

// RefusalStream is the audit stream of what was refused in a warehouse; 0 is
// the company.
func RefusalStream(warehouseID int64) string {
	if warehouseID == 0 {
		return refusalsOfCompany
	}
	return fmt.Sprint(refusalsPrefix, warehouseID)
}

func isRefusalStream(stream string) bool {
	return stream == refusalsOfCompany || strings.HasPrefix(stream, refusalsPrefix)
}

// RecordRefusals writes down what was refused, in the order in which it is given.
func (s *Store) RecordRefusals(ctx context.Context, entries []AuditEntry) error {
	if len(entries) == 0 {
		return nil
	}
	if i := slices.IndexFunc(entries, func(e AuditEntry) bool { return !isRefusalStream(e.Stream) }); i >= 0 {
		return fmt.Errorf("%s is no stream of refusals", entries[i].Stream)
	}
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		return appendAudit(ctx, q, auditTime(), entries)
	})
}

// SeesStream tells whether records of an audit stream are within the scope; of
// no stream ("") they are.
func (s Scope) SeesStream(stream string) bool {
	return s.Everywhere || stream == "" || slices.ContainsFunc(s.Warehouses, func(id int64) bool {
		return stream == WarehouseStream(id) || stream == RefusalStream(id)
	})
}
