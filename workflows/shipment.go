package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"stockflow/internal/inventory"
)

// Shipment is the process of a shipment: reserved or on backorder → picked →
// packed → dispatched. It tries a backorder again from time to time, lets a
// reservation go that nobody begins to pick, and carries out a cancellation
// after picking.
func Shipment(ctx workflow.Context, in ProcessInput) error {
	return run(ctx, in, rules{
		workflow:  Shipment,
		deadlines: shipmentDeadlines,
		describe:  describeShipment,
		giveUp:    giveUpShipment,
	})
}

func shipmentDeadlines(v view) []Deadline {
	var out []Deadline
	switch v.Status {
	case inventory.Backordered:
		out = append(out, Deadline{
			Key: "backorder", At: v.since.Add(v.policy.BackorderRetry), What: "try again to reserve what is missing",
			Kind: inventory.ReserveShipment, Again: v.policy.BackorderRetry,
		})
		fallthrough
	case inventory.Reserved:
		out = append(out, Deadline{
			Key: "reservation", At: reservationEnd(v), What: "release the reservation",
			Kind: inventory.ExpireReservation, Again: insist,
		})
	}
	return out
}

// reservationEnd is when an unpicked reservation is let go. What remains on
// backorder after a first delivery has its time from then on.
func reservationEnd(v view) time.Time {
	switch {
	case v.ReserveUntil != nil && !v.Dispatched:
		return *v.ReserveUntil
	case v.Dispatched:
		return v.since.Add(v.policy.ReservationTimeout)
	}
	return v.CreatedAt.Add(v.policy.ReservationTimeout)
}

func giveUpShipment(v view) (inventory.CommandKind, bool) {
	switch v.Status {
	case inventory.Reserved, inventory.Backordered, inventory.Picking, inventory.Picked, inventory.Packed:
		return inventory.CancelShipment, true
	}
	return "", false
}

func describeShipment(v view) (step, waitsFor string) {
	switch v.Status {
	case inventory.Reserved:
		return "reserved", "picking"
	case inventory.Backordered:
		return "on backorder", "stock for what is missing, or picking of what is reserved"
	case inventory.Picking:
		return "partly picked", "picking of the rest"
	case inventory.Picked:
		return "picked", "packing"
	case inventory.Packed:
		return "packed", "dispatch"
	case inventory.Cancelling:
		return "being cancelled", "picked goods going back to their bins"
	case inventory.Dispatched:
		return "dispatched", "nothing"
	case inventory.Expired:
		return "expired unpicked", "nothing"
	}
	return "cancelled", "nothing"
}
