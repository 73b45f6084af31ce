package store

import (
	"context"
	"encoding/json"
	"fmt"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// numberPrefix begins the number of a document, by its kind.
var numberPrefix = map[inventory.Kind]string{
	inventory.Receipt: "RC", inventory.Shipment: "SH", inventory.Transfer: "TR",
	inventory.Count: "CO", inventory.Adjustment: "AD", inventory.Return: "RT", inventory.BinMove: "MV",
}

// writer writes what a book's decisions say, one statement a table.
type writer struct {
	q       *dbsqlc.Queries
	book    *inventory.Book
	changed []string // operation ids, ascending
}

// writeBook writes the decisions of a batch. The order matters twice: rows are
// locked in the order in which loadBook locks them, and reservations shrink
// before stock moves and grow after, so that no balance is reserved beyond
// what is on hand in between.
func writeBook(ctx context.Context, q *dbsqlc.Queries, book *inventory.Book, decisions []inventory.Decision) error {
	if len(book.Changed) == 0 {
		return nil
	}
	w := &writer{q: q, book: book, changed: keys(book.Changed)}
	if err := w.assignNumbers(ctx, decisions); err != nil {
		return err
	}
	for _, write := range []func(context.Context) error{
		w.saveOperations, w.saveLines, w.insertCorrections, w.insertSteps, w.insertLots, w.insertReturns, w.saveCounts, w.insertBalances, w.shrinkReservations, w.insertMovements,
		w.growReservations, w.saveTransit, w.saveApprovals, w.notify,
	} {
		if err := write(ctx); err != nil {
			return err
		}
	}
	if err := w.record(ctx, decisions); err != nil {
		return err
	}
	if err := w.audit(ctx, decisions); err != nil {
		return err
	}
	return w.alerts(ctx, decisions)
}

// assignNumbers numbers the new documents, in the order of their commands.
func (w *writer) assignNumbers(ctx context.Context, decisions []inventory.Decision) error {
	created := map[inventory.Kind][]int{}
	for i, d := range decisions {
		if d.Outcome.Refusal == nil && w.book.Loaded(d.Outcome.OperationID) == nil {
			created[d.Outcome.Kind] = append(created[d.Outcome.Kind], i)
		}
	}
	for kind, places := range created {
		numbers, err := w.q.NextNumbers(ctx, dbsqlc.NextNumbersParams{Kind: string(kind), Count: int32(len(places))}) //nolint:gosec // a batch is small
		if err != nil {
			return fmt.Errorf("number new documents: %w", err)
		}
		for i, place := range places {
			number := fmt.Sprintf("%s-%06d", numberPrefix[kind], numbers[i])
			decisions[place].Outcome.Number = number
			w.book.Operations[decisions[place].Outcome.OperationID].Number = number
		}
	}
	return nil
}

// operationRow is an operation as jsonb_populate_recordset reads it.
type operationRow struct {
	ID            string  `json:"id"`
	Number        string  `json:"number"`
	Kind          string  `json:"kind"`
	Status        string  `json:"status"`
	WarehouseID   int64   `json:"warehouse_id"`
	DestinationID *int64  `json:"destination_id"`
	Reference     string  `json:"reference"`
	Partner       string  `json:"partner"`
	DocumentDate  string  `json:"document_date"`
	RequiredOn    *string `json:"required_on"`
	Note          string  `json:"note"`
	Reason        string  `json:"reason"`
	Carrier       string  `json:"carrier"`
	Tracking      string  `json:"tracking"`
	ReservePolicy string  `json:"reserve_policy"`
	ReserveUntil  any     `json:"reserve_until"`
	ETA           any     `json:"eta"`
	ReturnLeg     bool    `json:"return_leg"`
	Attention     string  `json:"attention"`
	CreatedBy     int64   `json:"created_by"`
	Revision      int     `json:"revision"`
	Direction     string  `json:"direction"`
	OriginID      *string `json:"origin_id"`
}

func rowOf(op *inventory.Operation) operationRow {
	policy := op.Policy
	if policy == "" {
		policy = inventory.AllOrNothing
	}
	return operationRow{
		ID: op.ID, Number: op.Number, Kind: string(op.Kind), Status: string(op.Status), WarehouseID: op.WarehouseID,
		DestinationID: nonZero(op.DestinationID), Reference: op.Reference, Partner: op.Partner, DocumentDate: op.DocumentDate,
		RequiredOn: nonZero(op.RequiredOn), Note: op.Note, Reason: op.Reason, Carrier: op.Carrier, Tracking: op.Tracking,
		ReservePolicy: string(policy), ReserveUntil: op.ReserveUntil, ETA: op.ETA, ReturnLeg: op.ReturnLeg,
		Attention: string(op.Attention), CreatedBy: op.CreatedBy, Revision: op.Revision,
		Direction: string(op.Direction), OriginID: nonZero(op.OriginID),
	}
}

func (w *writer) saveOperations(ctx context.Context) error {
	var created, updated []operationRow
	for _, id := range w.changed {
		row := rowOf(w.book.Operations[id])
		if w.book.Loaded(id) == nil {
			created = append(created, row)
		} else {
			updated = append(updated, row)
		}
	}
	if err := each(ctx, created, w.q.InsertOperations); err != nil {
		return fmt.Errorf("write new operations: %w", err)
	}
	if err := each(ctx, updated, w.q.UpdateOperations); err != nil {
		return fmt.Errorf("write operations: %w", err)
	}
	return nil
}

// lineRow is a line as jsonb_populate_recordset reads it.
type lineRow struct {
	OperationID string `json:"operation_id"`
	inventory.Line
}

func (w *writer) saveLines(ctx context.Context) error {
	var created dbsqlc.InsertLinesParams
	var updated []lineRow
	for _, id := range w.changed {
		op, old := w.book.Operations[id], w.book.Loaded(id)
		for i, l := range op.Lines {
			switch {
			case old == nil || i >= len(old.Lines):
				// A count has a line for each difference, once it is posted.
				created.OperationIds = append(created.OperationIds, id)
				created.LineNos = append(created.LineNos, int32(l.LineNo)) //nolint:gosec // bounded by the document
				created.ProductIds = append(created.ProductIds, l.ProductID)
				created.Quantities = append(created.Quantities, l.Quantity)
				created.Reserved = append(created.Reserved, l.Reserved)
				// The batch may have taken the new document further.
				asCreated := inventory.Line{LineNo: l.LineNo, ProductID: l.ProductID, Quantity: l.Quantity, Reserved: l.Reserved}
				if l != asCreated {
					updated = append(updated, lineRow{id, l})
				}
			case old.Lines[i] != l:
				updated = append(updated, lineRow{id, l})
			}
		}
	}
	if len(created.LineNos) > 0 {
		if err := w.q.InsertLines(ctx, created); err != nil {
			return fmt.Errorf("write new lines: %w", err)
		}
	}
	if err := each(ctx, updated, w.q.UpdateLines); err != nil {
		return fmt.Errorf("write lines: %w", err)
	}
	return nil
}

func (w *writer) insertSteps(ctx context.Context) error {
	var arg dbsqlc.InsertStepsParams
	for _, s := range w.book.Steps {
		arg.OperationIds = append(arg.OperationIds, s.OperationID)
		arg.StepNos = append(arg.StepNos, int32(s.StepNo)) //nolint:gosec // counts a document's steps
		arg.Kinds = append(arg.Kinds, string(s.Kind))
		arg.CommandIds = append(arg.CommandIds, s.CommandID)
		arg.UserIds = append(arg.UserIds, s.UserID)
		arg.Statuses = append(arg.Statuses, string(s.Status))
		arg.Notes = append(arg.Notes, s.Note)
	}
	if err := w.q.InsertSteps(ctx, arg); err != nil {
		return fmt.Errorf("write steps: %w", err)
	}
	return nil
}

func (w *writer) insertMovements(ctx context.Context) error {
	if len(w.book.Movements) == 0 {
		return nil
	}
	var arg dbsqlc.InsertMovementsParams
	for _, m := range w.book.Movements {
		arg.OperationIds = append(arg.OperationIds, m.OperationID)
		arg.StepNos = append(arg.StepNos, int32(m.StepNo)) //nolint:gosec // see insertSteps
		arg.LineNos = append(arg.LineNos, int32(m.LineNo)) //nolint:gosec // bounded by the document
		arg.PartNos = append(arg.PartNos, int32(m.PartNo)) //nolint:gosec // bounded by the bins
		arg.ProductIds = append(arg.ProductIds, m.ProductID)
		lot, from, to := m.LotID, sideID(m.From), sideID(m.To)
		if lot < 0 {
			lot = w.book.Lot(lot).ID
		}
		arg.LotIds = append(arg.LotIds, lot)
		arg.WarehouseIds = append(arg.WarehouseIds, m.WarehouseID)
		arg.FromBalanceIds = append(arg.FromBalanceIds, from)
		arg.FromAccounts = append(arg.FromAccounts, string(m.From.Account))
		arg.ToBalanceIds = append(arg.ToBalanceIds, to)
		arg.ToAccounts = append(arg.ToAccounts, string(m.To.Account))
		arg.Quantities = append(arg.Quantities, m.Quantity)
		arg.Kinds = append(arg.Kinds, m.Kind)
		arg.UserIds = append(arg.UserIds, m.UserID)
	}
	if err := w.q.InsertMovements(ctx, arg); err != nil {
		return fmt.Errorf("write movements: %w", err)
	}
	return nil
}

func sideID(s inventory.Side) int64 {
	if s.Balance == nil {
		return 0
	}
	return s.Balance.ID
}

func (w *writer) notify(ctx context.Context) error {
	var arg dbsqlc.NotifyProcessesParams
	for _, id := range w.changed {
		if !w.book.Operations[id].Kind.Driven() {
			continue
		}
		arg.OperationIds = append(arg.OperationIds, id)
		arg.Revisions = append(arg.Revisions, int32(w.book.Operations[id].Revision)) //nolint:gosec // counts a document's steps
	}
	if err := w.q.NotifyProcesses(ctx, arg); err != nil {
		return fmt.Errorf("leave notices for the processes: %w", err)
	}
	return nil
}

// each writes rows by a statement that reads them as JSON; no rows, no statement.
func each[T any](ctx context.Context, rows []T, write func(context.Context, []byte) error) error {
	if len(rows) == 0 {
		return nil
	}
	b, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("encode rows: %w", err)
	}
	return write(ctx, b)
}

// nonZero reads zero as null.
func nonZero[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
