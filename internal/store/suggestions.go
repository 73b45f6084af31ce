package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

const (
	// mostSources is from how many warehouses a short one is filled up at most.
	mostSources = 3
	// shortDays is how many days what is sent must be good for at least.
	shortDays = 7
	// startTime is how long the transfer of a started suggestion may take to be
	// there, unless its command is parked; after that another may start it.
	startTime = 2 * time.Minute
)

// SuggestionFilter narrows the list of suggested transfers.
type SuggestionFilter struct {
	FromID, ToID, ProductID int64
}

// ListSuggestions suggests transfers from warehouses of the scope to short
// ones, the shortest first. A page looks at so many alerts as its limit says:
// it may be short, or empty, with others after it.
func (s *Store) ListSuggestions(ctx context.Context, scope Scope, f SuggestionFilter, page Page) ([]Suggestion, string, error) {
	rank, at, id, err := alertKey(page, "0", firstTime, "0")
	if err != nil {
		return nil, "", err
	}
	// Goods may be sent anywhere.
	sites, err := s.q.AllWarehouseIDs(ctx)
	if err != nil {
		return nil, "", fmt.Errorf("read warehouse ids: %w", err)
	}
	if f.ToID != 0 {
		sites = []int64{f.ToID}
	}
	var short []dbsqlc.ShortAlertsRow
	if f.ProductID == 0 {
		short, err = s.q.ShortAlerts(ctx, dbsqlc.ShortAlertsParams{Sites: sites, AfterRank: rank, AfterAt: at, AfterID: id, MaxRows: page.rows()})
	} else {
		var rows []dbsqlc.ShortAlertsOfProductRow
		rows, err = s.q.ShortAlertsOfProduct(ctx, dbsqlc.ShortAlertsOfProductParams{
			ProductID: &f.ProductID, Sites: sites, AfterRank: rank, AfterAt: at, AfterID: id, MaxRows: page.rows(),
		})
		for _, r := range rows {
			short = append(short, dbsqlc.ShortAlertsRow(r))
		}
	}
	if err != nil {
		return nil, "", fmt.Errorf("list short stock: %w", err)
	}
	short, next := cut(short, page, func(a dbsqlc.ShortAlertsRow) []string {
		return []string{strconv.Itoa(int(a.Rank)), keyText(a.RaisedAt.Time), strconv.FormatInt(a.ID, 10)}
	})
	items, err := s.suggest(ctx, scope, f.FromID, short)
	return items, next, err
}

// suggest works out what would help short warehouses, from all of the scope;
// of that it gives what comes from one source, or, with 0, everything.
func (s *Store) suggest(ctx context.Context, scope Scope, from int64, short []dbsqlc.ShortAlertsRow) ([]Suggestion, error) {
	found := []Suggestion{}
	if len(short) == 0 {
		return found, nil
	}
	sources, err := s.sites(ctx, scope)
	if err != nil {
		return nil, err
	}
	products, sites := map[int64]bool{}, setOf(sources)
	for _, a := range short {
		products[a.ProductID], sites[a.Site] = true, true
	}
	supply, err := supplies(ctx, s.q, keys(products), keys(sites))
	if err != nil {
		return nil, err
	}
	units, err := s.q.PackagingUnitsOf(ctx, keys(products))
	if err != nil {
		return nil, fmt.Errorf("read packaging units: %w", err)
	}
	names, err := s.suggestionNames(ctx, keys(products), keys(sites))
	if err != nil {
		return nil, err
	}
	for _, a := range short {
		to, ok := supply[pair{a.ProductID, a.Site}]
		if !ok {
			continue // retired meanwhile
		}
		var others []inventory.Supply
		for _, id := range sources {
			if x, ok := supply[pair{a.ProductID, id}]; ok {
				others = append(others, x)
			}
		}
		var factors []int64
		unitNames := map[int64]string{}
		for _, u := range units {
			if u.ProductID == a.ProductID {
				factors, unitNames[u.Factor] = append(factors, u.Factor), u.Name
			}
		}
		for _, p := range inventory.Suggest(to, others, factors, mostSources) {
			if from != 0 && p.From.WarehouseID != from {
				continue
			}
			item := Suggestion{
				Key: suggestionKey(a.ID, p.From.WarehouseID), AlertID: a.ID, Product: names.products[a.ProductID], From: names.warehouses[p.From.WarehouseID],
				To: names.warehouses[a.Site], Quantity: p.Quantity, FromAvailable: p.From.Available, FromKeeps: p.From.Keeps(),
				FirstExpiry: p.From.FirstExpiry, Overstocked: p.From.Overstocked(), Severity: Severity(a.Severity),
			}
			if p.Unit > 1 {
				item.PackagingUnit, item.PackagingQuantity = unitNames[p.Unit], p.Count
			}
			if scope.Sees(a.Site) {
				full := to.FillTo()
				item.ToAvailable, item.ToIncoming, item.ToTarget = &to.Available, &to.Incoming, &full
			}
			found = append(found, item)
		}
	}
	return found, nil
}

