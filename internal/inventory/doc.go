// Package inventory holds Stockflow's types and rules: who may do what, which
// stock may be promised, and what each step of a receipt, a shipment or a
// transfer does to the ledger. It is pure: it reads no clock, no database and
// no network. Package store loads a Book, lets it decide a batch of commands,
// and writes what the decisions say in one transaction.
//
// Quantities are whole numbers of a product's base unit.
//
// # Stages
//
//	receipt   expected → receiving → closed | closed_short
//	          expected → cancelled;  receiving | closed | closed_short → undone
//
//	shipment  reserved | backordered → picking → picked → packed → dispatched
//	          dispatched with a backorder left → backordered
//	          reserved | backordered → expired
//	          any stage before dispatch → (cancelling →) cancelled
//
//	transfer  awaiting_approval → reserved → in_transit → partially_received → closed
//	          in_transit | partially_received → discrepancy → closed
//	          awaiting_approval | reserved → cancelled | refused
//	          in_transit | partially_received → returning → returned
//	          returning → discrepancy → returned
//
//	count  counting → recounting → awaiting_approval → closed
//	       counting | recounting → closed;  any stage before → cancelled
//
//	return      closed
//	adjustment  closed, or awaiting_approval → closed | refused | cancelled
//
//	move      closed
//
// A lot that is held or recalled is never reserved, picked or sent. What was
// reserved of it before stays with its operation, blocked, until the lot is
// released or the operation swaps it for another lot.
package inventory
