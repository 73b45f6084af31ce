package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"stockflow/internal/gs1"
	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// What Stockflow's own labels begin with where no number of the world names
// the thing: LOC:NORTH:A-01-2, LOT:17:L2605, UNIT:17:case. Products stand there
// by their ids, which can't contain the colon.
const (
	LocationLabel = "LOC"
	LotLabel      = "LOT"
	UnitLabel     = "UNIT"
)

// scanner resolves one code.
type scanner struct {
	*Store
	sites []int64
	scan  Scan
	// said is the message of the code; nil: it is plain text.
	said  gs1.Message
	today time.Time
}

// Scan resolves a scanned code to what it stands for, among what the scope may
// see. A code that breaks the rules of GS1 by which it is written is refused
// with GS1's reason.
func (s *Store) Scan(ctx context.Context, scope Scope, code string, today time.Time) (Scan, error) {
	read, err := gs1.Read(code)
	var wrong *gs1.Error
	if errors.As(err, &wrong) {
		return Scan{}, inventory.Refusef(inventory.Code(wrong.Code), "%s", wrong.Error()).At("code")
	}
	sites, err := s.sites(ctx, scope)
	if err != nil {
		return Scan{}, err
	}
	c := &scanner{Store: s, sites: sites, scan: Scan{Code: read.Code, Matches: []ScanMatch{}}, said: read.Message, today: today}
	if c.said != nil {
		c.scan.GS1 = scanData(c.said, today)
		err = c.barcode(ctx, c.said.GTIN())
	} else {
		err = c.plain(ctx, read.Code)
	}
	return c.scan, err
}

func scanData(m gs1.Message, today time.Time) *ScanData {
	return &ScanData{
		Elements: m, GTIN: m.GTIN(), SSCC: m.SSCC(), Lot: m.Lot(), Serial: m.Serial(), ProducedOn: m.Date("11", today),
		PackedOn: m.Date("13", today), BestBefore: m.Date("15", today), ExpiresOn: m.Date("17", today), Count: m.Count(), NetWeight: m.NetWeight(),
	}
}

// plain resolves a code without rules: a label of ours, a barcode, a SKU, a
// bin or the number of an operation. It may be several of them.
func (c *scanner) plain(ctx context.Context, code string) error {
	kind, rest, _ := strings.Cut(code, ":")
	owner, name, own := strings.Cut(rest, ":")
	if own {
		switch kind {
		case LocationLabel:
			return c.locations(ctx, owner, name)
		case LotLabel, UnitLabel:
			return c.labelled(ctx, kind, owner, name)
		}
	}
	for _, resolve := range []func(context.Context, string) error{
		c.barcode, c.sku, func(ctx context.Context, code string) error { return c.locations(ctx, "", code) }, c.operation,
	} {
		if err := resolve(ctx, code); err != nil {
			return err
		}
	}
	return nil
}

// barcode resolves a barcode; an empty one is none.
func (c *scanner) barcode(ctx context.Context, code string) error {
	if code == "" {
		return nil
	}
	rows, err := c.q.ScanBarcode(ctx, code)
	if err != nil {
		return fmt.Errorf("find a barcode: %w", err)
	}
	for _, r := range rows {
		if err := c.product(ctx, r.ProductID, PackagingUnit{Name: r.Unit, Factor: r.Factor}, c.said.Lot()); err != nil {
			return err
		}
	}
	return nil
}

func (c *scanner) sku(ctx context.Context, code string) error {
	ids, err := c.q.ScanSKU(ctx, code)
	if err != nil {
		return fmt.Errorf("find a SKU: %w", err)
	}
	for _, id := range ids {
		if err := c.product(ctx, id, PackagingUnit{Factor: 1}, ""); err != nil {
			return err
		}
	}
	return nil
}