// supplies reads what warehouses have, expect and should have of products.
func supplies(ctx context.Context, q *dbsqlc.Queries, products, sites []int64) (map[pair]inventory.Supply, error) {
	rows, err := q.PromisableStock(ctx, dbsqlc.PromisableStockParams{ShortDays: shortDays, WarehouseIds: sites, ProductIds: products})
	if err != nil {
		return nil, fmt.Errorf("read what can be spared: %w", err)
	}
	supply := make(map[pair]inventory.Supply, len(rows))
	for _, r := range rows {
		supply[pair{r.ProductID, r.WarehouseID}] = inventory.Supply{
			WarehouseID: r.WarehouseID, Available: r.Available, Minimum: r.Minimum, Maximum: r.Maximum, Target: r.Target,
			ReorderQuantity: r.ReorderQuantity, Expiring: r.Expiring, FirstExpiry: dateText(r.FirstExpiry),
		}
	}
	coming, err := q.IncomingStock(ctx, dbsqlc.IncomingStockParams{
		WarehouseIds: sites, ProductIds: products, Since: stamp(auditTime().Add(-startTime)),
	})
	if err != nil {
		return nil, fmt.Errorf("read what is on its way: %w", err)
	}
	for _, r := range coming {
		key := pair{r.ProductID, r.WarehouseID}
		x := supply[key]
		x.Incoming = r.Quantity
		supply[key] = x
	}
	return supply, nil
}

func (s *Store) suggestionNames(ctx context.Context, products, sites []int64) (n alertNames, err error) {
	if n.products, err = s.productNames(ctx, products); err != nil {
		return n, err
	}
	n.warehouses, err = s.warehouseNames(ctx, sites)
	return n, err
}

func suggestionKey(alertID, sourceID int64) string { return fmt.Sprintf("%d-%d", alertID, sourceID) }

// SuggestionSource reads a suggestion's key: its alert, and its source.
func SuggestionSource(key string) (alertID, sourceID int64, err error) {
	a, b, _ := strings.Cut(key, "-")
	alertID, err = strconv.ParseInt(a, 10, 64)
	if err == nil {
		sourceID, err = strconv.ParseInt(b, 10, 64)
	}
	if err != nil {
		return 0, 0, inventory.Refusef(inventory.CodeNotFound, "there is no such suggestion")
	}
	return alertID, sourceID, nil
}

// Started is a suggestion that a user turns into a transfer.
type Started struct {
	ProductID, FromID, ToID, Quantity int64
	// IdempotencyKey is that of the transfer; whoever starts it again gets the
	// same one until the transfer has ended.
	IdempotencyKey string
	operationID    string
	alertID        int64
}

