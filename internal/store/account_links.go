package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// SystemUser is the user in whose name that is recorded which nobody did who
// is signed in.
const SystemUser int64 = 1

// CodeLinkInvalid refuses a single-use link that was used, has run out, was
// replaced by a newer one, or never was.
const CodeLinkInvalid inventory.Code = "link_invalid"

// Mail is what a person gets to read about the own account.
type Mail struct{ Subject, Body string }

// mail leaves a mail that goes out whatever the user prefers.
func mail(ctx context.Context, q *dbsqlc.Queries, userID int64, m Mail) error {
	return notify(ctx, q, []Notification{{UserID: userID, Kind: "account", Severity: Info, Subject: m.Subject, Body: m.Body, Account: true}})
}

// Purpose says what a single-use link is good for.
type Purpose string

// The purposes.
const (
	ConfirmEmail  Purpose = "confirm_email"
	Invitation    Purpose = "invitation"
	PasswordReset Purpose = "password_reset"
)

// Link is a single-use link to be mailed. Of its secret the store knows only
// the hash.
type Link struct {
	Hash    []byte
	Expires time.Time
}

func (l Link) put(ctx context.Context, q *dbsqlc.Queries, userID int64, purpose Purpose) error {
	err := q.PutAccountLink(ctx, dbsqlc.PutAccountLinkParams{
		Hash: l.Hash, UserID: userID, Purpose: string(purpose), ExpiresAt: pgtype.Timestamptz{Time: l.Expires, Valid: true},
	})
	if err != nil {
		return fmt.Errorf("leave a single-use link: %w", err)
	}
	return nil
}

func linkInvalid(err error) error {
	if isNoRow(err) {
		return inventory.Refusef(CodeLinkInvalid, "this link was used already, has run out, or was replaced by a newer one")
	}
	return fmt.Errorf("use a single-use link: %w", err)
}

// LinkOwner finds whose link it is, without using it.
func (s *Store) LinkOwner(ctx context.Context, hash []byte, purpose Purpose) (User, error) {
	r, err := s.q.FindAccountLink(ctx, dbsqlc.FindAccountLinkParams{Hash: hash, Purpose: string(purpose)})
	if err != nil {
		return User{}, linkInvalid(err)
	}
	return User{ID: r.ID, Name: r.Name, Email: r.Email, Role: r.Role, Status: r.Status, CreatedAt: r.CreatedAt.Time, Warehouses: []WarehouseRef{}}, nil
}

// RequestPasswordReset mails a link to an active user, and does nothing for
// anybody else.
func (s *Store) RequestPasswordReset(ctx context.Context, by Actor, email string, link Link, m func(name string) Mail) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		row, err := q.UserByAddress(ctx, email)
		if isNoRow(err) || (err == nil && (row.Status != "active" || row.Role == string(inventory.System))) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("find a user: %w", err)
		}
		if err := link.put(ctx, q, row.ID, PasswordReset); err != nil {
			return err
		}
		if err := mail(ctx, q, row.ID, m(row.Name)); err != nil {
			return err
		}
		return peopleAudit(ctx, q, by, "request_password_reset", row.ID, nil, nil)
	})
}

// ResetPassword uses a link: the user gets the password, all sessions end, and
// a lock is lifted.
func (s *Store) ResetPassword(ctx context.Context, by Actor, hash []byte, passwordHash, attemptsKey string, m Mail) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		row, err := takeLink(ctx, q, hash, PasswordReset, "active")
		if err != nil {
			return err
		}
		by.UserID = row.ID
		row.PasswordHash = passwordHash
		if err := saveUser(ctx, q, row); err != nil {
			return err
		}
		if _, err := q.ForgetAttempts(ctx, attemptsKey); err != nil {
			return fmt.Errorf("lift a lock: %w", err)
		}
		if err := endSessions(ctx, q, row.ID); err != nil {
			return err
		}
		if err := mail(ctx, q, row.ID, m); err != nil {
			return err
		}
		return peopleAudit(ctx, q, by, "reset_password", row.ID, nil, nil)
	})
}

// AcceptInvitation uses a link: who was invited becomes active, with a password.
func (s *Store) AcceptInvitation(ctx context.Context, by Actor, hash []byte, passwordHash string) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		row, err := takeLink(ctx, q, hash, Invitation, "invited")
		if err != nil {
			return err
		}
		by.UserID = row.ID
		return activate(ctx, q, by, row, passwordHash)
	})
}

// activate lets in somebody who was invited; the password may be empty.
func activate(ctx context.Context, q *dbsqlc.Queries, by Actor, row dbsqlc.User, passwordHash string) error {
	before, err := userOf(ctx, q, row)
	if err != nil {
		return err
	}
	row.Status, row.PasswordHash = "active", passwordHash
	if err := saveUser(ctx, q, row); err != nil {
		return err
	}
	after := before
	after.Status = row.Status
	return peopleAudit(ctx, q, by, "accept_invitation", row.ID, before, after)
}

