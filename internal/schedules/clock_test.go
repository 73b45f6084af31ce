package schedules_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"

	"stockflow/activities"
	"stockflow/internal/fixture"
	"stockflow/internal/schedules"
	"stockflow/internal/store"
	"stockflow/internal/temporaltest"
	"stockflow/workflows"
)

// place is a company whose jobs run by a real clock.
type place struct {
	t *testing.T
	*fixture.Company
	ns     temporaltest.Namespace
	client client.Client
}

func newPlace(t *testing.T) *place {
	ns := temporaltest.New(t)
	return &place{t: t, Company: fixture.New(t), ns: ns, client: ns.Client}
}

// work runs a worker with jobs, and a clock with schedules, until the test ends.
func (p *place) work(jobs schedules.Jobs, defined ...schedules.Definition) {
	p.t.Helper()
	w := worker.New(p.ns.Client, workflows.ReportsQueue, worker.Options{MaxHeartbeatThrottleInterval: time.Second})
	w.RegisterWorkflow(workflows.ScheduledRun)
	w.RegisterActivity(&activities.Scheduled{Jobs: jobs, Book: p.Store})
	require.NoError(p.t, w.Start())
	p.t.Cleanup(w.Stop)
	p.keepTime(defined...)
}

func (p *place) keepTime(defined ...schedules.Definition) {
	temporaltest.KeepTime(p.t, p.client, p.Store, defined...)
}

// yearly is a schedule that doesn't fire by itself while a test runs.
func yearly(id, job string) schedules.Definition {
	return schedules.Definition{
		ID: id, Job: job, Cron: "0 0 29 2 *", TimeZone: "UTC", Overlap: schedules.Skip, CatchUp: time.Minute,
		Timeout: time.Minute, BatchTimeout: 30 * time.Second, Tries: 2,
	}
}

func (p *place) trigger(id string) {
	p.t.Helper()
	require.NoError(p.t, p.Store.TriggerSchedule(p.t.Context(), store.Actor{UserID: p.Admin}, id))
}

func (p *place) runs(id string) []store.ScheduleRun {
	p.t.Helper()
	runs, _, err := p.Store.ListRuns(p.t.Context(), id, store.Page{Limit: 100})
	require.NoError(p.t, err)
	return runs
}

// ended waits for a schedule's newest run to end as the n-th.
func (p *place) ended(id string, n int) store.ScheduleRun {
	p.t.Helper()
	var runs []store.ScheduleRun
	require.Eventually(p.t, func() bool {
		runs = p.runs(id)
		return len(runs) == n && runs[0].Status != store.RunRunning
	}, 30*time.Second, 50*time.Millisecond, "run %d of %s does not end", n, id)
	return runs[0]
}

// A job runs by itself, batch after batch, for the times that were scheduled.
func TestRunsByTheClock(t *testing.T) {
	p := newPlace(t)
	var mu sync.Mutex
	seen := map[time.Time][]string{}
	job := func(ctx context.Context, at time.Time, cursor string) (string, int, error) {
		mu.Lock()
		defer mu.Unlock()
		seen[at] = append(seen[at], cursor)
		if cursor == "" {
			return "half", 3, nil
		}
		schedules.Remark(ctx, "all %d seen", 5)
		return "", 2, nil
	}
	every := yearly("count", "count")
	every.Every = time.Second
	p.work(schedules.Jobs{"count": job}, every)
	require.Eventually(t, func() bool { return len(p.runs("count")) > 2 }, 30*time.Second, 50*time.Millisecond)
	run := p.runs("count")[2]
	assert.Equal(t, store.RunSucceeded, run.Status)
	assert.EqualValues(t, 5, run.Done)
	assert.EqualValues(t, 2, run.Batches)
	assert.Equal(t, "all 5 seen", run.Message)
	assert.Equal(t, run.ScheduledTime.UTC(), run.ScheduledTime.UTC().Truncate(time.Second))
	assert.NotNil(t, run.FinishedAt)
	mu.Lock()
	defer mu.Unlock()
	assert.Equal(t, []string{"", "half"}, seen[run.ScheduledTime.UTC()])
}

