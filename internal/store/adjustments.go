package store

import (
	"context"
	"fmt"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// AdjustmentReason is why stock is corrected.
type AdjustmentReason struct {
	Code string `json:"code"`
	Name string `json:"name"`
	// Direction says which changes it explains: increase, decrease or either.
	Direction string `json:"direction"`
	// Scraps says that the goods leave for good, and not for a difference.
	Scraps bool `json:"scraps"`
	Active bool `json:"active"`
}

// ListReasons lists the reasons for adjustments by their codes.
func (s *Store) ListReasons(ctx context.Context, activeOnly bool, page Page) ([]AdjustmentReason, string, error) {
	key, err := page.key("")
	if err != nil {
		return nil, "", err
	}
	rows, err := s.q.ListReasons(ctx, dbsqlc.ListReasonsParams{AfterCode: key[0], ActiveOnly: activeOnly, MaxRows: page.rows()})
	if err != nil {
		return nil, "", fmt.Errorf("list reasons: %w", err)
	}
	items := make([]AdjustmentReason, len(rows))
	for i, r := range rows {
		items[i] = reasonOf(r)
	}
	items, next := cut(items, page, func(r AdjustmentReason) []string { return []string{r.Code} })
	return items, next, nil
}

// CreateReason adds a reason.
func (s *Store) CreateReason(ctx context.Context, by Actor, r AdjustmentReason) (AdjustmentReason, error) {
	err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		row, err := q.InsertReason(ctx, dbsqlc.InsertReasonParams{Code: r.Code, Name: r.Name, Direction: r.Direction, Scraps: r.Scraps})
		if err != nil {
			return fmt.Errorf("add a reason: %w", taken(err))
		}
		r = reasonOf(row)
		return reasonAudit(ctx, q, by, "create_adjustment_reason", r.Code, nil, r)
	})
	return r, err
}

// ReasonChange is what changes of a reason; nil leaves as it is. What it means
// doesn't change: adjustments refer to it.
type ReasonChange struct {
	Name   *string
	Active *bool
}

// UpdateReason renames, retires or revives a reason.
func (s *Store) UpdateReason(ctx context.Context, by Actor, code string, c ReasonChange) (AdjustmentReason, error) {
	var r AdjustmentReason
	err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		row, err := q.LockReason(ctx, code)
		if err != nil {
			return notFound(err, "reason")
		}
		before := reasonOf(row)
		set(&row.Name, c.Name)
		set(&row.Active, c.Active)
		row, err = q.UpdateReason(ctx, dbsqlc.UpdateReasonParams{Code: code, Name: row.Name, Active: row.Active})
		if err != nil {
			return fmt.Errorf("change a reason: %w", err)
		}
		r = reasonOf(row)
		return reasonAudit(ctx, q, by, "update_adjustment_reason", code, before, r)
	})
	return r, err
}

func reasonOf(r dbsqlc.AdjustmentReason) AdjustmentReason {
	return AdjustmentReason{Code: r.Code, Name: r.Name, Direction: r.Direction, Scraps: r.Scraps, Active: r.Active}
}

func reasonAudit(ctx context.Context, q *dbsqlc.Queries, by Actor, action, code string, before, after any) error {
	return appendAudit(ctx, q, auditTime(), []AuditEntry{{
		Actor: by, Stream: CatalogueStream, Action: action, SubjectKind: "adjustment_reason", SubjectID: code, Before: before, After: after,
	}})
}

// addCorrections adds to the lines of an adjustment what they correct.
func (s *Store) addCorrections(ctx context.Context, d *OperationDetail) error {
	if d.Kind != string(inventory.Adjustment) {
		return nil
	}
	rows, err := s.q.AdjustmentLinesWithPlaces(ctx, d.ID)
	if err != nil {
		return fmt.Errorf("read what is corrected: %w", err)
	}
	for _, r := range rows {
		d.Corrections = append(d.Corrections, LineCorrection{
			LineNo: r.LineNo, Change: r.Change, Reason: r.Reason, Scraps: r.Scraps, LotCode: r.LotCode,
			Location: LocationRef{ID: r.LocationID, Code: r.LocationCode, Kind: r.LocationKind, WarehouseID: r.WarehouseID},
		})
	}
	return nil
}
