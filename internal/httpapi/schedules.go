package httpapi

import (
	"context"
	"net/url"
	"time"

	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/schedules"
	"stockflow/internal/store"
)

// ListSchedules implements oas.StrictServerInterface.
func (h *handlers) ListSchedules(ctx context.Context, _ oas.ListSchedulesRequestObject) (oas.ListSchedulesResponseObject, error) {
	if err := need(ctx, inventory.ManageSchedules); err != nil {
		return nil, err
	}
	settings, err := h.Store.ScheduleSettings(ctx)
	if err != nil {
		return nil, err
	}
	latest, err := h.Store.LatestRuns(ctx)
	if err != nil {
		return nil, err
	}
	items := make([]oas.Schedule, len(h.Schedules))
	for i, d := range h.Schedules {
		items[i] = schedule(d, settings[d.ID], latest, 1)
	}
	return oas.ListSchedules200JSONResponse{Items: items}, nil
}

// GetSchedule implements oas.StrictServerInterface.
func (h *handlers) GetSchedule(ctx context.Context, r oas.GetScheduleRequestObject) (oas.GetScheduleResponseObject, error) {
	d, err := h.schedule(ctx, r.ScheduleID)
	if err != nil {
		return nil, err
	}
	s, err := h.readSchedule(ctx, d)
	return oas.GetSchedule200JSONResponse(s), err
}

// UpdateSchedule implements oas.StrictServerInterface.
func (h *handlers) UpdateSchedule(ctx context.Context, r oas.UpdateScheduleRequestObject) (oas.UpdateScheduleResponseObject, error) {
	d, err := h.schedule(ctx, r.ScheduleID)
	if err != nil {
		return nil, err
	}
	err = h.Store.EditSchedule(ctx, actor(ctx), d.ID, func(e store.ScheduleEdit) (store.ScheduleEdit, error) {
		if r.Body.Cron != nil {
			e.Cron = *r.Body.Cron
		}
		if r.Body.TimeZone != nil {
			e.TimeZone = *r.Body.TimeZone
		}
		if r.Body.Paused != nil {
			e.Paused = *r.Body.Paused
		}
		if r.Body.Note != nil {
			e.Note = *r.Body.Note
		}
		// Whoever chooses what the program has anyway goes on with the program.
		if e.Cron == d.Cron {
			e.Cron = ""
		}
		if e.TimeZone == d.TimeZone {
			e.TimeZone = ""
		}
		if r.Body.Cron == nil && r.Body.TimeZone == nil {
			return e, nil
		}
		plan := schedules.PlanOf(d, store.ScheduleSetting{Cron: e.Cron, TimeZone: e.TimeZone})
		_, err := schedules.Parse(plan.Cron, plan.TimeZone)
		return e, err
	})
	if err != nil {
		return nil, err
	}
	s, err := h.readSchedule(ctx, d)
	return oas.UpdateSchedule200JSONResponse(s), err
}

// TriggerSchedule implements oas.StrictServerInterface.
func (h *handlers) TriggerSchedule(ctx context.Context, r oas.TriggerScheduleRequestObject) (oas.TriggerScheduleResponseObject, error) {
	d, err := h.schedule(ctx, r.ScheduleID)
	if err != nil {
		return nil, err
	}
	if err := h.Store.TriggerSchedule(ctx, actor(ctx), d.ID); err != nil {
		return nil, err
	}
	s, err := h.readSchedule(ctx, d)
	return oas.TriggerSchedule202JSONResponse(s), err
}

// PreviewSchedule implements oas.StrictServerInterface.
func (h *handlers) PreviewSchedule(ctx context.Context, r oas.PreviewScheduleRequestObject) (oas.PreviewScheduleResponseObject, error) {
	if err := need(ctx, inventory.ManageSchedules); err != nil {
		return nil, err
	}
	line, err := schedules.Parse(r.Body.Cron, r.Body.TimeZone)
	if err != nil {
		return nil, err
	}
	count := 5
	if r.Body.Count != nil {
		count = int(*r.Body.Count)
	}
	return oas.PreviewSchedule200JSONResponse{NextRuns: line.Next(time.Now(), count)}, nil
}

// ListScheduleRuns implements oas.StrictServerInterface.
func (h *handlers) ListScheduleRuns(ctx context.Context, r oas.ListScheduleRunsRequestObject) (oas.ListScheduleRunsResponseObject, error) {
	d, err := h.schedule(ctx, r.ScheduleID)
	if err != nil {
		return nil, err
	}
	items, next, err := h.Store.ListRuns(ctx, d.ID, page(r.Params.Cursor, r.Params.Limit))
	if err != nil {
		return nil, err
	}
	for i, r := range items {
		items[i].UIPath = h.workflowPath(r.WorkflowID) + "/" + url.PathEscape(r.RunID)
	}
	return oas.ListScheduleRuns200JSONResponse{Items: items, NextCursor: optional(next)}, nil
}

// schedule finds a schedule for those who may manage them.
func (h *handlers) schedule(ctx context.Context, id string) (schedules.Definition, error) {
	if err := need(ctx, inventory.ManageSchedules); err != nil {
		return schedules.Definition{}, err
	}
	d, ok := schedules.Find(h.Schedules, id)
	if !ok {
		return d, inventory.Refusef(inventory.CodeNotFound, "there is no such schedule")
	}
	return d, nil
}

func (h *handlers) readSchedule(ctx context.Context, d schedules.Definition) (oas.Schedule, error) {
	settings, err := h.Store.ScheduleSettings(ctx)
	if err != nil {
		return oas.Schedule{}, err
	}
	latest, err := h.Store.LatestRuns(ctx)
	if err != nil {
		return oas.Schedule{}, err
	}
	return schedule(d, settings[d.ID], latest, 10), nil
}

// schedule is a schedule with its next runs and its newest one.
func schedule(d schedules.Definition, s store.ScheduleSetting, latest map[string]store.ScheduleRun, count int) oas.Schedule {
	plan := schedules.PlanOf(d, s)
	// A law may have changed the clocks since the line was taken; the clock says so.
	next, err := plan.Next(time.Now(), count)
	if err != nil {
		next = []time.Time{}
	}
	o := oas.Schedule{
		ID: d.ID, Title: d.Title, Description: d.Description, Cron: plan.Cron, TimeZone: plan.TimeZone,
		DefaultCron: d.Cron, DefaultTimeZone: d.TimeZone, Overlap: oas.ScheduleOverlap(d.Overlap),
		CatchUpSeconds: int64(d.CatchUp / time.Second), Paused: s.Paused, Note: s.Note, Revision: s.Revision,
		UpdatedAt: optional(s.UpdatedAt), UpdatedBy: optional(s.UpdatedBy), State: oas.ScheduleStatePending, ApplyError: optional(s.ApplyError),
		Triggered: !s.TriggeredAt.IsZero(), NextRuns: next,
	}
	if s.Applied == plan.Digest() {
		o.State = oas.ScheduleStateApplied
	}
	if run, ok := latest[d.ID]; ok {
		o.LastRun = &run
	}
	return o
}
