package workflows_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"stockflow/activities"
	"stockflow/internal/inventory"
	"stockflow/workflows"
)

// till is a Poster that is away for a while.
type till struct {
	mu    sync.Mutex
	away  int // tries that fail
	tries int
	ids   map[string]int
	while func()
}

func (p *till) Post(_ context.Context, cmds []inventory.Command) ([]inventory.Outcome, error) {
	if p.while != nil {
		p.while()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tries++
	if p.tries <= p.away {
		return nil, errors.New("the database is away")
	}
	outs := make([]inventory.Outcome, len(cmds))
	for i, c := range cmds {
		p.ids[c.ID]++
		outs[i] = inventory.Outcome{CommandID: c.ID, OperationID: c.OperationID}
	}
	return outs, nil
}

func newDesk(t *testing.T, p *till) *testsuite.TestWorkflowEnvironment {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	e := suite.NewTestWorkflowEnvironment()
	e.SetStartTime(start)
	e.SetTestTimeout(20 * time.Second)
	p.ids = map[string]int{}
	e.RegisterActivity(&activities.Stock{Poster: p})
	return e
}

func batch(n int, warehouse int64) []inventory.Command {
	cmds := make([]inventory.Command, n)
	for i := range cmds {
		id := inventory.CommandID(inventory.PickShipment, 7, fmt.Sprint(i))
		cmds[i] = inventory.Command{ID: id, Kind: inventory.PickShipment, OperationID: id, WarehouseID: warehouse, UserID: 7}
	}
	return cmds
}

// post sends a batch at a time and hands the answer to then.
func post(e *testsuite.TestWorkflowEnvironment, after time.Duration, cmds []inventory.Command, then func([]inventory.Outcome, error)) {
	e.RegisterDelayedCallback(func() {
		e.UpdateWorkflow(workflows.PostUpdate, fmt.Sprint(after), &testsuite.TestUpdateCallback{
			OnReject: func(err error) { then(nil, err) },
			OnComplete: func(out any, err error) {
				outs, _ := out.([]inventory.Outcome)
				then(outs, err)
			},
		}, cmds)
	}, after)
}

func TestADeskAnswersEachBatchAndContinuesAsNew(t *testing.T) {
	p := &till{}
	e := newDesk(t, p)
	answers := 0
	for i := range 3 {
		cmds := batch(i+1, 1)
		post(e, time.Duration(i+1)*time.Minute, cmds, func(outs []inventory.Outcome, err error) {
			assert.NoError(t, err)
			if assert.Len(t, outs, len(cmds)) {
				assert.Equal(t, cmds[i].ID, outs[i].CommandID)
			}
			answers++
		})
	}
	e.ExecuteWorkflow(workflows.Desk, workflows.DeskInput{WarehouseID: 1, MaxUpdates: 3, Runs: 7, Commands: 100})
	assert.Equal(t, 3, answers)
	next := continued(t, e)
	assert.Equal(t, workflows.DeskInput{WarehouseID: 1, MaxUpdates: 3, Runs: 8, Commands: 106}, next)
}

func continued(t *testing.T, e *testsuite.TestWorkflowEnvironment) (next workflows.DeskInput) {
	t.Helper()
	var can *workflow.ContinueAsNewError
	require.ErrorAs(t, e.GetWorkflowError(), &can)
	require.NoError(t, converter.GetDefaultDataConverter().FromPayloads(can.Input, &next))
	return next
}

func TestADeskContinuesWhenTemporalSuggestsIt(t *testing.T) {
	e := newDesk(t, &till{})
	e.SetContinueAsNewSuggested(true)
	post(e, time.Minute, batch(1, 1), func(outs []inventory.Outcome, err error) {})
	e.ExecuteWorkflow(workflows.Desk, workflows.DeskInput{WarehouseID: 1})
	assert.Equal(t, 1, continued(t, e).Runs)
}

func TestADrainingDeskSendsBatchesBack(t *testing.T) {
	p := &till{away: 20} // the first batch is held up while the desk drains
	e := newDesk(t, p)
	first, second := 0, 0
	post(e, time.Second, batch(1, 1), func(outs []inventory.Outcome, err error) {
		assert.NoError(t, err)
		first++
	})
	post(e, 2*time.Second, batch(2, 1), func(_ []inventory.Outcome, err error) {
		var back *temporal.ApplicationError
		if assert.ErrorAs(t, err, &back) {
			assert.Equal(t, workflows.DrainingError, back.Type())
		}
		second++
	})
	e.ExecuteWorkflow(workflows.Desk, workflows.DeskInput{WarehouseID: 1, MaxUpdates: 1})
	assert.Equal(t, 1, first)
	assert.Equal(t, 1, second)
	continued(t, e)
}

func TestADeskWaitsForTheDatabaseForHours(t *testing.T) {
	p := &till{away: 300}
	e := newDesk(t, p)
	answered := false
	post(e, time.Second, batch(1, 1), func(outs []inventory.Outcome, err error) {
		assert.NoError(t, err)
		assert.Greater(t, e.Now().Sub(start), 3*time.Hour)
		answered = true
	})
	e.ExecuteWorkflow(workflows.Desk, workflows.DeskInput{WarehouseID: 1, MaxUpdates: 1})
	assert.True(t, answered)
	assert.Equal(t, 301, p.tries)
}

func TestADeskGivesABatchBackBeforeItsHistoryOverflows(t *testing.T) {
	p := &till{away: 1_000_000}
	e := newDesk(t, p)
	e.RegisterDelayedCallback(func() { e.SetCurrentHistoryLength(45_000) }, 5*time.Hour)
	answered := false
	post(e, time.Second, batch(1, 1), func(_ []inventory.Outcome, err error) {
		var back *temporal.ApplicationError
		if assert.ErrorAs(t, err, &back) {
			assert.Equal(t, workflows.OutageError, back.Type())
		}
		answered = true
	})
	e.ExecuteWorkflow(workflows.Desk, workflows.DeskInput{WarehouseID: 1})
	assert.True(t, answered)
	continued(t, e)
}

func TestADeskTurnsBadBatchesAway(t *testing.T) {
	e := newDesk(t, &till{})
	nameless := batch(1, 1)
	nameless[0].ID = ""
	turned := 0
	for i, cmds := range [][]inventory.Command{nil, batch(workflows.MaxBatch+1, 1), batch(2, 2), nameless} {
		post(e, time.Duration(i+1)*time.Second, cmds, func(_ []inventory.Outcome, err error) {
			var bad *temporal.ApplicationError
			if assert.ErrorAs(t, err, &bad) {
				assert.Equal(t, workflows.BadBatchError, bad.Type())
			}
			turned++
		})
	}
	e.RegisterDelayedCallback(e.CancelWorkflow, time.Minute)
	e.ExecuteWorkflow(workflows.Desk, workflows.DeskInput{WarehouseID: 1})
	assert.Equal(t, 4, turned)
}

// A desk that is cancelled finishes what it has in hand.
func TestACancelledDeskFinishesItsBatch(t *testing.T) {
	e := newDesk(t, &till{away: 20})
	answered := false
	post(e, time.Second, batch(1, 1), func(_ []inventory.Outcome, err error) {
		assert.NoError(t, err)
		answered = true
	})
	e.RegisterDelayedCallback(e.CancelWorkflow, 2*time.Second)
	e.ExecuteWorkflow(workflows.Desk, workflows.DeskInput{WarehouseID: 1})
	assert.True(t, answered)
	var cancelled *temporal.CanceledError
	assert.ErrorAs(t, e.GetWorkflowError(), &cancelled)
}