// SignInVerified finds the user whose e-mail address somebody has proved to
// own, and the standing: the user's status, or "new". Who was invited becomes
// active by it.
func (s *Store) SignInVerified(ctx context.Context, by Actor, email string) (p Principal, standing string, err error) {
	err = s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		row, err := q.UserByAddress(ctx, email)
		if isNoRow(err) {
			standing = "new"
			return nil
		}
		if err != nil {
			return fmt.Errorf("find a user: %w", err)
		}
		if row, err = q.LockUser(ctx, row.ID); err != nil { // not the system's
			return notFound(err, "user")
		}
		if row.Status == "invited" {
			if err := q.DropAccountLinks(ctx, row.ID); err != nil {
				return fmt.Errorf("use up an invitation: %w", err)
			}
			by.UserID = row.ID
			if err := activate(ctx, q, by, row, ""); err != nil {
				return err
			}
			row.Status = "active"
		}
		standing = row.Status
		p = Principal{ID: row.ID, Email: row.Email, Name: row.Name, Role: inventory.Role(row.Role), PasswordHash: row.PasswordHash}
		user, err := userOf(ctx, q, row)
		for _, w := range user.Warehouses {
			p.Warehouses = append(p.Warehouses, w.ID)
		}
		return err
	})
	return p, standing, err
}

// SignInRefused records that somebody was not let in whom a provider vouched for.
func (s *Store) SignInRefused(ctx context.Context, by Actor, email, reason string) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		return appendAudit(ctx, q, auditTime(), []AuditEntry{{
			Actor: by, Stream: PeopleStream, Action: "sign_in_failed", SubjectKind: "sign_in",
			After: map[string]any{"email": email, "reason": reason},
		}})
	})
}

// takeLink uses a link up, and locks its user, who has to be of the status.
func takeLink(ctx context.Context, q *dbsqlc.Queries, hash []byte, purpose Purpose, status string) (dbsqlc.User, error) {
	id, err := q.TakeAccountLink(ctx, dbsqlc.TakeAccountLinkParams{Hash: hash, Purpose: string(purpose)})
	if err != nil {
		return dbsqlc.User{}, linkInvalid(err)
	}
	row, err := q.LockUser(ctx, id)
	if err != nil {
		return dbsqlc.User{}, notFound(err, "user")
	}
	if row.Status != status {
		return dbsqlc.User{}, inventory.Refusef(CodeLinkInvalid, "this link is no longer good for anything")
	}
	return row, nil
}

func saveUser(ctx context.Context, q *dbsqlc.Queries, row dbsqlc.User) error {
	_, err := q.UpdateUser(ctx, dbsqlc.UpdateUserParams{
		ID: row.ID, Name: row.Name, Role: row.Role, Status: row.Status, PasswordHash: row.PasswordHash,
	})
	if err != nil {
		return fmt.Errorf("change a user: %w", err)
	}
	return nil
}

// Invite adds a user who sets a password by a mailed link.
func (s *Store) Invite(ctx context.Context, by Actor, n NewUser, link Link, m Mail) (User, error) {
	var user User
	err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		row, err := q.InsertPerson(ctx, dbsqlc.InsertPersonParams{Email: n.Email, Name: n.Name, Role: string(n.Role), Status: "invited"})
		if err != nil {
			return fmt.Errorf("invite: %w", taken(err))
		}
		if user, err = letIn(ctx, q, row, n.Warehouses, link, m); err != nil {
			return err
		}
		return peopleAudit(ctx, q, by, "invite_user", row.ID, nil, user)
	})
	return user, err
}

// letIn gives somebody who is invited warehouses and mails the invitation.
func letIn(ctx context.Context, q *dbsqlc.Queries, row dbsqlc.User, warehouses []int64, link Link, m Mail) (User, error) {
	if err := q.RemoveUserWarehouses(ctx, row.ID); err != nil {
		return User{}, fmt.Errorf("take a user's warehouses: %w", err)
	}
	if err := q.AddUserWarehouses(ctx, dbsqlc.AddUserWarehousesParams{UserID: row.ID, WarehouseIds: warehouses}); err != nil {
		return User{}, fmt.Errorf("give a user warehouses: %w", taken(err))
	}
	if err := link.put(ctx, q, row.ID, Invitation); err != nil {
		return User{}, err
	}
	if err := mail(ctx, q, row.ID, m); err != nil {
		return User{}, err
	}
	return userOf(ctx, q, row)
}

// InviteAgain mails a new invitation; the former link is worth nothing then.
func (s *Store) InviteAgain(ctx context.Context, by Actor, userID int64, link Link, m func(name string) Mail) error {
	return s.invited(ctx, userID, func(ctx context.Context, q *dbsqlc.Queries, row dbsqlc.User) error {
		if err := link.put(ctx, q, userID, Invitation); err != nil {
			return err
		}
		if err := mail(ctx, q, userID, m(row.Name)); err != nil {
			return err
		}
		return peopleAudit(ctx, q, by, "invite_user_again", userID, nil, nil)
	})
}

// WithdrawInvitation makes an invitation worth nothing; the user is inactive.
func (s *Store) WithdrawInvitation(ctx context.Context, by Actor, userID int64) error {
	return s.invited(ctx, userID, func(ctx context.Context, q *dbsqlc.Queries, row dbsqlc.User) error {
		if err := q.DropAccountLinks(ctx, userID); err != nil {
			return fmt.Errorf("withdraw an invitation: %w", err)
		}
		row.Status = "inactive"
		if err := saveUser(ctx, q, row); err != nil {
			return err
		}
		return peopleAudit(ctx, q, by, "withdraw_invitation", userID, map[string]any{"status": "invited"}, map[string]any{"status": "inactive"})
	})
}

// invited locks somebody who is invited and runs f.
func (s *Store) invited(ctx context.Context, userID int64, f func(context.Context, *dbsqlc.Queries, dbsqlc.User) error) error {
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		row, err := q.LockUser(ctx, userID)
		if err != nil {
			return notFound(err, "user")
		}
		if row.Status != "invited" {
			return inventory.Refusef(inventory.CodeConflict, "this user has no open invitation")
		}
		return f(ctx, q, row)
	})
}
