package store

import (
	"context"
	"fmt"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// ThresholdChange sets the threshold of a product, named by its id or SKU, in a
// warehouse, named by its id or code.
type ThresholdChange struct {
	ProductID     int64
	SKU           string
	WarehouseID   int64
	WarehouseCode string
	inventory.Threshold
}

// thresholdRow is a threshold as jsonb_populate_recordset reads it.
type thresholdRow struct {
	ProductID   int64 `json:"product_id"`
	WarehouseID int64 `json:"warehouse_id"`
	inventory.Threshold
	UpdatedBy int64     `json:"updated_by"`
	UpdatedAt time.Time `json:"updated_at"`
}

// pair is a product in a warehouse.
type pair struct{ product, warehouse int64 }

func (p pair) subject() string { return fmt.Sprintf("%d/%d", p.product, p.warehouse) }

// SetThresholds sets thresholds in warehouses of the scope, all of them or, with
// all that is wrong about them, none. The alerts follow at once. It tells how
// many are other than before.
func (s *Store) SetThresholds(ctx context.Context, by Actor, scope Scope, changes []ThresholdChange) (int, error) {
	pairs, err := s.resolveThresholds(ctx, scope, changes)
	if err != nil {
		return 0, err
	}
	var changed []pair
	err = s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		var err error
		if changed, err = saveThresholds(ctx, q, by, pairs, changes); err != nil || len(changed) > changedAtOnce {
			return err
		}
		products, warehouses := columns(changed)
		return recheckStock(ctx, q, products, warehouses)
	})
	if err == nil && len(changed) > changedAtOnce {
		// Posting doesn't wait for so many at once.
		products, warehouses := columns(changed)
		err = s.recheckInParts(ctx, products, warehouses)
	}
	return len(changed), err
}

// saveThresholds writes the thresholds that are other than before.
func saveThresholds(ctx context.Context, q *dbsqlc.Queries, by Actor, pairs []pair, changes []ThresholdChange) ([]pair, error) {
	products, warehouses := columns(pairs)
	rows, err := q.ThresholdsOf(ctx, dbsqlc.ThresholdsOfParams{ProductIds: products, WarehouseIds: warehouses})
	if err != nil {
		return nil, fmt.Errorf("lock thresholds: %w", err)
	}
	before := make(map[pair]inventory.Threshold, len(rows))
	for _, r := range rows {
		before[pair{r.ProductID, r.WarehouseID}] = thresholdOf(r)
	}
	at := auditTime()
	var saved []thresholdRow
	var changed []pair
	var entries []AuditEntry
	for i, p := range pairs {
		e := AuditEntry{
			Actor: by, Stream: WarehouseStream(p.warehouse), Action: "set_threshold", SubjectKind: "threshold", SubjectID: p.subject(),
			After: changes[i].Threshold,
		}
		if old, known := before[p]; known {
			if sameThreshold(old, changes[i].Threshold) {
				continue
			}
			e.Before = old
		}
		saved = append(saved, thresholdRow{p.product, p.warehouse, changes[i].Threshold, by.UserID, at})
		changed, entries = append(changed, p), append(entries, e)
	}
	if len(changed) == 0 {
		return nil, nil
	}
	if err := each(ctx, saved, q.SaveThresholds); err != nil {
		return nil, fmt.Errorf("write thresholds: %w", err)
	}
	return changed, appendAudit(ctx, q, at, entries)
}

func thresholdOf(r dbsqlc.Threshold) inventory.Threshold {
	return inventory.Threshold{Minimum: r.Minimum, Maximum: r.Maximum, Target: r.Target, ReorderQuantity: r.ReorderQuantity}
}

func sameThreshold(a, b inventory.Threshold) bool {
	// Zero is no value of these, see inventory.Threshold.Check.
	return a.Minimum == b.Minimum && deref(a.Maximum) == deref(b.Maximum) && deref(a.Target) == deref(b.Target) &&
		deref(a.ReorderQuantity) == deref(b.ReorderQuantity)
}

// columns are pairs as statements take them.
func columns(pairs []pair) (products, warehouses []int64) {
	for _, p := range pairs {
		products, warehouses = append(products, p.product), append(warehouses, p.warehouse)
	}
	return products, warehouses
}

