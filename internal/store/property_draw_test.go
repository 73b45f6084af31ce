package store_test

import (
	"fmt"
	"slices"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
)

// kindsOf lists the steps of each kind of document.
var kindsOf = map[inventory.Kind][]inventory.CommandKind{
	inventory.Receipt: {
		inventory.ReceiveReceipt, inventory.PutAwayReceipt, inventory.CloseReceipt, inventory.CancelReceipt, inventory.UndoReceipt,
		inventory.Approve, inventory.Refuse, inventory.ExpireApproval, inventory.RaiseAttention,
	},
	inventory.Shipment: {
		inventory.PickShipment, inventory.PackShipment, inventory.DispatchShip, inventory.ReserveShipment, inventory.CancelShipment,
		inventory.ReturnPicks, inventory.FinishCancel, inventory.ExpireReservation, inventory.RaiseAttention, inventory.SwapShipment,
	},
	inventory.Transfer: {
		inventory.DispatchTransf, inventory.ReceiveTransfer, inventory.CloseTransfer, inventory.SettleTransfer, inventory.CancelTransfer,
		inventory.ReceiveReturn, inventory.Approve, inventory.Refuse, inventory.ExpireApproval, inventory.RaiseAttention, inventory.SwapTransfer,
	},
	inventory.BinMove: {inventory.RaiseAttention},
}

// nextOf lists the steps that make sense at a stage, so that documents get far.
var nextOf = map[inventory.Status][]inventory.CommandKind{
	inventory.Expected:    {inventory.ReceiveReceipt},
	inventory.Receiving:   {inventory.ReceiveReceipt, inventory.PutAwayReceipt, inventory.PutAwayReceipt, inventory.Approve, inventory.Refuse, inventory.CloseReceipt, inventory.UndoReceipt},
	inventory.Closed:      {inventory.PutAwayReceipt, inventory.UndoReceipt},
	inventory.ClosedShort: {inventory.PutAwayReceipt, inventory.UndoReceipt},

	inventory.Backordered: {inventory.PickShipment, inventory.ReserveShipment},
	inventory.Picking:     {inventory.PickShipment, inventory.PickShipment, inventory.ReserveShipment, inventory.CancelShipment},
	inventory.Picked:      {inventory.PackShipment, inventory.PackShipment, inventory.ReserveShipment, inventory.CancelShipment},
	inventory.Packed:      {inventory.DispatchShip, inventory.DispatchShip, inventory.CancelShipment},
	inventory.Cancelling:  {inventory.ReturnPicks},

	inventory.AwaitingApproval:  {inventory.Approve, inventory.Approve, inventory.Refuse, inventory.ExpireApproval, inventory.CancelTransfer},
	inventory.InTransit:         {inventory.ReceiveTransfer, inventory.ReceiveTransfer, inventory.CloseTransfer, inventory.CancelTransfer},
	inventory.PartiallyReceived: {inventory.ReceiveTransfer, inventory.CloseTransfer, inventory.CancelTransfer},
	inventory.Returning:         {inventory.ReceiveReturn, inventory.ReceiveReturn, inventory.CloseTransfer},
	inventory.Discrepancy:       {inventory.SettleTransfer},
}

var creating = []inventory.CommandKind{
	inventory.CreateReceipt, inventory.CreateReceipt, inventory.CreateShipment, inventory.CreateShipment, inventory.CreateTransfer, inventory.CreateTransfer,
	inventory.CreateMove,
}

func draw[T any](rt *rapid.T, name string, of ...T) T { return rapid.SampledFrom(of).Draw(rt, name) }

// odds is true once in n times.
func odds(rt *rapid.T, n int, name string) bool { return rapid.IntRange(1, n).Draw(rt, name) == n }

// drawBatch draws some commands that are posted together. Some of them go on
// with what others of the batch create.
func (p *play) drawBatch(rt *rapid.T) (batch []inventory.Command) {
	var fresh []inventory.Command
	for range rapid.IntRange(1, 4).Draw(rt, "commands") {
		if len(p.posted) > 0 && odds(rt, 15, "repeat") {
			again := draw(rt, "again", p.posted...)
			if odds(rt, 3, "other body") {
				again.RequestHash = "another"
			}
			batch = append(batch, again)
			continue
		}
		c := p.drawCommand(rt, fresh)
		batch = append(batch, c)
		switch {
		case c.ID == c.OperationID:
			fresh = append(fresh, c)
		case c.Kind == inventory.ReturnPicks && c.Body.Limit > 0:
			// See modelDoc.giveBack: nobody comes in between.
			batch = append(batch, p.command(c.UserID, c.WarehouseID, inventory.FinishCancel, c.OperationID, inventory.Body{}))
		}
	}
	return batch
}

func (p *play) command(user, site int64, kind inventory.CommandKind, operation string, body inventory.Body) inventory.Command {
	return p.As(user, &fixture.Site{ID: site}).Command(kind, operation, body)
}

