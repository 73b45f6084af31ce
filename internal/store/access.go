package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// Application is what somebody says who asks for access.
type Application struct {
	Email, Name, Note string
	// Warehouses are codes as they were typed.
	Warehouses []string
	// Confirmed says that the address is known to be the person's.
	Confirmed bool
}

// AccessRequest is an application as admins see it.
type AccessRequest struct {
	ID         int64      `json:"id"`
	Name       string     `json:"name"`
	Email      string     `json:"email"`
	Warehouses []string   `json:"warehouses"`
	Note       string     `json:"note"`
	Status     string     `json:"status"`
	CreatedAt  time.Time  `json:"created_at"`
	DecidedAt  *time.Time `json:"decided_at,omitempty"`
	Reason     string     `json:"reason,omitempty"`
}

// Apply takes a request for access. What the caller learns is the same in
// every case; what the mail says, and whether it holds a link to confirm the
// address, follows from the standing: "new", or the status of the user whom
// the address belongs to.
func (s *Store) Apply(ctx context.Context, by Actor, a Application, link Link, m func(name, standing string) Mail) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		row, err := q.UserByAddress(ctx, a.Email)
		if isNoRow(err) {
			return apply(ctx, q, by, a, link, m)
		}
		if err != nil {
			return fmt.Errorf("find a user: %w", err)
		}
		if row.Role == string(inventory.System) {
			return nil
		}
		if row.Status != "requested" {
			return mail(ctx, q, row.ID, m(row.Name, row.Status))
		}
		open, err := q.OpenAccessRequest(ctx, row.ID)
		if err != nil {
			return fmt.Errorf("find a request for access: %w", err)
		}
		switch {
		case open.Status == "pending" && a.Confirmed:
			return nil // the admins know
		case open.Status == "pending":
			return mail(ctx, q, row.ID, m(row.Name, "requested"))
		case a.Confirmed:
			return confirm(ctx, q, by, row)
		}
		row.Name = a.Name
		if err := saveUser(ctx, q, row); err != nil {
			return err
		}
		err = q.RenewAccessRequest(ctx, dbsqlc.RenewAccessRequestParams{UserID: row.ID, WantedWarehouses: list(a.Warehouses), Note: a.Note})
		if err != nil {
			return fmt.Errorf("renew a request for access: %w", err)
		}
		if err := link.put(ctx, q, row.ID, ConfirmEmail); err != nil {
			return err
		}
		return mail(ctx, q, row.ID, m(a.Name, "new"))
	})
}

// apply enters somebody whom nobody knows yet.
func apply(ctx context.Context, q *dbsqlc.Queries, by Actor, a Application, link Link, m func(name, standing string) Mail) error {
	row, err := q.InsertPerson(ctx, dbsqlc.InsertPersonParams{Email: a.Email, Name: a.Name, Role: string(inventory.Staff), Status: "requested"})
	if isViolation(err, "users_email_key") {
		return errRestart // the same person was entered just now
	}
	if err != nil {
		return fmt.Errorf("enter a request for access: %w", err)
	}
	_, err = q.InsertAccessRequest(ctx, dbsqlc.InsertAccessRequestParams{
		UserID: row.ID, WantedWarehouses: list(a.Warehouses), Note: a.Note, Status: "unconfirmed",
	})
	if err != nil {
		return fmt.Errorf("enter a request for access: %w", err)
	}
	if a.Confirmed {
		return confirm(ctx, q, by, row)
	}
	if err := link.put(ctx, q, row.ID, ConfirmEmail); err != nil {
		return err
	}
	if err := mail(ctx, q, row.ID, m(a.Name, "new")); err != nil {
		return err
	}
	return peopleAudit(ctx, q, by, "request_access", row.ID, nil, a)
}

// list is never nil, since a column may not be.
func list(codes []string) []string { return append([]string{}, codes...) }

// ConfirmEmail uses a link: the request goes to the admins.
func (s *Store) ConfirmEmail(ctx context.Context, by Actor, hash []byte) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		row, err := takeLink(ctx, q, hash, ConfirmEmail, "requested")
		if err != nil {
			return err
		}
		by.UserID = row.ID
		return confirm(ctx, q, by, row)
	})
}

