package httpapi_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"stockflow/internal/intake"
	"stockflow/internal/inventory"
)

func (r *rig) receipt(product int64) map[string]any {
	return map[string]any{"warehouse_id": r.North.ID, "lines": []any{map[string]any{"product_id": product, "quantity": 5}}}
}

func TestKeysAnswerOnce(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Staff)
	body := r.receipt(r.Product(t, "KEY"))
	first := b.want(http.StatusCreated, "POST", "/receipts", body, "Idempotency-Key", "one")
	require.Equal(t, "/api/v1/operations/"+first.object(t)["operation_id"].(string), first.Header.Get("Location"))
	again := b.want(http.StatusCreated, "POST", "/receipts", body, "Idempotency-Key", "one").object(t)
	require.Equal(t, first.object(t)["operation_id"], again["operation_id"])
	require.Equal(t, true, again["replayed"])
	body["note"] = "another"
	b.refused(422, "idempotency_key_reused", "POST", "/receipts", body, "Idempotency-Key", "one")
	// A key is its user's own.
	r.as(t, r.Manager).want(http.StatusCreated, "POST", "/receipts", body, "Idempotency-Key", "one")
	require.EqualValues(t, 2, r.ID(t, "SELECT count(*) FROM operations"))
}

// Fifty identical requests at once have one effect and one answer.
func TestFiftyAtOnce(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Staff)
	body := r.receipt(r.Product(t, "FIFTY"))
	ids := make([]string, 50)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			ids[i], _ = b.want(http.StatusCreated, "POST", "/receipts", body, "Idempotency-Key", "fifty").object(t)["operation_id"].(string)
		})
	}
	wg.Wait()
	for _, id := range ids {
		require.Equal(t, ids[0], id)
	}
	require.EqualValues(t, 1, r.ID(t, "SELECT count(*) FROM operations"))
}

func TestCommandsThatDoNotWait(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Staff)
	body := r.receipt(r.Product(t, "WAIT"))

	res := b.want(http.StatusAccepted, "POST", "/receipts", body, "Idempotency-Key", "w0", "Prefer", "respond-async, wait=0")
	command := res.object(t)["command_id"].(string)
	require.Equal(t, "/api/v1/commands/"+command, res.Header.Get("Location"))
	require.Equal(t, "pending", b.get("/commands/" + command)["status"])
	require.Zero(t, r.Commands.count.Load(), "it was only written down")
	r.as(t, r.Manager).refused(404, "not_found", "GET", "/commands/"+command, nil)

	// The relay's part: what is parked is posted and answered.
	parked, err := r.Store.Parked(t.Context(), 10)
	require.NoError(t, err)
	require.Len(t, parked, 1)
	out, err := r.Commands.Submit(t.Context(), parked[0])
	require.NoError(t, err)
	require.NoError(t, r.Store.AnswerParked(t.Context(), command, out))
	state := b.get("/commands/" + command)
	require.Equal(t, "applied", state["status"])
	require.Equal(t, "expected", state["outcome"].(map[string]any)["status"])
	again := b.want(http.StatusCreated, "POST", "/receipts", body, "Idempotency-Key", "w0", "Prefer", "wait=0").object(t)
	require.Equal(t, true, again["replayed"])
}

func TestCommandsWhoseTimeRunsOut(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Staff)
	body := r.receipt(r.Product(t, "LATE"))
	sent := time.Now()
	var begun, deadline time.Time
	r.Commands.instead(func(ctx context.Context, _ inventory.Command) (inventory.Outcome, error) {
		begun = time.Now()
		deadline, _ = ctx.Deadline()
		<-ctx.Done()
		return inventory.Outcome{}, fmt.Errorf("wait: %w", ctx.Err())
	})
	b.want(http.StatusAccepted, "POST", "/receipts", body, "Idempotency-Key", "late", "Prefer", "wait=1")
	require.WithinRange(t, deadline, sent.Add(time.Second), begun.Add(time.Second), "the caller's second, to the moment")
	require.EqualValues(t, 1, r.ID(t, "SELECT count(*) FROM parked_commands"))
}

func TestCommandsWithoutTemporal(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Staff)
	body := r.receipt(r.Product(t, "AWAY"))
	r.Commands.instead(func(context.Context, inventory.Command) (inventory.Outcome, error) {
		return inventory.Outcome{}, fmt.Errorf("send: %w", intake.ErrUnavailable)
	})
	res := b.want(http.StatusAccepted, "POST", "/receipts", body, "Idempotency-Key", "away")
	// Its repetition finds the same command, still pending.
	require.Equal(t, res.object(t), b.want(http.StatusAccepted, "POST", "/receipts", body, "Idempotency-Key", "away").object(t))
	require.EqualValues(t, 1, r.ID(t, "SELECT count(*) FROM parked_commands"))
}

func TestRefusalsAndFailures(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Staff)
	body := r.receipt(r.Product(t, "FAIL"))
	for _, c := range []struct {
		err    error
		status int
		code   string
		after  bool
	}{
		{inventory.Refusef(inventory.CodeOverCapacity, "full"), 503, "over_capacity", true},
		{errors.New("pq: password authentication failed for secret"), 500, "internal_error", false},
		{inventory.Refusef(inventory.CodeInternal, "secret").WithCause(errors.New("secret")), 500, "internal_error", false},
	} {
		r.Commands.instead(func(context.Context, inventory.Command) (inventory.Outcome, error) { return inventory.Outcome{}, c.err })
		res := b.want(c.status, "POST", "/receipts", body, "Idempotency-Key", uuid.NewString())
		require.Equal(t, c.code, res.object(t)["code"])
		require.Equal(t, c.after, res.Header.Get("Retry-After") != "")
		require.NotContains(t, string(res.body), "secret")
		require.NotEmpty(t, res.object(t)["request_id"])
		require.Equal(t, res.Header.Get("X-Request-Id"), res.object(t)["request_id"])
	}
	r.Commands.instead(func(context.Context, inventory.Command) (inventory.Outcome, error) { panic("secret") })
	res := b.want(http.StatusInternalServerError, "POST", "/receipts", body, "Idempotency-Key", "p")
	require.NotContains(t, string(res.body), "secret")
	b.get("/session") // and the API lives on
}

func TestRefusedCommandsAreFoundAsProblems(t *testing.T) {
	r := setup(t)
	b := r.as(t, r.Staff)
	body := r.receipt(r.Product(t, "NONE"))
	command := b.want(http.StatusAccepted, "POST", "/shipments", body, "Idempotency-Key", "none", "Prefer", "wait=0").object(t)["command_id"].(string)
	parked, err := r.Store.Parked(t.Context(), 1)
	require.NoError(t, err)
	out, err := r.Commands.Submit(t.Context(), parked[0])
	require.NoError(t, err)
	require.NoError(t, r.Store.AnswerParked(t.Context(), command, out))
	state := b.get("/commands/" + command)
	require.Equal(t, "refused", state["status"])
	problem := state["problem"].(map[string]any)
	require.Equal(t, "insufficient_stock", problem["code"])
	require.EqualValues(t, 409, problem["status"])
	require.Len(t, problem["shortages"], 1)
}
