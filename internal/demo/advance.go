package demo

import (
	"context"
	"fmt"
	"time"

	"stockflow/internal/apiclient"
)

// advance takes some documents to stages that a file can't express, so that
// each stage has an example. What has been done before stays done.
func advance(ctx context.Context, staff, manager *apiclient.Session) error {
	for _, step := range []struct {
		reference string
		user      *apiclient.Session
		take      func(context.Context, *apiclient.Session, apiclient.OperationSummary) error
	}{
		{"SO-2417", staff, pickSome},
		{"SO-2418", staff, pickAll},
		{"SO-2419", staff, pack},
		{"TO-304", manager, send(-2 * time.Hour)},
		{"TO-305", manager, send(26 * time.Hour)},
	} {
		kind := apiclient.OperationKindShipment
		if step.reference[0] == 'T' {
			kind = apiclient.OperationKindTransfer
		}
		o, err := find(ctx, step.user, kind, step.reference)
		if err != nil {
			return err
		}
		if o == nil || o.Status != apiclient.OperationStatusReserved && o.Status != apiclient.OperationStatusPicked {
			continue
		}
		if err := step.take(ctx, step.user, *o); err != nil {
			return fmt.Errorf("take %s on: %w", step.reference, err)
		}
	}
	return nil
}

func key(o apiclient.OperationSummary, step string) string { return "demo/" + o.ID + "/" + step }

// pickSome picks the first line of a shipment.
func pickSome(ctx context.Context, s *apiclient.Session, o apiclient.OperationSummary) error {
	full, err := apiclient.Answer[apiclient.Operation](s.GetOperationWithResponse(ctx, o.ID))
	if err != nil {
		return err
	}
	lines := []apiclient.PickLine{{LineNo: 1, Quantity: full.Lines[0].Quantity}}
	_, err = s.Outcome(ctx)(s.PickShipmentWithResponse(ctx, o.ID, &apiclient.PickShipmentParams{IdempotencyKey: key(o, "pick")}, apiclient.Pick{Lines: &lines}))
	return err
}

func pickAll(ctx context.Context, s *apiclient.Session, o apiclient.OperationSummary) error {
	if o.Status != apiclient.OperationStatusReserved {
		return nil
	}
	_, err := s.Outcome(ctx)(s.PickShipmentWithResponse(ctx, o.ID, &apiclient.PickShipmentParams{IdempotencyKey: key(o, "pick")}, apiclient.Pick{}))
	return err
}

func pack(ctx context.Context, s *apiclient.Session, o apiclient.OperationSummary) error {
	if err := pickAll(ctx, s, o); err != nil {
		return err
	}
	_, err := s.Outcome(ctx)(s.PackShipmentWithResponse(ctx, o.ID, &apiclient.PackShipmentParams{IdempotencyKey: key(o, "pack")}, apiclient.Note{}))
	return err
}

// send dispatches a transfer that arrives after some time.
func send(after time.Duration) func(context.Context, *apiclient.Session, apiclient.OperationSummary) error {
	return func(ctx context.Context, s *apiclient.Session, o apiclient.OperationSummary) error {
		eta, carrier, tracking := time.Now().Add(after).UTC().Truncate(time.Minute), "Nordic Freight", "NF"+o.Number
		_, err := s.Outcome(ctx)(s.DispatchTransferWithResponse(ctx, o.ID, &apiclient.DispatchTransferParams{IdempotencyKey: key(o, "dispatch")},
			apiclient.DispatchTransfer{Eta: &eta, Carrier: &carrier, Tracking: &tracking}))
		return err
	}
}