// StartSuggestion claims a suggestion for a user, so that of two who start it
// one makes the transfer; the other one is told who did. The transfer itself is
// a command.
func (s *Store) StartSuggestion(ctx context.Context, userID int64, scope Scope, key string) (Started, error) {
	var started Started
	alertID, sourceID, err := SuggestionSource(key)
	if err != nil {
		return started, err
	}
	gone := inventory.Refusef(inventory.CodeNotFound, "there is no such suggestion")
	if !scope.Sees(sourceID) {
		return started, gone
	}
	err = s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		a, err := q.LockAlert(ctx, alertID)
		if err != nil {
			return notFound(err, "suggestion")
		}
		if inventory.AlertType(a.Type) != inventory.LowStock || a.ProductID == nil {
			return gone
		}
		started = Started{ProductID: *a.ProductID, FromID: sourceID, ToID: a.Site, alertID: alertID}
		mine, err := takenBy(ctx, q, userID, &started)
		if err != nil || mine {
			return err
		}
		// On the transaction's own connection, since there may be no other.
		items, err := (&Store{q: q}).suggest(ctx, scope, sourceID, []dbsqlc.ShortAlertsRow{
			{ID: a.ID, ProductID: *a.ProductID, Site: a.Site, Severity: a.Severity, Rank: a.Rank, RaisedAt: a.RaisedAt},
		})
		if err != nil {
			return err
		}
		if !a.Active || len(items) == 0 {
			return inventory.Refusef(inventory.CodeConflict, "this transfer isn't needed any more, or can't be spared; read the suggestions again")
		}
		started.Quantity = items[0].Quantity
		return started.claim(ctx, q, userID)
	})
	return started, err
}

// takenBy tells whether a suggestion was started before and that is still good:
// by the user it is done again, somebody else is refused.
func takenBy(ctx context.Context, q *dbsqlc.Queries, userID int64, g *Started) (mine bool, err error) {
	r, err := q.SuggestionStarted(ctx, dbsqlc.SuggestionStartedParams{AlertID: g.alertID, SourceID: g.FromID})
	switch {
	case isNoRow(err):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("look who started a suggestion: %w", err)
	case r.Ended || r.Number == "" && !r.Parked && auditTime().Sub(r.StartedAt.Time) > startTime:
		return false, nil
	case r.UserID != userID && r.Number == "":
		return false, inventory.Refusef(inventory.CodeConflict, "%s is starting this transfer", r.UserName)
	case r.UserID != userID:
		return false, inventory.Refusef(inventory.CodeConflict, "%s has started this transfer: %s", r.UserName, r.Number)
	}
	g.Quantity, g.IdempotencyKey, g.operationID = r.Quantity, g.keyAt(r.StartedAt.Time), r.OperationID
	return true, nil
}

func (g *Started) keyAt(at time.Time) string {
	return fmt.Sprintf("suggestion %s at %d", suggestionKey(g.alertID, g.FromID), at.UnixMicro())
}

func (g *Started) claim(ctx context.Context, q *dbsqlc.Queries, userID int64) error {
	at := auditTime()
	g.IdempotencyKey = g.keyAt(at)
	g.operationID = inventory.CommandID(inventory.CreateTransfer, userID, g.IdempotencyKey)
	err := q.StartSuggestion(ctx, dbsqlc.StartSuggestionParams{
		AlertID: g.alertID, SourceID: g.FromID, OperationID: g.operationID, Quantity: g.Quantity, UserID: userID, StartedAt: stamp(at),
	})
	if err != nil {
		return fmt.Errorf("claim a suggestion: %w", err)
	}
	return nil
}

// ForgetSuggestion gives a claim back whose transfer was refused.
func (s *Store) ForgetSuggestion(ctx context.Context, g Started) error {
	err := s.q.ForgetSuggestion(ctx, dbsqlc.ForgetSuggestionParams{AlertID: g.alertID, SourceID: g.FromID, OperationID: g.operationID})
	if err != nil {
		return fmt.Errorf("give a suggestion back: %w", err)
	}
	return nil
}
