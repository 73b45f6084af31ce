package system

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// pollPause is the pause between two looks at something that is awaited.
const pollPause = 15 * time.Millisecond

func pause() { time.Sleep(pollPause) }

// Until looks again and again until something is as wanted. What it was
// instead is told when the limit is over.
func Until(t testing.TB, limit time.Duration, what string, look func() (seen any, ok bool)) {
	t.Helper()
	deadline := time.Now().Add(limit)
	for {
		seen, ok := look()
		if ok {
			return
		}
		if time.Now().After(deadline) {
			require.FailNow(t, fmt.Sprintf("not within %s: %s", limit, what), "seen last: %v", seen)
		}
		pause()
	}
}
