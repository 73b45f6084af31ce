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

// permissions says which role a command asks for.
var permissions = map[CommandKind]Role{
	CreateReceipt: Staff, ReceiveReceipt: Staff, PutAwayReceipt: Staff, CloseReceipt: Staff,
	CancelReceipt: Staff, UndoReceipt: Manager,
	CreateShipment: Staff, ReserveShipment: Staff, PickShipment: Staff, PackShipment: Staff,
	DispatchShip: Staff, CancelShipment: Staff,
	CreateTransfer: Staff, DispatchTransf: Staff, ReceiveTransfer: Staff, CloseTransfer: Staff,
	SettleTransfer: Manager, CancelTransfer: Staff, ReceiveReturn: Staff,
	Approve: Manager, Refuse: Manager,
	ExpireReservation: System, ExpireApproval: System, RaiseAttention: System,
	ReturnPicks: System, FinishCancel: System,
}

// RequiredRole is the least role that may give a command of the kind, and
// whether the kind exists.
func RequiredRole(kind CommandKind) (Role, bool) {
	r, ok := permissions[kind]
	return r, ok
}
