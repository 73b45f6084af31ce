package store

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/store/dbsqlc"
)

// MovementFilter narrows the ledger.
type MovementFilter struct {
	ProductID, WarehouseID int64
	OperationID            string
}

const (
	// ledgerWindow is how much of the ledger is looked through at a time, and
	// ledgerWindows how often for one page: what is sought of a quiet warehouse
	// may lie far back, and no request may read the whole ledger for it.
	ledgerWindow  = 20_000
	ledgerWindows = 10
)

// ListMovements reads the ledger, newest first. A page may be short although
// more follows.
func (s *Store) ListMovements(ctx context.Context, scope Scope, f MovementFilter, page Page) ([]Movement, string, error) {
	key, err := page.key("")
	if err != nil {
		return nil, "", err
	}
	if f.OperationID != "" || f.ProductID != 0 || (scope.Everywhere && f.WarehouseID == 0) {
		// These have an index, or take whatever comes.
		return s.movementPage(ctx, scope, f, page, key[0])
	}
	before, err := s.movementsFrom(ctx, key[0])
	if err != nil {
		return nil, "", err
	}
	var items []Movement
	for range ledgerWindows {
		from := max(before-ledgerWindow, 1)
		rows, err := s.movements(ctx, scope, f, from, before, page.rows()-int32(len(items))) //nolint:gosec // less than a page
		if err != nil {
			return nil, "", err
		}
		items = append(items, rows...)
		before = from
		if len(items) > page.Limit || from == 1 {
			items, next := cut(items, page, movementKey)
			return items, next, nil
		}
	}
	next := cursorOf(strconv.FormatInt(before, 10))
	if items == nil {
		items = []Movement{}
	}
	return items, next, nil
}

func movementKey(m Movement) []string { return []string{strconv.FormatInt(m.ID, 10)} }

// movementsFrom is the id before which a page begins.
func (s *Store) movementsFrom(ctx context.Context, key string) (int64, error) {
	if key != "" {
		return keyID(key)
	}
	newest, err := s.q.NewestMovement(ctx)
	if err != nil {
		return 0, fmt.Errorf("find the newest movement: %w", err)
	}
	return newest + 1, nil
}

func (s *Store) movementPage(ctx context.Context, scope Scope, f MovementFilter, page Page, key string) ([]Movement, string, error) {
	before := int64(math.MaxInt64)
	if key != "" {
		var err error
		if before, err = keyID(key); err != nil {
			return nil, "", err
		}
	}
	items, err := s.movements(ctx, scope, f, 0, before, page.rows())
	if err != nil {
		return nil, "", err
	}
	items, next := cut(items, page, movementKey)
	return items, next, nil
}

func (s *Store) movements(ctx context.Context, scope Scope, f MovementFilter, from, before int64, limit int32) ([]Movement, error) {
	var rows []dbsqlc.ListMovementsRow
	var err error
	if f.OperationID == "" {
		rows, err = s.q.ListMovements(ctx, dbsqlc.ListMovementsParams{
			FromID: from, BeforeID: before, ProductID: f.ProductID, Everywhere: scope.Everywhere, WarehouseIds: scope.Warehouses,
			WarehouseID: f.WarehouseID, MaxRows: limit,
		})
	} else {
		var same []dbsqlc.ListMovementsOfOperationRow
		same, err = s.q.ListMovementsOfOperation(ctx, dbsqlc.ListMovementsOfOperationParams{
			OperationID: f.OperationID, BeforeID: before, ProductID: f.ProductID, Everywhere: scope.Everywhere,
			WarehouseIds: scope.Warehouses, WarehouseID: f.WarehouseID, MaxRows: limit,
		})
		for _, r := range same {
			rows = append(rows, dbsqlc.ListMovementsRow(r))
		}
	}
	if err != nil {
		return nil, fmt.Errorf("list movements: %w", err)
	}
	items := make([]Movement, len(rows))
	for i, r := range rows {
		items[i] = movementOf(r)
	}
	return items, nil
}

func movementOf(r dbsqlc.ListMovementsRow) Movement {
	return Movement{
		ID: r.ID, MovedAt: r.MovedAt.Time, StepNo: r.StepNo, LineNo: r.LineNo, Quantity: r.Quantity, Kind: r.Kind,
		Operation: OperationRef{ID: r.OperationID, Number: r.Number, Kind: r.OperationKind},
		Product:   ProductRef{ID: r.ProductID, SKU: r.Sku, Name: r.ProductName, BaseUnit: r.BaseUnit},
		Lot:       lotRef(r.LotID, r.LotCode, r.ExpiresOn),
		From:      MovementSide{Account: r.FromAccount, Location: locationRef(r.FromLocationID, r.FromCode, r.FromKind, r.FromWarehouseID)},
		To:        MovementSide{Account: r.ToAccount, Location: locationRef(r.ToLocationID, r.ToCode, r.ToKind, r.ToWarehouseID)},
		User:      UserRef{ID: r.UserID, Name: r.UserName},
	}
}

func lotRef(id *int64, code string, expires pgtype.Date) *LotRef {
	if id == nil {
		return nil
	}
	return &LotRef{ID: *id, Code: code, ExpiresOn: dateText(expires)}
}

func locationRef(id *int64, code, kind string, warehouseID int64) *LocationRef {
	if id == nil {
		return nil
	}
	return &LocationRef{ID: *id, Code: code, Kind: kind, WarehouseID: warehouseID}
}
