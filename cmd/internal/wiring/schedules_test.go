package wiring

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/config"
	"stockflow/internal/schedules"
)

// Every schedule has its job, and every job its schedule.
func TestSchedulesAndJobsBelongTogether(t *testing.T) {
	jobs, err := scheduledJobs(Parts{})
	require.NoError(t, err)
	var wanted []string
	for _, d := range schedules.Defined() {
		wanted = append(wanted, d.Job)
		_, err := schedules.Parse(d.Cron, d.TimeZone)
		assert.NoError(t, err, d.ID)
	}
	assert.ElementsMatch(t, wanted, slices.Collect(maps.Keys(jobs)))
}

func TestAMalformedAnchorKeyIsNoticedAtTheStart(t *testing.T) {
	_, err := scheduledJobs(Parts{Config: config.Worker{AuditAnchorKey: "short"}})
	assert.ErrorContains(t, err, "AUDIT_ANCHOR_KEY")
}
