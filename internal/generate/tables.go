package generate

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/importer"
	"stockflow/internal/inventory"
)

// table is a table's name, its columns, and where its rows come from.
type table struct {
	name    string
	columns []string
	rows    iter.Seq[[]any]
	// about is how many rows there will be, for those who wait.
	about int
}

// tables are all tables that are written, in an order in which each refers to
// those before it only.
func (c *company) tables(passwordHash string) []table {
	places := c.size.Balances
	return []table{
		{"warehouses", []string{
			"id", "code", "name", "address", "time_zone", "over_receipt_tolerance_percent", "transfer_approval_quantity",
			"adjustment_staff_quantity", "adjustment_approval_quantity", "count_tolerance_percent", "created_at",
		}, c.warehouseRows(), c.size.Warehouses},
		{"locations", []string{"id", "warehouse_id", "code", "kind", "created_at"}, c.locationRows(), c.size.Warehouses * len(c.bins)},
		{"users", []string{"id", "email", "name", "role", "password_hash", "created_at"}, c.userRows(passwordHash), c.size.Users},
		{"user_warehouses", []string{"user_id", "warehouse_id"}, c.membershipRows(), c.size.Users},
		{"categories", []string{"id", "name", "path"}, c.categoryRows(), len(c.categories)},
		{"products", []string{"id", "sku", "name", "description", "category_id", "base_unit", "tracks_lots", "tracks_expiry", "expiry_warning_days", "reorder_level", "created_at"}, c.productRows(), c.size.Products},
		{"packaging_units", []string{"id", "product_id", "name", "factor"}, c.packagingRows(), c.size.Products},
		{"product_barcodes", []string{"barcode", "product_id", "packaging_unit_id"}, c.barcodeRows(), c.size.Products},
		{"lots", []string{"id", "product_id", "code", "expires_on", "created_at"}, c.lotRows(), len(c.lots)},
		{"inventory", []string{"id", "product_id", "warehouse_id", "location_id", "lot_id", "on_hand", "reserved", "updated_at"}, c.balanceRows(), places},
		{"thresholds", []string{"product_id", "warehouse_id", "minimum", "maximum", "target", "updated_by"}, c.thresholdRows(), places / 6},
		{"operations", []string{
			"id", "number", "kind", "status", "warehouse_id", "destination_id", "reference", "partner", "document_date", "eta", "created_by",
			"created_at", "updated_at", "revision",
		}, c.operationRows(), places * 12 / 10},
		{"operation_lines", []string{"operation_id", "line_no", "product_id", "quantity", "reserved", "dispatched", "received"}, c.lineRows(), places * 3},
		{"operation_steps", []string{"operation_id", "step_no", "kind", "command_id", "user_id", "status", "posted_at"}, c.stepRows(), places * 9 / 2},
		{"movements", []string{
			"id", "operation_id", "step_no", "line_no", "part_no", "product_id", "lot_id", "warehouse_id", "from_balance_id", "from_account",
			"to_balance_id", "to_account", "quantity", "kind", "user_id", "moved_at",
		}, c.movementRows(), places * 5},
		{"reservations", []string{"operation_id", "line_no", "balance_id", "quantity"}, c.reservationRows(), places / 100},
		{"transit_lots", []string{"operation_id", "line_no", "product_id", "lot_id", "warehouse_id", "quantity"}, c.transitRows(), places / 1000},
		{"process_notices", []string{"operation_id", "revision", "created_at"}, c.noticeRows(), places / 100},
	}
}

func (c *company) warehouseRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i, w := range c.warehouses {
			if !yield([]any{
				i + 1, w.Code, w.Name, w.Address, w.TimeZone, w.OverReceiptTolerancePercent, orNull(w.TransferApprovalQuantity),
				w.AdjustmentStaffQuantity, orNull(w.AdjustmentApprovalQuantity), w.CountTolerancePercent, c.begin,
			}) {
				return
			}
		}
	}
}

func (c *company) locationRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for w := range c.warehouses {
			for i, b := range c.bins {
				if !yield([]any{w*len(c.bins) + i + 1, w + 1, b.code, b.kind, c.begin}) {
					return
				}
			}
		}
	}
}

