package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// Recall is a recall with what it asks of the sites. A reader sees the sites
// and operations of the own warehouses; the counts are of all.
type Recall struct {
	ID           string     `json:"id"`
	Number       string     `json:"number"`
	Product      ProductRef `json:"product"`
	Status       string     `json:"status"`
	Reason       string     `json:"reason"`
	Instructions string     `json:"instructions,omitempty"`
	// Attention says whether sites were reminded, or more than that.
	Attention      string     `json:"attention"`
	SitesAsked     int64      `json:"sites_asked"`
	SitesConfirmed int64      `json:"sites_confirmed"`
	StartedBy      UserRef    `json:"started_by"`
	StartedAt      time.Time  `json:"started_at"`
	EndedBy        *UserRef   `json:"ended_by,omitempty"`
	EndedAt        *time.Time `json:"ended_at,omitempty"`
	EndNote        string     `json:"end_note,omitempty"`

	Lots       []RecallLot       `json:"lots"`
	Sites      []RecallSite      `json:"sites"`
	Operations []RecallOperation `json:"operations"`
}

// RecallLot is a lot that a recall froze.
type RecallLot struct {
	ID        int64  `json:"id"`
	Code      string `json:"code"`
	ExpiresOn string `json:"expires_on,omitempty"`
	// StatusBefore is what it becomes again when the recall is lifted.
	StatusBefore string `json:"status_before"`
}

// RecallSite is a warehouse that looks for the goods. Expected is what the
// books said was there, or on its way there, when the lots were frozen; Book is
// what they said was there when the site confirmed.
type RecallSite struct {
	Warehouse   WarehouseRef `json:"warehouse"`
	Expected    int64        `json:"expected"`
	Book        *int64       `json:"book,omitempty"`
	Found       *int64       `json:"found,omitempty"`
	Quarantined *int64       `json:"quarantined,omitempty"`
	Note        string       `json:"note,omitempty"`
	ConfirmedBy *UserRef     `json:"confirmed_by,omitempty"`
	ConfirmedAt *time.Time   `json:"confirmed_at,omitempty"`
}

// RecallOperation is an operation that held the goods when they were frozen,
// with its status as it is now.
type RecallOperation struct {
	OperationRef
	Status     string     `json:"status"`
	Reserved   int64      `json:"reserved"`
	Picked     int64      `json:"picked"`
	InTransit  int64      `json:"in_transit"`
	InformedAt *time.Time `json:"informed_at,omitempty"`
}

// RecallChange says how far a recall has come.
type RecallChange struct {
	ID             string `json:"id"`
	Number         string `json:"number"`
	Status         string `json:"status"`
	Attention      string `json:"attention"`
	SitesAsked     int64  `json:"sites_asked"`
	SitesConfirmed int64  `json:"sites_confirmed"`
}

// recalledOperations is how many operations of a recall are shown at most.
const recalledOperations = 500

// Recall reads a recall that concerns a warehouse of the scope.
func (s *Store) Recall(ctx context.Context, scope Scope, id string) (Recall, error) {
	if err := seesRecall(ctx, s.q, scope, id); err != nil {
		return Recall{}, err
	}
	return readRecall(ctx, s.q, scope, id)
}

// ListRecalls lists the recalls that concern a warehouse of the scope, newest
// first; an empty status is any.
func (s *Store) ListRecalls(ctx context.Context, scope Scope, status string, page Page) ([]Recall, string, error) {
	key, err := page.key(lastTime, lastUUID)
	if err != nil {
		return nil, "", err
	}
	before, err := keyTime(key[0])
	if err != nil || !isUUID(key[1]) {
		return nil, "", badCursor()
	}
	rows, err := s.q.ListRecallIDs(ctx, dbsqlc.ListRecallIDsParams{
		BeforeAt: before, BeforeID: key[1], Status: status, Everywhere: scope.Everywhere, WarehouseIds: scope.Warehouses, MaxRows: page.rows(),
	})
	if err != nil {
		return nil, "", fmt.Errorf("list recalls: %w", err)
	}
	rows, next := cut(rows, page, func(r dbsqlc.ListRecallIDsRow) []string { return []string{keyText(r.StartedAt.Time), r.ID} })
	items := make([]Recall, len(rows))
	for i, r := range rows {
		if items[i], err = readRecall(ctx, s.q, scope, r.ID); err != nil {
			return nil, "", err
		}
	}
	return items, next, nil
}

