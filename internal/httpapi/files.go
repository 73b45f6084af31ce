package httpapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"stockflow/internal/spreadsheet"
	"stockflow/internal/store"
)

const (
	// exportPage is how many rows of a file are read at a time, maxExport how
	// many a file has at most whose table has no end.
	exportPage = 2_000
	maxExport  = 200_000
)

// file is a table on its way into a file.
type file struct {
	ctx    context.Context //nolint:containedctx // it is the request's, and ends with it
	h      *handlers
	name   string
	format spreadsheet.Format
	// advice is for whoever gets a file that ends after maxExport rows; empty: it
	// has all rows.
	advice string
	// rows begins the table and writes all rows. What it refuses before it begins
	// is still answered as a refusal.
	rows func(ctx context.Context, out *table) error
}

// table writes the rows of a file.
type table struct {
	file   file
	answer http.ResponseWriter
	// out is nil until the table has begun.
	out  spreadsheet.Writer
	rows int
}

// errTooLong ends a file that has all the rows it may have.
var errTooLong = errors.New("the table is longer than a file may be")

// begin sends the head of the file. Only the first time counts.
func (t *table) begin(titles ...string) (err error) {
	if t.out != nil {
		return nil
	}
	head := t.answer.Header()
	head.Set("Content-Type", t.file.format.MediaType())
	head.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q",
		fmt.Sprintf("%s-%s.%s", t.file.name, time.Now().UTC().Format(time.DateOnly), t.file.format)))
	if t.out, err = spreadsheet.NewWriter(t.answer, t.file.format, titles...); err != nil {
		return fmt.Errorf("begin a file: %w", err)
	}
	return nil
}

func (t *table) row(cells ...any) error {
	if t.file.advice != "" && t.rows == maxExport {
		return errTooLong
	}
	t.rows++
	if err := t.out.Row(cells...); err != nil {
		return fmt.Errorf("write a file: %w", err)
	}
	return nil
}

// send writes the file as the answer.
func (f file) send(w http.ResponseWriter) error {
	t := &table{file: f, answer: w}
	err := f.rows(f.ctx, t)
	if err != nil && t.out == nil {
		return err
	}
	if errors.Is(err, errTooLong) {
		err = t.out.Row(fmt.Sprintf("This file ends after %d rows; %s to get all of them", maxExport, f.advice))
	}
	if err == nil {
		err = t.out.Close()
	}
	if err != nil {
		f.h.Logger.WarnContext(f.ctx, "a file broke off", "request_id", infoOf(f.ctx).id, "file", f.name, "error", err)
		// A file that ends here would look whole.
		panic(http.ErrAbortHandler)
	}
	return nil
}

// listed writes a list, page by page.
func listed[T any](
	titles []string, list func(context.Context, store.Page) ([]T, string, error), cells func(T) []any,
) func(context.Context, *table) error {
	return func(ctx context.Context, out *table) error {
		for p := (store.Page{Limit: exportPage}); ; {
			items, next, err := list(ctx, p)
			if err != nil {
				return err
			}
			if err := out.begin(titles...); err != nil {
				return err
			}
			for _, item := range items {
				if err := out.row(cells(item)...); err != nil {
					return err
				}
			}
			if p.Cursor = next; next == "" {
				return nil
			}
		}
	}
}

// orEmpty is an empty cell for what isn't given.
func orEmpty[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}
