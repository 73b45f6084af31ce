package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// Principal is a user who may act, as a session or a sign-in finds it.
type Principal struct {
	ID           int64
	Email, Name  string
	Role         inventory.Role
	PasswordHash string
	Warehouses   []int64
	// TokenID is the API token that acts for the user, 0 when it's the user in
	// person; Scopes is what the token is good for.
	TokenID int64
	Scopes  []string
}

// May tells whether the principal has a permission: the user's role includes
// it, and so do the scopes of the token that acts for the user.
func (p Principal) May(permission inventory.Permission) bool {
	return p.Role.Grants(permission) && (p.TokenID == 0 || slices.Contains(p.Scopes, string(permission)))
}

// Scope is what the principal may see.
func (p Principal) Scope() Scope {
	return Scope{Everywhere: p.Role.Rank() >= inventory.Admin.Rank(), Warehouses: p.Warehouses}
}

// Principal reads the user of a session; not_found when the session has ended
// or the user was deactivated.
func (s *Store) Principal(ctx context.Context, userID int64, token, remoteAddress string) (Principal, error) {
	r, err := s.q.Principal(ctx, dbsqlc.PrincipalParams{ID: userID, Token: token})
	if err != nil {
		return Principal{}, notFound(err, "session")
	}
	if r.Stale {
		if err := s.q.TouchSession(ctx, dbsqlc.TouchSessionParams{Token: token, RemoteAddress: remoteAddress}); err != nil {
			return Principal{}, fmt.Errorf("note the use of a session: %w", err)
		}
	}
	return Principal{ID: r.ID, Email: r.Email, Name: r.Name, Role: inventory.Role(r.Role), PasswordHash: r.PasswordHash, Warehouses: r.Warehouses}, nil
}

// UserByEmail finds an active user who can sign in.
func (s *Store) UserByEmail(ctx context.Context, email string) (Principal, error) {
	r, err := s.q.UserByEmail(ctx, email)
	if err != nil {
		return Principal{}, notFound(err, "user")
	}
	return Principal{ID: r.ID, Email: r.Email, Name: r.Name, Role: inventory.Role(r.Role), PasswordHash: r.PasswordHash, Warehouses: r.Warehouses}, nil
}

// ListUsers lists people of the statuses by id.
func (s *Store) ListUsers(ctx context.Context, statuses []string, page Page) ([]User, string, error) {
	after, err := page.id(firstID)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.q.ListUsers(ctx, dbsqlc.ListUsersParams{Statuses: statuses, AfterID: after, MaxRows: page.rows()})
	if err != nil {
		return nil, "", fmt.Errorf("list users: %w", err)
	}
	items := make([]User, len(rows))
	for i, r := range rows {
		items[i] = User{ID: r.ID, Name: r.Name, Email: r.Email, Role: r.Role, Status: r.Status, CreatedAt: r.CreatedAt.Time, LockedUntil: timePtr(r.LockedUntil), Warehouses: []WarehouseRef{}}
	}
	items, next := cut(items, page, func(u User) []string { return []string{strconv.FormatInt(u.ID, 10)} })
	return items, next, addWarehouses(ctx, s.q, items)
}

func addWarehouses(ctx context.Context, q *dbsqlc.Queries, users []User) error {
	ids := make([]int64, len(users))
	for i, u := range users {
		ids[i] = u.ID
	}
	rows, err := q.WarehousesOfUsers(ctx, ids)
	if err != nil {
		return fmt.Errorf("read the warehouses of users: %w", err)
	}
	for _, r := range rows {
		u := &users[slices.Index(ids, r.UserID)]
		u.Warehouses = append(u.Warehouses, WarehouseRef{ID: r.ID, Code: r.Code, Name: r.Name})
	}
	return nil
}

// NewUser is a user to add.
type NewUser struct {
	Email, Name  string
	Role         inventory.Role
	PasswordHash string
	Warehouses   []int64
}

// CreateUser adds a user.
func (s *Store) CreateUser(ctx context.Context, by Actor, n NewUser) (User, error) {
	var user User
	err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		row, err := q.InsertUser(ctx, dbsqlc.InsertUserParams{Email: n.Email, Name: n.Name, Role: string(n.Role), PasswordHash: n.PasswordHash})
		if err != nil {
			return fmt.Errorf("add a user: %w", taken(err))
		}
		if err := q.AddUserWarehouses(ctx, dbsqlc.AddUserWarehousesParams{UserID: row.ID, WarehouseIds: n.Warehouses}); err != nil {
			return fmt.Errorf("give a user warehouses: %w", taken(err))
		}
		user, err = userOf(ctx, q, row)
		if err != nil {
			return err
		}
		return peopleAudit(ctx, q, by, "create_user", row.ID, nil, user)
	})
	return user, err
}

