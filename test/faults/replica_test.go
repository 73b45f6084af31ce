package faults

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/inventory"
	"stockflow/test/system"
)

// Reports are read on a replica that follows by streaming, say how old they
// are when it falls behind, and come from the primary while it is gone.
func TestReportsFromAReplica(t *testing.T) {
	replica := system.StartReplica(t)
	s := system.New(t, system.Options{Replica: replica, NoWorkers: true})
	c := s.Company
	site := c.AddSite(t, "NORTH")
	manager := c.AddUser(t, inventory.Manager, site)
	product := c.Product(t, "TEA")
	receive := func(quantity int64) {
		c.As(manager, site).Receive(t, product, quantity)
		for cursor := ""; ; {
			next, _, err := c.Store.DailyRollup(t.Context(), time.Now().Add(36*time.Hour), cursor)
			require.NoError(t, err)
			if cursor = next; cursor == "" {
				break
			}
		}
	}
	type answer struct {
		Source string           `json:"source"`
		AsOf   time.Time        `json:"as_of"`
		Items  []map[string]any `json:"items"`
	}
	ask := func() (a answer) {
		got := s.Admin.Send(t, system.Request{Method: http.MethodGet, Path: "/reports/ageing"})
		require.Equal(t, http.StatusOK, got.Status, got)
		require.NoError(t, json.Unmarshal(got.Body, &a), got)
		return a
	}
	until := func(source string, onHand float64) (last answer) {
		t.Helper()
		system.Until(t, 30*time.Second, "the report comes from the "+source, func() (any, bool) {
			last = ask()
			return last, last.Source == source && len(last.Items) == 1 && last.Items[0]["on_hand"] == onHand
		})
		return last
	}
	health := func() (state map[string]string) {
		response, err := http.Get(s.APIs[0].URL() + "/readyz")
		require.NoError(t, err)
		defer response.Body.Close()
		require.Equal(t, http.StatusOK, response.StatusCode)
		require.NoError(t, json.NewDecoder(response.Body).Decode(&state))
		return state
	}

	receive(10)
	until("replica", 10)
	there, err := pgx.Connect(t.Context(), replica.URL(os.Getenv("DEVSTACK_PG_ADMIN_URL")))
	require.NoError(t, err)
	var connections int
	require.NoError(t, there.QueryRow(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'stockflow-reports'").Scan(&connections))
	assert.Positive(t, connections)
	assert.EqualValues(t, 0, s.Count(t, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'stockflow-reports'"))

	// It falls behind: the report is older, and says so.
	_, err = there.Exec(t.Context(), "SELECT pg_wal_replay_pause()")
	require.NoError(t, err)
	before := ask()
	receive(5)
	after := ask()
	assert.Equal(t, "replica", after.Source)
	assert.Equal(t, 10.0, after.Items[0]["on_hand"])
	assert.Equal(t, before.AsOf, after.AsOf)
	state := health()
	assert.Equal(t, "ok", state["replica"])
	behind, err := time.ParseDuration(state["replica_behind"])
	require.NoError(t, err)
	assert.Positive(t, behind)
	_, err = there.Exec(t.Context(), "SELECT pg_wal_replay_resume()")
	require.NoError(t, err)
	assert.True(t, until("replica", 15).AsOf.After(before.AsOf))
	require.NoError(t, there.Close(context.WithoutCancel(t.Context())))

	// It is gone: nobody notices but the operator.
	replica.Stop(t)
	receive(5)
	gone := ask()
	assert.Equal(t, "primary", gone.Source)
	assert.Equal(t, 20.0, gone.Items[0]["on_hand"])
	state = health()
	assert.Equal(t, "unreachable", state["replica"])
	assert.Equal(t, "degraded", state["status"])

	replica.Start(t)
	until("replica", 20)
	assert.Equal(t, "ok", health()["status"])
	s.Verify(t)
}
