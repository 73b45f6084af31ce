package system

import (
	"bufio"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/events"
)

// Heard gives what a user hears of one type of events, once the stream is live.
func Heard[T any](ctx context.Context, t testing.TB, user *User, api *Process, of events.Type) <-chan T {
	t.Helper()
	body, err := user.Stream(ctx, api, "/events")
	require.NoError(t, err)
	t.Cleanup(func() { body.Close() })
	heard, live := make(chan T, 100), make(chan struct{})
	go func() {
		defer close(heard)
		lines, kind := bufio.NewScanner(body), events.Type("")
		for lines.Scan() {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch {
			case name == "event" && events.Type(value) == events.Live && kind == "":
				kind = events.Live
				close(live)
			case name == "event":
				kind = events.Type(value)
			case name == "data" && kind == of:
				var e T
				if assert.NoError(t, json.Unmarshal([]byte(value), &e)) {
					heard <- e
				}
			}
		}
	}()
	select {
	case <-live:
	case <-ctx.Done():
		require.FailNow(t, "the stream did not become live")
	}
	return heard
}
