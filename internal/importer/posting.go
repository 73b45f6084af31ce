package importer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"stockflow/internal/apiclient"
	"stockflow/internal/inventory"
)

// result is what became of a document that was not refused.
type result struct {
	repeated, waiting bool
}

// posting enters one document, step by step.
type posting struct {
	*entry
	document *Document
	job      *job
	// The warehouses' ids.
	warehouse, destination int64

	attempt int
	id      string
	status  apiclient.OperationStatus
	// advanced: a step of this run has changed the document.
	advanced bool
	waiting  bool
}

// withdrawal is the reason of a document that the importer cancelled because
// the server refused its goods; it may be entered again once it was mended.
const withdrawal = "Refused by the import"

// maxAttempts bounds how often a document may have been withdrawn.
const maxAttempts = 100

// run begins the document, or finds it where an earlier run left it, and takes
// it as far as the file says.
func (p *posting) run(ctx context.Context) (result, error) {
	for p.attempt = 0; ; p.attempt++ {
		again, err := p.begin(ctx)
		if err != nil {
			return result{}, err
		}
		if !again {
			break
		}
		if p.attempt == maxAttempts {
			return result{}, fmt.Errorf("the document was withdrawn %d times", maxAttempts)
		}
	}
	if p.document.Kind == inventory.Shipment {
		// Its reservation stands, and its later steps don't change what others get.
		p.job.settle()
	}
	var err error
	switch p.document.Kind {
	case inventory.Receipt:
		err = p.receive(ctx)
	case inventory.Shipment:
		err = p.ship(ctx)
	case inventory.Transfer:
		err = p.transfer(ctx)
	}
	return result{repeated: !p.advanced, waiting: p.waiting}, err
}

// begin creates the document. If it has been created before, it learns where
// it stands; again says that it had been withdrawn and has to be begun anew.
func (p *posting) begin(ctx context.Context) (again bool, err error) {
	out, err := p.create(ctx)
	var refusal *apiclient.Refusal
	switch {
	case errors.As(err, &refusal) && (refusal.Code == string(inventory.CodeKeyReused) || refusal.Code == string(inventory.CodeKeyExpired)):
		p.id = inventory.CommandID(creation[p.document.Kind], p.Session.User().ID, p.key("create"))
		withdrawn, findErr := p.find(ctx)
		if findErr != nil || !withdrawn {
			return false, errors.Join(err, findErr)
		}
		return true, nil
	case err != nil:
		return false, err
	}
	p.id, p.status = out.OperationID, out.Status
	if !out.Replayed {
		p.advanced = true
		return false, nil
	}
	return p.find(ctx)
}

var creation = map[inventory.Kind]inventory.CommandKind{
	inventory.Receipt:  inventory.CreateReceipt,
	inventory.Shipment: inventory.CreateShipment,
	inventory.Transfer: inventory.CreateTransfer,
}

// find learns where the document stands, and whether it was withdrawn.
func (p *posting) find(ctx context.Context) (withdrawn bool, err error) {
	o, err := apiclient.Answer[apiclient.Operation](p.Session.GetOperationWithResponse(ctx, p.id))
	if err != nil {
		return false, fmt.Errorf("look the document up: %w", err)
	}
	p.status = o.Status
	p.waiting = o.PendingApprovals > 0
	return o.Status == apiclient.OperationStatusCancelled && text(o.Reason) == withdrawal, nil
}

// key is the idempotency key of a step: the same whenever the same document of
// the same kind of file comes along.
func (p *posting) key(step string) string {
	d := p.document
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q", d.Kind, d.Warehouse, d.Number))
	return fmt.Sprintf("import/%s/%s/%d/%s", d.Kind, hex.EncodeToString(sum[:16]), p.attempt, step)
}

// step posts a step and takes over where the document stands then.
func (p *posting) step(ctx context.Context) func(apiclient.Response, error) error {
	return func(response apiclient.Response, err error) error {
		out, err := p.Session.Outcome(ctx)(response, err)
		if err != nil {
			return err
		}
		p.status = out.Status
		p.advanced = p.advanced || !out.Replayed
		// What an earlier run asked for may have been decided since.
		p.waiting = p.waiting || !out.Replayed && out.ApprovalIds != nil && len(*out.ApprovalIds) > 0
		return nil
	}
}

// create posts the document's first command.
func (p *posting) create(ctx context.Context) (apiclient.CommandOutcome, error) {
	d := p.document
	lines := make([]apiclient.NewLine, len(d.Lines))
	for i, l := range d.Lines {
		lines[i] = apiclient.NewLine{Sku: &l.SKU, Quantity: l.Quantity}
	}
	outcome := p.Session.Outcome(ctx)
	switch key := p.key("create"); d.Kind {
	case inventory.Receipt:
		return outcome(p.Session.CreateReceiptWithResponse(ctx, &apiclient.CreateReceiptParams{IdempotencyKey: key}, apiclient.NewReceipt{
			WarehouseID: p.warehouse, Supplier: given(d.Partner), Reference: &d.Number, DocumentDate: given(d.Date), Lines: lines,
		}))
	case inventory.Shipment:
		body := apiclient.NewShipment{
			WarehouseID: p.warehouse, Customer: given(d.Partner), Reference: &d.Number, DocumentDate: given(d.Date),
			RequiredOn: given(d.RequiredOn), Lines: lines,
		}
		if d.Backorder {
			policy := apiclient.Backorder
			body.Policy = &policy
		}
		return outcome(p.Session.CreateShipmentWithResponse(ctx, &apiclient.CreateShipmentParams{IdempotencyKey: key}, body))
	default:
		return outcome(p.Session.CreateTransferWithResponse(ctx, &apiclient.CreateTransferParams{IdempotencyKey: key}, apiclient.NewTransfer{
			FromWarehouseID: p.warehouse, ToWarehouseID: p.destination, Reference: &d.Number, DocumentDate: given(d.Date), Lines: lines,
		}))
	}
}

// given is nil for an empty text.
func given(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
