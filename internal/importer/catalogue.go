package importer

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"stockflow/internal/apiclient"
)

// Products gives the server a file of products, CSV or XLSX, and waits until
// it is through with it: it adds those that don't exist, and brings the others
// up to what the file says of them. The server goes on when nobody waits.
func (r *Run) Products(ctx context.Context, fileName string, file io.Reader) (*Report, error) {
	content, err := io.ReadAll(file)
	if err != nil {
		return nil, fmt.Errorf("read the file of products: %w", err)
	}
	begun, err := apiclient.Answer[apiclient.Import](r.Session.CreateImportWithBodyWithResponse(ctx,
		&apiclient.CreateImportParams{FileName: given(fileName)}, "application/octet-stream", bytes.NewReader(content)))
	if err != nil {
		return nil, fmt.Errorf("give the server a file of products: %w", err)
	}
	r.expect(int(begun.Readable))
	var shown int32
	ended, err := apiclient.Await(ctx, func() (apiclient.Import, bool, error) {
		now, err := apiclient.Answer[apiclient.Import](r.Session.GetImportWithResponse(ctx, begun.ID))
		if err != nil {
			return begun, false, fmt.Errorf("ask how far import %s is: %w", begun.ID, err)
		}
		r.done(int(now.Done - shown))
		shown = now.Done
		return now, now.FinishedAt != nil, nil
	})
	if err != nil {
		return nil, err
	}
	report := &Report{
		Rows: int(ended.Rows), Documents: int(ended.Rows), Entered: int(ended.Created), Changed: int(ended.Changed), Repeated: int(ended.Unchanged),
		Unused: ended.UnusedColumns,
	}
	limit := pageSize
	for e, err := range apiclient.Pages(func(cursor *string) ([]apiclient.ImportError, *string, error) {
		page, err := apiclient.Answer[apiclient.ImportErrorPage](r.Session.ListImportErrorsWithResponse(ctx, begun.ID,
			&apiclient.ListImportErrorsParams{Cursor: cursor, Limit: &limit}))
		return page.Items, page.NextCursor, err
	}) {
		if err != nil {
			return report, fmt.Errorf("read what was wrong with import %s: %w", begun.ID, err)
		}
		report.Problems = append(report.Problems, Problem{Line: int(e.Line), Column: text(e.Column), Document: text(e.Subject), Reason: e.Message})
	}
	if ended.Status == apiclient.ImportStatusCancelled {
		return report, fmt.Errorf("import %s was cancelled", begun.ID)
	}
	return report, nil
}
