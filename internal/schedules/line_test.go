package schedules_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"stockflow/internal/inventory"
	"stockflow/internal/schedules"
	"stockflow/internal/temporaltest"
	"stockflow/workflows"
)

func TestLinesThatAreRefused(t *testing.T) {
	for _, test := range []struct{ line, zone, field string }{
		{"", "UTC", "cron"},
		{"* * * *", "UTC", "cron"},
		{"0 0 * * * *", "UTC", "cron"},
		{"60 * * * *", "UTC", "cron"},
		{"* 24 * * *", "UTC", "cron"},
		{"* * 0 * *", "UTC", "cron"},
		{"* * * 13 *", "UTC", "cron"},
		{"* * * * 7", "UTC", "cron"},
		{"* * * * fri-mon", "UTC", "cron"},
		{"*/0 * * * *", "UTC", "cron"},
		{"0 0 31 2 *", "UTC", "cron"},
		{"0 0 L * *", "UTC", "cron"},
		{"0 0 * * 1#2", "UTC", "cron"},
		{"@every 5m", "UTC", "cron"},
		{"@reboot", "UTC", "cron"},
		{"TZ=Asia/Tokyo 0 4 * * *", "UTC", "cron"},
		{"CRON_TZ=Asia/Tokyo 0 4 * * *", "UTC", "cron"},
		{"0 4 * * *", "", "time_zone"},
		{"0 4 * * *", "Local", "time_zone"},
		{"0 4 * * *", "Mars/Olympus", "time_zone"},
		{"0 4 * * *", "../../etc/passwd", "time_zone"},
		// The hour that comes twice, in which Temporal runs once or twice.
		{"30 2 * * *", "Europe/Berlin", "cron"},
		{"30 1 * * *", "America/New_York", "cron"},
		{"0 0-6 * * sun", "Europe/Berlin", "cron"},
		// Clocks there change by half an hour, which Temporal doesn't expect.
		{"45 1 * * *", "Australia/Lord_Howe", "cron"},
		// The last Friday of April has no midnight there.
		{"0 5 * * fri", "Africa/Cairo", "cron"},
	} {
		t.Run(test.line+" "+test.zone, func(t *testing.T) {
			_, err := schedules.Parse(test.line, test.zone)
			var refusal *inventory.Error
			require.ErrorAs(t, err, &refusal)
			assert.Equal(t, inventory.CodeInvalid, refusal.Code)
			assert.Equal(t, test.field, refusal.Field)
		})
	}
}

// A time that the clocks skip doesn't run; what runs every hour does so also in
// the hour that comes twice.
func TestChangesOfTheClocks(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		require.NoError(t, err)
		return v
	}
	for _, test := range []struct{ line, zone, after, want string }{
		{"30 2 * mar *", "Europe/Berlin", "2027-03-27T12:00:00+01:00", "2027-03-29T02:30:00+02:00"},
		{"30 4 * * *", "Europe/Berlin", "2027-10-31T00:00:00+02:00", "2027-10-31T04:30:00+01:00 2027-11-01T04:30:00+01:00"},
		{"0 * * * *", "Europe/Berlin", "2027-10-31T01:30:00+02:00", "2027-10-31T02:00:00+02:00 2027-10-31T02:00:00+01:00 2027-10-31T03:00:00+01:00"},
		{"0 * * * *", "America/New_York", "2027-03-14T00:30:00-05:00", "2027-03-14T01:00:00-05:00 2027-03-14T03:00:00-04:00"},
		{"0 0 13 * fri", "UTC", "2027-08-06T12:00:00Z", "2027-08-13T00:00:00Z 2027-08-20T00:00:00Z 2027-08-27T00:00:00Z 2027-09-03T00:00:00Z 2027-09-10T00:00:00Z 2027-09-13T00:00:00Z"},
	} {
		line, err := schedules.Parse(test.line, test.zone)
		require.NoError(t, err)
		want := strings.Fields(test.want)
		var got []string
		for _, next := range line.Next(at(test.after), len(want)) {
			got = append(got, next.Format(time.RFC3339))
		}
		assert.Equal(t, want, got, "%s in %s", test.line, test.zone)
	}
}

// What robfig/cron shows as the next runs is when Temporal runs, for every
// kind of line in zones that change their clocks in every way, also around the
// changes.
func TestTemporalRunsWhatIsPreviewed(t *testing.T) {
	ns := temporaltest.New(t)
	lines := []string{
		"*/7 * * * *", "5-50/9 * * * *", "0 */5 * * *", "30 2 * * *", "59 1 * * *", "30 0,1,2,3,23 * * *", "0 4 * * mon-fri", "0 4 1,15 * *",
		"30 1 13 * 5", "0 12 */10 * sun", "0 0 29 2 *", "0 4 ? * *", "0 4 */1 * 1", "@hourly", "@daily", "@weekly", "@monthly", "@yearly",
	}
	zones := []string{
		"UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe", "Africa/Cairo",
		"America/Havana", "Africa/Casablanca", "America/Santiago", "Antarctica/Troll",
	}
	compared, refused := 0, 0
	for _, zone := range zones {
		location, err := schedules.Zone(zone)
		require.NoError(t, err)
		begins := []time.Time{time.Now()}
		for at := time.Now(); len(begins) < 3; {
			_, change := at.In(location).ZoneBounds()
			if change.IsZero() {
				break
			}
			begins, at = append(begins, change.Add(-26*time.Hour)), change
		}
		for i, text := range lines {
			line, err := schedules.Parse(text, zone)
			var refusal *inventory.Error
			if errors.As(err, &refusal) {
				refused++
				continue
			}
			for j, begin := range begins {
				compared++
				id := fmt.Sprintf("%s-%d-%d", strings.ReplaceAll(zone, "/", "-"), i, j)
				compare(t, ns, id, line, zone, text, begin)
			}
		}
	}
	assert.Less(t, refused, len(lines)*len(zones)/3, "most lines are taken, even in the strangest zones")
	assert.Greater(t, compared, 300)
}

func compare(t *testing.T, ns temporaltest.Namespace, id string, line schedules.Line, zone, text string, begin time.Time) {
	t.Helper()
	begin = begin.Truncate(time.Minute).Add(time.Minute)
	spec := line.Spec()
	spec.StartAt = begin
	handle, err := ns.Client.ScheduleClient().Create(t.Context(), client.ScheduleOptions{
		ID: id, Paused: true, Spec: spec, Action: workflows.ScheduledAction(workflows.ScheduledInput{Schedule: id}),
	})
	require.NoError(t, err)
	found, err := handle.Describe(t.Context())
	require.NoError(t, err)
	times := found.Info.NextActionTimes
	require.NotEmpty(t, times, "%s in %s", text, zone)
	want := line.Next(begin.Add(-time.Second), len(times))
	require.Len(t, want, len(times))
	for i := range times {
		require.True(t, want[i].Equal(times[i]), "%s in %s from %s: run %d is previewed for %s, and would run at %s",
			text, zone, begin.In(want[i].Location()), i+1, want[i], times[i].In(want[i].Location()))
	}
}
