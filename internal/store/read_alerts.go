package store

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// AlertFilter narrows the list of alerts.
type AlertFilter struct {
	// Status is empty for all that are open in any way.
	Status      AlertStatus
	Type        inventory.AlertType
	Severity    Severity
	WarehouseID int64
	ProductID   int64
	AssignedTo  int64
	// Search is a part of a product's name, the beginning of its SKU, its
	// barcode, or an operation's number.
	Search string
}

// alertSites are the sites whose alerts a reader sees: 0 is nobody's but the
// admins'.
func (s *Store) alertSites(ctx context.Context, scope Scope, warehouseID int64) ([]int64, error) {
	if warehouseID != 0 {
		return []int64{warehouseID}, nil
	}
	sites, err := s.sites(ctx, scope)
	if err != nil || !scope.Everywhere {
		return sites, err
	}
	return append(sites, 0), nil
}

// ListAlerts lists alerts of the scope: open ones by severity and age, those
// that have ended by when they did, the newest first.
func (s *Store) ListAlerts(ctx context.Context, scope Scope, f AlertFilter, page Page) ([]Alert, string, error) {
	sites, err := s.alertSites(ctx, scope, f.WarehouseID)
	if err != nil {
		return nil, "", err
	}
	products, operations, among, err := s.alertsSearched(ctx, f)
	if err != nil {
		return nil, "", err
	}
	var rows []dbsqlc.Alert
	if f.Status == AlertResolved {
		rows, err = s.resolvedAlerts(ctx, f, sites, products, operations, among, page)
	} else {
		rows, err = s.openAlerts(ctx, f, sites, products, operations, among, page)
	}
	if err != nil {
		return nil, "", fmt.Errorf("list alerts: %w", err)
	}
	rows, next := cut(rows, page, func(a dbsqlc.Alert) []string {
		if !a.Active {
			return []string{"0", keyText(a.ResolvedAt.Time), strconv.FormatInt(a.ID, 10)}
		}
		return []string{strconv.Itoa(int(a.Rank)), keyText(a.RaisedAt.Time), strconv.FormatInt(a.ID, 10)}
	})
	items, err := s.alertsFrom(ctx, rows)
	return items, next, err
}

// mostSearched is at how many of the products that a search finds their alerts
// are looked at.
const mostSearched = 400

// alertsSearched finds what a filter names: then the list is read by that.
func (s *Store) alertsSearched(ctx context.Context, f AlertFilter) (products []int64, operations []string, among bool, err error) {
	if f.ProductID != 0 {
		return []int64{f.ProductID}, nil, true, nil
	}
	if f.Search == "" {
		return nil, nil, false, nil
	}
	if products, err = s.firstFound(ctx, f.Search, mostSearched); err != nil {
		return nil, nil, false, fmt.Errorf("find products: %w", err)
	}
	operations, err = s.q.OperationsNumbered(ctx, []string{f.Search})
	if err != nil {
		return nil, nil, false, fmt.Errorf("find an operation: %w", err)
	}
	return products, operations, true, nil
}

func alertKey(page Page, defaults ...string) (rank int16, at pgtype.Timestamptz, id int64, err error) {
	key, err := page.key(defaults...)
	if err != nil {
		return 0, at, 0, err
	}
	n, err := strconv.ParseInt(key[0], 10, 16)
	if err != nil {
		return 0, at, 0, badCursor()
	}
	if at, err = keyTime(key[1]); err != nil {
		return 0, at, 0, err
	}
	id, err = keyID(key[2])
	return int16(n), at, id, err
}

