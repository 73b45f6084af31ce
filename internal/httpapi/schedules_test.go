package httpapi_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/store"
)

func TestSchedulesAreEdited(t *testing.T) {
	r := setup(t)
	admin := r.as(t, r.Admin)
	all := admin.get("/schedules")["items"].([]any)
	require.Len(t, all, 12)
	for _, item := range all {
		s := item.(map[string]any)
		assert.Equal(t, "pending", s["state"], "no worker has told anybody")
		assert.Len(t, s["next_runs"], 1, s["id"])
	}
	before := admin.get("/schedules/reconciliation")
	assert.Len(t, before["next_runs"], 10)
	assert.EqualValues(t, 0, before["revision"])

	changed := admin.want(http.StatusOK, "PATCH", "/schedules/reconciliation", object{"cron": "30 5 * * 1-5", "time_zone": "Asia/Kolkata"}).object(t)
	assert.Equal(t, "30 5 * * 1-5", changed["cron"])
	assert.Equal(t, "0 2 * * *", changed["default_cron"])
	assert.EqualValues(t, 1, changed["revision"])
	assert.Equal(t, "pending", changed["state"])
	for _, run := range changed["next_runs"].([]any) {
		at, err := time.Parse(time.RFC3339, run.(string))
		require.NoError(t, err)
		assert.Equal(t, "05:30 +0530", at.Format("15:04 -0700"))
		assert.NotContains(t, []time.Weekday{time.Saturday, time.Sunday}, at.Weekday())
	}
	assert.Equal(t, changed, admin.get("/schedules/reconciliation"))

	paused := admin.want(http.StatusOK, "PATCH", "/schedules/reconciliation", object{"paused": true, "note": "until Monday"}).object(t)
	assert.Equal(t, "30 5 * * 1-5", paused["cron"], "what is left out stays")
	assert.Empty(t, paused["next_runs"])
	again := admin.want(http.StatusOK, "PATCH", "/schedules/reconciliation", object{"paused": true}).object(t)
	assert.Equal(t, paused, again, "nothing changed, so nothing is counted")
	back := admin.want(http.StatusOK, "PATCH", "/schedules/reconciliation", object{"cron": "0 2 * * *", "time_zone": "UTC", "paused": false, "note": ""}).object(t)
	assert.Equal(t, before["cron"], back["cron"])
	assert.Empty(t, r.Text(t, "SELECT COALESCE(cron, '') || COALESCE(time_zone, '') FROM schedules WHERE id = 'reconciliation'"), "the program's own counts again")

	asked := admin.want(http.StatusAccepted, "POST", "/schedules/reconciliation/trigger", nil).object(t)
	assert.Equal(t, true, asked["triggered"])

	records := admin.get("/audit?subject_kind=schedule&subject_id=reconciliation")["items"].([]any)
	var actions []any
	for _, record := range records {
		actions = append(actions, record.(map[string]any)["action"])
		assert.EqualValues(t, r.Admin, record.(map[string]any)["user"].(map[string]any)["id"])
	}
	assert.Equal(t, []any{"trigger_schedule", "update_schedule", "update_schedule", "update_schedule"}, actions)
	assert.Equal(t, map[string]any{"cron": "30 5 * * 1-5", "time_zone": "Asia/Kolkata", "paused": true, "note": "until Monday"},
		records[1].(map[string]any)["before"])
	r.Verify(t)
}

func TestSchedulesRefuseWhatCannotRun(t *testing.T) {
	r := setup(t)
	admin := r.as(t, r.Admin)
	before := r.Fingerprint(t)
	for _, test := range []struct {
		field string
		body  object
	}{
		{"cron", object{"cron": "0 0 31 2 *"}},
		{"cron", object{"cron": "@every 1m"}},
		{"cron", object{"cron": "61 * * * *"}},
		{"time_zone", object{"time_zone": "Local"}},
		{"time_zone", object{"time_zone": "Nowhere/At_all"}},
		{"cron", object{"cron": "30 2 * * *", "time_zone": "Europe/Berlin"}},
	} {
		problem := admin.refused(http.StatusBadRequest, "invalid_request", "PATCH", "/schedules/reconciliation", test.body)
		assert.Equal(t, test.field, problem["field"], test.body)
		preview := object{"cron": "0 4 * * *", "time_zone": "UTC"}
		for k, v := range test.body {
			preview[k] = v
		}
		problem = admin.refused(http.StatusBadRequest, "invalid_request", "POST", "/schedules/preview", preview)
		assert.Equal(t, test.field, problem["field"], test.body)
	}
	admin.refused(http.StatusBadRequest, "invalid_request", "PATCH", "/schedules/reconciliation", object{})
	admin.refused(http.StatusNotFound, "not_found", "PATCH", "/schedules/tea_time", object{"paused": true})
	admin.refused(http.StatusNotFound, "not_found", "POST", "/schedules/tea_time/trigger", nil)
	assert.Equal(t, before, r.Fingerprint(t))
}

func TestSchedulePreview(t *testing.T) {
	r := setup(t)
	admin := r.as(t, r.Admin)
	runs := admin.want(http.StatusOK, "POST", "/schedules/preview", object{"cron": "15 6 * * *", "time_zone": "America/New_York", "count": 3}).object(t)["next_runs"].([]any)
	require.Len(t, runs, 3)
	place, err := time.LoadLocation("America/New_York")
	require.NoError(t, err)
	last := time.Now()
	for _, run := range runs {
		at, err := time.Parse(time.RFC3339, run.(string))
		require.NoError(t, err)
		assert.Equal(t, "06:15", at.In(place).Format("15:04"))
		assert.True(t, at.After(last))
		last = at
	}
	assert.Len(t, admin.want(http.StatusOK, "POST", "/schedules/preview", object{"cron": "@daily", "time_zone": "UTC"}).object(t)["next_runs"], 5)
}

func TestScheduleRunsAreListed(t *testing.T) {
	r := setup(t)
	admin := r.as(t, r.Admin)
	begin := time.Date(2026, 5, 1, 2, 0, 0, 0, time.UTC)
	for day := range 7 {
		run, err := r.Store.BeginRun(t.Context(), "reconciliation", begin.AddDate(0, 0, day), fmt.Sprint("w", day), "r")
		require.NoError(t, err)
		if day < 6 {
			run.Status, run.Done, run.Message = store.RunSucceeded, int64(day), "the books agree"
			_, err = r.Store.EndRun(t.Context(), run)
			require.NoError(t, err)
		}
	}
	_, err := r.Store.BeginRun(t.Context(), "clean_up", begin, "w", "r")
	require.NoError(t, err)
	whole, _ := admin.walk("/schedules/reconciliation/runs", 200)
	require.Len(t, whole, 7)
	assert.Equal(t, "running", whole[0]["status"])
	assert.Equal(t, "w5", whole[1]["workflow_id"])
	parts, pages := admin.walk("/schedules/reconciliation/runs", 3)
	assert.Equal(t, 3, pages)
	assert.Equal(t, whole, parts)
}
