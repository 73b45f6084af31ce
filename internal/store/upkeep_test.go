package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// finish runs a job's batches to the end, each twice as a crash would make it.
func finish(t *testing.T, batch func(ctx context.Context, cursor string) (string, int, error)) (done, batches int) {
	t.Helper()
	for cursor := ""; ; {
		next, n, err := batch(t.Context(), cursor)
		require.NoError(t, err)
		done, batches = done+n, batches+1
		if next == "" {
			return done, batches
		}
		cursor = next
	}
}

var keepMonth = store.Retention{Commands: 30 * 24 * time.Hour, Runs: 90 * 24 * time.Hour, Notifications: 60 * 24 * time.Hour}

// What is old goes, batch by batch; a key that is used again after that is
// refused, whether it made a document or was a step of one.
func TestCleanUp(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	north := c.At(c.North)
	product := c.Product(t, "P")
	create := north.Keyed("old", inventory.CreateReceipt, "", fixture.Lines(product, 10))
	receive := north.Keyed("old-step", inventory.ReceiveReceipt, create.OperationID, inventory.Body{
		Receipts: []inventory.ReceivedLine{{LineNo: 1, Quantity: 4, Condition: inventory.Good}},
	})
	recent := north.Keyed("recent", inventory.CreateReceipt, "", fixture.Lines(product, 1))
	post := func(cmd inventory.Command) inventory.Outcome {
		out, err := c.Store.Post(t.Context(), []inventory.Command{cmd})
		require.NoError(t, err)
		return out[0]
	}
	for _, cmd := range []inventory.Command{create, receive, recent} {
		require.Nil(t, post(cmd).Refusal)
	}
	at := time.Now()
	c.Exec(t, `UPDATE idempotency_keys SET created_at = $1 WHERE command_id IN ($2, $3)`, at.Add(-31*24*time.Hour), create.ID, receive.ID)
	c.Exec(t, `INSERT INTO idempotency_keys (command_id, user_id, request_hash, answer, created_at)
		SELECT gen_random_uuid(), 1, 'x', '{}', $1 FROM generate_series(1, 12000)`, at.Add(-40*24*time.Hour))
	c.Exec(t, `INSERT INTO parked_commands (command_id, user_id, warehouse_id, command, answer, answered_at, parked_at) VALUES
		(gen_random_uuid(), 1, 1, '{}', '{}', $1, $1), (gen_random_uuid(), 1, 1, '{}', '{}', now(), $1), (gen_random_uuid(), 1, 1, '{}', NULL, NULL, $1)`,
		at.Add(-31*24*time.Hour))
	c.Exec(t, `INSERT INTO sessions (token, data, expiry, user_id) VALUES ('ended', '', $1, $3), ('open', '', $2, $3)`, at.Add(-time.Minute), at.Add(time.Hour), c.Admin)
	for _, age := range []time.Duration{89, 91} {
		_, err := c.Store.BeginRun(t.Context(), "clean_up", at.Add(-age*24*time.Hour), "w", "r")
		require.NoError(t, err)
	}
	cleanUp := func(ctx context.Context, cursor string) (string, int, error) {
		return c.Store.CleanUp(ctx, keepMonth, at, cursor)
	}
	done, batches := finish(t, cleanUp)
	assert.Equal(t, 12002+1+1+1, done)
	assert.Equal(t, 3+6, batches, "5000 keys at a time, then the other tables")
	done, _ = finish(t, cleanUp)
	assert.Zero(t, done)
	assert.EqualValues(t, 1, c.ID(t, "SELECT count(*) FROM idempotency_keys"))
	assert.EqualValues(t, 2, c.ID(t, "SELECT count(*) FROM parked_commands"))
	assert.Equal(t, "open", c.Text(t, "SELECT string_agg(token, ',') FROM sessions"))
	assert.EqualValues(t, 1, c.ID(t, "SELECT count(*) FROM schedule_runs"))

	before := c.Fingerprint(t)
	for _, cmd := range []inventory.Command{create, receive} {
		refusal := post(cmd).Refusal
		require.NotNil(t, refusal, cmd.Kind)
		assert.Equal(t, inventory.CodeKeyExpired, refusal.Code, cmd.Kind)
	}
	assert.Equal(t, before, c.Fingerprint(t))
	assert.True(t, post(recent).Replayed)
	assert.EqualValues(t, 4, c.Level(t, c.North, product).OnHand)
	c.Verify(t)
}

