package store

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// lockCommands makes concurrent batches that hold the same command wait for
// one another, and returns the transaction's time.
func lockCommands(ctx context.Context, q *dbsqlc.Queries, batch []inventory.Command) (time.Time, error) {
	keys := make([]int64, len(batch))
	for i, c := range batch {
		raw, err := hex.DecodeString(strings.ReplaceAll(c.ID, "-", ""))
		if err != nil || len(raw) != 16 {
			return time.Time{}, fmt.Errorf("command id %q is not a UUID", c.ID)
		}
		keys[i] = int64(binary.BigEndian.Uint64(raw)) //nolint:gosec // any 64 bits make a lock key
	}
	slices.Sort(keys)
	rows, err := q.LockCommands(ctx, keys)
	if err != nil {
		return time.Time{}, fmt.Errorf("lock the commands: %w", err)
	}
	return rows[0].At.Time, nil
}

// shareWarehouses keeps the warehouses of new documents from being retired
// until the commit. What exists already is in the way of that by itself.
func shareWarehouses(ctx context.Context, q *dbsqlc.Queries, batch []inventory.Command) error {
	sites := map[int64]bool{}
	for _, c := range batch {
		if inventory.Draft(c) != nil {
			sites[c.WarehouseID] = true
			if c.Body.DestinationID != 0 {
				sites[c.Body.DestinationID] = true
			}
		}
	}
	if len(sites) == 0 {
		return nil
	}
	if err := q.ShareWarehouses(ctx, keys(sites)); err != nil {
		return fmt.Errorf("share the warehouses: %w", err)
	}
	return nil
}

// loader gathers what a batch needs, so that each table is asked once.
type loader struct {
	q    *dbsqlc.Queries
	book *inventory.Book

	users, warehouses, locations, products, lots, balances map[int64]bool
	shelves                                                map[[2]int64]bool
	lotCodes                                               map[int64][]string
	reasons                                                map[string]bool
	held                                                   map[[2]int64]bool // shelves whose holders have to be named
	scopes                                                 map[string]countedScope
	marks                                                  map[int64][]inventory.MarkOf // by warehouse
	origins                                                map[string]bool
}

// countedScope is what a new count covers in a warehouse.
type countedScope struct {
	warehouse int64
	of        *inventory.CountScope
}

// loadBook locks the operations and balances that a batch touches, in the one
// order that keeps transactions from locking each other out (operations, then
// balances), and loads what else its decisions read.
func loadBook(ctx context.Context, q *dbsqlc.Queries, now time.Time, batch []inventory.Command) (*inventory.Book, error) {
	l := &loader{
		q: q, book: inventory.NewBook(now), users: map[int64]bool{}, warehouses: map[int64]bool{}, locations: map[int64]bool{},
		products: map[int64]bool{}, lots: map[int64]bool{}, balances: map[int64]bool{}, shelves: map[[2]int64]bool{},
		lotCodes: map[int64][]string{}, reasons: map[string]bool{}, held: map[[2]int64]bool{},
		scopes: map[string]countedScope{}, marks: map[int64][]inventory.MarkOf{}, origins: map[string]bool{},
	}
	ids := map[string]bool{}
	for _, c := range batch {
		l.users[c.UserID] = true
		ids[c.OperationID] = true
		if c.Body.OriginID != "" {
			ids[c.Body.OriginID], l.origins[c.Body.OriginID] = true, true
		}
	}
	ops, err := operations(ctx, q, keys(ids), true)
	if err != nil {
		return nil, err
	}
	for _, op := range ops {
		l.book.AddOperation(op)
	}
	if err := shareWarehouses(ctx, q, batch); err != nil {
		return nil, err
	}
	if err := l.loadCountLines(ctx, batch); err != nil {
		return nil, err
	}
	var placed []string
	drafts := map[string]*inventory.Operation{}
	for _, c := range batch {
		op := l.book.Operations[c.OperationID]
		if op == nil {
			op = drafts[c.OperationID]
		}
		needs := inventory.NeedsOf(c, op)
		if op == nil {
			drafts[c.OperationID] = inventory.Draft(c)
		}
		l.want(c, needs)
		if needs.Placed {
			placed = append(placed, c.OperationID)
		}
	}
	for _, load := range []func(context.Context) error{
		func(ctx context.Context) error { return l.loadPlaced(ctx, placed) },
		l.loadUsers, l.loadProducts, l.loadReasons, l.loadLotsByCode, l.shareLots, l.lockBalances,
		// Whether a bin is in use and a lot is held is read once the balances
		// are locked: whoever changes it locks them first.
		l.loadPlaces, l.loadLocations, l.loadLots, l.loadHolders, l.loadScopes, l.loadMarks, l.loadDelivered,
	} {
		if err := load(ctx); err != nil {
			return nil, err
		}
	}
	return l.book, nil
}

