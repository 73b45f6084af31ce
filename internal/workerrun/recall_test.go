package workerrun_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/store"
)

// A worker that dies right after a round of a recall is replaced: nobody is
// told twice, and the recall is closed when the site has confirmed.
func TestKilledWorkerLosesNothingOfARecall(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "recall:round")
	product := p.LotProduct(t, "TEA")
	p.At(p.North).ReceiveLot(t, product, 5, "L1", "2099-01-01")
	p.At(p.North).Ship(t, product, 2)
	by, everywhere, id := store.Actor{UserID: p.Manager}, store.Scope{Everywhere: true}, uuid.NewString()
	require.NoError(t, p.Store.StartRecall(t.Context(), by, everywhere, store.NewRecall{
		ID: id, RequestHash: "x", LotIDs: []int64{p.ID(t, "SELECT id FROM lots")}, Reason: "it leaks",
	}))
	select {
	case <-p.replaced:
	case <-time.After(time.Minute):
		t.Fatal("the worker was not killed")
	}
	require.NoError(t, p.Store.ConfirmRecall(t.Context(), by, everywhere, id, p.North.ID, store.ConfirmedSite{Found: 5, Quarantined: 5}))
	require.Eventually(t, func() bool {
		recall, err := p.Store.Recall(t.Context(), everywhere, id)
		require.NoError(t, err)
		return recall.Status == store.RecallClosed
	}, 90*time.Second, 50*time.Millisecond)
	assert.EqualValues(t, 1, p.ID(t, "SELECT count(*) FROM notifications WHERE user_id = $1 AND link LIKE '/operations/%' AND kind = 'lot_recalled'", p.Manager))
	assert.EqualValues(t, 1, p.ID(t, "SELECT count(*) FROM audit_records WHERE action = 'close_recall'"))
	p.Verify(t)
}