// A firing that succeeded is answered from its record, however often it is run;
// one that failed may be run again.
func TestOneResultForAFiring(t *testing.T) {
	p := newPlace(t)
	calls, fail := 0, true
	suite := testsuite.WorkflowTestSuite{}
	env := suite.NewTestActivityEnvironment()
	env.RegisterActivity(&activities.Scheduled{Book: p.Store, Jobs: schedules.Jobs{
		"report": func(context.Context, time.Time, string) (string, int, error) {
			calls++
			if fail {
				return "", 0, assert.AnError
			}
			return "", 7, nil
		},
	}})
	job := activities.Job{Schedule: "report", Job: "report", At: time.Date(2027, 1, 4, 3, 0, 0, 0, time.UTC), BatchTimeout: time.Second}
	var scheduled *activities.Scheduled
	run := func() (result activities.JobResult, err error) {
		value, err := env.ExecuteActivity(scheduled.RunJob, job)
		if err != nil {
			return result, err
		}
		return result, value.Get(&result)
	}
	_, err := run()
	require.ErrorContains(t, err, assert.AnError.Error())
	_, err = env.ExecuteActivity(scheduled.FailJob, job, "it would not do")
	require.NoError(t, err)
	assert.Equal(t, store.RunFailed, p.runs("report")[0].Status)
	assert.Equal(t, "it would not do", p.runs("report")[0].Message)

	fail = false
	result, err := run()
	require.NoError(t, err)
	assert.Equal(t, activities.JobResult{Done: 7, Batches: 1}, result)
	recorded := p.runs("report")
	result, err = run()
	require.NoError(t, err)
	assert.Equal(t, activities.JobResult{Done: 7, Batches: 1, Replayed: true}, result)
	_, err = env.ExecuteActivity(scheduled.FailJob, job, "a straggler")
	require.NoError(t, err)
	assert.Equal(t, 2, calls)
	assert.Equal(t, recorded, p.runs("report"), "what succeeded stays as it is")
	assert.Len(t, recorded, 1)
}

// A run that fails for good says why; the next one is not held up.
func TestFailedRun(t *testing.T) {
	p := newPlace(t)
	var calls atomic.Int64
	p.work(schedules.Jobs{"bad": func(context.Context, time.Time, string) (string, int, error) {
		if calls.Add(1) <= 2 {
			return "", 0, errors.New("the shelf is on fire")
		}
		return "", 1, nil
	}}, yearly("bad", "bad"))
	p.trigger("bad")
	run := p.ended("bad", 1)
	assert.Equal(t, store.RunFailed, run.Status)
	assert.Equal(t, "batch 1: the shelf is on fire", run.Message)
	assert.EqualValues(t, 2, calls.Load(), "it was tried as often as its definition says")
	p.trigger("bad")
	assert.Equal(t, store.RunSucceeded, p.ended("bad", 2).Status)
}

// What an admin changes reaches Temporal; what Temporal loses comes back.
func TestEditsReachTemporal(t *testing.T) {
	p := newPlace(t)
	p.keepTime(yearly("count", "count"))
	handle := p.ns.Client.ScheduleClient().GetHandle(t.Context(), "count")
	applied := func(digest string) {
		t.Helper()
		require.Eventually(t, func() bool {
			settings, err := p.Store.ScheduleSettings(t.Context())
			return err == nil && settings["count"].Applied == digest && settings["count"].ApplyError == ""
		}, 20*time.Second, 20*time.Millisecond)
	}
	applied(schedules.Plan{Definition: yearly("count", "count")}.Digest())

	edit := store.ScheduleEdit{Cron: "0 6 1 * mon", TimeZone: "Asia/Tokyo", Paused: true, Note: "stocktaking"}
	require.NoError(t, p.Store.EditSchedule(t.Context(), store.Actor{UserID: p.Admin}, "count",
		func(store.ScheduleEdit) (store.ScheduleEdit, error) { return edit, nil }))
	plan := schedules.PlanOf(yearly("count", "count"), store.ScheduleSetting{Cron: edit.Cron, TimeZone: edit.TimeZone, Paused: true, Note: edit.Note})
	applied(plan.Digest())
	found, err := handle.Describe(t.Context())
	require.NoError(t, err)
	assert.True(t, found.Schedule.State.Paused)
	assert.Equal(t, "stocktaking", found.Schedule.State.Note)
	assert.Equal(t, "Asia/Tokyo", found.Schedule.Spec.TimeZoneName)
	assert.Len(t, found.Schedule.Spec.Calendars, 2, "the first of a month, and every Monday")
	line, err := schedules.Parse(edit.Cron, edit.TimeZone)
	require.NoError(t, err)
	for i, want := range line.Next(time.Now(), 5) {
		assert.True(t, want.Equal(found.Info.NextActionTimes[i]), "%s and %s", want, found.Info.NextActionTimes[i])
	}

	require.NoError(t, handle.Delete(t.Context()))
	p.keepTime(yearly("count", "count")) // a worker that starts compares everything
	require.Eventually(t, func() bool {
		found, err := handle.Describe(t.Context())
		return err == nil && found.Schedule.State.Note == "stocktaking"
	}, 20*time.Second, 50*time.Millisecond)
}
