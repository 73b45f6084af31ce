package inventory

import (
	"fmt"
	"strings"
)

// descriptions say in a line what each permission is good for, to people who
// hand them out.
var descriptions = map[Permission]string{
	Read: "See products, stock and documents of the own warehouses, and hear of changes",

	Permission(CreateReceipt):  "Expect goods from a supplier",
	Permission(ReceiveReceipt): "Receive goods",
	Permission(PutAwayReceipt): "Put received goods away",
	Permission(CloseReceipt):   "Close a receipt, also short",
	Permission(CancelReceipt):  "Cancel a receipt before goods arrive",
	Permission(UndoReceipt):    "Undo a receipt by posting its reverse",

	Permission(CreateShipment):  "Request a shipment, which reserves its stock",
	Permission(ReserveShipment): "Reserve again what a shipment lacks",
	Permission(PickShipment):    "Pick a shipment",
	Permission(PackShipment):    "Pack a shipment",
	Permission(DispatchShip):    "Dispatch a shipment",
	Permission(CancelShipment):  "Cancel a shipment",

	Permission(SwapShipment): "Swap what a shipment holds of lots that may not go",

	Permission(CreateTransfer):  "Request a transfer to another warehouse",
	Permission(DispatchTransf):  "Send a transfer from its source",
	Permission(ReceiveTransfer): "Receive a transfer at its destination",
	Permission(CloseTransfer):   "Close a transfer; what is missing becomes a discrepancy",
	Permission(SettleTransfer):  "Settle what a transfer lost, found or damaged",
	Permission(CancelTransfer):  "Cancel a transfer; what is on the road comes back",
	Permission(ReceiveReturn):   "Receive what a cancelled transfer brings back",

	Permission(CreateAdjustment): "Correct or scrap stock, up to the warehouse's limits without a second person",
	Permission(CancelAdjustment): "Take back a correction that waits for a second person",
	Permission(SwapTransfer):     "Swap what a transfer holds of lots that may not go",

	Permission(CreateMove): "Move goods from bin to bin",

	Permission(CreateCount):  "Have bins, categories, classes or products counted",
	Permission(EnterCount):   "Enter what was counted, without seeing what is expected",
	Permission(SubmitCount):  "Hand a count in, which posts its differences or asks a second person",
	Permission(RecountCount): "Have lines of a count counted again",
	Permission(CancelCount):  "Cancel a count",
	Permission(CreateReturn): "Take goods back from a customer, or send them back to a supplier",

	Permission(Approve): "Approve what waits for a manager",
	Permission(Refuse):  "Refuse what waits for a manager",

	ManageUsers:      "Invite, change and deactivate people, decide on requests for access, end sessions and API tokens",
	ManageWarehouses: "Add and change warehouses",
	ManageLocations:  "Add and retire bins",
	ManageProducts:   "Add, change, retire and import products",
	ManageCategories: "Add, rename, move and retire categories",
	ManageSchedules:  "Change, pause and trigger what runs by the clock",
	ManageReasons:    "Add, rename and retire the reasons for adjustments",
	ViewAudit:        "Read audit records: managers those of the own warehouses, admins all",
	HandleAlerts:     "Acknowledge, put off and reopen alerts, and take them",
	ManageChannels:   "Say by which channels the company is told, and see what could not be sent",
	AssignAlerts:     "Assign alerts to others",
	ResolveAlerts:    "Resolve alerts that don't end by themselves",
	ManageThresholds: "Say how much should be there of products in the own warehouses",
	ViewReports:      "Read and export reports: managers those of the own warehouses, admins all",
	HoldLots:         "Put lots on hold, and release them",
	StartRecalls:     "Recall lots of the own warehouses, in all warehouses",
	ConfirmRecalls:   "Confirm what the own warehouse found of recalled lots",
	LiftRecalls:      "Lift recalls",
	ViewWorkflows:    "Look into runs in the Temporal UI",
}

// Description says in a line what the permission is good for.
func (p Permission) Description() string { return descriptions[p] }

// PermissionsPage is the table of permissions as the documentation prints it.
func PermissionsPage() string {
	var b strings.Builder
	b.WriteString(`# Permissions

Each role has what the roles before it have: staff, manager, admin. Staff and managers act and see in their own warehouses only; admins in all. An API token has those of its owner's permissions that were chosen for it as scopes. What people do to their own account (password, sessions, tokens) takes a session and no permission.

This page is printed by ` + "`stockctl permissions`" + ` from ` + "`internal/inventory/permissions.go`" + `; the API gives the same table at ` + "`/api/v1/permissions`" + `.

| permission | staff | manager | admin | |
|---|---|---|---|---|
`)
	for _, g := range Grants() {
		fmt.Fprintf(&b, "| `%s` ", g.Permission)
		for _, r := range []Role{Staff, Manager, Admin} {
			mark := ""
			if r.Rank() >= g.Role.Rank() {
				mark = " ✓"
			}
			fmt.Fprintf(&b, "|%s ", mark)
		}
		fmt.Fprintf(&b, "| %s |\n", g.Permission.Description())
	}
	return b.String()
}
