package system

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// UpdatesSent counts the Updates that an API process has sent to Temporal, as
// its metrics tell.
func (p *Process) UpdatesSent(t testing.TB) (n int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL()+"/metrics", http.NoBody)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "temporal_sdk_events_total{") || !strings.Contains(line, `name="long_request_attempt"`) {
			continue
		}
		if strings.Contains(line, `operation="UpdateWorkflowExecution"`) || strings.Contains(line, `operation="ExecuteMultiOperation"`) {
			fields := strings.Fields(line)
			value, err := strconv.Atoi(fields[len(fields)-1])
			require.NoError(t, err, line)
			n += value
		}
	}
	return n
}

// Posted tells whether a command has been posted.
func (s *System) Posted(t testing.TB, commandID string) bool {
	t.Helper()
	return s.Count(t, `SELECT count(*) FROM operation_steps WHERE command_id = $1`, commandID) == 1
}
