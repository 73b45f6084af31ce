package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"stockflow/internal/inventory"
)

// Count is the process of a count: counting, again where a balance moved or
// somebody asks for it → handed in → posted, once a second person has agreed
// where a difference is over the limit. It reminds of a count that stays open.
func Count(ctx workflow.Context, in ProcessInput) error {
	return run(ctx, in, rules{
		workflow:  Count,
		deadlines: countDeadlines,
		describe:  describeCount,
		giveUp:    giveUpCount,
	})
}

func countDeadlines(v view) []Deadline {
	out := v.approvalDeadlines()
	switch v.Status {
	case inventory.Counting, inventory.Recounting:
		key := "count/" + string(v.Status)
		out = append(out, v.attention(key, inventory.Reminded, v.since.Add(v.policy.CountRemind), "remind of the count")...)
		out = append(out, v.attention(key, inventory.Escalated, v.since.Add(v.policy.CountEscalate), "escalate the count")...)
	}
	return out
}

func giveUpCount(v view) (inventory.CommandKind, bool) {
	return inventory.CancelCount, !v.Status.Ended()
}

func describeCount(v view) (step, waitsFor string) {
	switch v.Status {
	case inventory.Counting, inventory.Recounting:
		step = "being counted"
		if v.Status == inventory.Recounting {
			step = "being counted again"
		}
		if v.Lacking > 0 {
			return step, fmt.Sprintf("%d lines to be counted", v.Lacking)
		}
		return step, "being handed in"
	case inventory.AwaitingApproval:
		return "handed in, nothing posted yet", "a second person's decision"
	case inventory.Cancelled:
		return "cancelled", "nothing"
	}
	return "posted", "nothing"
}