// seesRecall answers for a recall that concerns no warehouse of the scope as
// if it didn't exist.
func seesRecall(ctx context.Context, q *dbsqlc.Queries, scope Scope, id string) error {
	if scope.Everywhere {
		return nil
	}
	sees, err := q.SeesRecall(ctx, dbsqlc.SeesRecallParams{RecallID: id, WarehouseIds: scope.Warehouses})
	if err != nil {
		return fmt.Errorf("look for a recall: %w", err)
	}
	if !sees {
		return inventory.Refusef(inventory.CodeNotFound, "there is no such recall")
	}
	return nil
}

// readRecall reads a recall with what the scope may see of it.
func readRecall(ctx context.Context, q *dbsqlc.Queries, scope Scope, id string) (Recall, error) {
	row, err := q.RecallByID(ctx, id)
	if err != nil {
		return Recall{}, notFound(err, "recall")
	}
	x := row.Recall
	r := Recall{
		ID: x.ID, Number: x.Number, Product: ProductRef{ID: x.ProductID, SKU: row.Sku, Name: row.ProductName, BaseUnit: row.BaseUnit},
		Status: x.Status, Reason: x.Reason, Instructions: x.Instructions, Attention: x.Attention,
		SitesAsked: row.Sites, SitesConfirmed: row.Confirmed, StartedBy: UserRef{ID: x.StartedBy, Name: row.StartedByName},
		StartedAt: x.StartedAt.Time, EndedBy: userOrNone(x.EndedBy, row.EndedByName), EndedAt: timePtr(x.EndedAt), EndNote: x.EndNote,
		Lots: []RecallLot{}, Sites: []RecallSite{}, Operations: []RecallOperation{},
	}
	lots, err := q.RecallLots(ctx, id)
	if err != nil {
		return r, fmt.Errorf("read the lots of a recall: %w", err)
	}
	for _, l := range lots {
		r.Lots = append(r.Lots, RecallLot{ID: l.LotID, Code: l.Code, ExpiresOn: dateText(l.ExpiresOn), StatusBefore: l.StatusBefore})
	}
	sites, err := q.RecallSites(ctx, dbsqlc.RecallSitesParams{RecallID: id, Everywhere: scope.Everywhere, WarehouseIds: scope.Warehouses})
	if err != nil {
		return r, fmt.Errorf("read the sites of a recall: %w", err)
	}
	for _, s := range sites {
		r.Sites = append(r.Sites, RecallSite{
			Warehouse: WarehouseRef{ID: s.RecallSite.WarehouseID, Code: s.Code, Name: s.Name}, Expected: s.RecallSite.Expected,
			Book: s.RecallSite.Book, Found: s.RecallSite.Found, Quarantined: s.RecallSite.Quarantined, Note: s.RecallSite.Note,
			ConfirmedBy: userOrNone(s.RecallSite.ConfirmedBy, s.ConfirmedByName), ConfirmedAt: timePtr(s.RecallSite.ConfirmedAt),
		})
	}
	operations, err := q.RecallOperations(ctx, dbsqlc.RecallOperationsParams{
		RecallID: id, Everywhere: scope.Everywhere, WarehouseIds: scope.Warehouses, MaxRows: recalledOperations,
	})
	if err != nil {
		return r, fmt.Errorf("read the operations of a recall: %w", err)
	}
	for _, o := range operations {
		r.Operations = append(r.Operations, RecallOperation{
			OperationRef: OperationRef{ID: o.RecallOperation.OperationID, Number: o.Number, Kind: o.Kind}, Status: o.Status,
			Reserved: o.RecallOperation.Reserved, Picked: o.RecallOperation.Picked, InTransit: o.RecallOperation.InTransit,
			InformedAt: timePtr(o.RecallOperation.InformedAt),
		})
	}
	return r, nil
}

