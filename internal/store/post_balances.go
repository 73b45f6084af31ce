package store

import (
	"context"
	"fmt"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// insertLots stores the lots that the decisions made and gives them their ids.
// A lot that somebody else made meanwhile is taken over, unless it expires on
// another day: then the batch is decided again.
func (w *writer) insertLots(ctx context.Context) error {
	if len(w.book.NewLots) == 0 {
		return nil
	}
	var arg dbsqlc.InsertLotsParams
	for _, l := range w.book.NewLots {
		arg.ProductIds = append(arg.ProductIds, l.ProductID)
		arg.Codes = append(arg.Codes, l.Code)
		arg.ExpiryDates = append(arg.ExpiryDates, l.ExpiresOn)
	}
	if err := w.q.InsertLots(ctx, arg); err != nil {
		return fmt.Errorf("write new lots: %w", err)
	}
	rows, err := w.q.LotsByCode(ctx, dbsqlc.LotsByCodeParams{ProductIds: arg.ProductIds, Codes: arg.Codes})
	if err != nil {
		return fmt.Errorf("read new lots: %w", err)
	}
	type key struct {
		product int64
		code    string
	}
	stored := make(map[key]dbsqlc.LotsByCodeRow, len(rows))
	for _, r := range rows {
		stored[key{r.ProductID, r.Code}] = r
	}
	for _, l := range w.book.NewLots {
		r, ok := stored[key{l.ProductID, l.Code}]
		if !ok || dateText(r.ExpiresOn) != l.ExpiresOn {
			return fmt.Errorf("lot %s: %w", l.Code, errRestart)
		}
		l.ID = r.ID
		w.book.AddLot(l) // under its own id as well
	}
	return nil
}

// insertBalances stores the balances that the decisions made, at zero, and
// gives them their ids: two first receipts of a product meet in one row. A row
// that somebody else made meanwhile has to be locked in its place in the order
// of locks, or two transactions could wait for each other: then the batch is
// decided again.
func (w *writer) insertBalances(ctx context.Context) error {
	if len(w.book.NewBalances) == 0 {
		return nil
	}
	var arg dbsqlc.InsertBalancesParams
	for _, b := range w.book.NewBalances {
		if b.Key.LotID < 0 {
			b.Key.LotID = w.book.Lot(b.Key.LotID).ID
		}
		arg.ProductIds = append(arg.ProductIds, b.Key.ProductID)
		arg.WarehouseIds = append(arg.WarehouseIds, b.Key.WarehouseID)
		arg.LocationIds = append(arg.LocationIds, b.Key.LocationID)
		arg.LotIds = append(arg.LotIds, b.Key.LotID)
	}
	made, err := w.q.InsertBalances(ctx, arg)
	if err != nil {
		return fmt.Errorf("write new balances: %w", err)
	}
	if int(made) < len(w.book.NewBalances) {
		return fmt.Errorf("new balances: %w", errRestart)
	}
	rows, err := w.q.BalancesByKey(ctx, dbsqlc.BalancesByKeyParams(arg))
	if err != nil {
		return fmt.Errorf("read new balances: %w", err)
	}
	// A bin that was retired meanwhile, or a lot that was held: there was no
	// row yet by whose lock this transaction would have noticed.
	for _, r := range rows {
		if !r.BinActive || r.LotAvailable != w.book.LotAvailable(deref(r.LotID)) {
			return fmt.Errorf("the new balance of product %d: %w", r.ProductID, errRestart)
		}
	}
	stored := make(map[inventory.BalanceKey]int64, len(rows))
	for _, r := range rows {
		stored[inventory.BalanceKey{ProductID: r.ProductID, WarehouseID: r.WarehouseID, LocationID: r.LocationID, LotID: deref(r.LotID)}] = r.ID
	}
	for _, b := range w.book.NewBalances {
		if b.ID = stored[b.Key]; b.ID == 0 {
			return fmt.Errorf("the new balance of product %d: %w", b.Key.ProductID, errRestart)
		}
	}
	return nil
}

// holdKey is what makes a reservation row one.
type holdKey struct {
	operation       string
	line            int
	balance, origin int64
}

// holdRows collects reservation rows as the columns that the statements take.
type holdRows struct {
	operations       []string
	lines            []int32
	balances, origin []int64
	quantities       []int64
}

func (r *holdRows) add(k holdKey, quantity int64) {
	r.operations = append(r.operations, k.operation)
	r.lines = append(r.lines, int32(k.line)) //nolint:gosec // bounded by the document
	r.balances = append(r.balances, k.balance)
	r.origin = append(r.origin, k.origin)
	r.quantities = append(r.quantities, quantity)
}

// holds reads an operation's reservations; the balances that the decisions
// made have their ids by now.
func (w *writer) holds(id string, op *inventory.Operation) map[holdKey]int64 {
	found := map[holdKey]int64{}
	if op == nil {
		return found
	}
	for _, h := range op.Holds {
		k := holdKey{id, h.LineNo, h.BalanceID, h.OriginID}
		if k.balance < 0 {
			k.balance = w.book.Balance(k.balance).ID
		}
		if k.origin < 0 {
			k.origin = w.book.Balance(k.origin).ID
		}
		found[k] += h.Quantity
	}
	return found
}

// differences calls f for each reservation row that a decision changed, in the
// order of the operations.
func (w *writer) differences(f func(k holdKey, before, after int64)) {
	for _, id := range w.changed {
		before, after := w.holds(id, w.book.Loaded(id)), w.holds(id, w.book.Operations[id])
		for k, was := range before {
			if is := after[k]; is != was {
				f(k, was, is)
			}
		}
		for k, is := range after {
			if _, known := before[k]; !known {
				f(k, 0, is)
			}
		}
	}
}

func (w *writer) shrinkReservations(ctx context.Context) error {
	var gone, smaller holdRows
	w.differences(func(k holdKey, before, after int64) {
		switch {
		case after == 0:
			gone.add(k, 0)
		case after < before:
			smaller.add(k, after)
		}
	})
	if len(gone.lines) > 0 {
		err := w.q.DeleteReservations(ctx, dbsqlc.DeleteReservationsParams{
			OperationIds: gone.operations, LineNos: gone.lines, BalanceIds: gone.balances, OriginIds: gone.origin,
		})
		if err != nil {
			return fmt.Errorf("release reservations: %w", err)
		}
	}
	return w.updateReservations(ctx, smaller)
}

func (w *writer) growReservations(ctx context.Context) error {
	var added, larger holdRows
	w.differences(func(k holdKey, before, after int64) {
		switch {
		case before == 0:
			added.add(k, after)
		case after > before:
			larger.add(k, after)
		}
	})
	if len(added.lines) > 0 {
		err := w.q.InsertReservations(ctx, dbsqlc.InsertReservationsParams{
			OperationIds: added.operations, LineNos: added.lines, BalanceIds: added.balances, OriginIds: added.origin, Quantities: added.quantities,
		})
		if err != nil {
			return fmt.Errorf("write reservations: %w", err)
		}
	}
	return w.updateReservations(ctx, larger)
}

func (w *writer) updateReservations(ctx context.Context, rows holdRows) error {
	if len(rows.lines) == 0 {
		return nil
	}
	err := w.q.UpdateReservations(ctx, dbsqlc.UpdateReservationsParams{
		OperationIds: rows.operations, LineNos: rows.lines, BalanceIds: rows.balances, OriginIds: rows.origin, Quantities: rows.quantities,
	})
	if err != nil {
		return fmt.Errorf("change reservations: %w", err)
	}
	return nil
}
