package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// CountLine is a line of a count. What is expected, and what was counted, are
// missing where counting is blind.
type CountLine struct {
	LineNo        int32       `json:"line_no"`
	Product       ProductRef  `json:"product"`
	Location      LocationRef `json:"location"`
	Lot           *LotRef     `json:"lot,omitempty"`
	Status        string      `json:"status"`
	Added         bool        `json:"added"`
	Rounds        int32       `json:"rounds"`
	RecountReason string      `json:"recount_reason,omitempty"`
	Counted       *int64      `json:"counted,omitempty"`
	CountedBy     *UserRef    `json:"counted_by,omitempty"`
	CountedAt     *time.Time  `json:"counted_at,omitempty"`
	Expected      *int64      `json:"expected,omitempty"`
	Difference    *int64      `json:"difference,omitempty"`
}

// CountSummary says how far a count is, and, where that isn't hidden, what it
// has found.
type CountSummary struct {
	Lines       int32  `json:"lines"`
	Outstanding int32  `json:"outstanding"`
	Different   *int32 `json:"different,omitempty"`
	Surplus     *int64 `json:"surplus,omitempty"`
	Missing     *int64 `json:"missing,omitempty"`
}

// Blind takes out what somebody who counts must not see of an open count:
// what is expected, and what others have counted. Zero sees everything.
type Blind struct{ UserID int64 }

func (b Blind) line(l *CountLine) {
	if b.UserID == 0 {
		return
	}
	l.Expected, l.Difference = nil, nil
	if l.CountedBy != nil && l.CountedBy.ID != b.UserID {
		l.Counted = nil
	}
}

// Hide takes out what the summary of an open count says of its differences.
func (c *CountSummary) Hide() { c.Different, c.Surplus, c.Missing = nil, nil, nil }

// ListCountLines lists the lines of a count in their order, all or those in a
// state.
func (s *Store) ListCountLines(ctx context.Context, operationID, status string, blind Blind, page Page) ([]CountLine, string, error) {
	key, err := page.key("0")
	if err != nil {
		return nil, "", err
	}
	after, err := strconv.ParseInt(key[0], 10, 32)
	if err != nil {
		return nil, "", badCursor()
	}
	rows, err := s.q.ListCountLines(ctx, dbsqlc.ListCountLinesParams{
		OperationID: operationID, AfterLine: int32(after), Status: status, MaxRows: page.rows(),
	})
	if err != nil {
		return nil, "", fmt.Errorf("list the lines of a count: %w", err)
	}
	items := make([]CountLine, len(rows))
	for i, r := range rows {
		items[i] = countedLine(r)
		blind.line(&items[i])
	}
	items, next := cut(items, page, func(l CountLine) []string { return []string{strconv.Itoa(int(l.LineNo))} })
	return items, next, nil
}

func countedLine(r dbsqlc.ListCountLinesRow) CountLine {
	l := CountLine{
		LineNo: r.LineNo, Product: ProductRef{ID: r.ProductID, SKU: r.Sku, Name: r.Name, BaseUnit: r.BaseUnit},
		Location: LocationRef{ID: r.LocationID, Code: r.LocationCode, Kind: r.LocationKind, WarehouseID: r.WarehouseID},
		Lot:      lotRef(r.LotID, r.LotCode, r.ExpiresOn), Status: r.Status, Added: r.Added, Rounds: r.Rounds, RecountReason: r.RecountReason,
		Counted: r.Counted, CountedAt: timePtr(r.CountedAt), Expected: &r.Expected,
	}
	if r.CountedBy != nil {
		l.CountedBy = &UserRef{ID: *r.CountedBy, Name: r.CountedByName}
		// What is counted again is held against another snapshot.
		if r.Status == string(inventory.CountCounted) || r.Status == string(inventory.CountPosted) {
			difference := *r.Counted - r.Expected
			l.Difference = &difference
		}
	}
	return l
}

// addCount adds how far a count is and what it has found.
func (s *Store) addCount(ctx context.Context, d *OperationDetail) error {
	if d.Kind != string(inventory.Count) {
		return nil
	}
	r, err := s.q.CountTotals(ctx, d.ID)
	if err != nil {
		return fmt.Errorf("sum up a count: %w", err)
	}
	d.Count = &CountSummary{Lines: r.Lines, Outstanding: r.Outstanding, Different: &r.Different, Surplus: &r.Surplus, Missing: &r.Missing}
	return nil
}

// LineReturn says where the goods of a return's line went, or came from.
type LineReturn struct {
	LineNo       int32       `json:"line_no"`
	Location     LocationRef `json:"location"`
	LotCode      string      `json:"lot_code,omitempty"`
	Condition    string      `json:"condition"`
	Reason       string      `json:"reason,omitempty"`
	OriginLineNo int32       `json:"origin_line_no,omitempty"`
}

// addReturns adds to the lines of a return where their goods went, and what
// document they are returned from.
func (s *Store) addReturns(ctx context.Context, d *OperationDetail, o dbsqlc.Operation) error {
	if d.Kind != string(inventory.Return) {
		return nil
	}
	d.Direction = o.Direction
	if o.OriginID != nil {
		origin, err := s.OperationHead(ctx, *o.OriginID)
		if err != nil {
			return err
		}
		d.Origin = &OperationRef{ID: origin.ID, Number: origin.Number, Kind: string(origin.Kind)}
	}
	rows, err := s.q.ReturnLinesWithPlaces(ctx, d.ID)
	if err != nil {
		return fmt.Errorf("read what was returned: %w", err)
	}
	for _, r := range rows {
		d.Returns = append(d.Returns, LineReturn{
			LineNo: r.LineNo, LotCode: r.LotCode, Condition: r.Condition, Reason: r.Reason, OriginLineNo: deref(r.OriginLineNo),
			Location: LocationRef{ID: r.LocationID, Code: r.LocationCode, Kind: r.LocationKind, WarehouseID: r.WarehouseID},
		})
	}
	return nil
}

// CountProducts gives the products of lines of a count, by their numbers.
func (s *Store) CountProducts(ctx context.Context, operationID string, lines []int32) (map[int]int64, error) {
	if len(lines) == 0 {
		return nil, nil
	}
	rows, err := s.q.ProductsOfCountLines(ctx, dbsqlc.ProductsOfCountLinesParams{OperationID: operationID, LineNos: lines})
	if err != nil {
		return nil, fmt.Errorf("read the products of a count: %w", err)
	}
	products := make(map[int]int64, len(rows))
	for _, r := range rows {
		products[int(r.LineNo)] = r.ProductID
	}
	return products, nil
}
