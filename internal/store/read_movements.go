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

// ListMovements reads the ledger of the warehouses of the scope, newest first.
// Of an operation it gives all, also what happened in its other warehouse.
func (s *Store) ListMovements(ctx context.Context, scope Scope, f MovementFilter, page Page) ([]Movement, string, error) {
	key, err := page.key("")
	if err != nil {
		return nil, "", err
	}
	before := int64(math.MaxInt64)
	if key[0] != "" {
		if before, err = keyID(key[0]); err != nil {
			return nil, "", err
		}
	}
	read := s.movements
	if f.OperationID != "" {
		read = s.movementsOfOperation
	}
	rows, err := read(ctx, scope, f, before, page.rows())
	if err != nil {
		return nil, "", fmt.Errorf("list movements: %w", err)
	}
	items := make([]Movement, len(rows))
	for i, r := range rows {
		items[i] = movementOf(r)
	}
	items, next := cut(items, page, func(m Movement) []string { return []string{strconv.FormatInt(m.ID, 10)} })
	return items, next, nil
}

// movements finds the movements of a page by an index, and then reads them.
func (s *Store) movements(ctx context.Context, scope Scope, f MovementFilter, before int64, limit int32) ([]dbsqlc.MovementsByIDRow, error) {
	ids, err := s.movementIDs(ctx, scope, f, before, limit)
	if err != nil {
		return nil, err
	}
	return s.q.MovementsByID(ctx, ids)
}

func (s *Store) movementIDs(ctx context.Context, scope Scope, f MovementFilter, before int64, limit int32) ([]int64, error) {
	if scope.Everywhere && f.WarehouseID == 0 && f.ProductID == 0 {
		return s.q.NewestMovements(ctx, dbsqlc.NewestMovementsParams{BeforeID: before, MaxRows: limit})
	}
	if f.WarehouseID != 0 {
		scope = Scope{Warehouses: []int64{f.WarehouseID}}
	}
	sites, err := s.sites(ctx, scope)
	if err != nil {
		return nil, err
	}
	if f.ProductID != 0 {
		return s.q.ProductMovementsAtSites(ctx, dbsqlc.ProductMovementsAtSitesParams{
			WarehouseIds: sites, ProductID: f.ProductID, BeforeID: before, MaxRows: limit,
		})
	}
	return s.q.MovementsAtSites(ctx, dbsqlc.MovementsAtSitesParams{WarehouseIds: sites, BeforeID: before, MaxRows: limit})
}

func (s *Store) movementsOfOperation(
	ctx context.Context, scope Scope, f MovementFilter, before int64, limit int32,
) ([]dbsqlc.MovementsByIDRow, error) {
	rows, err := s.q.ListMovementsOfOperation(ctx, dbsqlc.ListMovementsOfOperationParams{
		OperationID: f.OperationID, BeforeID: before, ProductID: f.ProductID, Everywhere: scope.Everywhere,
		WarehouseIds: scope.Warehouses, WarehouseID: f.WarehouseID, MaxRows: limit,
	})
	same := make([]dbsqlc.MovementsByIDRow, len(rows))
	for i, r := range rows {
		same[i] = dbsqlc.MovementsByIDRow(r)
	}
	return same, err
}

func movementOf(r dbsqlc.MovementsByIDRow) Movement {
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
