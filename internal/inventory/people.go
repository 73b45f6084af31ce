package inventory

import "slices"

// Role is what a user is trusted with.
type Role string

// The roles, each including the one before it. System is the workflows' own.
const (
	Staff   Role = "staff"
	Manager Role = "manager"
	Admin   Role = "admin"
	System  Role = "system"
)

// Rank orders the roles; an unknown role ranks lowest.
func (r Role) Rank() int {
	return slices.Index([]Role{Staff, Manager, Admin, System}, r)
}

// User is somebody who acts.
type User struct {
	ID     int64
	Role   Role
	Active bool
	// Warehouses are those that a user may act in; admins may act in all.
	Warehouses []int64
}

// MayActIn tells whether the user may act in a warehouse.
func (u User) MayActIn(warehouse int64) bool {
	return u.Role.Rank() >= Admin.Rank() || slices.Contains(u.Warehouses, warehouse)
}
