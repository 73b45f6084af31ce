package workflows

import (
	"strconv"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"stockflow/internal/inventory"
)

// The task queues: a slow webhook or report can't hold up a dispatch.
const (
	StockQueue         = "stock"
	NotificationsQueue = "notifications"
	ReportsQueue       = "reports"
)

// The messages that workflows understand.
const (
	// PostUpdate brings a desk a batch of commands.
	PostUpdate = "post"
	// DecideUpdate brings a document's process a decision.
	DecideUpdate = "decide"
	// PostedSignal tells a process that a step of its document was posted.
	PostedSignal = "posted"
	// StateQuery asks a workflow for its live state.
	StateQuery = "state"
)

// SystemUser is the user as whom workflows act.
const SystemUser int64 = 1

// taskTimeout is how long a workflow task may go without a sign of life. It
// bounds how long a warehouse stands still when the worker with its desk dies.
const taskTimeout = 5 * time.Second

// The search attributes by which runs are found in Temporal's UI.
var (
	WarehouseAttribute   = temporal.NewSearchAttributeKeyKeyword("StockflowWarehouse")
	KindAttribute        = temporal.NewSearchAttributeKeyKeyword("StockflowKind")
	NumberAttribute      = temporal.NewSearchAttributeKeyKeyword("StockflowNumber")
	StatusAttribute      = temporal.NewSearchAttributeKeyKeyword("StockflowStatus")
	DestinationAttribute = temporal.NewSearchAttributeKeyKeyword("StockflowDestination")
)

// SearchAttributes names all search attributes, each a Keyword.
func SearchAttributes() []string {
	return []string{
		WarehouseAttribute.GetName(), KindAttribute.GetName(), NumberAttribute.GetName(),
		StatusAttribute.GetName(), DestinationAttribute.GetName(),
	}
}

// DeskID is the workflow id of a warehouse's desk.
func DeskID(warehouseID int64) string { return "desk-" + strconv.FormatInt(warehouseID, 10) }

// ProcessID is the workflow id of a document's process.
func ProcessID(kind inventory.Kind, operationID string) string {
	return string(kind) + "-" + operationID
}

// Notice says that a step of a document was posted; it is the signal's payload.
type Notice struct {
	Revision int `json:"revision"`
}

// decisions are the commands that go to the document's process instead of the
// desk, since the process has to act on them, and the kind of the document;
// an approval may belong to any kind.
var decisions = map[inventory.CommandKind]inventory.Kind{
	inventory.CancelReceipt:  inventory.Receipt,
	inventory.UndoReceipt:    inventory.Receipt,
	inventory.CancelShipment: inventory.Shipment,
	inventory.CancelTransfer: inventory.Transfer,
	inventory.SettleTransfer: inventory.Transfer,

	inventory.CreateAdjustment: inventory.Adjustment,
	inventory.CancelAdjustment: inventory.Adjustment,
	inventory.CreateCount:      inventory.Count,
	inventory.EnterCount:       inventory.Count,
	inventory.SubmitCount:      inventory.Count,
	inventory.RecountCount:     inventory.Count,
	inventory.CancelCount:      inventory.Count,
	inventory.CreateReturn:     inventory.Return,

	inventory.Approve: "",
	inventory.Refuse:  "",
}

// Decision tells whether a command goes to the document's process, and the
// kind of the document where the command says it.
func Decision(kind inventory.CommandKind) (document inventory.Kind, ok bool) {
	document, ok = decisions[kind]
	return document, ok
}

// DeskStart gives the options to start a warehouse's desk with.
func DeskStart(warehouseID int64) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		ID: DeskID(warehouseID), TaskQueue: StockQueue, WorkflowTaskTimeout: taskTimeout,
		TypedSearchAttributes: temporal.NewSearchAttributes(
			WarehouseAttribute.ValueSet(strconv.FormatInt(warehouseID, 10)), KindAttribute.ValueSet("desk")),
	}
}

// ProcessStart gives the options to start a document's process with.
func ProcessStart(in ProcessInput) client.StartWorkflowOptions {
	attributes := []temporal.SearchAttributeUpdate{KindAttribute.ValueSet(string(in.Kind))}
	// Without a number the warehouse is the actor's, which for a transfer may
	// be its destination; the process sets what is right once it has looked.
	if in.Number != "" {
		attributes = append(attributes, placeAttributes(in.WarehouseID, in.DestinationID)...)
		attributes = append(attributes, NumberAttribute.ValueSet(in.Number), StatusAttribute.ValueSet(string(in.Status)))
	}
	return client.StartWorkflowOptions{
		ID: ProcessID(in.Kind, in.OperationID), TaskQueue: StockQueue, WorkflowTaskTimeout: taskTimeout,
		TypedSearchAttributes: temporal.NewSearchAttributes(attributes...),
	}
}

func placeAttributes(warehouseID, destinationID int64) []temporal.SearchAttributeUpdate {
	updates := []temporal.SearchAttributeUpdate{WarehouseAttribute.ValueSet(strconv.FormatInt(warehouseID, 10))}
	if destinationID != 0 {
		updates = append(updates, DestinationAttribute.ValueSet(strconv.FormatInt(destinationID, 10)))
	}
	return updates
}

// Process gives the workflow that drives documents of a kind.
func Process(kind inventory.Kind) any {
	switch kind {
	case inventory.Receipt:
		return Receipt
	case inventory.Shipment:
		return Shipment
	case inventory.Transfer:
		return Transfer
	case inventory.Adjustment:
		return Adjustment
	case inventory.Count:
		return Count
	case inventory.Return:
		return Return
	}
	return nil
}
