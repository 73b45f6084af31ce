package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"stockflow/internal/store/dbsqlc"
)

// TraceTotals are what came and went of a lot. It reconciles:
//
//	on hand = received + returned + arrived + adjusted − shipped − sent − scrapped
//
// in each warehouse, and in the whole company sent = arrived + in transit + lost on the road.
type TraceTotals struct {
	// Received is less what went back to suppliers.
	Received int64 `json:"received"`
	Shipped  int64 `json:"shipped"`
	// Returned came back from customers.
	Returned   int64 `json:"returned"`
	Sent       int64 `json:"sent"`
	Arrived    int64 `json:"arrived"`
	LostOnRoad int64 `json:"lost_on_road"`
	Adjusted   int64 `json:"adjusted"`
	Scrapped   int64 `json:"scrapped"`
	OnHand     int64 `json:"on_hand"`
	InTransit  int64 `json:"in_transit"`
}

func (t *TraceTotals) add(o TraceTotals) {
	t.Received += o.Received
	t.Shipped += o.Shipped
	t.Returned += o.Returned
	t.Sent += o.Sent
	t.Arrived += o.Arrived
	t.LostOnRoad += o.LostOnRoad
	t.Adjusted += o.Adjusted
	t.Scrapped += o.Scrapped
	t.OnHand += o.OnHand
	t.InTransit += o.InTransit
}

// TraceSite is what a warehouse had to do with a lot; in transit is what is on
// its way to it.
type TraceSite struct {
	Warehouse WarehouseRef `json:"warehouse"`
	TraceTotals
}

// TraceEntry is a movement of a lot into a warehouse or out of it.
type TraceEntry struct {
	ID int64     `json:"id"`
	At time.Time `json:"at"`
	// Event is received, returned_to_supplier, shipped, returned_by_customer,
	// sent, arrived, lost_on_road, adjusted_in, adjusted_out, scrapped or unscrapped.
	Event     string       `json:"event"`
	Quantity  int64        `json:"quantity"`
	Warehouse WarehouseRef `json:"warehouse"`
	// Other is the other warehouse of a transfer.
	Other        *WarehouseRef `json:"other_warehouse,omitempty"`
	Operation    OperationRef  `json:"operation"`
	Partner      string        `json:"partner,omitempty"`
	Reference    string        `json:"reference,omitempty"`
	Reason       string        `json:"reason,omitempty"`
	DocumentDate string        `json:"document_date"`
	User         UserRef       `json:"user"`
}

// LotTrace tells where a lot came from and where it went.
type LotTrace struct {
	Lot LotSummary `json:"lot"`
	// Complete says that nothing is withheld: the reader sees all warehouses.
	Complete   bool         `json:"complete"`
	Totals     TraceTotals  `json:"totals"`
	Warehouses []TraceSite  `json:"warehouses"`
	Items      []TraceEntry `json:"items"`
	NextCursor string       `json:"next_cursor,omitempty"`
}

// The directions of a trace; "" is both.
const (
	TraceBackward = "backward"
	TraceForward  = "forward"
)

// TraceLot tells, oldest first, what brought a lot and what took it, with the
// sums of it all. What happened in other warehouses than the scope's is
// withheld.
func (s *Store) TraceLot(ctx context.Context, scope Scope, id int64, direction string, page Page) (LotTrace, error) {
	row, err := s.q.LotWithProduct(ctx, id)
	if err != nil {
		return LotTrace{}, notFound(err, "lot")
	}
	if err := seesLot(ctx, s.q, scope, id); err != nil {
		return LotTrace{}, err
	}
	t := LotTrace{
		Lot:      lotSummary(dbsqlc.LotsWithinRow{Lot: row.Lot, Sku: row.Sku, ProductName: row.ProductName, BaseUnit: row.BaseUnit}),
		Complete: scope.Everywhere,
	}
	if t.Warehouses, err = s.traceSites(ctx, scope, id); err != nil {
		return LotTrace{}, err
	}
	for _, w := range t.Warehouses {
		t.Totals.add(w.TraceTotals)
	}
	t.Lot.OnHand = t.Totals.OnHand
	t.Items, t.NextCursor, err = s.TraceEntries(ctx, scope, id, direction, page)
	return t, err
}