// RemoveThreshold lets a product's own reorder level count in a warehouse again.
func (s *Store) RemoveThreshold(ctx context.Context, by Actor, productID, warehouseID int64) error {
	p := pair{productID, warehouseID}
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		rows, err := q.ThresholdsOf(ctx, dbsqlc.ThresholdsOfParams{ProductIds: []int64{productID}, WarehouseIds: []int64{warehouseID}})
		if err != nil {
			return fmt.Errorf("lock a threshold: %w", err)
		}
		if len(rows) == 0 {
			return inventory.Refusef(inventory.CodeNotFound, "there is no such threshold")
		}
		if err := q.DeleteThreshold(ctx, dbsqlc.DeleteThresholdParams{ProductID: productID, WarehouseID: warehouseID}); err != nil {
			return fmt.Errorf("remove a threshold: %w", err)
		}
		err = appendAudit(ctx, q, auditTime(), []AuditEntry{{
			Actor: by, Stream: WarehouseStream(warehouseID), Action: "remove_threshold", SubjectKind: "threshold", SubjectID: p.subject(),
			Before: thresholdOf(rows[0]),
		}})
		if err != nil {
			return err
		}
		return recheckStock(ctx, q, []int64{productID}, []int64{warehouseID})
	})
}

// resolveThresholds finds what changes name, and everything that is wrong about
// them.
func (s *Store) resolveThresholds(ctx context.Context, scope Scope, changes []ThresholdChange) ([]pair, error) {
	known, err := s.knownTo(ctx, changes)
	if err != nil {
		return nil, err
	}
	pairs := make([]pair, len(changes))
	first := map[pair]int{}
	var lines []inventory.LineError
	for i, c := range changes {
		p, refusal := known.resolve(scope, c)
		if refusal == nil {
			refusal = c.Check()
		}
		if j, again := first[p]; refusal == nil && again {
			refusal = inventory.Refusef(inventory.CodeInvalid, "item %d is for the same product and warehouse", j+1)
		}
		if refusal != nil {
			field := fmt.Sprintf("items[%d]", i)
			if refusal.Field != "" {
				field += "." + refusal.Field
			}
			lines = append(lines, inventory.LineError{LineNo: i + 1, Code: refusal.Code, Detail: refusal.Detail, Field: field})
			continue
		}
		pairs[i], first[p] = p, i
	}
	if len(lines) > 0 {
		e := inventory.Refusef(lines[0].Code, "%s", lines[0].Detail).At("%s", lines[0].Field)
		e.Lines = lines
		return nil, e
	}
	return pairs, nil
}

// knownNames are the products and warehouses that changes name.
type knownNames struct {
	products   map[int64]dbsqlc.ProductsKnownRow
	skus       map[string]int64
	warehouses map[int64]bool
	codes      map[string]int64
}

func (s *Store) knownTo(ctx context.Context, changes []ThresholdChange) (knownNames, error) {
	k := knownNames{products: map[int64]dbsqlc.ProductsKnownRow{}, skus: map[string]int64{}, warehouses: map[int64]bool{}, codes: map[string]int64{}}
	products, warehouses := dbsqlc.ProductsKnownParams{}, dbsqlc.WarehousesKnownParams{}
	for _, c := range changes {
		products.Ids, products.Skus = append(products.Ids, c.ProductID), append(products.Skus, c.SKU)
		warehouses.Ids, warehouses.Codes = append(warehouses.Ids, c.WarehouseID), append(warehouses.Codes, c.WarehouseCode)
	}
	rows, err := s.q.ProductsKnown(ctx, products)
	if err != nil {
		return k, fmt.Errorf("find products: %w", err)
	}
	for _, r := range rows {
		k.products[r.ID], k.skus[r.Sku] = r, r.ID
	}
	sites, err := s.q.WarehousesKnown(ctx, warehouses)
	if err != nil {
		return k, fmt.Errorf("find warehouses: %w", err)
	}
	for _, r := range sites {
		k.warehouses[r.ID], k.codes[r.Code] = true, r.ID
	}
	return k, nil
}

func (k knownNames) resolve(scope Scope, c ThresholdChange) (pair, *inventory.Error) {
	p := pair{c.ProductID, c.WarehouseID}
	if (c.ProductID == 0) == (c.SKU == "") {
		return p, inventory.Refusef(inventory.CodeInvalid, "name the product by product_id or by sku")
	}
	if (c.WarehouseID == 0) == (c.WarehouseCode == "") {
		return p, inventory.Refusef(inventory.CodeInvalid, "name the warehouse by warehouse_id or by warehouse")
	}
	if c.SKU != "" {
		p.product = k.skus[c.SKU]
	}
	if c.WarehouseCode != "" {
		p.warehouse = k.codes[c.WarehouseCode]
	}
	switch product, found := k.products[p.product]; {
	case !found:
		return p, inventory.Refusef(inventory.CodeNotFound, "there is no such product")
	case !k.warehouses[p.warehouse] || !scope.Sees(p.warehouse):
		return p, inventory.Refusef(inventory.CodeNotFound, "there is no such warehouse among yours")
	case product.Status != "active":
		return p, inventory.Refusef(inventory.CodeRetired, "product %s is retired", product.Sku)
	}
	return p, nil
}