func (c *company) userRows(passwordHash string) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i, p := range c.people {
			if !yield([]any{i + firstUser, p.Email, p.Name, p.Role, passwordHash, c.begin}) {
				return
			}
		}
	}
}

func (c *company) membershipRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for w := range c.size.Warehouses {
			for _, list := range [][]int64{c.staff[w], c.managers[w]} {
				for _, id := range list {
					if !yield([]any{id, w + 1}) {
						return
					}
				}
			}
		}
	}
}

func (c *company) categoryRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i, name := range c.categories {
			if !yield([]any{i + 1, name, name}) {
				return
			}
		}
	}
}

func (c *company) productRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i, p := range c.catalogue {
			var category any
			if n := slices.Index(c.categories, orZero(p.Category)); n >= 0 {
				category = n + 1
			}
			if !yield([]any{
				i + 1, p.SKU, p.Name, orZero(p.Description), category, orZero(p.BaseUnit), orZero(p.TracksLots), orZero(p.TracksExpiry),
				p.ExpiryWarningDays, p.ReorderLevel, c.begin,
			}) {
				return
			}
		}
	}
}

func orZero[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

func (c *company) packagingRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		id := 0
		for i, p := range c.catalogue {
			for _, unit := range p.Packaging {
				id++
				if !yield([]any{id, i + 1, unit.Name, unit.Factor}) {
					return
				}
			}
		}
	}
}

func (c *company) barcodeRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		units := 0
		for i, p := range c.catalogue {
			for _, b := range p.Barcodes {
				var unit any
				if n := slices.IndexFunc(p.Packaging, func(u importer.Packaging) bool { return u.Name == b.Packaging }); n >= 0 {
					unit = units + n + 1
				}
				if !yield([]any{b.Code, i + 1, unit}) {
					return
				}
			}
			units += len(p.Packaging)
		}
	}
}

func (c *company) lotRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i, l := range c.lots {
			expires := pgtype.Date{}
			if l.expires > 0 {
				expires = pgtype.Date{Time: c.begin.AddDate(0, 0, int(l.expires)), Valid: true}
			}
			if !yield([]any{i + 1, l.product + 1, l.code, expires, c.begin}) {
				return
			}
		}
	}
}

// balanceRows needs what became of the stock in the end.
func (c *company) balanceRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		h := c.run(visitor{})
		end := c.at(c.size.Days, 0)
		for i, b := range c.balances {
			if !yield([]any{i + 1, b.product + 1, b.warehouse + 1, c.location(b), orNull(b.lot), h.onHand[i], h.held[i], end}) {
				return
			}
		}
	}
}

// thresholdRows say of the busy balances how much there should be; some are
// above, some below.
func (c *company) thresholdRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for w, list := range c.busy {
			for n, i := range list {
				var most any
				if n%3 == 0 {
					most = 250 + n%300
				}
				if !yield([]any{c.balances[i].product + 1, w + 1, 15 + n%20, most, 60 + n%100, firstUser}) {
					return
				}
			}
		}
	}
}

// orNull is a number, or null for 0.
func orNull[T int32 | int64](n T) any {
	if n == 0 {
		return nil
	}
	return n
}

var prefixes = map[inventory.Kind]string{inventory.Receipt: "RC", inventory.Shipment: "SH", inventory.Transfer: "TR"}

func number(d *document) string { return fmt.Sprintf("%s-%06d", prefixes[d.kind], d.no) }

func (c *company) operationRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		c.run(visitor{ended: func(d *document) bool {
			var destination, eta any
			if d.destination >= 0 {
				destination, eta = d.destination+1, d.eta
			}
			return yield([]any{
				d.id, number(d), string(d.kind), string(d.status), d.warehouse + 1, destination, d.reference, d.partner,
				pgtype.Date{Time: d.created.Truncate(24 * time.Hour), Valid: true}, eta, d.createdBy, d.created, d.updated, d.revision,
			})
		}})
	}
}
