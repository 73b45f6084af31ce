package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// Post decides and writes a batch of commands in one transaction, and answers
// each of them, in their order. It is the only door to stock.
//
// A command that was posted before is answered from the record; the same id
// with another request is refused. A refused command leaves nothing behind. A
// command that the database itself can't take is found by splitting the batch,
// and is answered with an internal error; it does not hold up the others.
// Post fails as a whole only when the database can't be reached, and may then
// be called again with the same batch.
func (s *Store) Post(ctx context.Context, cmds []inventory.Command) ([]inventory.Outcome, error) {
	out := make([]inventory.Outcome, len(cmds))
	first := make(map[string]int, len(cmds))
	var batch, rivals []inventory.Command
	var same, other []int
	for i, c := range cmds {
		j, again := first[c.ID]
		switch {
		case !canonical(c.ID) || !canonical(c.OperationID):
			out[i] = inventory.Outcome{CommandID: c.ID, Refusal: inventory.Refusef(inventory.CodeInvalid, "the ids of a command are UUIDs")}
			continue
		case !again:
			first[c.ID] = len(batch)
			batch = append(batch, c)
		case batch[j].RequestHash != c.RequestHash:
			// Which of the two requests owns the key shows when the first is decided.
			rivals, other = append(rivals, c), append(other, i)
			continue
		}
		same = append(same, i)
	}
	answers, err := s.postIsolated(ctx, batch)
	if err != nil {
		return nil, err
	}
	answered := make(map[string]bool, len(batch))
	for _, i := range same {
		id := cmds[i].ID
		out[i] = answers[first[id]]
		if answered[id] && out[i].Refusal == nil {
			out[i].Replayed = true
		}
		answered[id] = true
	}
	if len(rivals) == 0 {
		return out, nil
	}
	answers, err = s.Post(ctx, rivals)
	if err != nil {
		return nil, err
	}
	for j, i := range other {
		out[i] = answers[j]
	}
	return out, nil
}

// canonical tells whether an id is a UUID in the one form in which the
// database gives it back; in another form the same id would not be recognised.
func canonical(id string) bool {
	u, err := uuid.Parse(id)
	return err == nil && u.String() == id
}

func keyReused(c inventory.Command) inventory.Outcome {
	return inventory.Outcome{CommandID: c.ID, OperationID: c.OperationID,
		Refusal: inventory.Refusef(inventory.CodeKeyReused, "this idempotency key was used for another request")}
}

// postIsolated posts a batch, and halves it as often as needed to find the
// command that the database refuses.
func (s *Store) postIsolated(ctx context.Context, batch []inventory.Command) ([]inventory.Outcome, error) {
	if len(batch) == 0 {
		return nil, nil
	}
	answers, err := s.postBatch(ctx, batch)
	if err == nil {
		return answers, nil
	}
	if !isDataError(err) {
		return nil, fmt.Errorf("post %d commands: %w", len(batch), err)
	}
	if len(batch) == 1 {
		refusal := inventory.Refusef(inventory.CodeInternal, "the command could not be posted").WithCause(err)
		if postedBefore(err) {
			refusal = inventory.Refusef(inventory.CodeKeyExpired, "this idempotency key was used before, and its answer is no longer kept")
		}
		return []inventory.Outcome{{CommandID: batch[0].ID, OperationID: batch[0].OperationID, Refusal: refusal}}, nil
	}
	half := len(batch) / 2
	left, err := s.postIsolated(ctx, batch[:half])
	if err != nil {
		return nil, err
	}
	right, err := s.postIsolated(ctx, batch[half:])
	if err != nil {
		return nil, err
	}
	return append(left, right...), nil
}

// postBatch is one transaction: lock and load, decide in pure Go, write.
func (s *Store) postBatch(ctx context.Context, batch []inventory.Command) ([]inventory.Outcome, error) {
	var answers []inventory.Outcome
	err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		answers = make([]inventory.Outcome, len(batch))
		now, err := lockCommands(ctx, q, batch)
		if err != nil {
			return err
		}
		fresh, err := answerRecorded(ctx, q, batch, answers)
		if err != nil || len(fresh) == 0 {
			return err
		}
		todo := make([]inventory.Command, len(fresh))
		for i, j := range fresh {
			todo[i] = batch[j]
		}
		book, err := loadBook(ctx, q, now, todo)
		if err != nil {
			return err
		}
		decisions := make([]inventory.Decision, len(todo))
		for i, c := range todo {
			decisions[i] = book.Decide(c)
		}
		if err := writeBook(ctx, q, book, decisions); err != nil {
			return err
		}
		for i, j := range fresh {
			answers[j] = decisions[i].Outcome
		}
		return nil
	})
	return answers, err
}

// answerRecorded fills in the answers of commands that were posted before, and
// returns the places of the others.
func answerRecorded(ctx context.Context, q *dbsqlc.Queries, batch []inventory.Command, answers []inventory.Outcome) ([]int, error) {
	ids := make([]string, len(batch))
	for i, c := range batch {
		ids[i] = c.ID
	}
	rows, err := q.RecordedAnswers(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("look for recorded answers: %w", err)
	}
	recorded := make(map[string]dbsqlc.RecordedAnswersRow, len(rows))
	for _, r := range rows {
		recorded[r.CommandID] = r
	}
	var fresh []int
	for i, c := range batch {
		r, ok := recorded[c.ID]
		switch {
		case !ok:
			fresh = append(fresh, i)
		case r.RequestHash != c.RequestHash:
			answers[i] = keyReused(c)
		default:
			if err := json.Unmarshal(r.Answer, &answers[i]); err != nil {
				return nil, fmt.Errorf("read the recorded answer of %s: %w", c.ID, err)
			}
			answers[i].Replayed = true
		}
	}
	return fresh, nil
}
