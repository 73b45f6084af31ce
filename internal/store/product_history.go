package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"stockflow/internal/store/dbsqlc"
)

// HistoryQuery asks for the stock of a product over time.
type HistoryQuery struct {
	ProductID, WarehouseID int64
	// From and To are dates, Step is day, week or month.
	From, To, Step string
}

// ProductHistory is the stock of a product over time, in the reader's
// warehouses together or in one of them.
type ProductHistory struct {
	Product ProductRef `json:"product"`
	From    string     `json:"from"`
	To      string     `json:"to"`
	Step    string     `json:"step"`
	AsOf    *time.Time `json:"as_of,omitempty"`
	Source  string     `json:"source"`
	// Thresholds are those of the warehouses; Minimum and Maximum are their
	// sums, as the stock is. Maximum is nil where a warehouse has none.
	Thresholds []ProductThreshold `json:"thresholds"`
	Minimum    int64              `json:"minimum"`
	Maximum    *int64             `json:"maximum,omitempty"`
	Points     []HistoryPoint     `json:"points"`
}

// ProductThreshold is what should be there of a product in a warehouse.
type ProductThreshold struct {
	WarehouseID int64  `json:"warehouse_id"`
	Minimum     int64  `json:"minimum"`
	Maximum     *int64 `json:"maximum,omitempty"`
}

// HistoryPoint is the stock at the end of a step, and what moved in it.
type HistoryPoint struct {
	// Date is the first day of the step.
	Date     string `json:"date"`
	OnHand   int64  `json:"on_hand"`
	Change   int64  `json:"change"`
	Received int64  `json:"received"`
	Shipped  int64  `json:"shipped"`
}

// ProductHistory reads how the stock of a product went.
func (s *Store) ProductHistory(ctx context.Context, scope Scope, h HistoryQuery) (ProductHistory, error) {
	q := ReportQuery{Report: "stock-history", ProductID: h.ProductID, WarehouseID: h.WarehouseID, From: h.From, To: h.To, GroupBy: h.Step}
	def, err := checkReport(&q)
	if err != nil {
		return ProductHistory{}, err
	}
	r := &reportRequest{ReportQuery: q}
	if r.from, r.to, err = def.period(q, time.Now()); err != nil {
		return ProductHistory{}, err
	}
	if r.sites, err = s.sites(ctx, scope.narrowed(h.WarehouseID)); err != nil {
		return ProductHistory{}, err
	}
	var x ProductHistory
	err = s.reading(ctx, func(ctx context.Context, tx pgx.Tx, source string) error {
		x, err = readHistory(ctx, tx, def, r)
		x.Source = source
		return err
	})
	return x, err
}

func readHistory(ctx context.Context, tx pgx.Tx, def reportDefinition, r *reportRequest) (ProductHistory, error) {
	q := dbsqlc.New(tx)
	product, err := q.ProductByID(ctx, r.ProductID)
	if err != nil {
		return ProductHistory{}, notFound(err, "product")
	}
	page, err := readReport(ctx, tx, def, r)
	if err != nil {
		return ProductHistory{}, err
	}
	x := ProductHistory{
		Product: ProductRef{ID: product.ID, SKU: product.Sku, Name: product.Name, BaseUnit: product.BaseUnit},
		From:    page.From, To: page.To, Step: r.GroupBy, AsOf: page.AsOf, Points: make([]HistoryPoint, len(page.Items)),
	}
	for i, row := range page.Items {
		count := func(key string) int64 { n, _ := row[key].(int64); return n }
		date, _ := row[r.GroupBy].(string)
		x.Points[i] = HistoryPoint{date, count("closing"), count("change"), count("received"), count("shipped")}
	}
	err = addThresholds(ctx, q, r, &x)
	return x, err
}

func addThresholds(ctx context.Context, q *dbsqlc.Queries, r *reportRequest, x *ProductHistory) error {
	rows, err := q.ThresholdsOfProduct(ctx, dbsqlc.ThresholdsOfProductParams{ProductID: r.ProductID, WarehouseIds: r.sites})
	if err != nil {
		return fmt.Errorf("read thresholds: %w", err)
	}
	x.Thresholds = make([]ProductThreshold, len(rows))
	var maximum int64
	open := len(rows) == 0
	for i, t := range rows {
		x.Thresholds[i] = ProductThreshold{t.WarehouseID, t.Minimum, t.Maximum}
		x.Minimum += t.Minimum
		if t.Maximum == nil {
			open = true
			continue
		}
		maximum += *t.Maximum
	}
	if !open {
		x.Maximum = &maximum
	}
	return nil
}