func userOf(ctx context.Context, q *dbsqlc.Queries, r dbsqlc.User) (User, error) {
	users := []User{{ID: r.ID, Name: r.Name, Email: r.Email, Role: r.Role, Status: r.Status, CreatedAt: r.CreatedAt.Time, Warehouses: []WarehouseRef{}}}
	err := addWarehouses(ctx, q, users)
	return users[0], err
}

func peopleAudit(ctx context.Context, q *dbsqlc.Queries, by Actor, action string, id int64, before, after any) error {
	return appendAudit(ctx, q, auditTime(), []AuditEntry{{
		Actor: by, Stream: PeopleStream, Action: action, SubjectKind: "user", SubjectID: strconv.FormatInt(id, 10), Before: before, After: after,
	}})
}

// auditTime is now, in the resolution that the database keeps.
func auditTime() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// UserChange is what changes of a user; nil leaves as it is.
type UserChange struct {
	Name, PasswordHash *string
	Role               *inventory.Role
	Active             *bool
	Warehouses         *[]int64
}

// User finds a user by id, whatever the status.
func (s *Store) User(ctx context.Context, id int64) (User, error) {
	row, err := s.q.UserByID(ctx, id)
	if err != nil {
		return User{}, notFound(err, "user")
	}
	return userOf(ctx, s.q, row)
}

// UserByAddress finds a user by e-mail address, whatever the status.
func (s *Store) UserByAddress(ctx context.Context, email string) (User, error) {
	row, err := s.q.UserByAddress(ctx, email)
	if err != nil {
		return User{}, notFound(err, "user")
	}
	return userOf(ctx, s.q, row)
}

// UpdateUser changes a user. The last active admin can't be taken away. A
// deactivated user's sessions and tokens end for good; a new password ends the
// sessions.
func (s *Store) UpdateUser(ctx context.Context, by Actor, id int64, c UserChange) (User, error) {
	var user User
	err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		admins, err := q.LockAdmins(ctx)
		if err != nil {
			return fmt.Errorf("lock the admins: %w", err)
		}
		row, err := q.LockUser(ctx, id)
		if err != nil {
			return notFound(err, "user")
		}
		before, err := userOf(ctx, q, row)
		if err != nil {
			return err
		}
		if row.Status == "requested" || (row.Status == "invited" && c.Active != nil) {
			return inventory.Refusef(inventory.CodeConflict, "this user is %s: decide the request, or accept or withdraw the invitation", row.Status)
		}
		applyUserChange(&row, c)
		if row.Role != string(inventory.Admin) || row.Status != "active" {
			if len(admins) == 1 && admins[0] == id {
				return inventory.Refusef(inventory.CodeConflict, "this is the last admin")
			}
		}
		row, err = q.UpdateUser(ctx, dbsqlc.UpdateUserParams{ID: id, Name: row.Name, Role: row.Role, Status: row.Status, PasswordHash: row.PasswordHash})
		if err != nil {
			return fmt.Errorf("change a user: %w", err)
		}
		if c.Warehouses != nil {
			if err := q.RemoveUserWarehouses(ctx, id); err != nil {
				return fmt.Errorf("take a user's warehouses: %w", err)
			}
			if err := q.AddUserWarehouses(ctx, dbsqlc.AddUserWarehousesParams{UserID: id, WarehouseIds: *c.Warehouses}); err != nil {
				return fmt.Errorf("give a user warehouses: %w", taken(err))
			}
		}
		if err := endAccess(ctx, q, row, c); err != nil {
			return err
		}
		if user, err = userOf(ctx, q, row); err != nil {
			return err
		}
		action := "update_user"
		if c.PasswordHash != nil {
			action = "change_password"
		}
		return peopleAudit(ctx, q, by, action, id, before, user)
	})
	return user, err
}

// endAccess ends what a change of the user takes away, and tells open streams.
func endAccess(ctx context.Context, q *dbsqlc.Queries, row dbsqlc.User, c UserChange) error {
	if row.Status == "inactive" {
		if _, err := q.RevokeTokens(ctx, dbsqlc.RevokeTokensParams{UserID: row.ID}); err != nil {
			return fmt.Errorf("revoke tokens: %w", err)
		}
	}
	if row.Status == "inactive" || c.PasswordHash != nil {
		return endSessions(ctx, q, row.ID)
	}
	accountChanged(ctx, row.ID)
	return nil
}

func applyUserChange(row *dbsqlc.User, c UserChange) {
	if c.Name != nil {
		row.Name = *c.Name
	}
	if c.Role != nil {
		row.Role = string(*c.Role)
	}
	if c.PasswordHash != nil {
		row.PasswordHash = *c.PasswordHash
	}
	if c.Active != nil {
		row.Status = "inactive"
		if *c.Active {
			row.Status = "active"
		}
	}
}