func confirm(ctx context.Context, q *dbsqlc.Queries, by Actor, row dbsqlc.User) error {
	id, err := q.ConfirmAccessRequest(ctx, row.ID)
	if err != nil {
		return fmt.Errorf("confirm a request for access: %w", err)
	}
	admins, err := q.Admins(ctx)
	if err != nil {
		return fmt.Errorf("find the admins: %w", err)
	}
	news := make([]Notification, len(admins))
	for i, admin := range admins {
		news[i] = Notification{
			UserID: admin, Kind: "access_request", Severity: Warning, Subject: row.Name + " asks for access",
			Body: row.Name + " (" + row.Email + ") asks for access.", Link: fmt.Sprintf("/people/requests/%d", id),
			DedupKey: fmt.Sprintf("access_request:%d", id),
		}
	}
	if err := notify(ctx, q, news); err != nil {
		return err
	}
	return peopleAudit(ctx, q, by, "confirm_access_request", row.ID, nil, map[string]any{"request_id": id})
}

// ListAccessRequests lists requests of a status, the oldest first.
func (s *Store) ListAccessRequests(ctx context.Context, status string, page Page) ([]AccessRequest, string, error) {
	after, err := page.id(firstID)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.q.ListAccessRequests(ctx, dbsqlc.ListAccessRequestsParams{Status: status, AfterID: after, MaxRows: page.rows()})
	if err != nil {
		return nil, "", fmt.Errorf("list requests for access: %w", err)
	}
	items := make([]AccessRequest, len(rows))
	for i, r := range rows {
		items[i] = AccessRequest{
			ID: r.ID, Name: r.Name, Email: r.Email, Warehouses: r.WantedWarehouses, Note: r.Note, Status: r.Status,
			CreatedAt: r.CreatedAt.Time, DecidedAt: timePtr(r.DecidedAt), Reason: r.Reason,
		}
	}
	items, next := cut(items, page, func(r AccessRequest) []string { return []string{strconv.FormatInt(r.ID, 10)} })
	return items, next, nil
}

// ApproveAccess lets somebody in, with a role and warehouses: the invitation
// that is mailed sets the password.
func (s *Store) ApproveAccess(
	ctx context.Context, by Actor, id int64, role inventory.Role, warehouses []int64, link Link, m func(name string) Mail,
) (User, error) {
	var user User
	err := s.decideAccess(ctx, by, id, "approved", "", func(ctx context.Context, q *dbsqlc.Queries, row dbsqlc.User) error {
		before, err := userOf(ctx, q, row)
		if err != nil {
			return err
		}
		row.Role, row.Status = string(role), "invited"
		if err := saveUser(ctx, q, row); err != nil {
			return err
		}
		if user, err = letIn(ctx, q, row, warehouses, link, m(row.Name)); err != nil {
			return err
		}
		return peopleAudit(ctx, q, by, "approve_access", row.ID, before, user)
	})
	return user, err
}

// RefuseAccess refuses a request; the person reads the reason.
func (s *Store) RefuseAccess(ctx context.Context, by Actor, id int64, reason string, m func(name string) Mail) error {
	return s.decideAccess(ctx, by, id, "refused", reason, func(ctx context.Context, q *dbsqlc.Queries, row dbsqlc.User) error {
		row.Status = "inactive"
		if err := saveUser(ctx, q, row); err != nil {
			return err
		}
		if err := mail(ctx, q, row.ID, m(row.Name)); err != nil {
			return err
		}
		return peopleAudit(ctx, q, by, "refuse_access", row.ID, map[string]any{"status": "requested"},
			map[string]any{"status": "inactive", "reason": reason})
	})
}

func (s *Store) decideAccess(
	ctx context.Context, by Actor, id int64, status, reason string, f func(context.Context, *dbsqlc.Queries, dbsqlc.User) error,
) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		r, err := q.LockAccessRequest(ctx, id)
		if err != nil {
			return notFound(err, "request for access")
		}
		if r.Status != "pending" {
			return inventory.Refusef(inventory.CodeConflict, "this request is %s", r.Status)
		}
		err = q.DecideAccessRequest(ctx, dbsqlc.DecideAccessRequestParams{ID: id, Status: status, DecidedBy: &by.UserID, Reason: reason})
		if err != nil {
			return fmt.Errorf("decide a request for access: %w", err)
		}
		row, err := q.LockUser(ctx, r.UserID)
		if err != nil {
			return notFound(err, "user")
		}
		return f(ctx, q, row)
	})
}

// TidyAccounts forgets links, sessions and attempts that have run out.
func (s *Store) TidyAccounts(ctx context.Context) (int64, error) {
	n, err := s.q.DeleteExpiredAccountRows(ctx)
	if err != nil {
		return 0, fmt.Errorf("forget what has run out: %w", err)
	}
	return n, nil
}
