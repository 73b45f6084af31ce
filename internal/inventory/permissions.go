package inventory

import (
	"cmp"
	"slices"
)

// Permission names something that a user may do. Commands are permissions
// under their own names; the constants here are what is no command.
type Permission string

// The permissions that are no commands.
const (
	// Read is what everybody may do: see what belongs to the own warehouses.
	Read             Permission = "read"
	ManageUsers      Permission = "manage_users"
	ManageWarehouses Permission = "manage_warehouses"
	ManageLocations  Permission = "manage_locations"
	ManageProducts   Permission = "manage_products"
	ManageCategories Permission = "manage_categories"
	ManageSchedules  Permission = "manage_schedules"
	ManageReasons    Permission = "manage_reasons"
	ViewAudit        Permission = "view_audit"
	ViewReports      Permission = "view_reports"
	ViewWorkflows    Permission = "view_workflows"
	HandleAlerts     Permission = "handle_alerts"
	ManageChannels   Permission = "manage_channels"
	AssignAlerts     Permission = "assign_alerts"
	ResolveAlerts    Permission = "resolve_alerts"
	ManageThresholds Permission = "manage_thresholds"
	HoldLots         Permission = "hold_lots"
	StartRecalls     Permission = "start_recalls"
	ConfirmRecalls   Permission = "confirm_recalls"
	LiftRecalls      Permission = "lift_recalls"
)

// commandRoles says which role a command asks for.
var commandRoles = map[CommandKind]Role{
	CreateReceipt: Staff, ReceiveReceipt: Staff, PutAwayReceipt: Staff, CloseReceipt: Staff,
	CancelReceipt: Staff, UndoReceipt: Manager,
	CreateShipment: Staff, ReserveShipment: Staff, PickShipment: Staff, PackShipment: Staff,
	DispatchShip: Staff, CancelShipment: Staff,
	CreateTransfer: Staff, DispatchTransf: Staff, ReceiveTransfer: Staff, CloseTransfer: Staff,
	SettleTransfer: Manager, CancelTransfer: Staff, ReceiveReturn: Staff,
	CreateAdjustment: Staff, CancelAdjustment: Staff, CreateReturn: Staff,
	CreateCount: Manager, EnterCount: Staff, SubmitCount: Staff, RecountCount: Manager, CancelCount: Manager,
	SwapShipment: Staff, SwapTransfer: Staff, CreateMove: Staff,
	Approve: Manager, Refuse: Manager,
	ExpireReservation: System, ExpireApproval: System, RaiseAttention: System,
	ReturnPicks: System, FinishCancel: System,
}

// rights says which role everything else asks for.
var rights = map[Permission]Role{
	Read:           Staff,
	ManageChannels: Admin,
	ManageUsers:    Admin, ManageWarehouses: Admin, ManageLocations: Manager, ManageProducts: Manager, ManageCategories: Manager,
	ViewAudit: Manager, ViewWorkflows: Admin,
	HandleAlerts: Staff, AssignAlerts: Manager, ResolveAlerts: Manager, ManageThresholds: Manager,
	ManageSchedules: Admin,
	ManageReasons:   Admin,
	ViewReports:     Manager,
	HoldLots:        Manager,
	StartRecalls:    Manager, ConfirmRecalls: Staff, LiftRecalls: Admin,
}

// RequiredRole is the least role that may give a command of the kind, and
// whether the kind exists.
func RequiredRole(kind CommandKind) (Role, bool) {
	r, ok := commandRoles[kind]
	return r, ok
}

// Grants tells whether a role includes a permission.
func (r Role) Grants(p Permission) bool {
	return r.Rank() >= RoleFor(p).Rank()
}

// RoleFor is the least role that includes a permission; an unknown one is
// nobody's.
func RoleFor(p Permission) Role {
	if role, known := rights[p]; known {
		return role
	}
	if role, known := commandRoles[CommandKind(p)]; known {
		return role
	}
	return System
}

// Grant is a row of the table of permissions: what takes which role at least.
type Grant struct {
	Permission Permission
	Role       Role
}

// Grants is the whole table of what people may do, by role and then by name.
// What only workflows do is not in it.
func Grants() []Grant {
	var table []Grant
	for kind, role := range commandRoles {
		if role != System {
			table = append(table, Grant{Permission(kind), role})
		}
	}
	for p, role := range rights {
		table = append(table, Grant{p, role})
	}
	slices.SortFunc(table, func(a, b Grant) int {
		return cmp.Or(a.Role.Rank()-b.Role.Rank(), cmp.Compare(a.Permission, b.Permission))
	})
	return table
}