func (l *loader) want(c inventory.Command, n inventory.Needs) {
	l.warehouses[c.WarehouseID] = true
	for _, id := range n.Destinations {
		l.warehouses[id] = true
	}
	for _, id := range n.LocationIDs {
		l.locations[id] = true
	}
	for _, id := range n.ProductIDs {
		l.products[id] = true
		if !n.NoBalances {
			l.shelves[[2]int64{id, n.WarehouseID}] = true
		}
		if n.Holders {
			l.held[[2]int64{id, n.WarehouseID}] = true
		}
	}
	for product, codes := range n.LotCodes {
		l.lotCodes[product] = append(l.lotCodes[product], codes...)
	}
	if n.Scope != nil {
		l.scopes[c.ID] = countedScope{c.WarehouseID, n.Scope}
	}
	if len(n.Marks) > 0 {
		l.marks[n.WarehouseID] = append(l.marks[n.WarehouseID], n.Marks...)
	}
	for _, code := range n.Reasons {
		l.reasons[code] = true
	}
	for _, id := range n.LotIDs {
		l.lots[id] = true
	}
	for _, id := range n.BalanceIDs {
		l.balances[id] = true
	}
}

func (l *loader) loadPlaced(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	rows, err := l.q.PlacedBy(ctx, ids)
	if err != nil {
		return fmt.Errorf("load what receipts have placed: %w", err)
	}
	for _, r := range rows {
		op := l.book.Operations[r.OperationID]
		if op.Placed == nil {
			op.Placed = map[inventory.Placement]int64{}
		}
		op.Placed[inventory.Placement{LineNo: int(r.LineNo), BalanceID: r.BalanceID}] = r.Quantity
		l.balances[r.BalanceID] = true
	}
	return nil
}

func (l *loader) loadUsers(ctx context.Context) error {
	rows, err := l.q.ActingUsers(ctx, keys(l.users))
	if err != nil {
		return fmt.Errorf("load the acting users: %w", err)
	}
	for _, r := range rows {
		l.book.Users[r.ID] = inventory.User{ID: r.ID, Role: inventory.Role(r.Role), Active: r.Active, Warehouses: r.Warehouses}
	}
	return nil
}

func (l *loader) loadPlaces(ctx context.Context) error {
	ids := keys(l.warehouses)
	rows, err := l.q.DecidingWarehouses(ctx, ids)
	if err != nil {
		return fmt.Errorf("load the warehouses: %w", err)
	}
	for _, r := range rows {
		l.book.Warehouses[r.ID] = &inventory.Warehouse{
			ID: r.ID, Code: r.Code, Active: r.Active, Today: dateText(r.Today), TolerancePercent: int64(r.OverReceiptTolerancePercent),
			ApprovalQuantity: r.TransferApprovalQuantity, StaffAdjusts: r.AdjustmentStaffQuantity,
			AdjustmentApproval: r.AdjustmentApprovalQuantity, CountTolerance: int64(r.CountTolerancePercent),
			CountApproval: r.CountApprovalQuantity, Bins: map[inventory.LocationKind]int64{},
		}
	}
	bins, err := l.q.DefaultBins(ctx, ids)
	if err != nil {
		return fmt.Errorf("load the default bins: %w", err)
	}
	for _, b := range bins {
		l.book.Warehouses[b.WarehouseID].Bins[inventory.LocationKind(b.Kind)] = b.ID
		l.addLocation(dbsqlc.LocationsByIDRow(b))
	}
	return nil
}

