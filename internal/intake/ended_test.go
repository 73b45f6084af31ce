package intake_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/activities"
	"stockflow/internal/intake"
	"stockflow/internal/temporaltest"
	"stockflow/workflows"
)

// Somebody ends a desk in Temporal's UI under load: the next batch starts it
// again, and what was in its hands is sent again.
func TestADeskThatWasEndedStartsAgain(t *testing.T) {
	ns, posted := temporaltest.New(t), newLedger()
	posted.delay = 20 * time.Millisecond
	ns.Work(t, &activities.Stock{Poster: posted})
	in := newIntake(t, ns, intake.Options{})
	_, err := in.Submit(t.Context(), command(1, "first"))
	require.NoError(t, err)
	var callers sync.WaitGroup
	stop := make(chan struct{})
	for caller := range 8 {
		callers.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				cmd := command(1, fmt.Sprintf("%d/%d", caller, n))
				out, err := in.Submit(t.Context(), cmd)
				if !assert.NoError(t, err) {
					return
				}
				assert.Equal(t, cmd.ID, out.CommandID)
			}
		})
	}
	for n := range 6 {
		before := posted.count()
		if n%2 == 0 {
			assert.NoError(t, ns.Client.TerminateWorkflow(t.Context(), workflows.DeskID(1), "", "a test"))
		} else {
			assert.NoError(t, ns.Client.CancelWorkflow(t.Context(), workflows.DeskID(1), ""))
		}
		assert.Eventually(t, func() bool { return posted.count() > before+20 }, 20*time.Second, 10*time.Millisecond)
	}
	close(stop)
	callers.Wait()
}
