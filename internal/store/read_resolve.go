package store

import (
	"context"
	"fmt"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// OperationHead is what the API needs of an operation before it gives a
// command to it.
type OperationHead struct {
	ID            string
	Number        string
	Kind          inventory.Kind
	Status        inventory.Status
	WarehouseID   int64
	DestinationID int64
	ReturnLeg     bool
}

// OperationHead reads an operation's head.
func (s *Store) OperationHead(ctx context.Context, id string) (OperationHead, error) {
	r, err := s.q.OperationHead(ctx, id)
	if err != nil {
		return OperationHead{}, notFound(err, "operation")
	}
	return OperationHead{
		ID: r.ID, Number: r.Number, Kind: inventory.Kind(r.Kind), Status: inventory.Status(r.Status), WarehouseID: r.WarehouseID,
		DestinationID: deref(r.DestinationID), ReturnLeg: r.ReturnLeg,
	}, nil
}

// ApprovalOperation reads the head of the operation that an approval belongs to.
func (s *Store) ApprovalOperation(ctx context.Context, approvalID string) (OperationHead, error) {
	r, err := s.q.ApprovalHead(ctx, approvalID)
	if err != nil {
		return OperationHead{}, notFound(err, "approval")
	}
	return OperationHead{ID: r.OperationID, Kind: inventory.Kind(r.Kind), WarehouseID: r.WarehouseID, DestinationID: deref(r.DestinationID)}, nil
}

// ProductsBySKU finds products by their SKUs.
func (s *Store) ProductsBySKU(ctx context.Context, skus []string) (map[string]int64, error) {
	rows, err := s.q.ProductsBySKU(ctx, skus)
	if err != nil {
		return nil, fmt.Errorf("find products by SKU: %w", err)
	}
	ids := make(map[string]int64, len(rows))
	for _, r := range rows {
		ids[r.Sku] = r.ID
	}
	return ids, nil
}

// NameOf names something of a product: a packaging unit, or a lot.
type NameOf struct {
	ProductID int64
	Name      string
}

// PackagingFactors finds the factors of packaging units.
func (s *Store) PackagingFactors(ctx context.Context, products []int64, names []string) (map[NameOf]int64, error) {
	rows, err := s.q.PackagingFactors(ctx, dbsqlc.PackagingFactorsParams{ProductIds: products, Names: names})
	if err != nil {
		return nil, fmt.Errorf("find packaging units: %w", err)
	}
	factors := make(map[NameOf]int64, len(rows))
	for _, r := range rows {
		factors[NameOf{r.ProductID, r.Name}] = r.Factor
	}
	return factors, nil
}

// LotsByCode finds lots by their codes.
func (s *Store) LotsByCode(ctx context.Context, products []int64, codes []string) (map[NameOf]int64, error) {
	rows, err := s.q.LotIDsByCode(ctx, dbsqlc.LotIDsByCodeParams{ProductIds: products, Codes: codes})
	if err != nil {
		return nil, fmt.Errorf("find lots: %w", err)
	}
	ids := make(map[NameOf]int64, len(rows))
	for _, r := range rows {
		ids[NameOf{r.ProductID, r.Code}] = r.ID
	}
	return ids, nil
}

// LocationsByCode finds bins of a warehouse by their codes.
func (s *Store) LocationsByCode(ctx context.Context, warehouseID int64, codes []string) (map[string]int64, error) {
	rows, err := s.q.LocationsByCode(ctx, dbsqlc.LocationsByCodeParams{WarehouseID: warehouseID, Codes: codes})
	if err != nil {
		return nil, fmt.Errorf("find locations: %w", err)
	}
	ids := make(map[string]int64, len(rows))
	for _, r := range rows {
		ids[r.Code] = r.ID
	}
	return ids, nil
}

// LineProducts finds the products of an operation's lines.
func (s *Store) LineProducts(ctx context.Context, operationID string, lines []int32) (map[int]int64, error) {
	rows, err := s.q.LineProducts(ctx, dbsqlc.LineProductsParams{OperationID: operationID, LineNos: lines})
	if err != nil {
		return nil, fmt.Errorf("find the products of lines: %w", err)
	}
	products := make(map[int]int64, len(rows))
	for _, r := range rows {
		products[int(r.LineNo)] = r.ProductID
	}
	return products, nil
}
