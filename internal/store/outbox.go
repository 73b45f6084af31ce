package store

import (
	"context"
	"encoding/json"
	"fmt"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// Notice says that an operation's own workflow has yet to be told of its
// newest step.
type Notice struct {
	OperationID   string
	Kind          inventory.Kind
	Number        string
	Status        inventory.Status
	WarehouseID   int64
	DestinationID int64 // 0 for none
	Revision      int
}

// DueNotices claims, for some seconds, the oldest notices that nobody works on.
func (s *Store) DueNotices(ctx context.Context, limit int) ([]Notice, error) {
	rows, err := s.q.ClaimNotices(ctx, int32(limit)) //nolint:gosec // the caller's batch size
	if err != nil {
		return nil, fmt.Errorf("claim notices: %w", err)
	}
	notices := make([]Notice, len(rows))
	for i, r := range rows {
		notices[i] = Notice{
			OperationID: r.OperationID, Kind: inventory.Kind(r.Kind), Number: r.Number, Status: inventory.Status(r.Status),
			WarehouseID: r.WarehouseID, DestinationID: deref(r.DestinationID), Revision: int(r.Revision),
		}
	}
	return notices, nil
}

// NoticeDone drops a notice unless a later step has renewed it.
func (s *Store) NoticeDone(ctx context.Context, operationID string, revision int) error {
	err := s.q.DeleteNotice(ctx, dbsqlc.DeleteNoticeParams{OperationID: operationID, Revision: int32(revision)}) //nolint:gosec // counts steps
	if err != nil {
		return fmt.Errorf("drop the notice of %s: %w", operationID, err)
	}
	return nil
}

// PendingNotices counts the notices that no workflow has heard of yet.
func (s *Store) PendingNotices(ctx context.Context) (int64, error) {
	n, err := s.q.CountNotices(ctx)
	if err != nil {
		return 0, fmt.Errorf("count notices: %w", err)
	}
	return n, nil
}

// Park keeps a command that is acknowledged before it is posted. Parking it
// again changes nothing, unless it was refused in the meantime: then it is
// decided anew. Its id must not stand for another request.
func (s *Store) Park(ctx context.Context, cmd inventory.Command) error {
	body, err := json.Marshal(cmd)
	if err != nil {
		return fmt.Errorf("encode command %s: %w", cmd.ID, err)
	}
	err = s.q.ParkCommand(ctx, dbsqlc.ParkCommandParams{
		CommandID: cmd.ID, UserID: cmd.UserID, WarehouseID: cmd.WarehouseID, Command: body, RequestHash: cmd.RequestHash,
	})
	if err != nil {
		return fmt.Errorf("park command %s: %w", cmd.ID, err)
	}
	taken, err := s.q.CommandTaken(ctx, dbsqlc.CommandTakenParams{CommandID: cmd.ID, RequestHash: cmd.RequestHash})
	if err != nil {
		return fmt.Errorf("park command %s: %w", cmd.ID, err)
	}
	if taken {
		return keyReused(cmd).Refusal
	}
	return nil
}

// Parked claims, for some seconds, the oldest parked commands without answer.
func (s *Store) Parked(ctx context.Context, limit int) ([]inventory.Command, error) {
	rows, err := s.q.ClaimParked(ctx, int32(limit)) //nolint:gosec // the caller's batch size
	if err != nil {
		return nil, fmt.Errorf("claim parked commands: %w", err)
	}
	cmds := make([]inventory.Command, len(rows))
	for i, r := range rows {
		if err := json.Unmarshal(r, &cmds[i]); err != nil {
			return nil, fmt.Errorf("read a parked command: %w", err)
		}
	}
	return cmds, nil
}

// AnswerParked keeps the answer to a parked command. A refusal goes on record
// as well: nobody waits for it any more.
func (s *Store) AnswerParked(ctx context.Context, id string, out inventory.Outcome) error {
	answer, err := json.Marshal(out)
	if err != nil {
		return fmt.Errorf("encode the answer to %s: %w", id, err)
	}
	return s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		commands, err := q.AnswerParked(ctx, dbsqlc.AnswerParkedParams{CommandID: id, Answer: answer})
		if err != nil {
			return fmt.Errorf("answer command %s: %w", id, err)
		}
		if out.Refusal == nil || len(commands) == 0 {
			return nil
		}
		var cmd inventory.Command
		if err := json.Unmarshal(commands[0], &cmd); err != nil {
			return fmt.Errorf("read a parked command: %w", err)
		}
		return appendAudit(ctx, q, auditTime(), []AuditEntry{{
			Actor:  Actor{UserID: cmd.UserID, RemoteAddress: cmd.RemoteAddress, RequestID: cmd.RequestID},
			Stream: RefusalStream(cmd.WarehouseID), Action: string(cmd.Kind), SubjectKind: "operation", SubjectID: cmd.OperationID,
			After: map[string]any{"code": out.Refusal.Code, "detail": out.Refusal.Detail, "command_id": id},
		}})
	})
}

// CommandStatus says how far a command has come.
type CommandStatus string

// The states of a command.
const (
	CommandPending CommandStatus = "pending"
	CommandApplied CommandStatus = "applied"
	CommandRefused CommandStatus = "refused"
)

// CommandState is what is known of a command.
type CommandState struct {
	Status  CommandStatus
	Outcome inventory.Outcome
}

// CommandState tells its user how far a command has come.
func (s *Store) CommandState(ctx context.Context, id string, userID int64) (CommandState, error) {
	answer, err := s.q.RecordedAnswer(ctx, dbsqlc.RecordedAnswerParams{CommandID: id, UserID: userID})
	state := CommandState{Status: CommandApplied}
	if err != nil {
		parked, err := s.q.ParkedCommand(ctx, dbsqlc.ParkedCommandParams{CommandID: id, UserID: userID})
		if err != nil {
			return CommandState{}, notFound(err, "command")
		}
		if parked.Answer == nil {
			return CommandState{Status: CommandPending, Outcome: inventory.Outcome{CommandID: id}}, nil
		}
		answer = parked.Answer
	}
	if err := json.Unmarshal(answer, &state.Outcome); err != nil {
		return CommandState{}, fmt.Errorf("read the answer to %s: %w", id, err)
	}
	if state.Outcome.Refusal != nil {
		state.Status = CommandRefused
	}
	return state, nil
}
