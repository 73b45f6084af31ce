package workflows_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"stockflow/activities"
	"stockflow/internal/notify"
	"stockflow/internal/store"
	"stockflow/workflows"
)

// mailbox is one delivery, and a provider that fails as the test says.
type mailbox struct {
	mu       sync.Mutex
	state    store.DeliveryState
	attempts int
	reason   string
	// away is how often the database can't be reached.
	away int
	// answers are what the provider says, the last of them from then on.
	answers []error
	tried   []time.Time
	now     func() time.Time
}

func (m *mailbox) Delivery(context.Context, int64) (store.Delivery, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away--; m.away >= 0 {
		return store.Delivery{}, false, errors.New("the database is away")
	}
	return store.Delivery{ID: 7, Channel: "email", State: m.state, Attempts: m.attempts, StartedAt: time.Now()}, true, nil
}

func (m *mailbox) DeliverySent(context.Context, int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.state = store.Sent
	return nil
}

func (m *mailbox) DeliveryFailed(_ context.Context, _ int64, state store.DeliveryState, attempted bool, reason string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.state, m.reason = state, reason
	if attempted {
		m.attempts++
	}
	return nil
}

func (m *mailbox) SubscriptionGone(context.Context, int64) error { return nil }

func (m *mailbox) Send(context.Context, store.Delivery) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tried = append(m.tried, m.now())
	err := m.answers[0]
	if len(m.answers) > 1 {
		m.answers = m.answers[1:]
	}
	return err
}

func TestADeliveryIsTriedUntilItArrivesOrIsParked(t *testing.T) {
	const s, m = time.Second, time.Minute
	trouble := &notify.Failure{Reason: "trouble"}
	for name, c := range map[string]struct {
		away    int
		answers []error
		want    store.DeliveryState
		tried   []time.Duration
	}{
		"at once":             {0, []error{nil}, store.Sent, []time.Duration{0}},
		"the third time":      {0, []error{trouble, trouble, nil}, store.Sent, []time.Duration{0, s, 3 * s}},
		"for good":            {0, []error{&notify.Failure{Reason: "no", Permanent: true}}, store.Parked, []time.Duration{0}},
		"as it asks":          {0, []error{&notify.Failure{Reason: "later", RetryAfter: m}, nil}, store.Sent, []time.Duration{0, m}},
		"asks too much":       {0, []error{&notify.Failure{Reason: "later", RetryAfter: 99 * m}, nil}, store.Sent, []time.Duration{0, 15 * m}},
		"busy doesn't count":  {0, append(repeat(&notify.Failure{Busy: true, RetryAfter: 10 * s}, 3), nil), store.Sent, []time.Duration{0, 10 * s, 20 * s, 30 * s}},
		"without a database":  {2, []error{nil}, store.Sent, []time.Duration{3 * s}},
		"until there's a lot": {0, []error{trouble}, store.Parked, []time.Duration{0, s, 3 * s, 7 * s, 15 * s, 31 * s, 63 * s, 127 * s, 255 * s, 511 * s, 1023 * s, 1923 * s, 2823 * s, 3723 * s}},
	} {
		t.Run(name, func(t *testing.T) {
			env := (&testsuite.WorkflowTestSuite{}).NewTestWorkflowEnvironment()
			box := &mailbox{state: store.Sending, away: c.away, answers: c.answers, now: env.Now}
			env.RegisterActivity(&activities.Notify{Deliveries: box, Sender: box, Patience: activities.DefaultPatience()})
			start := env.Now()
			env.ExecuteWorkflow(workflows.Deliver, workflows.DeliverInput{ID: 7})
			require.NoError(t, env.GetWorkflowError())
			assert.Equal(t, c.want, box.state)
			tried := make([]time.Duration, len(box.tried))
			for i, at := range box.tried {
				tried[i] = at.Sub(start).Round(s)
			}
			assert.Equal(t, c.tried, tried)
		})
	}
}

func repeat(err error, n int) (list []error) {
	for range n {
		list = append(list, err)
	}
	return list
}