func (s *Store) openAlerts(
	ctx context.Context, f AlertFilter, sites, products []int64, operations []string, among bool, page Page,
) ([]dbsqlc.Alert, error) {
	rank, at, id, err := alertKey(page, "0", firstTime, "0")
	if err != nil {
		return nil, err
	}
	t, status := string(f.Type), string(f.Status)
	least, most := ranksOf(f.Severity)
	switch {
	case among:
		return s.q.ListOpenAlertsAmong(ctx, dbsqlc.ListOpenAlertsAmongParams{
			ProductIds: products, OperationIds: operations, Sites: sites, FromRank: least, ToRank: most, AfterRank: rank, AfterAt: at, AfterID: id,
			Type: t, Status: status, AssignedTo: f.AssignedTo, MaxRows: page.rows(),
		})
	case f.AssignedTo != 0:
		return s.q.ListOpenAlertsAssigned(ctx, dbsqlc.ListOpenAlertsAssignedParams{
			Assignee: &f.AssignedTo, Sites: sites, FromRank: least, ToRank: most, AfterRank: rank, AfterAt: at, AfterID: id, Type: t,
			Status: status, MaxRows: page.rows(),
		})
	case status != "":
		return s.q.ListOpenAlertsOfStatus(ctx, dbsqlc.ListOpenAlertsOfStatusParams{
			Sites: sites, Status: status, FromRank: least, ToRank: most, AfterRank: rank, AfterAt: at, AfterID: id, Type: t, MaxRows: page.rows(),
		})
	case t != "":
		return s.q.ListOpenAlertsOfType(ctx, dbsqlc.ListOpenAlertsOfTypeParams{
			Sites: sites, Type: t, FromRank: least, ToRank: most, AfterRank: rank, AfterAt: at, AfterID: id, MaxRows: page.rows(),
		})
	}
	return s.q.ListOpenAlerts(ctx, dbsqlc.ListOpenAlertsParams{
		Sites: sites, FromRank: least, ToRank: most, AfterRank: rank, AfterAt: at, AfterID: id, MaxRows: page.rows(),
	})
}

// ranksOf are the ranks that the database gives a severity, the worst first;
// those of all for none.
func ranksOf(s Severity) (least, most int16) {
	switch s {
	case Critical:
		return 1, 1
	case Warning:
		return 2, 2
	case Info:
		return 3, 3
	}
	return 1, 3
}

func (s *Store) resolvedAlerts(
	ctx context.Context, f AlertFilter, sites, products []int64, operations []string, among bool, page Page,
) ([]dbsqlc.Alert, error) {
	_, at, id, err := alertKey(page, "0", lastTime, strconv.FormatInt(math.MaxInt64, 10))
	if err != nil {
		return nil, err
	}
	t := string(f.Type)
	least, most := ranksOf(f.Severity)
	switch {
	case among:
		return s.q.ListResolvedAlertsAmong(ctx, dbsqlc.ListResolvedAlertsAmongParams{
			ProductIds: products, OperationIds: operations, Sites: sites, BeforeAt: at, BeforeID: id, Type: t, FromRank: least, ToRank: most,
			AssignedTo: f.AssignedTo, MaxRows: page.rows(),
		})
	case f.AssignedTo != 0:
		return s.q.ListResolvedAlertsAssigned(ctx, dbsqlc.ListResolvedAlertsAssignedParams{
			Assignee: &f.AssignedTo, Sites: sites, BeforeAt: at, BeforeID: id, Type: t, FromRank: least, ToRank: most, MaxRows: page.rows(),
		})
	case t != "":
		return s.q.ListResolvedAlertsOfType(ctx, dbsqlc.ListResolvedAlertsOfTypeParams{
			Sites: sites, Type: t, BeforeAt: at, BeforeID: id, FromRank: least, ToRank: most, MaxRows: page.rows(),
		})
	case f.Severity != "":
		return s.q.ListResolvedAlertsOfRank(ctx, dbsqlc.ListResolvedAlertsOfRankParams{
			Sites: sites, Rank: least, BeforeAt: at, BeforeID: id, MaxRows: page.rows(),
		})
	}
	return s.q.ListResolvedAlerts(ctx, dbsqlc.ListResolvedAlertsParams{Sites: sites, BeforeAt: at, BeforeID: id, MaxRows: page.rows()})
}

