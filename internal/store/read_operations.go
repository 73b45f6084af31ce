package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// OperationFilter narrows the list of operations.
type OperationFilter struct {
	Kind, Status, Search string
	WarehouseID          int64
	// Open asks for what is in flight, or, when false, for what has ended.
	Open *bool
	// Attention asks for what a timer wants somebody to look at.
	Attention bool
}

// ListOperations lists operations of the scope, newest first.
func (s *Store) ListOperations(ctx context.Context, scope Scope, f OperationFilter, page Page) ([]OperationSummary, string, error) {
	key, err := page.key(lastTime, lastUUID)
	if err != nil {
		return nil, "", err
	}
	beforeAt, err := keyTime(key[0])
	if err != nil || !isUUID(key[1]) {
		return nil, "", badCursor()
	}
	sites, err := s.sites(ctx, scope.narrowed(f.WarehouseID))
	if err != nil {
		return nil, "", err
	}
	found, err := s.operationIDs(ctx, sites, f, beforeAt, key[1], page.rows())
	if err != nil {
		return nil, "", fmt.Errorf("list operations: %w", err)
	}
	found, next := cut(found, page, func(r dbsqlc.OperationIDsRow) []string { return []string{keyText(r.CreatedAt.Time), r.ID} })
	ids := make([]string, len(found))
	for i, r := range found {
		ids[i] = r.ID
	}
	items, err := s.summaries(ctx, ids)
	return items, next, err
}

// operationIDs finds the operations of a page: those in flight by indexes of
// their own, those of a kind or a stage by theirs.
func (s *Store) operationIDs(
	ctx context.Context, sites []int64, f OperationFilter, beforeAt pgtype.Timestamptz, beforeID string, limit int32,
) ([]dbsqlc.OperationIDsRow, error) {
	open, ended := f.Open != nil && *f.Open, f.Open != nil && !*f.Open
	var ids []dbsqlc.OperationIDsRow
	switch {
	case f.Search != "":
		rows, err := s.q.SearchOperationIDs(ctx, dbsqlc.SearchOperationIDsParams{
			Search: f.Search, Prefix: likePrefix(f.Search), WarehouseIds: sites, Kind: f.Kind, Status: f.Status,
			OpenOnly: open, EndedOnly: ended, Attention: f.Attention, BeforeAt: beforeAt, BeforeID: beforeID, MaxRows: limit,
		})
		for _, r := range rows {
			ids = append(ids, dbsqlc.OperationIDsRow(r))
		}
		return ids, err
	case open || f.Attention || (f.Status != "" && !inventory.Status(f.Status).Ended() && !ended):
		rows, err := s.q.OpenOperationIDs(ctx, dbsqlc.OpenOperationIDsParams{
			WarehouseIds: sites, BeforeAt: beforeAt, BeforeID: beforeID, Kind: f.Kind, Status: f.Status,
			Attention: f.Attention, MaxRows: limit,
		})
		for _, r := range rows {
			ids = append(ids, dbsqlc.OperationIDsRow(r))
		}
		return ids, err
	case f.Kind != "" || f.Status != "":
		arg := dbsqlc.OperationIDsByStageParams{WarehouseIds: sites, BeforeAt: beforeAt, BeforeID: beforeID, MaxRows: limit}
		for _, stage := range inventory.Stages(inventory.Kind(f.Kind), inventory.Status(f.Status)) {
			if ended && !stage.Status.Ended() {
				continue
			}
			arg.Kinds, arg.Statuses = append(arg.Kinds, string(stage.Kind)), append(arg.Statuses, string(stage.Status))
		}
		rows, err := s.q.OperationIDsByStage(ctx, arg)
		for _, r := range rows {
			ids = append(ids, dbsqlc.OperationIDsRow(r))
		}
		return ids, err
	default:
		return s.q.OperationIDs(ctx, dbsqlc.OperationIDsParams{
			WarehouseIds: sites, BeforeAt: beforeAt, BeforeID: beforeID, EndedOnly: ended, MaxRows: limit,
		})
	}
}

func (s *Store) summaries(ctx context.Context, ids []string) ([]OperationSummary, error) {
	items := make([]OperationSummary, 0, len(ids))
	if len(ids) == 0 {
		return items, nil
	}
	rows, err := s.q.OperationSummaries(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read operations: %w", err)
	}
	for _, r := range rows {
		items = append(items, summaryOf(r))
	}
	return items, nil
}

func summaryOf(r dbsqlc.OperationSummariesRow) OperationSummary {
	o := r.Operation
	return OperationSummary{
		ID: o.ID, Number: o.Number, Kind: o.Kind, Status: o.Status, Ended: deref(o.Ended),
		Warehouse:   WarehouseRef{ID: o.WarehouseID, Code: r.WarehouseCode, Name: r.WarehouseName},
		Destination: warehouseRef(o.DestinationID, r.DestinationCode, r.DestinationName),
		Partner:     o.Partner, Reference: o.Reference, DocumentDate: dateText(o.DocumentDate), RequiredOn: dateText(o.RequiredOn),
		ETA: timePtr(o.Eta), ReserveUntil: timePtr(o.ReserveUntil), ReturnLeg: o.ReturnLeg, Attention: o.Attention,
		PendingApprovals: r.PendingApprovals, CreatedBy: UserRef{ID: o.CreatedBy, Name: r.CreatedByName},
		CreatedAt: o.CreatedAt.Time, UpdatedAt: o.UpdatedAt.Time, Revision: o.Revision,
		Totals: Totals{
			Lines: r.Lines, Quantity: r.Quantity, Reserved: r.Reserved, Picked: r.Picked, Dispatched: r.Dispatched, Received: r.Received,
			Damaged: r.Damaged, Returned: r.Returned, Lost: r.Lost, Scrapped: r.Scrapped, Pending: r.Pending,
		},
	}
}

