package store

import (
	"context"
	"fmt"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// alertNames are the names of what alerts are about.
type alertNames struct {
	products   map[int64]ProductRef
	warehouses map[int64]WarehouseRef
	lots       map[int64]LotRef
	operations map[string]OperationRef
	users      map[int64]UserRef
}

// alertsFrom names what alerts are about, a query a kind of thing.
func (s *Store) alertsFrom(ctx context.Context, rows []dbsqlc.Alert) ([]Alert, error) {
	names, err := s.namesOfAlerts(ctx, rows)
	if err != nil {
		return nil, err
	}
	items := make([]Alert, len(rows))
	for i, r := range rows {
		a := Alert{
			ID: r.ID, Type: inventory.AlertType(r.Type), Severity: Severity(r.Severity), Status: AlertStatus(r.Status), Message: r.Message,
			Product: pick(names.products, r.ProductID), Warehouse: pick(names.warehouses, r.WarehouseID), Lot: pick(names.lots, r.LotID),
			Operation: pick(names.operations, r.OperationID), Subject: r.Subject, Quantity: r.Quantity, Threshold: r.Threshold,
			RaisedAt: r.RaisedAt.Time, UpdatedAt: r.UpdatedAt.Time, ResolvedAt: instant(r.ResolvedAt), SnoozedUntil: instant(r.SnoozedUntil),
			AssignedTo: pick(names.users, r.AssignedTo), Reopened: r.Reopened,
		}
		if a.Status != AlertSnoozed {
			a.EscalatesAt = instant(r.DueAt)
		}
		a.Actions = alertRowOf(r).actions()
		items[i] = a
	}
	return items, nil
}

func pick[K comparable, V any](from map[K]V, key *K) *V {
	if key == nil {
		return nil
	}
	v := from[*key]
	return &v
}

func (s *Store) namesOfAlerts(ctx context.Context, rows []dbsqlc.Alert) (n alertNames, err error) {
	products, warehouses, lots, users := map[int64]bool{}, map[int64]bool{}, map[int64]bool{}, map[int64]bool{}
	operations := map[string]bool{}
	for _, r := range rows {
		products[deref(r.ProductID)], warehouses[r.Site], lots[deref(r.LotID)], users[deref(r.AssignedTo)] = true, true, true, true
		if r.OperationID != nil {
			operations[*r.OperationID] = true
		}
	}
	if n.products, err = s.productNames(ctx, keys(products)); err != nil {
		return n, err
	}
	if n.warehouses, err = s.warehouseNames(ctx, keys(warehouses)); err != nil {
		return n, err
	}
	if n.lots, err = named(ctx, s.q.NamesOfLots, keys(lots), func(r dbsqlc.NamesOfLotsRow) (int64, LotRef) {
		return r.ID, LotRef{ID: r.ID, Code: r.Code, ExpiresOn: dateText(r.ExpiresOn)}
	}); err != nil {
		return n, err
	}
	if n.operations, err = named(ctx, s.q.NamesOfOperations, keys(operations), func(r dbsqlc.NamesOfOperationsRow) (string, OperationRef) {
		return r.ID, OperationRef(r)
	}); err != nil {
		return n, err
	}
	n.users, err = named(ctx, s.q.NamesOfUsers, keys(users), func(r dbsqlc.NamesOfUsersRow) (int64, UserRef) {
		return r.ID, UserRef(r)
	})
	return n, err
}

func (s *Store) productNames(ctx context.Context, ids []int64) (map[int64]ProductRef, error) {
	return named(ctx, s.q.NamesOfProducts, ids, func(r dbsqlc.NamesOfProductsRow) (int64, ProductRef) {
		return r.ID, ProductRef{ID: r.ID, SKU: r.Sku, Name: r.Name, BaseUnit: r.BaseUnit}
	})
}

func (s *Store) warehouseNames(ctx context.Context, ids []int64) (map[int64]WarehouseRef, error) {
	refs, err := s.WarehouseRefs(ctx, Scope{Warehouses: ids})
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]WarehouseRef, len(refs))
	for _, r := range refs {
		byID[r.ID] = r
	}
	return byID, nil
}

// named reads the names of things by their keys; none of them, no query.
func named[K comparable, R, V any](ctx context.Context, read func(context.Context, []K) ([]R, error), ids []K, f func(R) (K, V)) (map[K]V, error) {
	found := make(map[K]V, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	rows, err := read(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read names: %w", err)
	}
	for _, r := range rows {
		k, v := f(r)
		found[k] = v
	}
	return found, nil
}
