package importer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"stockflow/internal/apiclient"
	"stockflow/internal/inventory"
)

// arrivalChunk is how many lines one step receives.
const arrivalChunk = 1_000

// receive books in what has arrived of a receipt, and closes it if every line
// was counted.
func (p *posting) receive(ctx context.Context) error {
	if !p.at(apiclient.OperationStatusExpected, apiclient.OperationStatusReceiving) {
		return nil
	}
	d := p.document
	some, all := d.counted()
	if !some {
		return nil
	}
	var arrivals []apiclient.ReceiptArrival
	var rows []int
	for i, l := range d.Lines {
		for _, part := range []struct {
			quantity  int64
			condition apiclient.Condition
			location  string
		}{{value(l.Good), apiclient.ConditionGood, l.Location}, {value(l.Damaged), apiclient.ConditionDamaged, ""}} {
			if part.quantity == 0 {
				continue
			}
			arrivals = append(arrivals, apiclient.ReceiptArrival{
				LineNo: int32(i + 1), Quantity: part.quantity, Condition: &part.condition,
				LotCode: given(l.Lot), ExpiresOn: given(l.ExpiresOn), Location: given(part.location),
			})
			rows = append(rows, i)
		}
	}
	n := 0
	for chunk := range slices.Chunk(arrivals, arrivalChunk) {
		n++
		err := p.step(ctx)(p.Session.ReceiveReceiptWithResponse(ctx, p.id,
			&apiclient.ReceiveReceiptParams{IdempotencyKey: p.key(fmt.Sprintf("receive-%d", n))}, apiclient.ReceiveReceipt{Lines: chunk}))
		if err != nil {
			return p.withdraw(ctx, point(err, rows[(n-1)*arrivalChunk:]))
		}
	}
	if !all || p.waiting {
		return nil
	}
	short := true // If anything is missing, that is all there is.
	return p.step(ctx)(p.Session.CloseReceiptWithResponse(ctx, p.id,
		&apiclient.CloseReceiptParams{IdempotencyKey: p.key("close")}, apiclient.CloseReceipt{Short: &short}))
}

// withdraw cancels a receipt whose goods were refused before any was booked
// in, so that the document is refused whole.
func (p *posting) withdraw(ctx context.Context, cause error) error {
	var refusal *apiclient.Refusal
	if !errors.As(cause, &refusal) || refusal.Failed() || p.status != apiclient.OperationStatusExpected {
		return cause
	}
	reason := withdrawal
	err := p.step(ctx)(p.Session.CancelReceiptWithResponse(ctx, p.id,
		&apiclient.CancelReceiptParams{IdempotencyKey: p.key("withdraw")}, apiclient.Cancel{Reason: &reason}))
	if err != nil {
		return fmt.Errorf("withdraw the receipt, whose goods were refused (%w): %w", cause, err)
	}
	return cause
}

// point makes a refusal's field point at a line of the document instead of a
// line of the request; rows says which one that is.
func point(err error, rows []int) error {
	var refusal *apiclient.Refusal
	var i int
	var field string
	if !errors.As(err, &refusal) || refusal.Field == nil {
		return err
	}
	if n, scanErr := fmt.Sscanf(*refusal.Field, "lines[%d].%s", &i, &field); scanErr != nil || n != 2 || i < 0 || i >= len(rows) {
		return err
	}
	pointed := *refusal
	at := fmt.Sprintf("lines[%d].%s", rows[i], field)
	pointed.Field = &at
	return &pointed
}

// ship takes a shipment out of the door if its goods have left.
func (p *posting) ship(ctx context.Context) error {
	if !p.document.left() {
		return nil
	}
	switch {
	case p.at(apiclient.OperationStatusBackordered) && !p.advanced:
		return nil
	case p.at(apiclient.OperationStatusBackordered):
		return p.standing("the shipment has a backorder, so that it wasn't dispatched")
	case p.at(apiclient.OperationStatusExpired):
		return p.standing("its reservation has expired, so that it wasn't dispatched")
	}
	if p.at(apiclient.OperationStatusReserved, apiclient.OperationStatusPicking) {
		if err := p.step(ctx)(p.Session.PickShipmentWithResponse(ctx, p.id,
			&apiclient.PickShipmentParams{IdempotencyKey: p.key("pick")}, apiclient.Pick{})); err != nil {
			return err
		}
	}
	if p.at(apiclient.OperationStatusPicked) {
		if err := p.step(ctx)(p.Session.PackShipmentWithResponse(ctx, p.id,
			&apiclient.PackShipmentParams{IdempotencyKey: p.key("pack")}, apiclient.Note{})); err != nil {
			return err
		}
	}
	if p.at(apiclient.OperationStatusPacked) {
		return p.step(ctx)(p.Session.DispatchShipmentWithResponse(ctx, p.id,
			&apiclient.DispatchShipmentParams{IdempotencyKey: p.key("dispatch")}, apiclient.DispatchShipment{}))
	}
	return nil
}

// transfer takes a transfer on its way, and in at its destination.
func (p *posting) transfer(ctx context.Context) error {
	if p.at(apiclient.OperationStatusAwaitingApproval) {
		p.waiting = true
	}
	if p.waiting || !p.document.left() {
		return nil
	}
	if p.at(apiclient.OperationStatusReserved) {
		if err := p.step(ctx)(p.Session.DispatchTransferWithResponse(ctx, p.id,
			&apiclient.DispatchTransferParams{IdempotencyKey: p.key("dispatch")}, apiclient.DispatchTransfer{})); err != nil {
			return err
		}
	}
	some, all := p.document.counted()
	if !some || !p.at(apiclient.OperationStatusInTransit, apiclient.OperationStatusPartiallyReceived) {
		return nil
	}
	if err := p.arrive(ctx); err != nil {
		return err
	}
	if all && p.at(apiclient.OperationStatusInTransit, apiclient.OperationStatusPartiallyReceived) {
		return p.step(ctx)(p.Session.CloseTransferWithResponse(ctx, p.id,
			&apiclient.CloseTransferParams{IdempotencyKey: p.key("close")}, apiclient.Note{}))
	}
	return nil
}

// arrive receives a transfer at its destination.
func (p *posting) arrive(ctx context.Context) error {
	var arrivals []apiclient.TransferArrival
	var rows []int
	for i, l := range p.document.Lines {
		for _, part := range []struct {
			quantity  int64
			condition apiclient.Condition
		}{{value(l.Good), apiclient.ConditionGood}, {value(l.Damaged), apiclient.ConditionDamaged}} {
			if part.quantity > 0 {
				arrivals = append(arrivals, apiclient.TransferArrival{
					LineNo: int32(i + 1), Quantity: part.quantity, Condition: &part.condition,
				})
				rows = append(rows, i)
			}
		}
	}
	n := 0
	for chunk := range slices.Chunk(arrivals, arrivalChunk) {
		n++
		err := p.step(ctx)(p.Session.ReceiveTransferWithResponse(ctx, p.id,
			&apiclient.ReceiveTransferParams{IdempotencyKey: p.key(fmt.Sprintf("receive-%d", n))}, apiclient.ReceiveTransfer{Lines: &chunk}))
		if err != nil {
			return point(err, rows[(n-1)*arrivalChunk:])
		}
	}
	return nil
}

func (p *posting) at(stages ...apiclient.OperationStatus) bool {
	return slices.Contains(stages, p.status)
}

// standing refuses to go on with a document that has been entered.
func (p *posting) standing(reason string) error {
	return &apiclient.Refusal{Problem: apiclient.Problem{Status: 409, Code: string(inventory.CodeWrongStage), Detail: reason}}
}