// labelled resolves a label of ours on a lot or a packaging unit.
func (c *scanner) labelled(ctx context.Context, kind, owner, name string) error {
	id, err := strconv.ParseInt(owner, 10, 64)
	if err != nil {
		return nil //nolint:nilerr // what is no number names nothing
	}
	if kind == LotLabel {
		return c.product(ctx, id, PackagingUnit{Factor: 1}, name)
	}
	unit, err := c.q.ScanUnit(ctx, dbsqlc.ScanUnitParams{ProductID: id, Name: name})
	switch {
	case isNoRow(err):
		return nil
	case err != nil:
		return fmt.Errorf("find a packaging unit: %w", err)
	}
	return c.product(ctx, id, PackagingUnit{Name: unit.Name, Factor: unit.Factor}, "")
}

// maxScanned bounds what one scan may stand for, as the API bounds quantities.
const maxScanned = 1_000_000_000_000

// product adds a product, in a packaging unit and with a lot.
func (c *scanner) product(ctx context.Context, id int64, unit PackagingUnit, lot string) error {
	row, err := c.q.ProductByID(ctx, id)
	switch {
	case isNoRow(err):
		return nil
	case err != nil:
		return fmt.Errorf("read a product: %w", err)
	}
	p := &ScanProduct{
		ProductRef: ProductRef{ID: row.ID, SKU: row.Sku, Name: row.Name, BaseUnit: row.BaseUnit}, Status: row.Status,
		TracksLots: row.TracksLots, TracksExpiry: row.TracksExpiry, PackagingUnit: unit.Name, Factor: unit.Factor,
	}
	p.Quantity = min(max(c.said.Count(), 1)*unit.Factor, maxScanned)
	if lot != "" {
		if p.Lot, err = c.lot(ctx, id, lot); err != nil {
			return err
		}
	}
	c.scan.Matches = append(c.scan.Matches, ScanMatch{Kind: "product", Product: p})
	return nil
}

// lot finds a lot, or tells what it will be once it has been received.
func (c *scanner) lot(ctx context.Context, productID int64, code string) (*ScanLot, error) {
	scanned := c.said.Expiry(c.today)
	row, err := c.q.ScanLot(ctx, dbsqlc.ScanLotParams{ProductID: productID, Code: code})
	switch {
	case isNoRow(err):
		return &ScanLot{Code: code, ExpiresOn: scanned}, nil
	case err != nil:
		return nil, fmt.Errorf("find a lot: %w", err)
	}
	known := dateText(row.ExpiresOn)
	return &ScanLot{
		ID: &row.ID, Code: row.Code, ExpiresOn: known, Status: row.Status, ExpiryConflict: known != "" && scanned != "" && scanned != known,
	}, nil
}

// locations finds the bins of a code, in one warehouse or in all of the scope.
func (c *scanner) locations(ctx context.Context, warehouse, code string) error {
	rows, err := c.q.ScanLocation(ctx, dbsqlc.ScanLocationParams{
		WarehouseIds: c.sites, Codes: []string{code, strings.ToUpper(code)}, Warehouse: warehouse,
	})
	if err != nil {
		return fmt.Errorf("find a bin: %w", err)
	}
	for _, r := range rows {
		c.scan.Matches = append(c.scan.Matches, ScanMatch{Kind: "location", Location: &LocationRef{
			ID: r.Location.ID, Code: r.Location.Code, Kind: r.Location.Kind, WarehouseID: r.Location.WarehouseID,
		}})
	}
	return nil
}

func (c *scanner) operation(ctx context.Context, number string) error {
	rows, err := c.q.ScanOperation(ctx, dbsqlc.ScanOperationParams{Number: number, WarehouseIds: c.sites})
	if err != nil {
		return fmt.Errorf("find an operation: %w", err)
	}
	for _, r := range rows {
		c.scan.Matches = append(c.scan.Matches, ScanMatch{Kind: "operation", Operation: &ScanOperation{
			OperationRef: OperationRef{ID: r.ID, Number: r.Number, Kind: r.Kind}, Status: r.Status, WarehouseID: r.WarehouseID, DestinationID: r.DestinationID,
		}})
	}
	return nil
}