func (p *play) drawCommand(rt *rapid.T, fresh []inventory.Command) inventory.Command {
	user := p.users[0]
	if odds(rt, 4, "somebody else") {
		user = draw(rt, "user", p.users...)
	}
	site := draw(rt, "site", p.sites...).ID
	if len(p.orders)+len(fresh) == 0 || odds(rt, 3, "create") {
		kind := draw(rt, "creation", creating...)
		return p.command(user, site, kind, "", p.drawDocument(rt, kind, site))
	}
	id, d := p.drawDoc(rt, fresh)
	kind := draw(rt, "step", kindsOf[d.kind]...)
	next := nextOf[d.status]
	if d.status == inventory.Reserved {
		next = []inventory.CommandKind{map[inventory.Kind]inventory.CommandKind{inventory.Shipment: inventory.PickShipment, inventory.Transfer: inventory.DispatchTransf}[d.kind]}
	}
	if len(next) > 0 && !odds(rt, 4, "any step") {
		kind = draw(rt, "next step", next...)
	}
	if p.model.holdsHeld(d, func(modelHold) bool { return true }) && odds(rt, 2, "swap") {
		kind = map[inventory.Kind]inventory.CommandKind{inventory.Shipment: inventory.SwapShipment, inventory.Transfer: inventory.SwapTransfer}[d.kind]
	}
	if odds(rt, 40, "odd step") {
		kind = draw(rt, "odd kind", slices.Concat(kindsOf[inventory.Receipt], kindsOf[inventory.Shipment], kindsOf[inventory.Transfer])...)
	}
	if role, _ := inventory.RequiredRole(kind); role == inventory.System && !odds(rt, 20, "forbidden") {
		user = fixture.System
	}
	if !odds(rt, 12, "odd site") {
		site = p.siteOf(kind, d)
	}
	return p.command(user, site, kind, id, p.drawStep(rt, kind, d))
}

// drawDoc draws a document: a new one of the batch, an open one, or any.
func (p *play) drawDoc(rt *rapid.T, fresh []inventory.Command) (string, *modelDoc) {
	if len(p.orders) == 0 || (len(fresh) > 0 && rapid.Bool().Draw(rt, "of this batch")) {
		c := draw(rt, "fresh", fresh...)
		kind := map[inventory.CommandKind]inventory.Kind{inventory.CreateReceipt: inventory.Receipt, inventory.CreateShipment: inventory.Shipment, inventory.CreateTransfer: inventory.Transfer, inventory.CreateMove: inventory.BinMove}[c.Kind]
		d := &modelDoc{kind: kind, site: c.WarehouseID, dest: c.Body.DestinationID}
		for i, l := range c.Body.Lines {
			d.lines = append(d.lines, inventory.Line{LineNo: i + 1, ProductID: l.ProductID, Quantity: l.Quantity})
		}
		for i, m := range c.Body.Moves {
			d.lines = append(d.lines, inventory.Line{LineNo: i + 1, ProductID: m.ProductID, Quantity: m.Quantity})
		}
		return c.ID, d
	}
	open := slices.DeleteFunc(slices.Clone(p.orders), func(id string) bool { return p.model.docs[id].status.Ended() })
	id := draw(rt, "document", p.orders...)
	if len(open) > 0 && !odds(rt, 6, "ended") {
		id = draw(rt, "open document", open...)
	}
	return id, p.model.docs[id]
}

func (p *play) siteOf(kind inventory.CommandKind, d *modelDoc) int64 {
	switch kind {
	case inventory.ReceiveTransfer, inventory.CloseTransfer, inventory.SettleTransfer:
		if d.dest != 0 {
			return d.landing()
		}
	}
	return d.site
}

func drawQuantity(rt *rapid.T) int64 {
	if odds(rt, 40, "odd quantity") {
		return draw[int64](rt, "quantity", 0, -1, 1e12+1, 1e18)
	}
	return rapid.Int64Range(1, 7).Draw(rt, "quantity")
}

func (p *play) drawDocument(rt *rapid.T, kind inventory.CommandKind, site int64) (b inventory.Body) {
	if kind == inventory.CreateMove {
		for range rapid.IntRange(1, 2).Draw(rt, "moves") {
			b.Moves = append(b.Moves, inventory.Move{
				ProductID: draw(rt, "product", p.goods...), Quantity: drawQuantity(rt), FromLocationID: p.drawBin(rt, site, "from"), ToLocationID: p.drawBin(rt, site, "to"),
			})
		}
		return b
	}
	for range rapid.IntRange(1, 3).Draw(rt, "lines") {
		product := draw(rt, "product", p.goods...)
		if odds(rt, 50, "no product") {
			product = 1 << 40
		}
		b.Lines = append(b.Lines, inventory.DocumentLine{ProductID: product, Quantity: drawQuantity(rt)})
	}
	switch kind {
	case inventory.CreateShipment:
		b.Policy = draw(rt, "policy", "", inventory.AllOrNothing, inventory.Backorder, inventory.Backorder)
	case inventory.CreateTransfer:
		b.DestinationID = draw(rt, "destination", p.sites...).ID
	}
	return b
}