// Old notifications go with what became of them; what is still on its way
// stays with all that it says.
func TestCleanUpOfNotifications(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	at := time.Now()
	old, recent := at.Add(-61*24*time.Hour), at.Add(-59*24*time.Hour)
	tell := func(subject string, created time.Time, states ...string) {
		id := c.ID(t, `INSERT INTO notifications (user_id, kind, severity, subject, planned, created_at)
			VALUES ($1, 'low_stock', 'warning', $2, $3, $4) RETURNING id`, c.Admin, subject, len(states) > 0, created)
		for _, state := range states {
			var digest any
			if state == "collected" {
				digest = c.ID(t, `INSERT INTO notification_deliveries (user_id, channel, timing, state, due_at, created_at)
					VALUES ($1, 'email', 'daily', 'sent', $2, $2) RETURNING id`, c.Admin, created)
			}
			c.Exec(t, `INSERT INTO notification_deliveries (notification_id, digest_id, user_id, channel, timing, state, due_at, created_at)
				VALUES ($1, $2, $3, 'email', 'daily', $4, $5, $5)`, id, digest, c.Admin, state, created)
		}
	}
	tell("sent", old, "sent", "discarded")
	tell("in a digest", old, "collected", "parked")
	tell("half of it waits", old, "sent", "waiting")
	tell("not planned yet", old)
	tell("recent", recent, "sent", "collected")
	done, _ := finish(t, func(ctx context.Context, cursor string) (string, int, error) {
		return c.Store.CleanUp(ctx, keepMonth, at, cursor)
	})
	assert.Equal(t, 2+2+1+1+2, done, "deliveries of three notifications, a digest, two notifications")
	assert.Equal(t, "half of it waits, not planned yet, recent", c.Text(t, "SELECT string_agg(subject, ', ' ORDER BY id) FROM notifications"))
	assert.Equal(t, "collected, sent, sent, waiting", c.Text(t, "SELECT string_agg(state, ', ' ORDER BY state) FROM notification_deliveries"))
}

// A difference opens one alert, which says how many rows break what; when the
// books agree again, it ends by itself.
func TestReconciliation(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	product := c.Product(t, "P")
	c.At(c.North).Receive(t, product, 10)
	reconcile := func() (message string) {
		checked, batches := finish(t, func(ctx context.Context, cursor string) (next string, done int, err error) {
			next, done, message, err = c.Store.Reconcile(ctx, time.Now(), cursor)
			return next, done, err
		})
		assert.Equal(t, checked, batches, "a rule at a time")
		assert.Greater(t, checked, 9)
		return message
	}
	assert.Equal(t, "the books agree", reconcile())
	assert.Zero(t, c.ID(t, "SELECT count(*) FROM alerts"))

	onHand := func(change string) {
		c.Exec(t, "ALTER TABLE inventory DISABLE TRIGGER inventory_guard")
		c.Exec(t, "UPDATE inventory SET on_hand = on_hand "+change+" WHERE on_hand > 0")
		c.Exec(t, "ALTER TABLE inventory ENABLE TRIGGER inventory_guard")
	}
	onHand("+ 1")
	message := reconcile()
	assert.Contains(t, message, "I1: 1, I2: 1")
	assert.Equal(t, message, reconcile())
	assert.Equal(t, "reconciliation_difference open critical 2", c.Text(t, "SELECT concat_ws(' ', type, status, severity, quantity) FROM alerts"))
	assert.Equal(t, message, c.Text(t, "SELECT message FROM alerts"))

	onHand("- 1")
	assert.Equal(t, "the books agree", reconcile())
	assert.Equal(t, "resolved", c.Text(t, "SELECT status FROM alerts"))
	c.Verify(t)
}

// The months ahead are there before they are needed.
func TestAuditUpkeep(t *testing.T) {
	t.Parallel()
	c := fixture.New(t)
	at := time.Now().AddDate(0, 3, 0)
	_, made, err := c.Store.AuditUpkeep(t.Context(), at, "")
	require.NoError(t, err)
	assert.Equal(t, 3, made)
	_, made, err = c.Store.AuditUpkeep(t.Context(), at, "")
	require.NoError(t, err)
	assert.Zero(t, made)
}
