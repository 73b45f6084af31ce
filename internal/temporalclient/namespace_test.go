package temporalclient_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/operatorservice/v1"

	"stockflow/internal/temporalclient"
	"stockflow/internal/temporaltest"
)

// Several processes start at once in a cluster that knows nothing of Stockflow.
func TestEnsureMayRunInSeveralProcessesAtOnce(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	name := "test-" + uuid.NewString()
	attributes := []string{"StockflowKind", "StockflowStatus"}
	var wg sync.WaitGroup
	for range 4 {
		c := temporaltest.Connect(t, name)
		wg.Go(func() { assert.NoError(t, temporalclient.Ensure(ctx, c, name, attributes)) })
	}
	wg.Wait()
	listed, err := temporaltest.Connect(t, name).OperatorService().ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{Namespace: name})
	require.NoError(t, err)
	for _, a := range attributes {
		assert.Contains(t, listed.GetCustomAttributes(), a)
	}
}

func TestAProcessStartsWhileTemporalIsAway(t *testing.T) {
	metrics := prometheus.NewRegistry()
	for range 2 { // a process may hold several clients
		c, err := temporalclient.New(temporalclient.Options{Address: "127.0.0.1:1", Namespace: "stockflow", Metrics: metrics})
		require.NoError(t, err)
		defer c.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		assert.Error(t, temporalclient.Ensure(ctx, c, "stockflow", nil), "it waits as long as it may")
	}
}
