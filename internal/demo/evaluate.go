package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"stockflow/internal/apiclient"
)

// rollup is the schedule that makes the figures that reports and classes rest on.
const rollup = "daily_rollup"

// patience is how long the demo waits for that.
const patience = time.Minute

// evaluate has reports and alerts made now, which would otherwise be made
// within the hour.
func evaluate(ctx context.Context, admin *apiclient.Session, out io.Writer) error {
	fmt.Fprintln(out, "making its reports and alerts")
	if err := trigger(ctx, admin, rollup, "stock_level_scan", "expiry_scan"); err != nil {
		return err
	}
	if err := waitForRollup(ctx, admin); err != nil {
		fmt.Fprintf(out, "the reports will have figures later: %v\n", err)
		return nil
	}
	return trigger(ctx, admin, "abc_classification", "trend_report")
}

func trigger(ctx context.Context, admin *apiclient.Session, schedules ...apiclient.ScheduleID) error {
	for _, id := range schedules {
		if _, err := apiclient.Answer[apiclient.Schedule](admin.TriggerScheduleWithResponse(ctx, id)); err != nil {
			return fmt.Errorf("run %s: %w", id, err)
		}
	}
	return nil
}

func waitForRollup(ctx context.Context, admin *apiclient.Session) error {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, errors.New("the days have not been rolled up yet"))
	defer cancel()
	_, err := apiclient.Await(ctx, func() (apiclient.ScheduleRun, bool, error) {
		page, err := apiclient.Answer[apiclient.ScheduleRunPage](admin.ListScheduleRunsWithResponse(ctx, rollup, nil))
		if err != nil {
			return apiclient.ScheduleRun{}, false, err
		}
		for _, run := range page.Items {
			if run.Status == apiclient.ScheduleRunStatusSucceeded {
				return run, true, nil
			}
		}
		return apiclient.ScheduleRun{}, false, nil
	})
	return err
}