func warehouseRef(id *int64, code, name string) *WarehouseRef {
	if id == nil {
		return nil
	}
	return &WarehouseRef{ID: *id, Code: code, Name: name}
}

// OperationDetail reads an operation of the scope with everything about it.
func (s *Store) OperationDetail(ctx context.Context, scope Scope, id string) (OperationDetail, error) {
	rows, err := s.q.OperationSummaries(ctx, []string{id})
	if err != nil {
		return OperationDetail{}, fmt.Errorf("read operation: %w", err)
	}
	if len(rows) == 0 || !scope.SeesEither(rows[0].Operation.WarehouseID, deref(rows[0].Operation.DestinationID)) {
		return OperationDetail{}, inventory.Refusef(inventory.CodeNotFound, "there is no such operation")
	}
	o := rows[0].Operation
	d := OperationDetail{
		OperationSummary: summaryOf(rows[0]), Note: o.Note, Reason: o.Reason, Carrier: o.Carrier, Tracking: o.Tracking,
		Lines: []OperationLine{}, Holds: []Hold{}, Transit: []TransitLot{}, Timeline: []TimelineStep{},
	}
	if o.Kind == string(inventory.Shipment) {
		d.Policy = o.ReservePolicy
	}
	if err := s.addLines(ctx, &d); err != nil {
		return OperationDetail{}, err
	}
	if err := s.addWhereabouts(ctx, &d); err != nil {
		return OperationDetail{}, err
	}
	if err := s.addCorrections(ctx, &d); err != nil {
		return OperationDetail{}, err
	}
	if err := s.addReturns(ctx, &d, o); err != nil {
		return OperationDetail{}, err
	}
	if err := s.addCount(ctx, &d); err != nil {
		return OperationDetail{}, err
	}
	d.Approvals, err = s.approvalsOf(ctx, id)
	if err != nil {
		return OperationDetail{}, err
	}
	steps, err := s.q.Timeline(ctx, id)
	if err != nil {
		return OperationDetail{}, fmt.Errorf("read the timeline: %w", err)
	}
	for _, r := range steps {
		d.Timeline = append(d.Timeline, TimelineStep{
			StepNo: r.StepNo, Kind: r.Kind, CommandID: r.CommandID, Status: r.Status, Note: r.Note,
			User: UserRef{ID: r.UserID, Name: r.UserName}, PostedAt: r.PostedAt.Time,
		})
	}
	return d, nil
}

func (s *Store) addLines(ctx context.Context, d *OperationDetail) error {
	rows, err := s.q.LinesWithProducts(ctx, d.ID)
	if err != nil {
		return fmt.Errorf("read lines: %w", err)
	}
	for _, r := range rows {
		l := r.OperationLine
		d.Lines = append(d.Lines, OperationLine{
			LineNo: l.LineNo, Quantity: l.Quantity, Reserved: l.Reserved, Picked: l.Picked, Dispatched: l.Dispatched,
			Received: l.Received, Damaged: l.Damaged, Returned: l.Returned, Lost: l.Lost, Scrapped: l.Scrapped, Pending: l.Pending,
			Product: LineProduct{
				ID: l.ProductID, SKU: r.Sku, Name: r.Name, BaseUnit: r.BaseUnit, TracksLots: r.TracksLots, TracksExpiry: r.TracksExpiry,
			},
		})
	}
	return nil
}

// addWhereabouts adds what the operation holds and what it has on the road.
func (s *Store) addWhereabouts(ctx context.Context, d *OperationDetail) error {
	holds, err := s.q.HoldsWithBins(ctx, d.ID)
	if err != nil {
		return fmt.Errorf("read reservations: %w", err)
	}
	for _, r := range holds {
		d.Holds = append(d.Holds, Hold{
			LineNo: r.LineNo, Quantity: r.Quantity, Picked: r.OriginBalanceID != nil,
			Location: LocationRef{ID: r.LocationID, Code: r.LocationCode, Kind: r.LocationKind, WarehouseID: r.WarehouseID},
			Origin:   locationRef(r.OriginLocationID, r.OriginCode, r.OriginKind, r.OriginWarehouseID),
			Lot:      lotRef(r.LotID, r.LotCode, r.ExpiresOn),
		})
	}
	transit, err := s.q.TransitWithLots(ctx, d.ID)
	if err != nil {
		return fmt.Errorf("read goods on the road: %w", err)
	}
	for _, r := range transit {
		d.Transit = append(d.Transit, TransitLot{LineNo: r.LineNo, Quantity: r.Quantity, Lot: lotRef(r.LotID, r.LotCode, r.ExpiresOn)})
	}
	return nil
}
