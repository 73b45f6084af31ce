package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/store/dbsqlc"
)

// RecallRef names a recall.
type RecallRef struct {
	ID     string `json:"id"`
	Number string `json:"number"`
}

// LotSummary is a lot with its stock in the warehouses that the reader may see.
type LotSummary struct {
	ID        int64      `json:"id"`
	Code      string     `json:"code"`
	Product   ProductRef `json:"product"`
	ExpiresOn string     `json:"expires_on,omitempty"`
	Status    string     `json:"status"`
	OnHand    int64      `json:"on_hand"`
	Reserved  int64      `json:"reserved"`
	CreatedAt time.Time  `json:"created_at"`
}

// LotChange is a change of a lot's status.
type LotChange struct {
	At     time.Time  `json:"at"`
	User   UserRef    `json:"user"`
	Before string     `json:"before"`
	After  string     `json:"after"`
	Reason string     `json:"reason"`
	Recall *RecallRef `json:"recall,omitempty"`
}

// LotBalance is what lies of a lot in a bin.
type LotBalance struct {
	Location LocationRef `json:"location"`
	OnHand   int64       `json:"on_hand"`
	Reserved int64       `json:"reserved"`
}

// LotDetail is a lot with everything about it but its trace.
type LotDetail struct {
	LotSummary
	Warehouses []StockLevel `json:"warehouses"`
	Balances   []LotBalance `json:"balances"`
	Changes    []LotChange  `json:"changes"`
	// Recall is what froze the lot, unless it was lifted.
	Recall *RecallRef `json:"recall,omitempty"`
}

// LotFilter narrows the list of lots.
type LotFilter struct {
	// Search is the beginning of the code.
	Search        string
	ProductID     int64
	Status        string
	ExpiresBefore string // YYYY-MM-DD; empty: any
	WarehouseID   int64  // 0: all of the scope
}

const (
	// lotWindow is how many lots are looked through at a time, and lotWindows
	// how often for one page.
	lotWindow  = 5_000
	lotWindows = 10
)

// ListLots lists lots that the warehouses of the scope have, or have had,
// newest first. A page may be short although more follows.
func (s *Store) ListLots(ctx context.Context, scope Scope, f LotFilter, page Page) ([]LotSummary, string, error) {
	key, err := page.key("")
	if err != nil {
		return nil, "", err
	}
	scope = scope.narrowed(f.WarehouseID)
	var expires pgtype.Date
	if f.ExpiresBefore != "" {
		if err := expires.Scan(f.ExpiresBefore); err != nil {
			return nil, "", badCursor()
		}
	}
	before, err := s.lotsFrom(ctx, key[0])
	if err != nil {
		return nil, "", err
	}
	arg := dbsqlc.LotsWithinParams{
		Everywhere: scope.Everywhere, WarehouseIds: scope.Warehouses, BeforeID: before, ProductID: f.ProductID,
		Prefix: likePrefix(f.Search), Status: f.Status, ExpiresBefore: expires, MaxRows: page.rows(),
	}
	found, few, err := s.lotsFound(ctx, f, expires)
	if err != nil {
		return nil, "", fmt.Errorf("list lots: %w", err)
	}
	if few {
		rows, err := s.q.LotsAmong(ctx, dbsqlc.LotsAmongParams{
			Ids: found, Everywhere: arg.Everywhere, WarehouseIds: arg.WarehouseIds, BeforeID: arg.BeforeID, ProductID: arg.ProductID,
			Prefix: arg.Prefix, Status: arg.Status, ExpiresBefore: arg.ExpiresBefore, MaxRows: arg.MaxRows,
		})
		if err != nil {
			return nil, "", fmt.Errorf("list lots: %w", err)
		}
		items := make([]LotSummary, len(rows))
		for i, r := range rows {
			items[i] = lotSummary(dbsqlc.LotsWithinRow(r))
		}
		items, next := cut(items, page, lotKey)
		return items, next, nil
	}
	return s.lotsWithin(ctx, arg, page)
}

func (s *Store) lotsWithin(ctx context.Context, arg dbsqlc.LotsWithinParams, page Page) ([]LotSummary, string, error) {
	items := []LotSummary{}
	for range lotWindows {
		arg.FromID = max(arg.BeforeID-lotWindow, 1)
		arg.MaxRows = page.rows() - int32(len(items)) //nolint:gosec // less than a page
		rows, err := s.q.LotsWithin(ctx, arg)
		if err != nil {
			return nil, "", fmt.Errorf("list lots: %w", err)
		}
		for _, r := range rows {
			items = append(items, lotSummary(r))
		}
		if arg.BeforeID = arg.FromID; len(items) > page.Limit || arg.FromID == 1 {
			items, next := cut(items, page, lotKey)
			return items, next, nil
		}
	}
	return items, cursorOf(strconv.FormatInt(arg.BeforeID, 10)), nil
}

func lotKey(l LotSummary) []string { return []string{strconv.FormatInt(l.ID, 10)} }

