package generate

import (
	"iter"

	"stockflow/internal/inventory"
)

func (c *company) lineRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		c.run(visitor{ended: func(d *document) bool {
			for i, l := range d.lines {
				var reserved, dispatched, received int64
				switch {
				case d.status == inventory.Reserved:
					reserved = l.quantity
				case d.status == inventory.Dispatched, d.status == inventory.InTransit:
					dispatched = l.quantity
				case d.kind == inventory.Transfer:
					dispatched, received = l.quantity, l.quantity
				case d.status == inventory.Closed:
					received = l.quantity
				}
				if !yield([]any{d.id, i + 1, l.product + 1, l.quantity, reserved, dispatched, received}) {
					return false
				}
			}
			return true
		}})
	}
}

func (c *company) stepRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		c.run(visitor{posted: func(p posting) bool {
			return yield([]any{p.doc.id, p.no, string(p.kind), p.command, p.user, string(p.status), p.at})
		}})
	}
}

// side is an end of a movement, as its two columns.
type side struct{ balance, account any }

func balanceSide(i int32) side { return side{balance: i + 1} }

func accountSide(a inventory.Account) side { return side{account: string(a)} }

// moves says between what the lines of a document move in a step.
func moves(kind inventory.CommandKind, l line) (from, to side, name string) {
	switch kind {
	case inventory.ReceiveReceipt:
		return accountSide(inventory.SupplierAccount), balanceSide(l.to), "receipt"
	case inventory.PickShipment:
		return balanceSide(l.from), balanceSide(l.to), "pick"
	case inventory.DispatchShip:
		return balanceSide(l.to), accountSide(inventory.CustomerAccount), "dispatch"
	case inventory.DispatchTransf:
		return balanceSide(l.from), accountSide(inventory.TransitAccount), "transfer_out"
	case inventory.ReceiveTransfer:
		return accountSide(inventory.TransitAccount), balanceSide(l.to), "transfer_in"
	}
	return side{}, side{}, ""
}

// placeOf is the warehouse in which a movement happens.
func (c *company) placeOf(from, to side) any {
	for _, s := range []side{from, to} {
		if balance, ok := s.balance.(int32); ok {
			return c.balances[balance-1].warehouse + 1
		}
	}
	return nil
}

func (c *company) movementRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		id := 0
		c.run(visitor{posted: func(p posting) bool {
			for i, l := range p.doc.lines {
				from, to, name := moves(p.kind, l)
				if name == "" {
					return true
				}
				id++
				if !yield([]any{
					id, p.doc.id, p.no, i + 1, 1, l.product + 1, orNull(l.lot), c.placeOf(from, to), from.balance, from.account, to.balance, to.account,
					l.quantity, name, p.user, p.at,
				}) {
					return false
				}
			}
			return true
		}})
	}
}

func (c *company) reservationRows() iter.Seq[[]any] {
	return c.open(func(d *document, i int, l line) []any {
		if d.status != inventory.Reserved {
			return nil
		}
		return []any{d.id, i + 1, l.from + 1, l.quantity}
	})
}

func (c *company) transitRows() iter.Seq[[]any] {
	return c.open(func(d *document, i int, l line) []any {
		if d.status != inventory.InTransit {
			return nil
		}
		return []any{d.id, i + 1, l.product + 1, orNull(l.lot), d.destination + 1, l.quantity}
	})
}

// noticeRows make the processes of open documents start.
func (c *company) noticeRows() iter.Seq[[]any] {
	return c.open(func(d *document, i int, _ line) []any {
		if i > 0 {
			return nil
		}
		return []any{d.id, d.revision, d.updated}
	})
}

// open goes through the lines of the documents that have not ended.
func (c *company) open(row func(*document, int, line) []any) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		c.run(visitor{ended: func(d *document) bool {
			if d.status.Ended() {
				return true
			}
			for i, l := range d.lines {
				if r := row(d, i, l); r != nil && !yield(r) {
					return false
				}
			}
			return true
		}})
	}
}