func (s *Store) traceSites(ctx context.Context, scope Scope, id int64) ([]TraceSite, error) {
	rows, err := s.q.LotTotals(ctx, dbsqlc.LotTotalsParams{LotID: id, Everywhere: scope.Everywhere, WarehouseIds: scope.Warehouses})
	if err != nil {
		return nil, fmt.Errorf("sum up a lot: %w", err)
	}
	sites := []TraceSite{}
	at := map[int64]int{}
	site := func(w WarehouseRef) *TraceSite {
		if _, known := at[w.ID]; !known {
			at[w.ID] = len(sites)
			sites = append(sites, TraceSite{Warehouse: w})
		}
		return &sites[at[w.ID]]
	}
	for _, r := range rows {
		site(WarehouseRef{r.WarehouseID, r.Code, r.Name}).TraceTotals = TraceTotals{
			Received: r.Received, Shipped: r.Shipped, Returned: r.Returned, Sent: r.Sent, Arrived: r.Arrived, LostOnRoad: r.LostOnRoad,
			Adjusted: r.Adjusted, Scrapped: r.Scrapped,
		}
	}
	levels, err := s.q.LotLevels(ctx, dbsqlc.LotLevelsParams{LotID: &id, Everywhere: scope.Everywhere, WarehouseIds: scope.Warehouses})
	if err != nil {
		return nil, fmt.Errorf("read the stock of a lot: %w", err)
	}
	for _, r := range levels {
		w := site(WarehouseRef{r.WarehouseID, r.Code, r.Name})
		w.OnHand, w.InTransit = r.OnHand, r.InTransit
	}
	return sites, nil
}

// TraceEntries are the movements of a trace alone, oldest first; see TraceLot.
func (s *Store) TraceEntries(ctx context.Context, scope Scope, id int64, direction string, page Page) ([]TraceEntry, string, error) {
	key, err := page.key("0")
	if err != nil {
		return nil, "", err
	}
	after, err := keyID(key[0])
	if err != nil {
		return nil, "", err
	}
	rows, err := s.q.LotTrace(ctx, dbsqlc.LotTraceParams{
		LotID: id, AfterID: after, Everywhere: scope.Everywhere, WarehouseIds: scope.Warehouses, Direction: direction, MaxRows: page.rows(),
	})
	if err != nil {
		return nil, "", fmt.Errorf("trace a lot: %w", err)
	}
	items := make([]TraceEntry, len(rows))
	for i, r := range rows {
		items[i] = TraceEntry{
			ID: r.ID, At: r.MovedAt.Time, Event: traceEvent(r.FromAccount, r.ToAccount), Quantity: r.Quantity,
			Warehouse: WarehouseRef{r.WarehouseID, r.WarehouseCode, r.WarehouseName}, Other: warehouseRef(r.OtherID, r.OtherCode, r.OtherName),
			Operation: OperationRef{ID: r.OperationID, Number: r.Number, Kind: r.OperationKind}, Partner: r.Partner, Reference: r.Reference,
			Reason: r.Reason, DocumentDate: dateText(r.DocumentDate), User: UserRef{ID: r.UserID, Name: r.UserName},
		}
	}
	items, next := cut(items, page, func(e TraceEntry) []string { return []string{strconv.FormatInt(e.ID, 10)} })
	return items, next, nil
}

// traceEvent words a movement between a bin and an account.
func traceEvent(from, to string) string {
	switch {
	case from == "transit" && to != "":
		return "lost_on_road"
	case from != "":
		return map[string]string{
			"supplier": "received", "customer": "returned_by_customer", "transit": "arrived", "adjustment": "adjusted_in", "scrap": "unscrapped",
		}[from]
	}
	return map[string]string{
		"supplier": "returned_to_supplier", "customer": "shipped", "transit": "sent", "adjustment": "adjusted_out", "scrap": "scrapped",
	}[to]
}
