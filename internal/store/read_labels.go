package store

import (
	"context"
	"fmt"

	"stockflow/internal/store/dbsqlc"
)

// Labelled are the things that labels are printed for, by their ids.
type Labelled struct {
	Products   map[int64]Product
	Lots       map[int64]Lot
	Locations  map[int64]LabelledBin
	Operations map[string]LabelledOperation
}

// LabelledBin is a bin with the code of its warehouse.
type LabelledBin struct {
	Location
	Warehouse string
}

// LabelledOperation is an operation with whom it is for.
type LabelledOperation struct {
	OperationRef
	Partner string
}

// Wanted are the ids of things that labels are printed for.
type Wanted struct {
	Products, Lots, Locations []int64
	Operations                []string
}

// Labelled reads what labels are printed for; what isn't there, or isn't the
// scope's, is missing.
func (s *Store) Labelled(ctx context.Context, scope Scope, w Wanted) (Labelled, error) {
	out := Labelled{Products: map[int64]Product{}, Lots: map[int64]Lot{}, Locations: map[int64]LabelledBin{}, Operations: map[string]LabelledOperation{}}
	sites, err := s.sites(ctx, scope)
	if err != nil {
		return out, err
	}
	rows, err := s.q.ProductsByIDs(ctx, dbsqlc.ProductsByIDsParams{Ids: w.Products})
	if err != nil {
		return out, fmt.Errorf("read products: %w", err)
	}
	products, err := withUnits(ctx, s.q, rows)
	if err != nil {
		return out, err
	}
	for _, p := range products {
		out.Products[p.ID] = p
	}
	lots, err := s.q.LotsForLabels(ctx, w.Lots)
	if err != nil {
		return out, fmt.Errorf("read lots: %w", err)
	}
	for _, l := range lots {
		out.Lots[l.ID] = Lot{ID: l.ID, ProductID: l.ProductID, Code: l.Code, ExpiresOn: dateText(l.ExpiresOn)}
	}
	bins, err := s.q.LocationsForLabels(ctx, dbsqlc.LocationsForLabelsParams{Ids: w.Locations, WarehouseIds: sites})
	if err != nil {
		return out, fmt.Errorf("read bins: %w", err)
	}
	for _, b := range bins {
		out.Locations[b.ID] = LabelledBin{Location: Location{ID: b.ID, WarehouseID: b.WarehouseID, Code: b.Code, Kind: b.Kind}, Warehouse: b.WarehouseCode}
	}
	operations, err := s.q.OperationsForLabels(ctx, dbsqlc.OperationsForLabelsParams{Ids: w.Operations, WarehouseIds: sites})
	if err != nil {
		return out, fmt.Errorf("read operations: %w", err)
	}
	for _, o := range operations {
		out.Operations[o.ID] = LabelledOperation{OperationRef: OperationRef{ID: o.ID, Number: o.Number, Kind: o.Kind}, Partner: o.Partner}
	}
	return out, nil
}
