package store

import (
	"context"
	"fmt"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// The actions of people on an alert, by the names of their routes.
const (
	actAcknowledge = "acknowledge"
	actSnooze      = "snooze"
	actAssign      = "assign"
	actResolve     = "resolve"
	actReopen      = "reopen"
)

// maxSnooze is how long an alert may be put off.
const maxSnooze = 90 * 24 * time.Hour

// actions are what may be done with an alert in its state.
func (a alertRow) actions() []string {
	if a.Status == AlertResolved {
		if a.Type.ResolvedByHand() {
			return []string{actReopen}
		}
		return []string{}
	}
	var may []string
	if a.Status != AlertAcknowledged {
		may = append(may, actAcknowledge)
	}
	may = append(may, actSnooze, actAssign)
	if a.Type.ResolvedByHand() {
		may = append(may, actResolve)
	}
	if a.Status == AlertAcknowledged || a.Status == AlertSnoozed {
		may = append(may, actReopen)
	}
	return may
}

// changeAlert lets somebody change an alert of the scope. Change gives the
// event; one that is empty changes nothing.
func (s *Store) changeAlert(
	ctx context.Context, by Actor, scope Scope, id int64, note string,
	change func(ctx context.Context, q *dbsqlc.Queries, a *alertRow, at time.Time) (event string, err error),
) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		row, err := q.AlertByID(ctx, id)
		if err != nil {
			return notFound(err, "alert")
		}
		if !scope.Sees(row.Site) {
			return inventory.Refusef(inventory.CodeNotFound, "there is no such alert")
		}
		// The posting of stock locks the stream first; so does everybody.
		if err := lockSites(ctx, q, map[int64]bool{row.Site: true}); err != nil {
			return err
		}
		rows, err := q.LockAlerts(ctx, []int64{id})
		if err != nil {
			return fmt.Errorf("lock an alert: %w", err)
		}
		before := alertRowOf(rows[0])
		after, at := before, auditTime()
		event, err := change(ctx, q, &after, at)
		if err != nil || event == "" {
			return err
		}
		return changeAlerts(ctx, q, at, by, []alertChange{{before: &before, after: after, event: event, note: note}})
	})
}

func wrongAlertStage(a *alertRow, act string) error {
	return inventory.Refusef(inventory.CodeWrongStage, "this alert is %s; nobody can %s it now", a.Status, act)
}

// AcknowledgeAlert says that somebody has seen to it: it is not escalated.
func (s *Store) AcknowledgeAlert(ctx context.Context, by Actor, scope Scope, id int64, note string) error {
	return s.changeAlert(ctx, by, scope, id, note, func(_ context.Context, _ *dbsqlc.Queries, a *alertRow, _ time.Time) (string, error) {
		switch a.Status {
		case AlertAcknowledged:
			return "", nil
		case AlertResolved:
			return "", wrongAlertStage(a, actAcknowledge)
		}
		a.Status, a.SnoozedUntil, a.DueAt = AlertAcknowledged, nil, nil
		return alertAcknowledged, nil
	})
}

// SnoozeAlert puts an alert off. When the time has come and the cause is still
// there it is open again.
func (s *Store) SnoozeAlert(ctx context.Context, by Actor, scope Scope, id int64, until time.Time, note string) error {
	return s.changeAlert(ctx, by, scope, id, note, func(_ context.Context, _ *dbsqlc.Queries, a *alertRow, at time.Time) (string, error) {
		if a.Status == AlertResolved {
			return "", wrongAlertStage(a, actSnooze)
		}
		if !until.After(at) || until.Sub(at) > maxSnooze {
			return "", inventory.Refusef(inventory.CodeInvalid, "an alert is put off until some time in the next 90 days").At("until")
		}
		until = until.UTC().Truncate(time.Microsecond)
		a.Status, a.SnoozedUntil, a.DueAt = AlertSnoozed, &until, &until
		return alertSnoozed, nil
	})
}

// AssignAlert gives an alert to somebody who may see it, or to nobody (0).
func (s *Store) AssignAlert(ctx context.Context, by Actor, scope Scope, id, userID int64, note string) error {
	return s.changeAlert(ctx, by, scope, id, note, func(ctx context.Context, q *dbsqlc.Queries, a *alertRow, _ time.Time) (string, error) {
		if a.Status == AlertResolved {
			return "", wrongAlertStage(a, actAssign)
		}
		if deref(a.AssignedTo) == userID {
			return "", nil
		}
		if userID != 0 {
			may, err := q.MayBeAssigned(ctx, dbsqlc.MayBeAssignedParams{UserID: userID, Site: a.site()})
			if err != nil {
				return "", fmt.Errorf("look for whom an alert is assigned to: %w", err)
			}
			if !may {
				return "", inventory.Refusef(inventory.CodeNotFound, "nobody with this id may see the alert").At("user_id")
			}
		}
		a.AssignedTo = nonZero(userID)
		return alertAssigned, nil
	})
}

// ResolveAlert ends an alert whose cause nobody but a person can judge.
func (s *Store) ResolveAlert(ctx context.Context, by Actor, scope Scope, id int64, note string) error {
	return s.changeAlert(ctx, by, scope, id, note, func(_ context.Context, _ *dbsqlc.Queries, a *alertRow, at time.Time) (string, error) {
		switch {
		case a.Status == AlertResolved:
			return "", nil
		case !a.Type.ResolvedByHand():
			return "", inventory.Refusef(inventory.CodeWrongStage, "%s ends by itself when its cause is gone; acknowledge it, or put it off", words(string(a.Type)))
		}
		a.resolve(at)
		return alertEnded, nil
	})
}

// ReopenAlert takes back that an alert was acknowledged, put off, or resolved
// by hand.
func (s *Store) ReopenAlert(ctx context.Context, by Actor, scope Scope, id int64, note string) error {
	return s.changeAlert(ctx, by, scope, id, note, func(ctx context.Context, q *dbsqlc.Queries, a *alertRow, at time.Time) (string, error) {
		switch {
		case a.Status == AlertOpen || a.Status == AlertEscalated:
			return "", nil
		case a.Status == AlertResolved && !a.Type.ResolvedByHand():
			return "", inventory.Refusef(inventory.CodeWrongStage, "%s comes back by itself when its cause does", words(string(a.Type)))
		case a.Status == AlertResolved:
			found, err := q.AlertsOfCauses(ctx, []string{a.cause().key()})
			if err != nil {
				return "", fmt.Errorf("look for another alert: %w", err)
			}
			if len(found) > 0 && found[0].Active {
				return "", inventory.Refusef(inventory.CodeConflict, "alert %d is open for the same cause", found[0].ID)
			}
			a.Reopened++
		}
		a.open(at)
		return alertReopened, nil
	})
}
