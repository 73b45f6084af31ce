package schedules

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"stockflow/internal/store"
)

// Book is what the clock needs of the database.
type Book interface {
	ScheduleSettings(ctx context.Context) (map[string]store.ScheduleSetting, error)
	TellSchedules(ctx context.Context, tell func(
		ctx context.Context, settings map[string]store.ScheduleSetting, note func(id string, told store.ScheduleTold) error,
	) error) (did bool, err error)
	OpenRuns(ctx context.Context, before time.Time) ([]store.ScheduleRun, error)
	EndRun(ctx context.Context, run store.ScheduleRun) (store.ScheduleRun, error)
}

// Clock keeps Temporal's schedules as PostgreSQL wants them. Any number of
// workers have one; one at a time is at work.
type Clock struct {
	Client client.Client
	Book   Book
	// Defined are the schedules that this program knows the jobs of.
	Defined []Definition
	// Action makes what Temporal starts at each firing of a plan.
	Action func(Plan) *client.ScheduleWorkflowAction
	Logger *slog.Logger
}

// How often the clock looks whether anything was edited, and how often it
// compares everything, in case Temporal has lost it.
const (
	lookEvery    = time.Second
	compareEvery = 5 * time.Minute
)

// tellTimeout bounds what Temporal is told of one schedule.
const tellTimeout = 10 * time.Second

// Run keeps Temporal told until ctx ends.
func (c *Clock) Run(ctx context.Context) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	var compared time.Time
	for {
		everything := time.Since(compared) >= compareEvery
		if did, err := c.pass(ctx, everything); err != nil && ctx.Err() == nil {
			c.Logger.Warn("schedules could not be looked after", "error", err)
		} else if did && everything {
			compared = time.Now()
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// pass tells Temporal what has changed, or everything.
func (c *Clock) pass(ctx context.Context, everything bool) (did bool, err error) {
	if !everything {
		settings, err := c.Book.ScheduleSettings(ctx)
		if err != nil {
			return false, err
		}
		if len(c.due(settings)) == 0 {
			return false, nil
		}
	}
	did, err = c.Book.TellSchedules(ctx, func(
		ctx context.Context, settings map[string]store.ScheduleSetting, note func(string, store.ScheduleTold) error,
	) error {
		plans := c.due(settings)
		if everything {
			plans = c.all(settings)
		}
		for _, p := range plans {
			told := c.tell(ctx, p, !settings[p.ID].TriggeredAt.IsZero())
			if err := note(p.ID, told); err != nil {
				return err
			}
			if told.Err != nil {
				c.Logger.Warn("Temporal could not be told of a schedule", "schedule", p.ID, "error", told.Err)
			}
		}
		return nil
	})
	if err == nil && did && everything {
		err = c.settleRuns(ctx)
	}
	return did, err
}

// all are the plans of all schedules.
func (c *Clock) all(settings map[string]store.ScheduleSetting) []Plan {
	plans := make([]Plan, len(c.Defined))
	for i, d := range c.Defined {
		plans[i] = PlanOf(d, settings[d.ID])
	}
	return plans
}

// due are the plans that Temporal has to be told of.
func (c *Clock) due(settings map[string]store.ScheduleSetting) []Plan {
	var plans []Plan
	for _, p := range c.all(settings) {
		if s := settings[p.ID]; s.Applied != p.Digest() || !s.TriggeredAt.IsZero() {
			plans = append(plans, p)
		}
	}
	return plans
}

// tell makes Temporal's schedule like the plan, and passes a request for a run on.
func (c *Clock) tell(ctx context.Context, p Plan, trigger bool) store.ScheduleTold {
	ctx, cancel := context.WithTimeout(ctx, tellTimeout)
	defer cancel()
	if err := c.put(ctx, p); err != nil {
		return store.ScheduleTold{Err: err}
	}
	if trigger {
		// Somebody wants it to run, so it waits its turn whatever the policy.
		err := c.Client.ScheduleClient().GetHandle(ctx, p.ID).Trigger(ctx, client.ScheduleTriggerOptions{
			Overlap: enumspb.SCHEDULE_OVERLAP_POLICY_BUFFER_ONE,
		})
		if err != nil {
			return store.ScheduleTold{Err: fmt.Errorf("trigger the schedule: %w", err)}
		}
	}
	return store.ScheduleTold{Applied: p.Digest(), Triggered: trigger}
}

func (c *Clock) put(ctx context.Context, p Plan) error {
	spec, err := p.spec()
	if err != nil {
		return err
	}
	handle := c.Client.ScheduleClient().GetHandle(ctx, p.ID)
	err = handle.Update(ctx, client.ScheduleUpdateOptions{DoUpdate: func(in client.ScheduleUpdateInput) (*client.ScheduleUpdate, error) {
		schedule := in.Description.Schedule
		schedule.Spec, schedule.Action = &spec, c.Action(p)
		schedule.Policy = &client.SchedulePolicies{Overlap: p.Overlap.policy(), CatchupWindow: p.CatchUp}
		schedule.State = &client.ScheduleState{Paused: p.Paused, Note: p.Note}
		return &client.ScheduleUpdate{Schedule: &schedule}, nil
	}})
	var missing *serviceerror.NotFound
	if errors.As(err, &missing) {
		_, err = c.Client.ScheduleClient().Create(ctx, client.ScheduleOptions{
			ID: p.ID, Spec: spec, Action: c.Action(p), Overlap: p.Overlap.policy(), CatchupWindow: p.CatchUp, Paused: p.Paused, Note: p.Note,
		})
		if errors.Is(err, temporal.ErrScheduleAlreadyRunning) {
			err = nil // another worker was faster, and the next comparison tells
		}
	}
	if err != nil {
		return fmt.Errorf("put the schedule: %w", err)
	}
	return nil
}

// spec says in Temporal's words when the plan runs.
func (p Plan) spec() (client.ScheduleSpec, error) {
	if p.Every > 0 {
		return client.ScheduleSpec{Intervals: []client.ScheduleIntervalSpec{{Every: p.Every}}}, nil
	}
	line, err := Parse(p.Cron, p.TimeZone)
	if err != nil {
		return client.ScheduleSpec{}, err
	}
	return line.Spec(), nil
}

func (o Overlap) policy() enumspb.ScheduleOverlapPolicy {
	switch o {
	case BufferOne:
		return enumspb.SCHEDULE_OVERLAP_POLICY_BUFFER_ONE
	case BufferAll:
		return enumspb.SCHEDULE_OVERLAP_POLICY_BUFFER_ALL
	default:
		return enumspb.SCHEDULE_OVERLAP_POLICY_SKIP
	}
}

// lostAfter is how long a run may be open before somebody asks whether its
// workflow is still there.
const lostAfter = time.Hour

// settleRuns ends the record of runs whose workflow was ended from outside.
func (c *Clock) settleRuns(ctx context.Context) error {
	runs, err := c.Book.OpenRuns(ctx, time.Now().Add(-lostAfter))
	if err != nil {
		return err
	}
	for _, run := range runs {
		found, err := c.Client.DescribeWorkflowExecution(ctx, run.WorkflowID, run.RunID)
		var missing *serviceerror.NotFound
		switch {
		case errors.As(err, &missing):
		case err != nil:
			return fmt.Errorf("ask for the workflow of a run: %w", err)
		case found.GetWorkflowExecutionInfo().GetStatus() == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING:
			continue
		}
		run.Status, run.Message = store.RunFailed, "the workflow was ended from outside"
		if _, err := c.Book.EndRun(ctx, run); err != nil {
			return err
		}
	}
	return nil
}
