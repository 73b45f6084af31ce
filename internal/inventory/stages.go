package inventory

// Stage is a status that operations of a kind can have.
type Stage struct {
	Kind   Kind
	Status Status
}

// stages are all stages; the database checks the same.
var stages = []struct {
	kind     Kind
	statuses []Status
}{
	{Receipt, []Status{Expected, Receiving, Closed, ClosedShort, Undone, Cancelled}},
	{Shipment, []Status{Reserved, Backordered, Picking, Picked, Packed, Dispatched, Expired, Cancelling, Cancelled}},
	{Transfer, []Status{
		AwaitingApproval, Reserved, InTransit, PartiallyReceived, Closed, Discrepancy, Returning, Returned, Refused, Cancelled,
	}},
	{Count, []Status{Counting, Recounting, AwaitingApproval, Closed, Cancelled}},
	{Adjustment, []Status{AwaitingApproval, Closed, Refused, Cancelled}},
	{Return, []Status{Closed}},
	{BinMove, []Status{Closed}},
}

// Stages lists the stages of a kind ("" for all) that have a status ("" for
// all).
func Stages(kind Kind, status Status) []Stage {
	var found []Stage
	for _, of := range stages {
		for _, s := range of.statuses {
			if (kind == "" || kind == of.kind) && (status == "" || status == s) {
				found = append(found, Stage{of.kind, s})
			}
		}
	}
	return found
}
