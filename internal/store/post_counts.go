package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// readCounts reads what counts cover and how far they are.
func readCounts(ctx context.Context, q *dbsqlc.Queries, byID map[string]*inventory.Operation) error {
	var ids []string
	for id, op := range byID {
		if op.Kind == inventory.Count {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	rows, err := q.CountsOf(ctx, ids)
	if err != nil {
		return fmt.Errorf("read counts: %w", err)
	}
	for _, r := range rows {
		c := &inventory.CountState{Last: int(r.Last), Outstanding: int(r.Outstanding)}
		if err := json.Unmarshal(r.Scope, &c.Scope); err != nil {
			return fmt.Errorf("read the scope of count %s: %w", r.OperationID, err)
		}
		byID[r.OperationID].Count = c
	}
	return nil
}

// loadCountLines loads the lines of counts that the batch needs.
func (l *loader) loadCountLines(ctx context.Context, batch []inventory.Command) error {
	for _, c := range batch {
		op := l.book.Operations[c.OperationID]
		if op == nil || op.Count == nil {
			continue
		}
		all, numbers, products := inventory.CountLines(c)
		if !all && numbers == nil && products == nil {
			continue
		}
		rows, err := l.countLines(ctx, op.ID, all, numbers, products)
		if err != nil {
			return fmt.Errorf("load the lines of a count: %w", err)
		}
		if op.Count.Lines == nil {
			op.Count.Lines = make(map[int]inventory.CountLine, len(rows))
		}
		for _, r := range rows {
			op.Count.Lines[int(r.LineNo)] = countLineOf(r)
		}
	}
	return nil
}

func (l *loader) countLines(ctx context.Context, id string, all bool, numbers []int, products []int64) ([]dbsqlc.CountLine, error) {
	if all {
		return l.q.CountLinesOf(ctx, id)
	}
	arg := dbsqlc.CountLinesNamedParams{OperationID: id, ProductIds: products}
	for _, n := range numbers {
		arg.LineNos = append(arg.LineNos, int32(n)) //nolint:gosec // bounded by the contract
	}
	return l.q.CountLinesNamed(ctx, arg)
}

func countLineOf(r dbsqlc.CountLine) inventory.CountLine {
	return inventory.CountLine{
		LineNo: int(r.LineNo), ProductID: r.ProductID, LocationID: r.LocationID, LotID: deref(r.LotID),
		Status: inventory.CountLineStatus(r.Status), Added: r.Added, Expected: r.Expected, Movement: r.ExpectedMovementID,
		Counted: deref(r.Counted), CountedBy: deref(r.CountedBy), CountedAt: r.CountedAt.Time, Rounds: int(r.Rounds),
		Why: inventory.RecountReason(r.RecountReason),
	}
}

// loadScopes finds what new counts cover. One statement sees balances and
// movements as they belong together, so nothing has to be locked.
func (l *loader) loadScopes(ctx context.Context) error {
	for id, s := range l.scopes {
		found, err := l.scope(ctx, s.warehouse, *s.of)
		if err != nil {
			return fmt.Errorf("find what a count covers: %w", err)
		}
		l.book.Found[id] = found
	}
	return nil
}

// maxCounted is how many lines a scope is read for: one more than a count may have.
const maxCounted = 20_001

func (l *loader) scope(ctx context.Context, warehouse int64, s inventory.CountScope) ([]inventory.CountLine, error) {
	everyProduct := s.CategoryID == 0 && s.ABCClass == "" && len(s.ProductIDs) == 0
	var products []int64
	if !everyProduct {
		var err error
		products, err = l.q.CountProducts(ctx, dbsqlc.CountProductsParams{
			Ids: s.ProductIDs, CategoryID: s.CategoryID, AbcClass: s.ABCClass, WarehouseID: warehouse,
		})
		if err != nil {
			return nil, err
		}
	}
	var rows []dbsqlc.CountScopeOfProductsRow
	if len(s.LocationIDs) > 0 {
		inBins, err := l.q.CountScopeOfBins(ctx, dbsqlc.CountScopeOfBinsParams{
			LocationIds: s.LocationIDs, EveryProduct: everyProduct, ProductIds: products, MaxRows: maxCounted,
		})
		if err != nil {
			return nil, err
		}
		for _, r := range inBins {
			rows = append(rows, dbsqlc.CountScopeOfProductsRow(r))
		}
	} else if len(products) > 0 {
		var err error
		rows, err = l.q.CountScopeOfProducts(ctx, dbsqlc.CountScopeOfProductsParams{WarehouseID: warehouse, ProductIds: products, MaxRows: maxCounted})
		if err != nil {
			return nil, err
		}
	}
	found := make([]inventory.CountLine, len(rows))
	for i, r := range rows {
		found[i] = inventory.CountLine{
			ProductID: r.ProductID, LocationID: r.LocationID, LotID: deref(r.LotID), Expected: r.OnHand, Movement: r.MovementID,
		}
	}
	return found, nil
}

// loadMarks looks how the balances of counts stand: after they were locked, for
// those that are about to be posted.
func (l *loader) loadMarks(ctx context.Context) error {
	for warehouse, marks := range l.marks {
		arg := dbsqlc.BalanceMarksParams{WarehouseID: warehouse}
		for _, m := range marks {
			arg.ProductIds = append(arg.ProductIds, m.Key.ProductID)
			arg.LocationIds = append(arg.LocationIds, m.Key.LocationID)
			arg.LotIds = append(arg.LotIds, m.Key.LotID)
			arg.Sinces = append(arg.Sinces, m.Since)
		}
		rows, err := l.q.BalanceMarks(ctx, arg)
		if err != nil {
			return fmt.Errorf("look how the counted balances stand: %w", err)
		}
		for _, r := range rows {
			key := inventory.BalanceKey{ProductID: r.ProductID, WarehouseID: warehouse, LocationID: r.LocationID, LotID: deref(r.LotID)}
			mark := inventory.Mark{OnHand: r.OnHand, Movement: r.MovementID, MovedAt: r.MovedAt.Time, Corrected: r.Corrected}
			mark.Corrected = mark.Corrected || l.book.Marks[key].Corrected
			l.book.Marks[key] = mark
		}
	}
	return nil
}

// countLineRow is a line of a count as jsonb_populate_recordset reads it.
type countLineRow struct {
	OperationID        string     `json:"operation_id"`
	LineNo             int        `json:"line_no"`
	ProductID          int64      `json:"product_id"`
	LocationID         int64      `json:"location_id"`
	LotID              *int64     `json:"lot_id"`
	Status             string     `json:"status"`
	Added              bool       `json:"added"`
	Expected           int64      `json:"expected"`
	ExpectedMovementID int64      `json:"expected_movement_id"`
	Counted            *int64     `json:"counted"`
	CountedBy          *int64     `json:"counted_by"`
	CountedAt          *time.Time `json:"counted_at"`
	Rounds             int        `json:"rounds"`
	RecountReason      string     `json:"recount_reason"`
	Posted             *int64     `json:"posted"`
}

func (w *writer) countLineRow(id string, l inventory.CountLine) countLineRow {
	if l.LotID < 0 {
		l.LotID = w.book.Lot(l.LotID).ID
	}
	r := countLineRow{
		OperationID: id, LineNo: l.LineNo, ProductID: l.ProductID, LocationID: l.LocationID, LotID: nonZero(l.LotID), Status: string(l.Status),
		Added: l.Added, Expected: l.Expected, ExpectedMovementID: l.Movement, Rounds: l.Rounds, RecountReason: string(l.Why),
	}
	if l.CountedBy != 0 {
		r.Counted, r.CountedBy, r.CountedAt = &l.Counted, &l.CountedBy, &l.CountedAt
	}
	if l.Status == inventory.CountPosted {
		difference := l.Difference()
		r.Posted = &difference
	}
	return r
}

// saveCounts writes new counts, and the lines that the decisions changed.
func (w *writer) saveCounts(ctx context.Context) error {
	var created, updated []countLineRow
	for _, id := range w.changed {
		op, old := w.book.Operations[id], w.book.Loaded(id)
		if op.Count == nil {
			continue
		}
		var before map[int]inventory.CountLine
		if old == nil {
			scope, err := json.Marshal(op.Count.Scope)
			if err != nil {
				return fmt.Errorf("encode the scope of a count: %w", err)
			}
			if err := w.q.InsertCount(ctx, dbsqlc.InsertCountParams{OperationID: id, Scope: scope}); err != nil {
				return fmt.Errorf("write a count: %w", err)
			}
		} else {
			before = old.Count.Lines
		}
		for no, l := range op.Count.Lines {
			switch was, known := before[no]; {
			case !known:
				created = append(created, w.countLineRow(id, l))
			case was != l:
				updated = append(updated, w.countLineRow(id, l))
			}
		}
	}
	if err := each(ctx, created, w.q.InsertCountLines); err != nil {
		return fmt.Errorf("write new lines of counts: %w", err)
	}
	if err := each(ctx, updated, w.q.UpdateCountLines); err != nil {
		return fmt.Errorf("write lines of counts: %w", err)
	}
	return nil
}
