package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// informAtOnce is how many open operations a round informs the people of.
const informAtOnce = 200

// RecallRound does for a recall what is due at a moment: tells those who work
// on the open operations that hold the goods, closes the recall when every site
// has confirmed, reminds those that haven't, and escalates. It may be repeated.
// It says whether the recall has ended, and otherwise when there is something
// to do again.
func (s *Store) RecallRound(ctx context.Context, id string, patience RecallPatience, at time.Time) (ended bool, again time.Time, err error) {
	err = s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		ended, again = false, time.Time{}
		row, err := q.LockRecall(ctx, id)
		if err != nil {
			return notFound(err, "recall")
		}
		if row.Status != RecallOpen {
			ended = true
			return nil
		}
		r, err := readRecall(ctx, q, Scope{Everywhere: true}, id)
		if err != nil {
			return err
		}
		more, err := informOperations(ctx, q, r, at)
		if err != nil {
			return err
		}
		if more {
			again = at
			return nil
		}
		if r.SitesConfirmed == r.SitesAsked {
			ended = true
			return closeRecall(ctx, q, r)
		}
		times := at.Sub(row.StartedAt.Time) / patience.Remind
		again = row.StartedAt.Time.Add((times + 1) * patience.Remind)
		return remind(ctx, q, r, patience, int(times), at)
	})
	return ended, again, err
}

// informOperations tells those who made the open operations that hold the
// goods, and the managers of their warehouses.
func informOperations(ctx context.Context, q *dbsqlc.Queries, r Recall, at time.Time) (more bool, err error) {
	rows, err := q.UninformedOperations(ctx, dbsqlc.UninformedOperationsParams{RecallID: r.ID, MaxRows: informAtOnce})
	if err != nil || len(rows) == 0 {
		return false, err
	}
	ids := make([]string, len(rows))
	managers := map[int64][]int64{}
	var news []Notification
	for i, op := range rows {
		ids[i] = op.OperationID
		sites := []int64{op.WarehouseID}
		if op.DestinationID != nil {
			sites = append(sites, *op.DestinationID)
		}
		people := []int64{op.CreatedBy}
		for _, site := range sites {
			if _, known := managers[site]; !known {
				if managers[site], err = peopleOf(ctx, q, []int64{site}, inventory.Manager); err != nil {
					return false, err
				}
			}
			people = append(people, managers[site]...)
		}
		slices.Sort(people)
		for _, user := range slices.Compact(people) {
			news = append(news, Notification{
				UserID: user, Kind: "lot_recalled", Severity: Critical, Link: "/operations/" + op.OperationID, Body: r.Instructions,
				Subject:     cutText(fmt.Sprintf("%s holds goods that are recalled (%s): swap them, or bring them back", op.Number, r.Number), 200),
				WarehouseID: op.WarehouseID, DedupKey: "recall/" + r.ID + "/" + op.OperationID,
			})
		}
	}
	if err := notify(ctx, q, news); err != nil {
		return false, err
	}
	err = q.OperationsInformed(ctx, dbsqlc.OperationsInformedParams{At: stamp(at), RecallID: r.ID, Ids: ids})
	if err != nil {
		return false, fmt.Errorf("keep which operations were informed: %w", err)
	}
	return len(rows) == informAtOnce, nil
}

// closeRecall ends a recall that every site has confirmed. Its lots stay frozen.
func closeRecall(ctx context.Context, q *dbsqlc.Queries, r Recall) error {
	by := Actor{UserID: systemUser}
	if err := endRecall(ctx, q, by, r.ID, RecallClosed, ""); err != nil {
		return err
	}
	people, err := peopleOf(ctx, q, r.siteIDs(), inventory.Manager)
	if err != nil {
		return err
	}
	if err := notify(ctx, q, r.news(append(people, r.StartedBy.ID), Info, "closed", "was found by every site")); err != nil {
		return err
	}
	return recallChanged(ctx, q, by, "close_recall", r)
}

// remind tells the people of sites that have not confirmed, each time once,
// and the managers of all sites when it has taken too long.
func remind(ctx context.Context, q *dbsqlc.Queries, r Recall, patience RecallPatience, times int, at time.Time) error {
	if times == 0 {
		return nil
	}
	attention, severity := "reminded", Warning
	if at.Sub(r.StartedAt) >= patience.Escalate {
		attention, severity = "escalated", Critical
	}
	people, err := peopleOf(ctx, q, r.waitingFor(), inventory.Staff)
	if err != nil {
		return err
	}
	if err := notify(ctx, q, r.news(people, severity, fmt.Sprintf("remind/%d", times), "is recalled, and your warehouse has not confirmed yet")); err != nil {
		return err
	}
	if attention == r.Attention {
		return nil
	}
	if attention == "escalated" {
		managers, err := peopleOf(ctx, q, r.siteIDs(), inventory.Manager)
		if err != nil {
			return err
		}
		if err := notify(ctx, q, r.news(managers, Critical, "escalated", "is recalled, and not every site has confirmed in time")); err != nil {
			return err
		}
	}
	if err := q.SetRecallAttention(ctx, dbsqlc.SetRecallAttentionParams{Attention: attention, ID: r.ID}); err != nil {
		return fmt.Errorf("keep that sites were reminded: %w", err)
	}
	r.Attention = attention
	announceRecall(ctx, r)
	return nil
}
