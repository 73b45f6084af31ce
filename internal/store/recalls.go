package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// The states of a recall. It is open until every site has confirmed, and
// closed then; its lots stay frozen until it is lifted.
const (
	RecallOpen   = "open"
	RecallClosed = "closed"
	RecallLifted = "lifted"
)

// NewRecall is a recall to start. Its lots are of one product.
type NewRecall struct {
	// ID and RequestHash say whether it is the same request again.
	ID, RequestHash string
	LotIDs          []int64
	Reason          string
	// Instructions say what the sites are to do with what they find.
	Instructions string
}

// StartRecall freezes lots in every warehouse in one commit, and writes down
// which sites have to look for them and which open operations hold them. From
// that commit on nothing of them is reserved, picked or sent. The rest is the
// business of the recall's workflow, which is told of it. The same request
// again changes nothing.
func (s *Store) StartRecall(ctx context.Context, by Actor, scope Scope, n NewRecall) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		if done, err := recalledBefore(ctx, q, n); done || err != nil {
			return err
		}
		for _, id := range n.LotIDs {
			if err := seesLot(ctx, q, scope, id); err != nil {
				return err
			}
		}
		lots, err := lockLots(ctx, q, slices.Clone(n.LotIDs))
		if err != nil {
			return err
		}
		for _, lot := range lots {
			if lot.ProductID != lots[0].ProductID {
				return inventory.Refusef(inventory.CodeInvalid, "the lots of a recall are of one product").At("lot_ids")
			}
			if lot.Status == LotRecalled {
				return inventory.Refusef(inventory.CodeConflict, "lot %s is recalled already", lot.Code).At("lot_ids")
			}
		}
		if err := writeRecall(ctx, q, by, n, lots); err != nil {
			return err
		}
		return tellOfRecall(ctx, q, by, n.ID)
	})
}

// recalledBefore tells whether a request was carried out before.
func recalledBefore(ctx context.Context, q *dbsqlc.Queries, n NewRecall) (bool, error) {
	row, err := q.RecallByID(ctx, n.ID)
	switch {
	case isNoRow(err):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("look for a recall: %w", err)
	case row.Recall.RequestHash != n.RequestHash:
		return false, inventory.Refusef(inventory.CodeKeyReused, "this idempotency key was used for another request")
	}
	return true, nil
}

func writeRecall(ctx context.Context, q *dbsqlc.Queries, by Actor, n NewRecall, lots []dbsqlc.Lot) error {
	err := q.InsertRecall(ctx, dbsqlc.InsertRecallParams{
		ID: n.ID, ProductID: lots[0].ProductID, Reason: n.Reason, Instructions: n.Instructions, RequestHash: n.RequestHash, StartedBy: by.UserID,
	})
	if err != nil {
		return fmt.Errorf("write a recall: %w", err)
	}
	arg := dbsqlc.InsertRecallLotsParams{RecallID: n.ID}
	for _, lot := range lots {
		arg.LotIds, arg.Statuses = append(arg.LotIds, lot.ID), append(arg.Statuses, lot.Status)
	}
	if err := q.InsertRecallLots(ctx, arg); err != nil {
		return fmt.Errorf("write the lots of a recall: %w", err)
	}
	if err := setLots(ctx, q, by, lots, LotRecalled, n.Reason, &n.ID); err != nil {
		return err
	}
	if err := q.InsertRecallSites(ctx, dbsqlc.InsertRecallSitesParams{RecallID: n.ID, LotIds: arg.LotIds}); err != nil {
		return fmt.Errorf("write the sites of a recall: %w", err)
	}
	if err := q.InsertRecallOperations(ctx, dbsqlc.InsertRecallOperationsParams{RecallID: n.ID, LotIds: arg.LotIds}); err != nil {
		return fmt.Errorf("write the operations of a recall: %w", err)
	}
	return nil
}

// tellOfRecall raises the alerts, tells the people of the sites, and leaves the
// audit record.
func tellOfRecall(ctx context.Context, q *dbsqlc.Queries, by Actor, id string) error {
	r, err := readRecall(ctx, q, Scope{Everywhere: true}, id)
	if err != nil {
		return err
	}
	if err := recheckProducts(ctx, q, []int64{r.Product.ID}); err != nil {
		return err
	}
	if err := raise(ctx, q, r.causes()); err != nil {
		return err
	}
	people, err := peopleOf(ctx, q, r.siteIDs(), inventory.Staff)
	if err != nil {
		return err
	}
	if err := notify(ctx, q, r.news(people, Critical, "start", "is recalled: find it, and confirm what you found")); err != nil {
		return err
	}
	announceRecall(ctx, r)
	return appendAudit(ctx, q, auditTime(), []AuditEntry{recallEntry(by, "start_recall", r)})
}

// ConfirmedSite is what a site found.
type ConfirmedSite struct {
	// Found is what was there, Quarantined how much of it was set apart.
	Found, Quarantined int64
	Note               string
}

