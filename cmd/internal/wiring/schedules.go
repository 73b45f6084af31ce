package wiring

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/sdk/client"

	"stockflow/internal/anchor"
	"stockflow/internal/schedules"
	"stockflow/internal/store"
	"stockflow/workflows"
)

// scheduledJobs are the jobs that schedules run, by the names that
// internal/schedules gives them.
func scheduledJobs(p Parts) (schedules.Jobs, error) {
	keeper, err := anchor.NewKeeper(anchor.Settings{
		Key: p.Config.AuditAnchorKey, Dir: p.Config.AuditAnchorDir, URL: p.Config.AuditAnchorURL,
	}, p.Logger)
	if err != nil {
		return nil, fmt.Errorf("read AUDIT_ANCHOR_KEY: %w", err)
	}
	return schedules.Jobs{
		"audit_upkeep":   p.Store.AuditUpkeep,
		"audit_anchor":   remarked(auditAnchor(p.Store, keeper)),
		"reconciliation": remarked(p.Store.Reconcile),
		"clean_up": func(ctx context.Context, at time.Time, cursor string) (string, int, error) {
			return p.Store.CleanUp(ctx, store.Retention{
				Commands: p.Config.IdempotencyRetention, Runs: runRetention, Notifications: notificationRetention,
			}, at, cursor)
		},
		"notification_digest": p.Store.NotificationDigest,
		"daily_rollup":        p.Store.DailyRollup,
		"trend_report":        p.Store.TrendReport,
		"abc_classification":  p.Store.ClassifyProducts,
		"expiry_scan":         p.Store.ExpiryScan,
		"stock_level_scan":    p.Store.StockLevelScan,
		"overdue_scan":        p.Store.OverdueScan(store.Patience{Transfer: p.Config.TransferGrace, Approval: p.Config.ApprovalRemind}),
		"alert_escalation":    p.Store.AlertEscalation,
	}, nil
}

// auditAnchor anchors the audit chains; keeper is nil where that isn't set up.
func auditAnchor(s *store.Store, keeper *anchor.Keeper) func(context.Context, time.Time, string) (string, int, string, error) {
	return func(ctx context.Context, at time.Time, _ string) (string, int, string, error) {
		if keeper == nil {
			return "", 0, "nothing is anchored: AUDIT_ANCHOR_KEY is not set", nil
		}
		heads, err := s.AuditHeads(ctx)
		if err != nil {
			return "", 0, "", err
		}
		to := make([]anchor.Head, len(heads))
		for i, h := range heads {
			to[i] = anchor.Head(h)
		}
		return "", len(to), "", keeper.Keep(ctx, at, to)
	}
}

const (
	// runRetention is how long is kept what came of scheduled runs.
	runRetention = 90 * 24 * time.Hour
	// notificationRetention is how long notifications are kept, read or not.
	notificationRetention = 90 * 24 * time.Hour
)

// remarked makes a batch of one that words what came of it.
func remarked(f func(ctx context.Context, at time.Time, cursor string) (next string, done int, message string, err error)) schedules.Batch {
	return func(ctx context.Context, at time.Time, cursor string) (string, int, error) {
		next, done, message, err := f(ctx, at, cursor)
		if message != "" {
			schedules.Remark(ctx, "%s", message)
		}
		return next, done, err
	}
}

// clock keeps Temporal's schedules as PostgreSQL wants them.
func clock(p Parts) *schedules.Clock {
	return &schedules.Clock{
		Client: p.Client, Book: p.Store, Logger: p.Logger, Defined: schedules.Defined(),
		Action: func(plan schedules.Plan) *client.ScheduleWorkflowAction {
			return workflows.ScheduledAction(workflows.ScheduledInput{
				Schedule: plan.ID, Job: plan.Job, Timeout: plan.Timeout, BatchTimeout: plan.BatchTimeout, Tries: int32(plan.Tries), //nolint:gosec // a few
			})
		},
	}
}
