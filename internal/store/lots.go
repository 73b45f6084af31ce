package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// The states of a lot.
const (
	LotAvailable = "available"
	LotOnHold    = "on_hold"
	LotRecalled  = "recalled"
)

// HoldLot keeps a lot from being reserved, picked and sent, in every
// warehouse at once. What is reserved of it stays with its operation, blocked.
// The lot has to be, or have been, in a warehouse of the scope.
func (s *Store) HoldLot(ctx context.Context, by Actor, scope Scope, id int64, reason string) error {
	return s.changeLot(ctx, by, scope, id, LotOnHold, reason)
}

// ReleaseLot makes a lot available again that was on hold. A recall ends in
// another way.
func (s *Store) ReleaseLot(ctx context.Context, by Actor, scope Scope, id int64, reason string) error {
	return s.changeLot(ctx, by, scope, id, LotAvailable, reason)
}

func (s *Store) changeLot(ctx context.Context, by Actor, scope Scope, id int64, to, reason string) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		if err := seesLot(ctx, q, scope, id); err != nil {
			return err
		}
		lots, err := lockLots(ctx, q, []int64{id})
		if err != nil {
			return err
		}
		lot := lots[0]
		switch lot.Status {
		case LotRecalled:
			return inventory.Refusef(inventory.CodeConflict, "lot %s is recalled; that ends when the recall is lifted", lot.Code)
		case to:
			return inventory.Refusef(inventory.CodeConflict, "lot %s is %s already", lot.Code, statusText[to])
		}
		if err := setLots(ctx, q, by, lots, to, reason, nil); err != nil {
			return err
		}
		action, severity := "hold_lot", Warning
		if to == LotAvailable {
			action, severity = "release_lot", Info
		}
		if err := tellOfLot(ctx, q, by, lot, to, reason, severity); err != nil {
			return err
		}
		if err := recheckProducts(ctx, q, []int64{lot.ProductID}); err != nil {
			return err
		}
		return catalogueAudit(ctx, q, by, CatalogueStream, action, "lot", id,
			lotState{lot.Code, lot.Status, ""}, lotState{lot.Code, to, reason})
	})
}

// statusText words the states of a lot.
var statusText = map[string]string{LotAvailable: "available", LotOnHold: "on hold", LotRecalled: "recalled"}

// lotState is what an audit record says of a lot.
type lotState struct {
	Code   string `json:"code"`
	Status string `json:"status"`
	Reason string `json:"reason,omitempty"`
}

// seesLot answers for a lot of other warehouses as if it didn't exist.
func seesLot(ctx context.Context, q *dbsqlc.Queries, scope Scope, id int64) error {
	if scope.Everywhere {
		return nil
	}
	sees, err := q.SeesLot(ctx, dbsqlc.SeesLotParams{LotID: id, WarehouseIds: scope.Warehouses})
	if err != nil {
		return fmt.Errorf("look for a lot: %w", err)
	}
	if !sees {
		return noSuchLot()
	}
	return nil
}

func noSuchLot() error { return inventory.Refusef(inventory.CodeNotFound, "there is no such lot") }

// lockLots locks all that a change of lots' status has to keep still: their
// balances, in the order in which Post locks them, and the lots themselves, so
// that no balance of them is made. Whatever was decided before on a balance of
// the lots has been committed then, and whatever is decided afterwards knows
// the new status. Those who bring more of a lot share it before they lock
// balances; a balance that somebody else made in between is met by starting
// again.
func lockLots(ctx context.Context, q *dbsqlc.Queries, ids []int64) ([]dbsqlc.Lot, error) {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if err := q.ClaimLots(ctx, ids); err != nil {
		return nil, fmt.Errorf("claim lots: %w", err)
	}
	locked, err := q.LockLotBalances(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("lock the balances of lots: %w", err)
	}
	lots, err := q.LockLots(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("lock lots: %w", err)
	}
	if len(lots) < len(ids) {
		return nil, noSuchLot()
	}
	there, err := q.CountLotBalances(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("count the balances of lots: %w", err)
	}
	if int(there) != len(locked) {
		return nil, fmt.Errorf("balances of lots: %w", errRestart)
	}
	return lots, nil
}

// setLots changes the status of locked lots and writes down why.
func setLots(ctx context.Context, q *dbsqlc.Queries, by Actor, lots []dbsqlc.Lot, to, reason string, recall *string) error {
	arg := dbsqlc.InsertLotChangesParams{Reason: reason, RecallID: recall, UserID: by.UserID}
	for _, l := range lots {
		arg.LotIds = append(arg.LotIds, l.ID)
		arg.Befores = append(arg.Befores, l.Status)
		arg.Afters = append(arg.Afters, to)
	}
	if err := q.SetLotStatus(ctx, dbsqlc.SetLotStatusParams{Status: to, Ids: arg.LotIds}); err != nil {
		return fmt.Errorf("change the status of lots: %w", err)
	}
	if err := q.InsertLotChanges(ctx, arg); err != nil {
		return fmt.Errorf("write the history of lots: %w", err)
	}
	return nil
}

// StockChange says that what can be promised of products has changed in
// warehouses.
type StockChange struct {
	WarehouseIDs []int64 `json:"warehouse_ids"`
	ProductIDs   []int64 `json:"product_ids"`
}

// tellOfLot announces that a lot's stock can be promised no more, or again,
// and tells the managers of the warehouses where it is.
func tellOfLot(ctx context.Context, q *dbsqlc.Queries, by Actor, lot dbsqlc.Lot, to, reason string, severity Severity) error {
	sites, err := q.LotSites(ctx, []int64{lot.ID})
	if err != nil {
		return fmt.Errorf("find the warehouses of a lot: %w", err)
	}
	announce(ctx, News{Type: "stock", WarehouseIDs: sites, Role: inventory.Admin,
		Data: StockChange{WarehouseIDs: append([]int64{}, sites...), ProductIDs: []int64{lot.ProductID}}})
	if len(sites) == 0 {
		return nil
	}
	people, err := peopleOf(ctx, q, sites, inventory.Manager)
	if err != nil {
		return err
	}
	row, err := q.LotWithProduct(ctx, lot.ID)
	if err != nil {
		return fmt.Errorf("read a lot: %w", err)
	}
	var news []Notification
	for _, id := range people {
		if id == by.UserID {
			continue
		}
		news = append(news, Notification{
			UserID: id, Kind: "lot_status", Severity: severity, Link: "/lots/" + strconv.FormatInt(lot.ID, 10), Body: reason,
			Subject: cutText(fmt.Sprintf("Lot %s of %s is %s", lot.Code, row.Sku, statusText[to]), 200),
		})
	}
	return notify(ctx, q, news)
}

// recallOf is the recall that froze a lot, while it stands.
func recallOf(ctx context.Context, q *dbsqlc.Queries, lotID int64) (*RecallRef, error) {
	r, err := q.RecallOfLot(ctx, lotID)
	if isNoRow(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find the recall of a lot: %w", err)
	}
	return &RecallRef{ID: r.ID, Number: r.Number}, nil
}
