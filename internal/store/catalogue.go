package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"
	_ "time/tzdata" // the IANA time zones, wherever the program runs

	"github.com/jackc/pgx/v5/pgconn"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// refusals words the constraints that a change of people or of the catalogue
// can run into.
var refusals = map[string]*inventory.Error{
	"users_email_key":                     inventory.Refusef(inventory.CodeConflict, "somebody has this e-mail address already").At("email"),
	"warehouses_code_key":                 inventory.Refusef(inventory.CodeConflict, "another warehouse has this code").At("code"),
	"locations_warehouse_id_code_key":     inventory.Refusef(inventory.CodeConflict, "another bin of the warehouse has this code").At("code"),
	"products_sku_key":                    inventory.Refusef(inventory.CodeConflict, "another product has this SKU").At("sku"),
	"categories_path_key":                 inventory.Refusef(inventory.CodeConflict, "there is a category with this name already").At("name"),
	"categories_name_check":               inventory.Refusef(inventory.CodeInvalid, "a name has no sign > and no control characters").At("name"),
	"categories_path_check":               inventory.Refusef(inventory.CodeInvalid, "the names from the top have at most 900 characters").At("name"),
	"product_barcodes_gtin_key":           inventory.Refusef(inventory.CodeConflict, "one of the barcodes is another product's, with or without leading zeros").At("barcodes"),
	"product_barcodes_pkey":               inventory.Refusef(inventory.CodeConflict, "one of the barcodes is another product's, or is given twice").At("barcodes"),
	"packaging_units_product_id_name_key": inventory.Refusef(inventory.CodeConflict, "a packaging unit is given twice").At("packaging_units"),
	"adjustment_reasons_pkey":             inventory.Refusef(inventory.CodeConflict, "another reason has this code").At("code"),
	"user_warehouses_warehouse_id_fkey":   inventory.Refusef(inventory.CodeNotFound, "one of the warehouses doesn't exist").At("warehouse_ids"),
	"locations_warehouse_id_fkey":         inventory.Refusef(inventory.CodeNotFound, "there is no such warehouse"),
	"products_check":                      inventory.Refusef(inventory.CodeInvalid, "a product that is tracked by expiry is tracked by lot").At("tracks_expiry"),
}

// taken turns a violated constraint into the refusal that it stands for.
func taken(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		if r, ok := refusals[pg.ConstraintName]; ok {
			refusal := *r
			return &refusal
		}
	}
	return err
}

func catalogueAudit(ctx context.Context, q *dbsqlc.Queries, by Actor, stream, action, kind string, id int64, before, after any) error {
	return appendAudit(ctx, q, auditTime(), []AuditEntry{{
		Actor: by, Stream: stream, Action: action, SubjectKind: kind, SubjectID: strconv.FormatInt(id, 10), Before: before, After: after,
	}})
}

// NewWarehouse is a warehouse to add.
type NewWarehouse struct {
	Code, Name, Address, TimeZone string
	TolerancePercent              int32
	ApprovalQuantity              int64
	CorrectionLimits
}

// CorrectionLimits say which corrections of a warehouse's stock wait for a
// second person.
type CorrectionLimits struct {
	// StaffAdjusts is how many units staff may correct by themselves.
	StaffAdjusts int64
	// AdjustmentApproval is the size from which a manager's adjustment waits; 0: never.
	AdjustmentApproval int64
	// CountTolerancePercent is how far a count may differ; -1: as far as it likes.
	CountTolerancePercent int32
	// CountApproval is the size from which a difference of a count waits; 0: never.
	CountApproval int64
}

// everywhere is the scope of those who may change the catalogue's warehouses.
var everywhere = Scope{Everywhere: true}

// CreateWarehouse adds a warehouse with a bin of each kind.
func (s *Store) CreateWarehouse(ctx context.Context, by Actor, n NewWarehouse) (Warehouse, error) {
	var w Warehouse
	err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		if err := checkTimeZone(ctx, q, n.TimeZone); err != nil {
			return err
		}
		row, err := q.InsertWarehouse(ctx, dbsqlc.InsertWarehouseParams{
			Code: n.Code, Name: n.Name, Address: n.Address, TimeZone: n.TimeZone,
			OverReceiptTolerancePercent: n.TolerancePercent, TransferApprovalQuantity: n.ApprovalQuantity,
			AdjustmentStaffQuantity: n.StaffAdjusts, AdjustmentApprovalQuantity: n.AdjustmentApproval,
			CountTolerancePercent: n.CountTolerancePercent, CountApprovalQuantity: n.CountApproval,
		})
		if err != nil {
			return fmt.Errorf("add a warehouse: %w", taken(err))
		}
		if err := q.InsertDefaultLocations(ctx, row.ID); err != nil {
			return fmt.Errorf("add the bins of a warehouse: %w", err)
		}
		w = warehouseOf(row, everywhere)
		return catalogueAudit(ctx, q, by, WarehouseStream(w.ID), "create_warehouse", "warehouse", w.ID, nil, w)
	})
	return w, err
}

