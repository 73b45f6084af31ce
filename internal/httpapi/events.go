package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"stockflow/internal/events"
	"stockflow/internal/httpapi/oas"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

const (
	// heartbeat keeps proxies from closing a quiet stream, and finds out that
	// the watcher has gone.
	heartbeat = 15 * time.Second
	// revalidate is how often a watcher is asked for its session again, should
	// the news of its end not come through.
	revalidate = 30 * time.Second
)

// StreamEvents implements oas.StrictServerInterface.
func (h *handlers) StreamEvents(ctx context.Context, r oas.StreamEventsRequestObject) (oas.StreamEventsResponseObject, error) {
	return stream{h: h, ctx: ctx, last: value(r.Params.LastEventID)}, nil
}

// stream is an answer without an end.
type stream struct {
	h    *handlers
	ctx  context.Context //nolint:containedctx // the generated server gives an answer no other way to know its request
	last string
}

// VisitStreamEventsResponse implements oas.StreamEventsResponseObject.
func (s stream) VisitStreamEventsResponse(w http.ResponseWriter) error {
	control := http.NewResponseController(w)
	// The server's limit on reading a request must not end a stream.
	if err := control.SetReadDeadline(time.Time{}); err != nil {
		return fmt.Errorf("open a stream: %w", err)
	}
	header := w.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)

	// Watching begins before the past is read, so that nothing falls between.
	watcher := s.h.Events.Watch()
	defer watcher.Close()
	out := feed{w: w, control: control, last: s.last, reader: principal(s.ctx)}
	if err := s.catchUp(&out); err != nil {
		return nil //nolint:nilerr // the watcher is gone: nobody is left to be told
	}
	beat, ask := time.NewTicker(heartbeat), time.NewTicker(revalidate)
	defer beat.Stop()
	defer ask.Stop()
	for {
		var err error
		select {
		case <-s.ctx.Done():
			return nil
		case <-s.h.Stopping:
			return nil
		case e, ok := <-watcher.C:
			if !ok {
				return nil // it fell behind; the browser comes back with the last id
			}
			if e.Type == events.Account && slices.Contains(e.Audience.UserIDs, out.reader.ID) && !s.still(&out) {
				return nil
			}
			err = out.send(e)
		case <-beat.C:
			err = out.write(": \n\n")
		case <-ask.C:
			if !s.still(&out) {
				return nil
			}
		}
		if err != nil {
			return nil //nolint:nilerr // the watcher is gone: nobody is left to be told
		}
	}
}

// still asks who the watcher is by now: somebody who was signed out or lost a
// warehouse hears no more of it. A browser whose stream ends comes back and is
// told why.
func (s stream) still(out *feed) bool {
	p, err := s.h.Sessions.Principal(s.ctx)
	if err != nil || !p.May(inventory.Read) {
		return false
	}
	out.reader = p
	return true
}

// catchUp sends what a watcher missed. When that can't be told, the stream's
// first event makes it read its lists again.
func (s stream) catchUp(out *feed) error {
	if s.last == "" {
		return out.flush()
	}
	missed, err := s.h.Events.Since(s.ctx, s.last)
	if err != nil {
		return out.flush()
	}
	for _, e := range missed {
		if err := out.send(e); err != nil {
			return err
		}
	}
	return out.flush()
}

// feed writes events to one watcher: those that it may see, once each.
type feed struct {
	w       http.ResponseWriter
	control *http.ResponseController
	last    string
	reader  store.Principal
}

func (f *feed) send(e events.Event) error {
	if e.ID != "" {
		if f.last != "" && !events.After(e.ID, f.last) {
			return nil
		}
		f.last = e.ID
		if !f.maySee(e.Audience) {
			return nil
		}
		return f.write(fmt.Sprintf("id: %s\nevent: %s\ndata: %s\n\n", e.ID, e.Type, e.Data))
	}
	return f.write(fmt.Sprintf("event: %s\ndata: {}\n\n", e.Type))
}

func (f *feed) maySee(to events.Audience) bool {
	return slices.ContainsFunc(to.WarehouseIDs, f.reader.Scope().Sees) ||
		slices.Contains(to.UserIDs, f.reader.ID) ||
		(to.Role != "" && f.reader.Role.Rank() >= to.Role.Rank())
}

func (f *feed) write(s string) error {
	if err := f.control.SetWriteDeadline(time.Now().Add(heartbeat)); err != nil {
		return fmt.Errorf("write to a watcher: %w", err)
	}
	if _, err := f.w.Write([]byte(s)); err != nil {
		return fmt.Errorf("write to a watcher: %w", err)
	}
	return f.flush()
}

func (f *feed) flush() error {
	if err := f.control.Flush(); err != nil {
		return fmt.Errorf("write to a watcher: %w", err)
	}
	return nil
}

var _ oas.StreamEventsResponseObject = stream{}