// Alert reads an alert with its history and the stock that it is about.
func (s *Store) Alert(ctx context.Context, scope Scope, id int64) (AlertDetail, error) {
	row, err := s.q.AlertByID(ctx, id)
	if err != nil {
		return AlertDetail{}, notFound(err, "alert")
	}
	if !scope.Sees(row.Site) {
		return AlertDetail{}, inventory.Refusef(inventory.CodeNotFound, "there is no such alert")
	}
	items, err := s.alertsFrom(ctx, []dbsqlc.Alert{row})
	if err != nil {
		return AlertDetail{}, err
	}
	d := AlertDetail{Alert: items[0], Suggestions: []Suggestion{}}
	if d.History, err = s.alertHistory(ctx, id); err != nil {
		return AlertDetail{}, err
	}
	if d.Product != nil && d.Warehouse != nil {
		stock, err := s.levels(ctx, Scope{Warehouses: []int64{d.Warehouse.ID}}, []ProductRef{*d.Product})
		if err != nil {
			return AlertDetail{}, err
		}
		d.Stock = stock[0].level(*d.Warehouse)
	}
	if row.Active {
		d.Suggestions, err = s.remedies(ctx, scope, row)
	}
	return d, err
}

// remedies are the transfers that would help an alert of stock.
func (s *Store) remedies(ctx context.Context, scope Scope, a dbsqlc.Alert) (found []Suggestion, err error) {
	found = []Suggestion{}
	switch inventory.AlertType(a.Type) {
	case inventory.LowStock:
		return s.suggest(ctx, scope, 0, []dbsqlc.ShortAlertsRow{{ID: a.ID, ProductID: deref(a.ProductID), Site: a.Site, Severity: a.Severity}})
	case inventory.Overstock:
		found, _, err = s.ListSuggestions(ctx, scope, SuggestionFilter{FromID: a.Site, ProductID: deref(a.ProductID)}, Page{Limit: maxRemedies})
	}
	return found, err
}

// maxRemedies is how many transfers an alert suggests at most.
const maxRemedies = 20

// maxHistory bounds how much of an alert's history is read.
const maxHistory = 200

func (s *Store) alertHistory(ctx context.Context, id int64) ([]AlertEvent, error) {
	rows, err := s.q.AlertHistory(ctx, dbsqlc.AlertHistoryParams{AlertID: id, MaxRows: maxHistory})
	if err != nil {
		return nil, fmt.Errorf("read the history of an alert: %w", err)
	}
	history := make([]AlertEvent, len(rows))
	for i, r := range rows {
		history[i] = AlertEvent{
			Kind: r.Kind, Status: AlertStatus(r.Status), Severity: Severity(r.Severity), User: UserRef{ID: r.UserID, Name: r.UserName},
			Note: r.Note, At: r.At.Time,
		}
	}
	return history, nil
}

// SummariseAlerts counts the open alerts of the scope that aren't snoozed.
func (s *Store) SummariseAlerts(ctx context.Context, scope Scope, userID int64) (AlertSummary, error) {
	sites, err := s.alertSites(ctx, scope, 0)
	if err != nil {
		return AlertSummary{}, err
	}
	rows, err := s.q.CountAlerts(ctx, sites)
	if err != nil {
		return AlertSummary{}, fmt.Errorf("count alerts: %w", err)
	}
	sum := AlertSummary{Counts: make([]AlertCount, len(rows))}
	of := map[Severity]*int64{Critical: &sum.Critical, Warning: &sum.Warning, Info: &sum.Info}
	for i, r := range rows {
		sum.Counts[i] = AlertCount{Type: inventory.AlertType(r.Type), Severity: Severity(r.Severity), Alerts: r.Alerts}
		sum.Alerts += r.Alerts
		*of[Severity(r.Severity)] += r.Alerts
	}
	sum.AssignedToMe, err = s.q.CountAlertsAssigned(ctx, dbsqlc.CountAlertsAssignedParams{UserID: &userID, Sites: sites})
	if err != nil {
		return AlertSummary{}, fmt.Errorf("count assigned alerts: %w", err)
	}
	return sum, nil
}