// checkTimeZone refuses what is no name of the IANA time zone database. The
// database knows more, as UTC+3, which isn't what it looks like.
func checkTimeZone(ctx context.Context, q *dbsqlc.Queries, name string) error {
	if _, err := time.LoadLocation(name); err != nil || name == "" || name == "Local" {
		return inventory.Refusef(inventory.CodeInvalid, "there is no time zone %q in the IANA database", name).At("time_zone")
	}
	_, err := q.TimeInZone(ctx, name)
	if err != nil && isDataError(err) {
		return inventory.Refusef(inventory.CodeInvalid, "there is no time zone %q", name).At("time_zone")
	}
	if err != nil {
		return fmt.Errorf("check a time zone: %w", err)
	}
	return nil
}

// WarehouseChange is what changes of a warehouse; nil leaves as it is.
type WarehouseChange struct {
	Name, Address, TimeZone, Status *string
	TolerancePercent                *int32
	ApprovalQuantity                *int64
	StaffAdjusts                    *int64
	AdjustmentApproval              *int64
	CountTolerancePercent           *int32
	CountApproval                   *int64
}

// UpdateWarehouse changes a warehouse. It is retired only when it is empty and
// nothing is in flight there.
func (s *Store) UpdateWarehouse(ctx context.Context, by Actor, id int64, c WarehouseChange) (Warehouse, error) {
	var w Warehouse
	err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		if c.Status != nil && *c.Status == retired {
			if err := mayRetireWarehouse(ctx, q, id); err != nil {
				return err
			}
		}
		row, err := q.LockWarehouse(ctx, id)
		if err != nil {
			return notFound(err, "warehouse")
		}
		before := warehouseOf(row, everywhere)
		if c.TimeZone != nil {
			if err := checkTimeZone(ctx, q, *c.TimeZone); err != nil {
				return err
			}
		}
		set(&row.Name, c.Name)
		set(&row.Address, c.Address)
		set(&row.TimeZone, c.TimeZone)
		set(&row.Status, c.Status)
		set(&row.OverReceiptTolerancePercent, c.TolerancePercent)
		approval := deref(row.TransferApprovalQuantity)
		set(&approval, c.ApprovalQuantity)
		limits := before.limits()
		set(&limits.StaffAdjusts, c.StaffAdjusts)
		set(&limits.AdjustmentApproval, c.AdjustmentApproval)
		set(&limits.CountTolerancePercent, c.CountTolerancePercent)
		set(&limits.CountApproval, c.CountApproval)
		row, err = q.UpdateWarehouse(ctx, dbsqlc.UpdateWarehouseParams{
			ID: id, Name: row.Name, Address: row.Address, TimeZone: row.TimeZone, Status: row.Status,
			OverReceiptTolerancePercent: row.OverReceiptTolerancePercent, TransferApprovalQuantity: approval,
			AdjustmentStaffQuantity: limits.StaffAdjusts, AdjustmentApprovalQuantity: limits.AdjustmentApproval,
			CountTolerancePercent: limits.CountTolerancePercent, CountApprovalQuantity: limits.CountApproval,
		})
		if err != nil {
			return fmt.Errorf("change a warehouse: %w", err)
		}
		w = warehouseOf(row, everywhere)
		return catalogueAudit(ctx, q, by, WarehouseStream(id), "update_warehouse", "warehouse", id, before, w)
	})
	return w, err
}

// set overwrites what is changed.
func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// CreateLocation adds a bin.
func (s *Store) CreateLocation(ctx context.Context, by Actor, warehouseID int64, code, kind string) (Location, error) {
	var l Location
	err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		row, err := q.InsertLocation(ctx, dbsqlc.InsertLocationParams{WarehouseID: warehouseID, Code: code, Kind: kind})
		if err != nil {
			return fmt.Errorf("add a bin: %w", taken(err))
		}
		l = locationOf(row)
		return catalogueAudit(ctx, q, by, WarehouseStream(warehouseID), "create_location", "location", l.ID, nil, l)
	})
	return l, err
}

// UpdateLocation retires a bin that nothing is in and nothing counts on, or
// takes it back into use.
func (s *Store) UpdateLocation(ctx context.Context, by Actor, warehouseID, id int64, status string) (Location, error) {
	var l Location
	err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		row, err := lockBin(ctx, q, warehouseID, id)
		if err != nil {
			return err
		}
		before := locationOf(row)
		if status == retired {
			if err := mayRetireBin(ctx, q, id); err != nil {
				return err
			}
		}
		if row, err = q.UpdateLocation(ctx, dbsqlc.UpdateLocationParams{ID: id, Status: status}); err != nil {
			return fmt.Errorf("change a bin: %w", err)
		}
		l = locationOf(row)
		return catalogueAudit(ctx, q, by, WarehouseStream(warehouseID), "update_location", "location", id, before, l)
	})
	return l, err
}
