package generate

import (
	"fmt"
	"time"

	"stockflow/internal/inventory"
)

// receive books the balances of a group in: one receipt, one line each.
func (h *history) receive(day int, group []int32, at time.Time, width time.Duration) {
	d := h.open(inventory.Receipt, h.c.balances[group[0]].warehouse, day, at)
	d.partner, d.reference = supplier(h.random.IntN(200)), fmt.Sprintf("PO-%07d", h.random.IntN(10_000_000))
	for _, i := range group {
		b := h.c.balances[i]
		quantity := int64(20 + h.random.IntN(200))
		if _, busy := h.c.shipping[i]; busy {
			quantity *= 3
		}
		d.lines = append(d.lines, line{product: b.product, lot: b.lot, from: -1, to: i, quantity: quantity})
		h.isLow[i] = false
	}
	h.post(d, inventory.CreateReceipt, inventory.Expected, d.warehouse, at)
	// What is stocked for the first time has arrived: there is nothing else to show for the balance.
	if _, again := h.c.shipping[group[0]]; again && h.staysOpen(day) {
		h.end(d)
		return
	}
	h.post(d, inventory.ReceiveReceipt, inventory.Receiving, d.warehouse, at.Add(width/3))
	for _, l := range d.lines {
		h.onHand[l.to] += l.quantity
	}
	h.post(d, inventory.CloseReceipt, inventory.Closed, d.warehouse, at.Add(2*width/3))
	h.end(d)
}

// ship sends a customer up to three products of one warehouse. What is in
// demand is drawn by a power law: the first fifth of the products gets more
// than half of the orders.
func (h *history) ship(day int, at time.Time, width time.Duration) {
	w := int32(h.random.IntN(h.c.size.Warehouses)) //nolint:gosec // sizes are bounded
	d := h.open(inventory.Shipment, w, day, at)
	d.partner, d.reference = customer(h.random.IntN(5000)), fmt.Sprintf("SO-%07d", h.random.IntN(10_000_000))
	for range 1 + h.random.IntN(3)/2 + h.random.IntN(2)*h.random.IntN(2) {
		if l, ok := h.wanted(d, w); ok {
			d.lines = append(d.lines, l)
		}
	}
	if len(d.lines) == 0 {
		h.numbers[inventory.Shipment]--
		return
	}
	for _, l := range d.lines {
		h.held[l.from] += l.quantity
	}
	h.post(d, inventory.CreateShipment, inventory.Reserved, w, at)
	if h.staysOpen(day) {
		h.end(d)
		return
	}
	if h.random.IntN(50) == 0 {
		for _, l := range d.lines {
			h.held[l.from] -= l.quantity
		}
		h.post(d, inventory.CancelShipment, inventory.Cancelled, w, at.Add(width/4))
		h.end(d)
		return
	}
	h.post(d, inventory.PickShipment, inventory.Picked, w, at.Add(width/4))
	h.post(d, inventory.PackShipment, inventory.Packed, w, at.Add(width/2))
	for _, l := range d.lines {
		h.held[l.from] -= l.quantity
		h.onHand[l.from] -= l.quantity
	}
	h.post(d, inventory.DispatchShip, inventory.Dispatched, w, at.Add(3*width/4))
	h.end(d)
}

// wanted draws a line of a document from a warehouse's busy balances.
func (h *history) wanted(d *document, warehouse int32) (line, bool) {
	list := h.c.busy[warehouse]
	if len(list) == 0 {
		return line{}, false
	}
	u := h.random.Float64()
	i := list[int(u*u*u*float64(len(list)))]
	to, ready := h.c.shipping[i]
	for _, l := range d.lines {
		ready = ready && l.from != i
	}
	quantity := int64(1 + h.random.IntN(12))
	available := h.onHand[i] - h.held[i]
	// Some balances are let run low: there have to be alerts.
	if available < 40 && !h.isLow[i] && i%8 != 0 && h.onHand[i] > 0 {
		h.isLow[i] = true
		h.low = append(h.low, i)
	}
	if !ready || available < quantity {
		return line{}, false
	}
	return line{product: h.c.balances[i].product, lot: h.c.balances[i].lot, from: i, to: to, quantity: quantity}, true
}

// transfer sends goods on their way to another balance of the same product.
func (h *history) transfer(day int, at time.Time, width time.Duration) {
	w := int32(h.random.IntN(h.c.size.Warehouses)) //nolint:gosec // sizes are bounded
	list := h.c.busy[w]
	if len(list) == 0 {
		return
	}
	i := list[h.random.IntN(len(list))]
	to, ok := h.elsewhere(i)
	quantity := int64(5 + h.random.IntN(20))
	if !ok || h.onHand[i]-h.held[i] < quantity*2 {
		return
	}
	d := h.open(inventory.Transfer, w, day, at)
	d.destination = h.c.balances[to].warehouse
	days := 1 + h.random.IntN(maxJourney-1)
	d.eta = h.c.at(day+3, closes)
	d.lines = []line{{product: h.c.balances[i].product, lot: h.c.balances[i].lot, from: i, to: to, quantity: quantity}}
	h.post(d, inventory.CreateTransfer, inventory.Reserved, w, at)
	h.onHand[i] -= quantity
	h.post(d, inventory.DispatchTransf, inventory.InTransit, w, at.Add(width/2))
	h.arriving[day+days] = append(h.arriving[day+days], d)
}

// elsewhere finds the busy balance of the same goods in another warehouse.
func (h *history) elsewhere(i int32) (int32, bool) {
	// A product's first places lie one round through the products apart.
	other := i + int32(h.c.size.Products) //nolint:gosec // sizes are bounded
	if int(i) >= h.c.size.Products {
		other = i - int32(h.c.size.Products) //nolint:gosec // sizes are bounded
	}
	if int(other) >= len(h.c.balances) {
		return 0, false
	}
	a, b := h.c.balances[i], h.c.balances[other]
	return other, a.product == b.product && a.lot == b.lot && a.warehouse != b.warehouse && b.bin != shippingBin
}

func (h *history) arrive(d *document, at time.Time) {
	for _, l := range d.lines {
		h.onHand[l.to] += l.quantity
	}
	h.post(d, inventory.ReceiveTransfer, inventory.Closed, d.destination, at)
	h.end(d)
}

func supplier(n int) string { return pick(n, 7, places) + " " + pick(n, 3, trades) }

func customer(n int) string {
	return pick(n, 11, places) + " " + pick(n, 5, shops) + fmt.Sprintf(" %d", n)
}

func pick(n, times int, words []string) string { return words[n*times%len(words)] }
