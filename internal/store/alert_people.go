package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// severalAlerts is from how many alerts of a type and warehouse somebody is
// told of them in one message.
const severalAlerts = 5

// tellOfAlerts leaves notifications: a warning for the warehouse's managers,
// what is critical or escalated for the admins too, and for whom it is assigned to
// everything. Nobody is told of what is for information only, of the end of an
// alert, or twice of the same: the keys see to that.
func tellOfAlerts(ctx context.Context, q *dbsqlc.Queries, by Actor, at time.Time, changes []alertChange) error {
	sites := map[int64]bool{}
	var loud []alertChange
	for _, c := range changes {
		switch c.event {
		case alertRaised, alertReopened, alertWorsened, alertEscalated, alertAssigned:
			if c.after.Severity != Info || c.after.AssignedTo != nil {
				loud = append(loud, c)
				sites[c.after.site()] = true
			}
		}
	}
	if len(loud) == 0 {
		return nil
	}
	people, err := q.PeopleToTell(ctx, keys(sites))
	if err != nil {
		return fmt.Errorf("find whom alerts concern: %w", err)
	}
	type heap struct {
		user, site int64
		kind       inventory.AlertType
	}
	heaps := map[heap][]Notification{}
	var order []heap
	for _, c := range loud {
		for _, user := range listeners(people, by, c) {
			h := heap{user, c.after.site(), c.after.Type}
			if heaps[h] == nil {
				order = append(order, h)
			}
			heaps[h] = append(heaps[h], c.notification(user, at))
		}
	}
	var news []Notification
	for _, h := range order {
		if one := heaps[h]; len(one) < severalAlerts {
			news = append(news, one...)
		} else {
			news = append(news, summary(one, h.site))
		}
	}
	return notify(ctx, q, news)
}

// listeners are the users who are told of a change.
func listeners(people []dbsqlc.PeopleToTellRow, by Actor, c alertChange) []int64 {
	ids := map[int64]bool{}
	if c.event != alertAssigned && c.after.Severity != Info {
		admins := c.after.site() == 0 || c.after.Severity == Critical || c.event == alertEscalated
		for _, p := range people {
			if p.WarehouseID == c.after.site() && p.WarehouseID != 0 || admins && inventory.Role(p.Role) == inventory.Admin {
				ids[p.ID] = true
			}
		}
	}
	if c.after.AssignedTo != nil {
		ids[*c.after.AssignedTo] = true
	}
	delete(ids, by.UserID)
	return keys(ids)
}

func (c alertChange) notification(user int64, at time.Time) Notification {
	n := Notification{
		UserID: user, Kind: string(c.after.Type), Severity: c.after.Severity, Subject: cutText(c.after.Message, 200),
		Link: fmt.Sprintf("/alerts/%d", c.after.ID), DedupKey: fmt.Sprintf("alert/%d/%s", c.after.ID, c.after.Severity),
		WarehouseID: c.after.site(),
	}
	switch c.event {
	case alertEscalated:
		n.Subject = cutText("Escalated: "+c.after.Message, 200)
		n.DedupKey = fmt.Sprintf("alert/%d/escalated/%d", c.after.ID, at.UnixMicro())
	case alertAssigned:
		n.Subject = cutText("Assigned to you: "+c.after.Message, 200)
		n.DedupKey = fmt.Sprintf("alert/%d/assigned/%d", c.after.ID, at.UnixMicro())
	}
	if c.note != "" {
		n.Body = c.note
	}
	return n
}

// summary tells of many alerts in one message.
func summary(of []Notification, site int64) Notification {
	worst := slices.MaxFunc(of, func(a, b Notification) int { return a.Severity.Rank() - b.Severity.Rank() })
	n := Notification{
		UserID: worst.UserID, Kind: worst.Kind, Severity: worst.Severity, Subject: fmt.Sprintf("%s: %d alerts", words(worst.Kind), len(of)),
		Link: "/alerts?type=" + worst.Kind, DedupKey: fmt.Sprintf("%s and %d more", worst.DedupKey, len(of)-1),
		WarehouseID: site,
	}
	if site != 0 {
		n.Link += fmt.Sprintf("&warehouse_id=%d", site)
	}
	for i, one := range of {
		if i == 20 {
			n.Body += "…\n"
			break
		}
		n.Body += one.Subject + "\n"
	}
	return n
}