// ConfirmRecall says once what a site found of the goods. When the last site
// has confirmed, the recall's workflow closes it.
func (s *Store) ConfirmRecall(ctx context.Context, by Actor, scope Scope, id string, warehouseID int64, c ConfirmedSite) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		row, err := lockRecall(ctx, q, scope, id)
		if err != nil {
			return err
		}
		before, err := readRecall(ctx, q, Scope{Everywhere: true}, id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(before.Sites, func(s RecallSite) bool { return s.Warehouse.ID == warehouseID })
		switch {
		case i < 0 || !scope.Sees(warehouseID):
			return inventory.Refusef(inventory.CodeNotFound, "the recall doesn't ask this warehouse for anything")
		case row.Status != RecallOpen:
			return inventory.Refusef(inventory.CodeConflict, "%s is %s", row.Number, row.Status)
		case before.Sites[i].ConfirmedAt != nil:
			return inventory.Refusef(inventory.CodeConflict, "%s was confirmed for this warehouse already", row.Number)
		case c.Quarantined > c.Found:
			return inventory.Refusef(inventory.CodeInvalid, "no more can be set apart than was found").At("quarantined")
		}
		book, err := q.LotsOnHand(ctx, dbsqlc.LotsOnHandParams{LotIds: before.lotIDs(), WarehouseID: warehouseID})
		if err != nil {
			return fmt.Errorf("read what the books say of recalled lots: %w", err)
		}
		at := stamp(auditTime())
		if _, err := q.ConfirmRecallSite(ctx, dbsqlc.ConfirmRecallSiteParams{
			Book: &book, Found: &c.Found, Quarantined: &c.Quarantined, Note: c.Note, UserID: &by.UserID, At: at, RecallID: id, WarehouseID: warehouseID,
		}); err != nil {
			return fmt.Errorf("confirm a recall: %w", err)
		}
		if err := settle(ctx, q, before.causesAt(warehouseID)); err != nil {
			return err
		}
		return recallChanged(ctx, q, by, "confirm_recall", before)
	})
}

// recallChanged leaves word of a change to the recall's workflow, to whoever
// watches, and to the audit.
func recallChanged(ctx context.Context, q *dbsqlc.Queries, by Actor, action string, before Recall) error {
	if err := q.RecallChanged(ctx, before.ID); err != nil {
		return fmt.Errorf("leave word of a recall: %w", err)
	}
	r, err := readRecall(ctx, q, Scope{Everywhere: true}, before.ID)
	if err != nil {
		return err
	}
	announceRecall(ctx, r)
	entry := recallEntry(by, action, r)
	entry.Before = before
	return appendAudit(ctx, q, auditTime(), []AuditEntry{entry})
}

// LiftRecall ends a recall and gives its lots back the status that they had
// before.
func (s *Store) LiftRecall(ctx context.Context, by Actor, id, note string) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		before, err := readRecall(ctx, q, Scope{Everywhere: true}, id)
		if err != nil {
			return err
		}
		// The lots before the recall, as whoever starts one locks them.
		lots, err := lockLots(ctx, q, before.lotIDs())
		if err != nil {
			return err
		}
		row, err := lockRecall(ctx, q, Scope{Everywhere: true}, id)
		if err != nil {
			return err
		}
		if row.Status == RecallLifted {
			return inventory.Refusef(inventory.CodeConflict, "%s was lifted already", row.Number)
		}
		for _, status := range []string{LotAvailable, LotOnHold} {
			back := slices.DeleteFunc(slices.Clone(lots), func(l dbsqlc.Lot) bool { return before.statusBefore(l.ID) != status })
			if len(back) == 0 {
				continue
			}
			if err := setLots(ctx, q, by, back, status, note, &id); err != nil {
				return err
			}
		}
		if err := endRecall(ctx, q, by, id, RecallLifted, note); err != nil {
			return err
		}
		if err := recheckProducts(ctx, q, []int64{before.Product.ID}); err != nil {
			return err
		}
		if err := settle(ctx, q, before.causes()); err != nil {
			return err
		}
		people, err := peopleOf(ctx, q, before.siteIDs(), inventory.Staff)
		if err != nil {
			return err
		}
		if err := notify(ctx, q, before.news(people, Info, "lifted", "is no longer recalled")); err != nil {
			return err
		}
		return recallChanged(ctx, q, by, "lift_recall", before)
	})
}

func endRecall(ctx context.Context, q *dbsqlc.Queries, by Actor, id, status, note string) error {
	err := q.EndRecall(ctx, dbsqlc.EndRecallParams{Status: status, UserID: &by.UserID, At: stamp(auditTime()), Note: note, ID: id})
	if err != nil {
		return fmt.Errorf("end a recall: %w", err)
	}
	return nil
}

// lockRecall locks a recall that somebody may see.
func lockRecall(ctx context.Context, q *dbsqlc.Queries, scope Scope, id string) (dbsqlc.Recall, error) {
	row, err := q.LockRecall(ctx, id)
	if err != nil {
		return row, notFound(err, "recall")
	}
	return row, seesRecall(ctx, q, scope, id)
}

// RecallNotice says that a recall's workflow has not heard of a change.
type RecallNotice struct {
	ID       string
	Revision int
}

// DueRecalls claims recalls whose workflow is to be told, for some seconds.
func (s *Store) DueRecalls(ctx context.Context, limit int) ([]RecallNotice, error) {
	rows, err := s.q.ClaimRecalls(ctx, int32(limit)) //nolint:gosec // a few
	if err != nil {
		return nil, fmt.Errorf("claim recalls: %w", err)
	}
	due := make([]RecallNotice, len(rows))
	for i, r := range rows {
		due[i] = RecallNotice{r.ID, int(r.Revision)}
	}
	return due, nil
}

// RecallTold says that a recall's workflow has heard of a change.
func (s *Store) RecallTold(ctx context.Context, n RecallNotice) error {
	if err := s.q.RecallTold(ctx, dbsqlc.RecallToldParams{ID: n.ID, Revision: int32(n.Revision)}); err != nil { //nolint:gosec // it was one
		return fmt.Errorf("settle a recall's notice: %w", err)
	}
	return nil
}

// RecallPatience is how long sites may take to confirm before they are
// reminded, again and again, and before the recall is escalated.
type RecallPatience struct{ Remind, Escalate time.Duration }