// userOrNone names a user, if there is one.
func userOrNone(id *int64, name *string) *UserRef {
	if id == nil || name == nil {
		return nil
	}
	return &UserRef{ID: *id, Name: *name}
}

func (r Recall) lotIDs() []int64 {
	ids := make([]int64, len(r.Lots))
	for i, l := range r.Lots {
		ids[i] = l.ID
	}
	return ids
}

func (r Recall) siteIDs() []int64 {
	ids := make([]int64, len(r.Sites))
	for i, s := range r.Sites {
		ids[i] = s.Warehouse.ID
	}
	return ids
}

// waitingFor are the sites that have not confirmed.
func (r Recall) waitingFor() (ids []int64) {
	for _, s := range r.Sites {
		if s.ConfirmedAt == nil {
			ids = append(ids, s.Warehouse.ID)
		}
	}
	return ids
}

func (r Recall) statusBefore(lotID int64) string {
	for _, l := range r.Lots {
		if l.ID == lotID {
			return l.StatusBefore
		}
	}
	return ""
}

// causes are those of the recall's alerts.
func (r Recall) causes() (causes []AlertCause) {
	for _, s := range r.Sites {
		causes = append(causes, r.causesAt(s.Warehouse.ID)...)
	}
	return causes
}

// causesAt are those of the recall's alerts of one site.
func (r Recall) causesAt(site int64) []AlertCause {
	causes := make([]AlertCause, len(r.Lots))
	for i, l := range r.Lots {
		causes[i] = AlertCause{
			Type: inventory.LotRecalled, WarehouseID: site, ProductID: r.Product.ID, LotID: l.ID, Severity: Critical,
			Message: cutText(fmt.Sprintf("Lot %s of %s is recalled (%s): %s", l.Code, r.Product.SKU, r.Number, r.Reason), 500),
		}
	}
	return causes
}

// news tells people of the recall, each of them once of each step.
func (r Recall) news(people []int64, severity Severity, step, what string) []Notification {
	lots := "lot " + r.Lots[0].Code
	if n := len(r.Lots); n > 1 {
		lots = strconv.Itoa(n) + " lots"
	}
	news := make([]Notification, len(people))
	for i, id := range people {
		news[i] = Notification{
			UserID: id, Kind: "lot_recalled", Severity: severity, Link: "/recalls/" + r.ID, Body: r.Reason, DedupKey: "recall/" + r.ID + "/" + step,
			Subject: cutText(fmt.Sprintf("%s: %s of %s %s", r.Number, lots, r.Product.SKU, what), 200),
		}
	}
	return news
}

// announceRecall tells open dashboards how far a recall has come, and that what
// can be promised of its product may have changed.
func announceRecall(ctx context.Context, r Recall) {
	sites := r.siteIDs()
	announce(ctx, News{Type: "recall", WarehouseIDs: sites, Role: inventory.Admin, Data: RecallChange{
		ID: r.ID, Number: r.Number, Status: r.Status, Attention: r.Attention, SitesAsked: r.SitesAsked, SitesConfirmed: r.SitesConfirmed,
	}})
	announce(ctx, News{Type: "stock", WarehouseIDs: sites, Role: inventory.Admin,
		Data: StockChange{WarehouseIDs: sites, ProductIDs: []int64{r.Product.ID}}})
}

func recallEntry(by Actor, action string, r Recall) AuditEntry {
	return AuditEntry{Actor: by, Stream: CatalogueStream, Action: action, SubjectKind: "recall", SubjectID: r.ID, After: r}
}
