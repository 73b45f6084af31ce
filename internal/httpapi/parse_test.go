package httpapi

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWaitPreference(t *testing.T) {
	for prefer, want := range map[string]time.Duration{
		"": defaultWait, "wait=0": 0, "wait=7": 7 * time.Second, "Wait=7": 7 * time.Second, ` respond-async , wait = "3" `: 3 * time.Second,
		"wait=31": maxWait, "wait=99999999999999999999": defaultWait, "wait=-1": defaultWait, "wait=1.5": defaultWait, "wait": defaultWait,
		"return=minimal": defaultWait,
	} {
		require.Equal(t, want, waitFor(&prefer), prefer)
	}
	require.Equal(t, defaultWait, waitFor(nil))
}

func TestNULIsFoundWhereverItHides(t *testing.T) {
	for body, want := range map[string]bool{
		`{"a":"b"}`: false, `{"a":"\u0000"}`: true, `{"a":"\\u0000"}`: false, `{"a":"\\\u0000"}`: true, "{\"a\":\"\x00\"}": true,
		`{"a":"\\u0000 \u0000"}`: true, `{"a":"\u00000"}`: true, `{"a":"\u000a"}`: false, `\u0000`: true,
	} {
		require.Equal(t, want, hasNUL([]byte(body)), body)
	}
}
