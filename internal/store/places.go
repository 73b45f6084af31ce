package store

import (
	"context"
	"fmt"

	"stockflow/internal/store/dbsqlc"
)

// mayRetireWarehouse refuses to retire a warehouse that holds stock or has
// documents in flight. It keeps documents from being made there until the
// commit, so it comes before the warehouse's row is locked.
func mayRetireWarehouse(ctx context.Context, q *dbsqlc.Queries, id int64) error {
	if err := q.ClaimWarehouse(ctx, id); err != nil {
		return fmt.Errorf("claim a warehouse: %w", err)
	}
	use, err := q.WarehouseInUse(ctx, id)
	if err != nil {
		return fmt.Errorf("look what a warehouse holds: %w", err)
	}
	return placeInUse("warehouse", use.Stock, use.Operation)
}

// lockBin locks a bin and its balances: balances first, as Post does, and
// again from the start when one was made in between.
func lockBin(ctx context.Context, q *dbsqlc.Queries, warehouseID, id int64) (dbsqlc.Location, error) {
	locked, err := q.LockBinBalances(ctx, id)
	if err != nil {
		return dbsqlc.Location{}, fmt.Errorf("lock the balances of a bin: %w", err)
	}
	row, err := q.LockLocation(ctx, dbsqlc.LockLocationParams{ID: id, WarehouseID: warehouseID})
	if err != nil {
		return row, notFound(err, "bin")
	}
	there, err := q.CountBinBalances(ctx, id)
	if err != nil {
		return row, fmt.Errorf("count the balances of a bin: %w", err)
	}
	if int(there) != len(locked) {
		return row, fmt.Errorf("balances of a bin: %w", errRestart)
	}
	return row, nil
}

// mayRetireBin refuses to retire a locked bin that holds stock, or that open
// operations count on.
func mayRetireBin(ctx context.Context, q *dbsqlc.Queries, id int64) error {
	use, err := q.BinInUse(ctx, id)
	if err != nil {
		return fmt.Errorf("look what a bin holds: %w", err)
	}
	return placeInUse("bin", use.Stock, use.Operation)
}

func placeInUse(what string, stock bool, operation string) error {
	switch {
	case stock:
		return inUse("the %s holds stock; move it or adjust it first", what)
	case operation != "":
		return inUse("%s is open and counts on the %s", operation, what)
	}
	return nil
}

// PutAwaySuggestion is a bin in which goods could be put away, and why.
type PutAwaySuggestion struct {
	Location LocationRef `json:"location"`
	// Reason is same_lot, same_product, empty or emptiest.
	Reason string `json:"reason"`
	// OnHand is what the bin holds: of the product, or, of an emptiest one, of
	// everything.
	OnHand int64 `json:"on_hand"`
}

// SuggestPutAway names bins for goods of a product, or of one of its lots (0:
// none in particular): those that hold it already, then empty storage bins,
// and where none is empty the emptiest of the first ones.
func (s *Store) SuggestPutAway(ctx context.Context, warehouseID, productID, lotID int64, limit int32) ([]PutAwaySuggestion, error) {
	if _, err := s.q.ProductByID(ctx, productID); err != nil {
		return nil, notFound(err, "product")
	}
	found := []PutAwaySuggestion{}
	add := func(id int64, code, kind, reason string, onHand int64) {
		if len(found) < int(limit) {
			found = append(found, PutAwaySuggestion{LocationRef{id, code, kind, warehouseID}, reason, onHand})
		}
	}
	holding, err := s.q.BinsHolding(ctx, dbsqlc.BinsHoldingParams{
		ProductID: productID, WarehouseID: warehouseID, LotID: nonZero(lotID), MaxRows: limit,
	})
	if err != nil {
		return nil, fmt.Errorf("find the bins of a product: %w", err)
	}
	for _, r := range holding {
		reason := "same_product"
		if r.SameLot {
			reason = "same_lot"
		}
		add(r.ID, r.Code, r.Kind, reason, r.OnHand)
	}
	empty, err := s.q.EmptyBins(ctx, dbsqlc.EmptyBinsParams{WarehouseID: warehouseID, MaxRows: limit})
	if err != nil {
		return nil, fmt.Errorf("find empty bins: %w", err)
	}
	for _, r := range empty {
		add(r.ID, r.Code, r.Kind, "empty", 0)
	}
	if len(empty) > 0 || len(found) == int(limit) {
		return found, nil
	}
	emptiest, err := s.q.EmptiestBins(ctx, dbsqlc.EmptiestBinsParams{WarehouseID: warehouseID, MaxRows: limit})
	if err != nil {
		return nil, fmt.Errorf("find the emptiest bins: %w", err)
	}
	named := map[int64]bool{}
	for _, f := range found {
		named[f.Location.ID] = true
	}
	for _, r := range emptiest {
		if !named[r.ID] {
			add(r.ID, r.Code, r.Kind, "emptiest", r.OnHand)
		}
	}
	return found, nil
}