// drawBin draws a bin, mostly one of the document's site, or none.
func (p *play) drawBin(rt *rapid.T, site int64, name string) int64 {
	s := p.sites[slices.IndexFunc(p.sites, func(s *fixture.Site) bool { return s.ID == site })]
	if odds(rt, 25, "odd bin") {
		s = draw(rt, "bin's site", p.sites...)
	}
	if odds(rt, 8, "odd kind of bin") {
		return s.Bins[draw(rt, name, inventory.ShippingBin, inventory.QuarantineBin)]
	}
	return s.Bins[draw(rt, name, inventory.ReceivingBin, inventory.StorageBin, inventory.PickingBin)]
}

func drawLine(rt *rapid.T, d *modelDoc) int {
	if odds(rt, 40, "odd line") {
		return draw(rt, "line", -1, 0, len(d.lines)+1)
	}
	return rapid.IntRange(1, len(d.lines)).Draw(rt, "line")
}

// expiryOf is the date of a lot: each lot has its own, and "OLD" has expired.
var expiryOf = map[string]string{"OLD": "2019-05-05", "A": "2090-01-01", "B": "2091-01-01", "C": "2092-01-01"}

func (p *play) drawReceived(rt *rapid.T, d *modelDoc, site int64, lots bool) inventory.ReceivedLine {
	r := inventory.ReceivedLine{LineNo: drawLine(rt, d), Quantity: drawQuantity(rt), Condition: inventory.Good}
	if odds(rt, 5, "damaged") {
		r.Condition = draw(rt, "condition", inventory.Damaged, inventory.Damaged, inventory.Damaged, "")
	}
	if odds(rt, 3, "into a bin") {
		r.LocationID = p.drawBin(rt, site, "bin")
	}
	if !lots || r.LineNo < 1 || r.LineNo > len(d.lines) || p.model.lots[d.lines[r.LineNo-1].ProductID] == odds(rt, 30, "odd lot") {
		return r
	}
	r.LotCode = draw(rt, "lot", "OLD", "A", "B", "C")
	if !odds(rt, 8, "no expiry") {
		r.ExpiresOn = expiryOf[r.LotCode]
	}
	if odds(rt, 30, "other expiry") {
		r.ExpiresOn = expiryOf[draw(rt, "expiry", "OLD", "A", "B", "C")]
	}
	return r
}

func (p *play) drawStep(rt *rapid.T, kind inventory.CommandKind, d *modelDoc) (b inventory.Body) {
	some := rapid.IntRange(1, 2).Draw(rt, "parts")
	if odds(rt, 15, "no parts") {
		some = 0
	}
	switch kind {
	case inventory.ReceiveReceipt:
		for range some {
			b.Receipts = append(b.Receipts, p.drawReceived(rt, d, d.site, true))
		}
	case inventory.ReceiveTransfer, inventory.ReceiveReturn:
		for range some * rapid.IntRange(0, 1).Draw(rt, "in parts") {
			b.Receipts = append(b.Receipts, p.drawReceived(rt, d, p.siteOf(kind, d), false))
		}
	case inventory.PutAwayReceipt:
		for range some {
			b.Moves = append(b.Moves, inventory.Move{
				LineNo: drawLine(rt, d), Quantity: drawQuantity(rt), FromLocationID: p.drawBin(rt, d.site, "from"), ToLocationID: p.drawBin(rt, d.site, "to"),
			})
		}
	case inventory.CloseReceipt:
		b.Short = rapid.Bool().Draw(rt, "short")
	case inventory.PickShipment:
		if p.model.holdsHeld(d, func(modelHold) bool { return true }) {
			break // see model.hold
		}
		for range some * rapid.IntRange(0, 1).Draw(rt, "in parts") {
			b.Picks = append(b.Picks, inventory.PickedLine{LineNo: drawLine(rt, d), Quantity: drawQuantity(rt)})
		}
	case inventory.ReturnPicks:
		b.Limit = draw(rt, "limit", 0, 100, 100)
	case inventory.SettleTransfer:
		for range some {
			s := inventory.Settlement{LineNo: drawLine(rt, d), Quantity: drawQuantity(rt)}
			s.Resolution = draw(rt, "resolution", inventory.FoundGoods, inventory.LostGoods, inventory.DamagedGoods)
			if s.Resolution == inventory.FoundGoods && odds(rt, 3, "into a bin") {
				s.LocationID = p.drawBin(rt, p.siteOf(kind, d), "bin")
			}
			b.Settlements = append(b.Settlements, s)
		}
	case inventory.Approve, inventory.Refuse, inventory.ExpireApproval:
		b.ApprovalID = uuid.NewString()
		if len(d.approvals) > 0 {
			b.ApprovalID = draw(rt, "approval", d.approvals...).id
		}
	case inventory.RaiseAttention:
		b.Attention = draw(rt, "attention", inventory.Reminded, inventory.Overdue, inventory.Escalated)
	}
	b.Note = fmt.Sprintf("step %d", len(p.posted))
	return b
}
