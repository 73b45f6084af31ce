package store

import (
	"context"
	"encoding/json"
	"fmt"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// record keeps the answers of the commands that were posted, for whoever asks
// again. Refusals are not kept: they left nothing behind, and the same command
// may succeed later.
func (w *writer) record(ctx context.Context, decisions []inventory.Decision) error {
	var arg dbsqlc.RecordAnswersParams
	for _, d := range decisions {
		if d.Outcome.Refusal != nil {
			continue
		}
		answer, err := json.Marshal(d.Outcome)
		if err != nil {
			return fmt.Errorf("encode an answer: %w", err)
		}
		arg.CommandIds = append(arg.CommandIds, d.Command.ID)
		arg.UserIds = append(arg.UserIds, d.Command.UserID)
		arg.Hashes = append(arg.Hashes, d.Command.RequestHash)
		arg.OperationIds = append(arg.OperationIds, d.Outcome.OperationID)
		arg.Answers = append(arg.Answers, answer)
	}
	if err := w.q.RecordAnswers(ctx, arg); err != nil {
		return fmt.Errorf("record answers: %w", err)
	}
	return nil
}

// StepChange is what the audit record of a posted command says.
type StepChange struct {
	Number   string           `json:"number"`
	Status   inventory.Status `json:"status"`
	Revision int              `json:"revision"`
	// Command is what was asked for.
	Command *inventory.Body `json:"command,omitempty"`
}

func (w *writer) audit(ctx context.Context, decisions []inventory.Decision) error {
	var entries []AuditEntry
	for _, d := range decisions {
		out := d.Outcome
		if out.Refusal != nil {
			continue
		}
		e := AuditEntry{
			Actor:  Actor{UserID: d.Command.UserID, RemoteAddress: d.Command.RemoteAddress, RequestID: d.Command.RequestID},
			Stream: WarehouseStream(d.Command.WarehouseID), Action: string(d.Command.Kind), SubjectKind: string(out.Kind),
			SubjectID: out.OperationID,
			After:     StepChange{Number: out.Number, Status: out.Status, Revision: out.Revision, Command: &d.Command.Body},
		}
		if d.Before != "" {
			e.Before = StepChange{Number: out.Number, Status: d.Before, Revision: out.Revision - 1}
		}
		entries = append(entries, e)
	}
	return appendAudit(ctx, w.q, w.book.Now, entries)
}
