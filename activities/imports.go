package activities

import (
	"context"
	"errors"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"

	"stockflow/internal/crashpoint"
	"stockflow/internal/inventory"
)

// Importer applies the rows of imports.
type Importer interface {
	// ApplyImport applies at most limit further rows; a repetition goes on where
	// the last batch ended.
	ApplyImport(ctx context.Context, id string, limit int) (ended bool, err error)
}

// Imports are the activities of imports.
type Imports struct{ Importer Importer }

// importBatch is how many rows are applied in one transaction: enough to lock
// the catalogue's audit stream rarely, few enough to hold it for about a second.
const importBatch = 500

// ApplyImport applies an import to its end, batch by batch, and shows that it
// lives after each. How far it has come is in the database, not in Temporal.
func (s *Imports) ApplyImport(ctx context.Context, id string) error {
	for {
		ended, err := s.Importer.ApplyImport(ctx, id, importBatch)
		var refusal *inventory.Error
		if errors.As(err, &refusal) {
			return temporal.NewNonRetryableApplicationError(refusal.Detail, string(refusal.Code), err)
		}
		if err != nil || ended {
			return err //nolint:wrapcheck // the store says what it was about
		}
		activity.RecordHeartbeat(ctx)
		if err := ctx.Err(); err != nil {
			return err //nolint:wrapcheck // the activity was cancelled
		}
		crashpoint.Reach("import:batch")
	}
}
