package outage

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/worker"

	"stockflow/activities"
	"stockflow/internal/fixture"
	"stockflow/internal/schedules"
	"stockflow/internal/store"
	"stockflow/internal/temporaltest"
	"stockflow/test/system"
	"stockflow/workflows"
)

// beat is how often the schedules of these tests fire.
const beat = 5 * time.Second

// TestSchedulesAfterAnOutage takes Temporal away over three firings. What is
// left are exactly the runs that each schedule's policy says; an edit that was
// made meanwhile counts from then on.
func TestSchedulesAfterAnOutage(t *testing.T) {
	c, ns := fixture.New(t), temporaltest.New(t)
	w := worker.New(ns.Client, workflows.ReportsQueue, worker.Options{})
	w.RegisterWorkflow(workflows.ScheduledRun)
	w.RegisterActivity(&activities.Scheduled{Book: c.Store, Jobs: schedules.Jobs{
		"tick": func(context.Context, time.Time, string) (string, int, error) { return "", 1, nil },
	}})
	require.NoError(t, w.Start())
	t.Cleanup(w.Stop)
	schedule := func(id string, overlap schedules.Overlap, catchUp time.Duration) schedules.Definition {
		return schedules.Definition{
			ID: id, Job: "tick", TimeZone: "UTC", Cron: "0 0 29 2 *", Every: beat, Overlap: overlap, CatchUp: catchUp,
			Timeout: time.Minute, BatchTimeout: time.Minute, Tries: 3,
		}
	}
	temporaltest.KeepTime(t, ns.Client, c.Store,
		schedule("skip", schedules.Skip, time.Minute), schedule("one", schedules.BufferOne, time.Minute),
		schedule("all", schedules.BufferAll, time.Minute), schedule("late", schedules.BufferAll, 10*time.Second),
		schedule("paused", schedules.BufferAll, time.Minute))
	succeeded := func(id string) (oldestFirst []store.ScheduleRun) {
		runs, _, err := c.Store.ListRuns(t.Context(), id, store.Page{Limit: 200})
		require.NoError(t, err)
		slices.Reverse(runs)
		return slices.DeleteFunc(runs, func(r store.ScheduleRun) bool { return r.Status != store.RunSucceeded })
	}
	ran := func(id string) (times []time.Time) {
		for _, r := range succeeded(id) {
			times = append(times, r.ScheduledTime.UTC())
		}
		return times
	}
	all := []string{"skip", "one", "all", "late", "paused"}
	for _, id := range all {
		system.Until(t, time.Minute, id+" runs", func() (any, bool) { return ran(id), len(ran(id)) > 0 })
	}

	// A run that goes on when the lights go out would be one to overlap with.
	system.Until(t, time.Minute, "nothing is running", func() (any, bool) {
		since := time.Since(time.Now().Truncate(beat))
		return since, since > beat/2 && since < 3*beat/4
	})
	system.KillServer(t, "temporal")
	killed := time.Now()
	require.NoError(t, c.Store.EditSchedule(t.Context(), store.Actor{UserID: c.Admin}, "paused",
		func(e store.ScheduleEdit) (store.ScheduleEdit, error) { e.Paused = true; return e, nil }))
	system.Until(t, time.Minute, "three firings have passed", func() (any, bool) { return nil, time.Since(killed) > 4*beat })
	var missed []time.Time
	for at := killed.Truncate(beat).Add(beat); at.Before(time.Now().Add(-beat / 2)); at = at.Add(beat) {
		missed = append(missed, at.UTC())
	}
	require.GreaterOrEqual(t, len(missed), 3)
	before := time.Now()
	system.StartServer(t, "temporal")
	back := time.Now()
	for _, id := range all[:4] {
		system.Until(t, time.Minute, id+" goes on", func() (any, bool) {
			times := ran(id)
			return times, len(times) > 0 && times[len(times)-1].After(back.Add(2*beat))
		})
	}
	of := func(id string) (made []time.Time) {
		for _, at := range ran(id) {
			if slices.Contains(missed, at) {
				made = append(made, at)
			}
		}
		return made
	}
	assert.Equal(t, missed[:1], of("skip"), "one is made up for; those that would overlap with it are left out")
	assert.Equal(t, missed[:2], of("one"), "one more waits for it")
	assert.Equal(t, missed, of("all"), "all are made up for")
	late := of("late")
	assert.NotContains(t, late, missed[0], "this one is too old")
	// Temporal looked at what it had missed some time between its start and the first run.
	runs := succeeded("late")
	first := runs[slices.IndexFunc(runs, func(r store.ScheduleRun) bool { return r.StartedAt.After(before) })].StartedAt
	for _, at := range missed {
		if at.After(first.Add(-10 * time.Second)) {
			assert.Contains(t, late, at)
		} else if at.Before(before.Add(-10 * time.Second)) {
			assert.NotContains(t, late, at)
		}
	}
	system.Until(t, time.Minute, "the edit is applied", func() (any, bool) {
		settings, err := c.Store.ScheduleSettings(t.Context())
		require.NoError(t, err)
		return settings["paused"], settings["paused"].AppliedAt.After(killed)
	})
	last := ran("paused")
	handle := ns.Client.ScheduleClient().GetHandle(t.Context(), "paused")
	found, err := handle.Describe(t.Context())
	require.NoError(t, err)
	assert.True(t, found.Schedule.State.Paused)
	system.Until(t, time.Minute, "two beats have passed", func() (any, bool) { return nil, time.Since(back) > 4*beat })
	assert.Less(t, len(ran("paused")), len(last)+2)
}