func (l *loader) loadLocations(ctx context.Context) error {
	var missing []int64
	for id := range l.locations {
		if l.book.Locations[id] == nil {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	rows, err := l.q.LocationsByID(ctx, missing)
	if err != nil {
		return fmt.Errorf("load the bins: %w", err)
	}
	for _, r := range rows {
		l.addLocation(r)
	}
	return nil
}

func (l *loader) addLocation(r dbsqlc.LocationsByIDRow) {
	l.book.Locations[r.ID] = &inventory.Location{
		ID: r.ID, WarehouseID: r.WarehouseID, Code: r.Code, Kind: inventory.LocationKind(r.Kind), Active: r.Active,
	}
}

func (l *loader) loadProducts(ctx context.Context) error {
	if len(l.products) == 0 {
		return nil
	}
	rows, err := l.q.DecidingProducts(ctx, keys(l.products))
	if err != nil {
		return fmt.Errorf("load the products: %w", err)
	}
	for _, r := range rows {
		p := &inventory.Product{
			ID: r.ID, SKU: r.Sku, Active: r.Active, TracksLots: r.TracksLots, TracksExpiry: r.TracksExpiry,
			WarningDays: inventory.DefaultWarningDays,
		}
		if r.ExpiryWarningDays != nil {
			p.WarningDays = int(*r.ExpiryWarningDays)
		}
		l.book.Products[r.ID] = p
	}
	return nil
}

// loadLotsByCode finds the lots that are named by their codes, so that their
// balances are locked too.
func (l *loader) loadLotsByCode(ctx context.Context) error {
	var arg dbsqlc.LotsByCodeParams
	for product, codes := range l.lotCodes {
		slices.Sort(codes)
		for _, code := range slices.Compact(codes) {
			arg.ProductIds = append(arg.ProductIds, product)
			arg.Codes = append(arg.Codes, code)
		}
	}
	if len(arg.Codes) == 0 {
		return nil
	}
	rows, err := l.q.LotsByCode(ctx, arg)
	if err != nil {
		return fmt.Errorf("load the lots by their codes: %w", err)
	}
	for _, r := range rows {
		l.lots[r.ID] = true
	}
	return nil
}

// shareLots keeps the lots that arrive from being held or released until the
// commit.
func (l *loader) shareLots(ctx context.Context) error {
	if len(l.lots) == 0 {
		return nil
	}
	if err := l.q.ShareLots(ctx, keys(l.lots)); err != nil {
		return fmt.Errorf("share the lots: %w", err)
	}
	return nil
}

func (l *loader) lockBalances(ctx context.Context) error {
	if len(l.shelves) == 0 {
		return nil
	}
	arg := dbsqlc.LockBalancesParams{LotIds: keys(l.lots), BalanceIds: keys(l.balances)}
	for s := range l.shelves {
		arg.ProductIds = append(arg.ProductIds, s[0])
		arg.WarehouseIds = append(arg.WarehouseIds, s[1])
	}
	rows, err := l.q.LockBalances(ctx, arg)
	if err != nil {
		return fmt.Errorf("lock the balances: %w", err)
	}
	for _, r := range rows {
		x := &inventory.Balance{ID: r.ID, OnHand: r.OnHand, Reserved: r.Reserved, Key: inventory.BalanceKey{
			ProductID: r.ProductID, WarehouseID: r.WarehouseID, LocationID: r.LocationID, LotID: deref(r.LotID),
		}}
		l.book.AddBalance(x)
		l.locations[r.LocationID] = true
		if r.LotID != nil {
			l.lots[*r.LotID] = true
		}
	}
	return nil
}

func (l *loader) loadLots(ctx context.Context) error {
	if len(l.lots) == 0 {
		return nil
	}
	rows, err := l.q.LotsByID(ctx, keys(l.lots))
	if err != nil {
		return fmt.Errorf("load the lots: %w", err)
	}
	for _, r := range rows {
		l.book.AddLot(&inventory.Lot{ID: r.ID, ProductID: r.ProductID, Code: r.Code, ExpiresOn: dateText(r.ExpiresOn), Available: r.Available})
	}
	return nil
}
