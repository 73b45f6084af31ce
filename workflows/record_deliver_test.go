//go:build record

package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/worker"

	"stockflow/activities"
	"stockflow/internal/notify"
	"stockflow/internal/store"
	"stockflow/workflows"
)

// TestRecordDelivery keeps the history of a delivery that arrives the third time:
//
//	bin/devstack -- go test -tags record -run TestRecordDelivery ./workflows
func TestRecordDelivery(t *testing.T) {
	r := newRecorder(t)
	trouble := &notify.Failure{Reason: "trouble"}
	box := &mailbox{state: store.Sending, answers: []error{trouble, trouble, nil}, now: time.Now}
	w := worker.New(r.ns.Client, workflows.NotificationsQueue, worker.Options{})
	w.RegisterWorkflow(workflows.Deliver)
	w.RegisterActivity(&activities.Notify{Deliveries: box, Sender: box, Patience: activities.DefaultPatience()})
	require.NoError(t, w.Start())
	t.Cleanup(w.Stop)
	in := workflows.DeliverInput{ID: 7}
	run, err := r.ns.Client.ExecuteWorkflow(r.ctx, workflows.DeliverStart(in), workflows.Deliver, in)
	require.NoError(t, err)
	require.NoError(t, run.Get(r.ctx, nil))
	r.save(run.GetID(), "", "deliver-third-time")
}
