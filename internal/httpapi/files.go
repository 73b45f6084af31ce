package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"stockflow/internal/spreadsheet"
)

// file is a table on its way into a file. Its head is sent with the first row,
// so that what is refused before is still answered as a refusal.
type file struct {
	ctx    context.Context //nolint:containedctx // it is the request's, and ends with it
	h      *handlers
	name   string
	format spreadsheet.Format
	titles []string
	// rows writes all rows, row by row.
	rows func(ctx context.Context, write func(cells ...any) error) error
}

// send writes the file as the answer.
func (f file) send(w http.ResponseWriter) error {
	var out spreadsheet.Writer
	begin := func() (err error) {
		if out != nil {
			return nil
		}
		w.Header().Set("Content-Type", f.format.MediaType())
		w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q",
			fmt.Sprintf("%s-%s.%s", f.name, time.Now().UTC().Format(time.DateOnly), f.format)))
		out, err = spreadsheet.NewWriter(w, f.format, f.titles...)
		return err //nolint:wrapcheck // the caller words it
	}
	err := f.rows(f.ctx, func(cells ...any) error {
		if err := begin(); err != nil {
			return err
		}
		return out.Row(cells...) //nolint:wrapcheck // the caller words it
	})
	if err != nil && out == nil {
		return err
	}
	if err == nil {
		err = begin() // a table without rows has titles all the same
	}
	if err == nil {
		err = out.Close()
	}
	if err != nil {
		f.h.Logger.WarnContext(f.ctx, "a file broke off", "request_id", infoOf(f.ctx).id, "file", f.name, "error", err)
		// A file that ends here would look whole.
		panic(http.ErrAbortHandler)
	}
	return nil
}
