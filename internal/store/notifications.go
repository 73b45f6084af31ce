package store

import (
	"context"
	"fmt"
	"slices"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// Severity says how much a piece of news matters.
type Severity = inventory.Severity

// The severities.
const (
	Info     = inventory.Info
	Warning  = inventory.Warning
	Critical = inventory.Critical
)

// Notification is something that a user is to be told. How it reaches the user
// is the user's choice, unless Account is set: then it is mailed at once, is
// never listed, and its body is wiped when it was sent.
type Notification struct {
	UserID int64
	// Kind groups what users choose by: low_stock, discrepancy, account …
	Kind     string
	Severity Severity
	Subject  string
	Body     string
	// Link leads into the dashboard, as /alerts/7.
	Link string
	// DedupKey makes a repetition for the same user a no-op; empty: no key.
	DedupKey string
	Account  bool
	// WarehouseID is the site that it is about, for rooms that hear of one site; 0: none.
	WarehouseID int64
}

// notify writes what users are to be told, in the transaction of its cause.
func notify(ctx context.Context, q *dbsqlc.Queries, news []Notification) error {
	if len(news) == 0 {
		return nil
	}
	var arg dbsqlc.InsertNotificationsParams
	var listed []int64
	for _, n := range news {
		if !n.Account {
			listed = append(listed, n.UserID)
		}
		arg.UserIds = append(arg.UserIds, n.UserID)
		arg.Kinds = append(arg.Kinds, n.Kind)
		arg.Severities = append(arg.Severities, string(n.Severity))
		arg.Subjects = append(arg.Subjects, n.Subject)
		arg.Bodies = append(arg.Bodies, n.Body)
		arg.Links = append(arg.Links, n.Link)
		arg.DedupKeys = append(arg.DedupKeys, n.DedupKey)
		arg.Accounts = append(arg.Accounts, n.Account)
		arg.WarehouseIds = append(arg.WarehouseIds, n.WarehouseID)
	}
	if err := q.InsertNotifications(ctx, arg); err != nil {
		return fmt.Errorf("leave notifications: %w", err)
	}
	inboxChanged(ctx, listed...)
	return nil
}

// inboxChanged tells the open dashboards of users that they were told
// something, or have read it on another screen. What it is, they read.
func inboxChanged(ctx context.Context, userIDs ...int64) {
	slices.Sort(userIDs)
	if users := slices.Compact(userIDs); len(users) > 0 {
		announce(ctx, News{Type: "notification", Data: struct{}{}, UserIDs: users})
	}
}

// Notify tells users something that is no part of another change.
func (s *Store) Notify(ctx context.Context, news []Notification) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error { return notify(ctx, q, news) })
}

// peopleOf are the active users of any of the warehouses with at least the
// role, and the admins.
func peopleOf(ctx context.Context, q *dbsqlc.Queries, warehouseIDs []int64, least inventory.Role) ([]int64, error) {
	var roles []string
	for _, r := range []inventory.Role{inventory.Staff, inventory.Manager, inventory.Admin} {
		if r.Rank() >= least.Rank() {
			roles = append(roles, string(r))
		}
	}
	ids, err := q.PeopleOfWarehouses(ctx, dbsqlc.PeopleOfWarehousesParams{Roles: roles, WarehouseIds: warehouseIDs})
	if err != nil {
		return nil, fmt.Errorf("find the people of warehouses: %w", err)
	}
	return ids, nil
}