// lotsFrom is the id before which a page begins.
func (s *Store) lotsFrom(ctx context.Context, key string) (int64, error) {
	if key != "" {
		return keyID(key)
	}
	newest, err := s.q.NewestLot(ctx)
	if err != nil {
		return 0, fmt.Errorf("find the newest lot: %w", err)
	}
	return newest + 1, nil
}

// lotsFound finds the lots that pass the narrowest filter, if they are few.
func (s *Store) lotsFound(ctx context.Context, f LotFilter, expires pgtype.Date) (ids []int64, few bool, err error) {
	const limit = fewFound + 1
	switch {
	case f.ProductID != 0:
		ids, err = s.q.LotIDsOfProduct(ctx, dbsqlc.LotIDsOfProductParams{ProductID: f.ProductID, MaxRows: limit})
	case f.Status != "" && f.Status != LotAvailable:
		ids, err = s.q.FrozenLotIDs(ctx, limit)
	case f.Search != "":
		ids, err = s.q.LotIDsByPrefix(ctx, dbsqlc.LotIDsByPrefixParams{Prefix: likePrefix(f.Search), MaxRows: limit})
	case expires.Valid:
		ids, err = s.q.LotIDsExpiring(ctx, dbsqlc.LotIDsExpiringParams{Before: expires, MaxRows: limit})
	default:
		return nil, false, nil
	}
	return ids, len(ids) < limit, err
}

func lotSummary(r dbsqlc.LotsWithinRow) LotSummary {
	return LotSummary{
		ID: r.Lot.ID, Code: r.Lot.Code, ExpiresOn: dateText(r.Lot.ExpiresOn), Status: r.Lot.Status, OnHand: r.OnHand, Reserved: r.Reserved,
		Product:   ProductRef{ID: r.Lot.ProductID, SKU: r.Sku, Name: r.ProductName, BaseUnit: r.BaseUnit},
		CreatedAt: r.Lot.CreatedAt.Time,
	}
}

// maxLotChanges bounds how much of a lot's history is listed.
const maxLotChanges = 200

// Lot reads a lot that a warehouse of the scope has, or has had, with its stock
// there.
func (s *Store) Lot(ctx context.Context, scope Scope, id int64) (LotDetail, error) {
	row, err := s.q.LotWithProduct(ctx, id)
	if err != nil {
		return LotDetail{}, notFound(err, "lot")
	}
	if err := seesLot(ctx, s.q, scope, id); err != nil {
		return LotDetail{}, err
	}
	d := LotDetail{
		LotSummary: lotSummary(dbsqlc.LotsWithinRow{Lot: row.Lot, Sku: row.Sku, ProductName: row.ProductName, BaseUnit: row.BaseUnit}),
		Warehouses: []StockLevel{}, Balances: []LotBalance{}, Changes: []LotChange{},
	}
	levels, err := s.q.LotLevels(ctx, dbsqlc.LotLevelsParams{LotID: &id, Everywhere: scope.Everywhere, WarehouseIds: scope.Warehouses})
	if err != nil {
		return LotDetail{}, fmt.Errorf("read the stock of a lot: %w", err)
	}
	for _, r := range levels {
		d.Warehouses = append(d.Warehouses, StockLevel{
			Warehouse: WarehouseRef{ID: r.WarehouseID, Code: r.Code, Name: r.Name},
			OnHand:    r.OnHand, Reserved: r.Reserved, Available: r.Available, InTransit: r.InTransit,
		})
		d.OnHand += r.OnHand
		d.Reserved += r.Reserved
	}
	balances, err := s.q.LotBalances(ctx, dbsqlc.LotBalancesParams{
		LotID: &id, Everywhere: scope.Everywhere, WarehouseIds: scope.Warehouses, MaxRows: maxBalances,
	})
	if err != nil {
		return LotDetail{}, fmt.Errorf("read the bins of a lot: %w", err)
	}
	for _, r := range balances {
		d.Balances = append(d.Balances, LotBalance{
			Location: LocationRef{ID: r.LocationID, Code: r.LocationCode, Kind: r.LocationKind, WarehouseID: r.WarehouseID},
			OnHand:   r.OnHand, Reserved: r.Reserved,
		})
	}
	changes, err := s.q.LotChanges(ctx, dbsqlc.LotChangesParams{LotID: id, MaxRows: maxLotChanges})
	if err != nil {
		return LotDetail{}, fmt.Errorf("read the history of a lot: %w", err)
	}
	for _, r := range changes {
		c := LotChange{At: r.At.Time, User: UserRef{ID: r.UserID, Name: r.UserName}, Before: r.Before, After: r.After, Reason: r.Reason}
		if r.RecallID != nil {
			c.Recall = &RecallRef{ID: *r.RecallID, Number: r.RecallNumber}
		}
		d.Changes = append(d.Changes, c)
	}
	d.Recall, err = recallOf(ctx, s.q, id)
	return d, err
}
