package activities_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/activities"
	"stockflow/internal/inventory"
)

type database struct {
	err       error
	outs      []inventory.Outcome
	op        inventory.Operation
	published int
}

func (d *database) Post(context.Context, []inventory.Command) ([]inventory.Outcome, error) {
	return d.outs, d.err
}

func (d *database) Operation(context.Context, string) (inventory.Operation, error) {
	return d.op, d.err
}

func (d *database) Publish(_ context.Context, outs []inventory.Outcome) {
	d.published += len(outs)
}

func TestPostBatchPublishesWhatWasCommitted(t *testing.T) {
	var posted atomic.Int64
	d := &database{outs: []inventory.Outcome{{CommandID: "a"}, {CommandID: "b", Refusal: inventory.Refusef(inventory.CodeWrongStage, "no")}}}
	stock := &activities.Stock{Poster: d, Events: d, Posted: &posted}
	outs, err := stock.PostBatch(t.Context(), []inventory.Command{{ID: "a"}, {ID: "b"}})
	require.NoError(t, err, "a refusal is an answer")
	assert.Equal(t, d.outs, outs)
	assert.Equal(t, 2, d.published)
	assert.EqualValues(t, 2, posted.Load())
}

func TestPostBatchPublishesNothingOfAFailure(t *testing.T) {
	d := &database{err: errors.New("the database is away")}
	stock := &activities.Stock{Poster: d, Events: d}
	_, err := stock.PostBatch(t.Context(), []inventory.Command{{ID: "a"}})
	require.ErrorIs(t, err, d.err)
	d.err, d.outs = nil, nil
	_, err = stock.PostBatch(t.Context(), []inventory.Command{{ID: "a"}})
	require.Error(t, err, "an answer is missing")
	assert.Zero(t, d.published)
}

func TestLoadOperationTellsAbsenceFromTrouble(t *testing.T) {
	d := &database{err: inventory.Refusef(inventory.CodeNotFound, "there is no such operation")}
	stock := &activities.Stock{Loader: d, Policy: activities.DefaultPolicy()}
	snapshot, err := stock.LoadOperation(t.Context(), "x")
	require.NoError(t, err)
	assert.False(t, snapshot.Found)
	d.err = errors.New("the database is away")
	_, err = stock.LoadOperation(t.Context(), "x")
	require.ErrorIs(t, err, d.err)
}

// What a process reads stays small however large its document is: each
// reading is kept in the workflow's history.
func TestSummariesStaySmall(t *testing.T) {
	op := inventory.Operation{
		ID: "5d7c1f3a-8f0e-5b1a-9d52-0a1b2c3d4e5f", Number: "S-000001", Kind: inventory.Shipment, Status: inventory.Picking,
		CreatedAt: time.Now(), UpdatedAt: time.Now(),
		Approvals: []inventory.Approval{
			{ID: "pending", Status: inventory.ApprovalPending}, {ID: "decided", Status: inventory.ApprovalApproved},
		},
	}
	for n := range 20_000 {
		op.Lines = append(op.Lines, inventory.Line{LineNo: n + 1, ProductID: 1, Quantity: 5, Reserved: 3})
		op.Holds = append(op.Holds, inventory.Hold{LineNo: n + 1, BalanceID: 1, OriginID: int64(n % 2), Quantity: 3})
	}
	s := activities.Summarise(op)
	assert.EqualValues(t, 40_000, s.Lacking)
	assert.Equal(t, 10_000, s.PickedHolds)
	assert.Equal(t, "pending", s.Approvals[0].ID)
	assert.Len(t, s.Approvals, 1)
	text, err := json.Marshal(s)
	require.NoError(t, err)
	assert.Less(t, len(text), 1000)
}
