// Package temporaltest gives tests a namespace of their own on the Temporal
// of a devstack, so that their workers don't take each other's work.
package temporaltest

import (
	"context"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"

	"stockflow/activities"
	"stockflow/internal/temporalclient"
	"stockflow/internal/workerrun"
	"stockflow/workflows"
)

// Namespace is a namespace that a test has to itself.
type Namespace struct {
	Name   string
	Client client.Client
}

// Address is that of the devstack's Temporal.
func Address(t testing.TB) string {
	t.Helper()
	address := os.Getenv("TEMPORAL_ADDRESS")
	require.NotEmpty(t, address, "this test needs real services: run it as bin/devstack -- go test ./...")
	return address
}

// New makes a namespace with Stockflow's search attributes.
func New(t testing.TB) Namespace {
	t.Helper()
	name := "test-" + uuid.NewString()
	c := Connect(t, name)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	require.NoError(t, temporalclient.Ensure(ctx, c, name, workflows.SearchAttributes()))
	return Namespace{Name: name, Client: c}
}

// Connect makes one more client for a namespace, as another process would.
func Connect(t testing.TB, namespace string) client.Client {
	t.Helper()
	return ConnectTo(t, Address(t), namespace)
}

// ConnectTo makes a client for a namespace by way of an address.
func ConnectTo(t testing.TB, address, namespace string) client.Client {
	t.Helper()
	c, err := temporalclient.New(temporalclient.Options{
		Address: address, Namespace: namespace, Identity: "test",
		Logger: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

// Work runs a worker with the activities until the test ends, or until the
// function that it gives is called.
func (n Namespace) Work(t testing.TB, stock *activities.Stock) (stop func()) {
	t.Helper()
	w := worker.New(n.Client, workflows.StockQueue, workerrun.Options(nil))
	workerrun.Register(w, stock)
	require.NoError(t, w.Start())
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			w.Stop()
		}
	}
	t.Cleanup(stop)
	return stop
}
