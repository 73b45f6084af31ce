package workerrun_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/store"
)

// A worker that dies in the middle of a scheduled job has its job taken over by
// another, which goes on where it was: with the second batch of 5000.
func TestKilledWorkerLosesNothingOfAJob(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "batch:clean_up")
	p.Exec(t, `INSERT INTO idempotency_keys (command_id, user_id, request_hash, answer, created_at)
		SELECT gen_random_uuid(), 1, 'x', '{}', now() - interval '60 days' FROM generate_series(1, 12000)`)
	require.NoError(t, p.Store.TriggerSchedule(t.Context(), store.Actor{UserID: p.Admin}, "clean_up"))
	select {
	case <-p.replaced:
	case <-time.After(time.Minute):
		t.Fatal("the worker was not killed")
	}
	var run store.ScheduleRun
	require.Eventually(t, func() bool {
		runs, _, err := p.Store.ListRuns(t.Context(), "clean_up", store.Page{Limit: 1})
		require.NoError(t, err)
		if len(runs) == 1 {
			run = runs[0]
		}
		return run.Status == store.RunSucceeded
	}, 90*time.Second, 50*time.Millisecond)
	assert.EqualValues(t, 12000, run.Done, "what the dead worker did counts, and nothing twice")
	assert.EqualValues(t, 3+6, run.Batches, "three of keys, then the other tables")
	assert.Zero(t, p.ID(t, "SELECT count(*) FROM idempotency_keys"))
	p.Verify(t)
}
