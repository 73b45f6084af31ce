package relay

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"stockflow/workflows"
)

// UploadedImports are the outbox of imports.
type UploadedImports interface {
	DueImports(ctx context.Context, limit int) ([]string, error)
	ImportStarted(ctx context.Context, id string) error
}

// ImportStarter starts the workflows of imports that were uploaded.
type ImportStarter struct {
	Outbox UploadedImports
	Start  Starter
	// Interval is how often it looks while there is nothing to do; 0: half a second.
	Interval time.Duration
	Logger   *slog.Logger
}

// Run works until ctx ends.
func (s *ImportStarter) Run(ctx context.Context) {
	watch(ctx, "imports", s.Interval, s.Logger, s.startDue)
}

func (s *ImportStarter) startDue(ctx context.Context) (int, error) {
	due, err := s.Outbox.DueImports(ctx, 4)
	if err != nil {
		return 0, err
	}
	for _, id := range due {
		if err := s.start(ctx, id); err != nil {
			return 0, err
		}
	}
	return len(due), nil
}

// start starts the workflow of an import, unless an earlier try has.
func (s *ImportStarter) start(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := startOnce(ctx, s.Start, workflows.ImportStart(id), workflows.Import, id); err != nil {
		return fmt.Errorf("start import %s: %w", id, err)
	}
	return s.Outbox.ImportStarted(ctx, id)
}
