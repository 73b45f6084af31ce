package events

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	// readBlock is how long one read waits for news.
	readBlock = 2 * time.Second
	// reconnect is how often a lost Redis is looked for.
	reconnect = time.Second
	// backlog is how many events a watcher may catch up on, and how many one
	// may be behind before it is let go to resume.
	backlog = 1000
	buffer  = 256
)

var errNone = errors.New("there is no Redis")

// Stream hands the events of Redis on to the watchers of one API instance: one
// reader, however many watchers.
type Stream struct {
	redis  *redis.Client
	logger *slog.Logger

	mu       sync.Mutex
	watchers map[*Watcher]struct{}
	degraded bool
}

// Watcher receives events until it is closed. C is closed when the watcher
// fell too far behind; it may come back with Since.
type Watcher struct {
	C      <-chan Event
	c      chan Event
	stream *Stream
}

// NewStream makes a stream; Run reads it. Without Redis (nil) the stream is
// degraded for good, and Run must not be called.
func NewStream(r *redis.Client, logger *slog.Logger) *Stream {
	return &Stream{redis: r, logger: logger, watchers: map[*Watcher]struct{}{}, degraded: r == nil}
}

// Watch begins to receive. The first event says whether the stream is live.
func (s *Stream) Watch() *Watcher {
	c := make(chan Event, buffer)
	w := &Watcher{C: c, c: c, stream: s}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watchers[w] = struct{}{}
	state := Live
	if s.degraded {
		state = Degraded
	}
	c <- Event{Type: state}
	return w
}

// Close ends a watcher.
func (w *Watcher) Close() {
	w.stream.mu.Lock()
	defer w.stream.mu.Unlock()
	w.stream.drop(w)
}

// drop lets a watcher go; the caller holds mu.
func (s *Stream) drop(w *Watcher) {
	if _, ok := s.watchers[w]; ok {
		delete(s.watchers, w)
		close(w.c)
	}
}

// Since reads what came after an event, at most a thousand events.
func (s *Stream) Since(ctx context.Context, id string) ([]Event, error) {
	if s.redis == nil {
		return nil, errNone
	}
	messages, err := s.redis.XRangeN(ctx, streamKey, "("+id, "+", backlog).Result()
	if err != nil {
		return nil, fmt.Errorf("read the events since %s: %w", id, err)
	}
	events := make([]Event, 0, len(messages))
	for _, m := range messages {
		if e, err := decode(m); err == nil {
			events = append(events, e)
		}
	}
	return events, nil
}

// Run reads the stream until ctx ends, and outlives Redis.
func (s *Stream) Run(ctx context.Context) {
	last := ""
	for ctx.Err() == nil {
		read, err := s.read(ctx, &last)
		switch {
		case ctx.Err() != nil:
			return
		case err == nil, errors.Is(err, redis.Nil):
			s.setDegraded(false)
		default:
			if s.setDegraded(true) {
				s.logger.WarnContext(ctx, "live events are out of reach", "error", err)
			}
			select {
			case <-ctx.Done():
			case <-time.After(reconnect):
			}
		}
		for _, r := range read {
			for _, m := range r.Messages {
				last = m.ID
				e, err := decode(m)
				if err != nil {
					s.logger.ErrorContext(ctx, "an event can't be read", "id", m.ID, "error", err)
					continue
				}
				s.broadcast(e)
			}
		}
	}
}

// read waits for what follows the event last. The first reading begins at the
// newest event by its id: "$" would lose what comes between two readings.
func (s *Stream) read(ctx context.Context, last *string) ([]redis.XStream, error) {
	if *last == "" {
		newest, err := s.redis.XRevRangeN(ctx, streamKey, "+", "-", 1).Result()
		if err != nil {
			return nil, err //nolint:wrapcheck // Run tells it
		}
		*last = "0-0"
		if len(newest) > 0 {
			*last = newest[0].ID
		}
	}
	return s.redis.XRead(ctx, &redis.XReadArgs{Streams: []string{streamKey, *last}, Block: readBlock}).Result() //nolint:wrapcheck // Run tells it
}

// setDegraded tells the watchers when the stream is lost or back, and whether
// that is news.
func (s *Stream) setDegraded(degraded bool) bool {
	s.mu.Lock()
	changed := s.degraded != degraded
	s.degraded = degraded
	s.mu.Unlock()
	if changed && degraded {
		s.broadcast(Event{Type: Degraded})
	} else if changed {
		s.broadcast(Event{Type: Live})
	}
	return changed
}

func (s *Stream) broadcast(e Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for w := range s.watchers {
		select {
		case w.c <- e:
		default:
			s.drop(w)
		}
	}
}

func decode(m redis.XMessage) (Event, error) {
	text := func(field string) string {
		v, _ := m.Values[field].(string)
		return v
	}
	e := Event{ID: m.ID, Type: Type(text("type")), Data: json.RawMessage(text("data"))}
	if err := json.Unmarshal([]byte(text("audience")), &e.Audience); err != nil {
		return Event{}, fmt.Errorf("read an event's audience: %w", err)
	}
	return e, nil
}

// After tells whether the event with the id a came after the one with the id
// b. Ids are Redis's own: milliseconds and a running number.
func After(a, b string) bool {
	am, as := split(a)
	bm, bs := split(b)
	return am > bm || (am == bm && as > bs)
}

func split(id string) (ms, seq uint64) {
	left, right, _ := strings.Cut(id, "-")
	ms, err := strconv.ParseUint(left, 10, 64)
	if err != nil {
		return 0, 0
	}
	if seq, err = strconv.ParseUint(right, 10, 64); err != nil {
		return ms, 0
	}
	return ms, seq
}
