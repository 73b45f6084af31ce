// Package schedules is what runs by the clock: its jobs, when they run, and
// what came of each run. The clock itself is a Temporal Schedule.
package schedules

import (
	"context"
	"fmt"
	"time"
)

// Batch does one bounded piece of a job, in seconds rather than minutes. It
// begins at cursor ("" at the start) and says where to go on: next is "" when
// the job is done. Done counts what it worked on, for whoever looks at the
// run. A batch may run twice, with the same cursor, and must then change
// nothing a second time. At is the time for which the run was scheduled, which
// is the same however late it runs.
type Batch func(ctx context.Context, at time.Time, cursor string) (next string, done int, err error)

// Jobs are the scheduled jobs by their names.
type Jobs map[string]Batch

type remarkKey struct{}

// WithRemarks gives a context in which Remark writes to text.
func WithRemarks(ctx context.Context, text *string) context.Context {
	return context.WithValue(ctx, remarkKey{}, text)
}

// Remark leaves, for whoever looks at the run, a sentence on what came of it;
// the last one counts.
func Remark(ctx context.Context, format string, args ...any) {
	if text, ok := ctx.Value(remarkKey{}).(*string); ok {
		*text = fmt.Sprintf(format, args...)
	}
}
