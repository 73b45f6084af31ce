package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// ImportStatus says how far an import has come.
type ImportStatus string

// The states of an import.
const (
	ImportQueued     ImportStatus = "queued"
	ImportRunning    ImportStatus = "running"
	ImportCancelling ImportStatus = "cancelling"
	ImportCancelled  ImportStatus = "cancelled"
	ImportDone       ImportStatus = "done"
)

func (s ImportStatus) ended() bool { return s == ImportCancelled || s == ImportDone }

// Import is a file that somebody imports. Rows are all rows of the file,
// Readable those that could be understood, Done those of them that were
// applied or refused.
type Import struct {
	ID            string       `json:"id"`
	Kind          string       `json:"kind"`
	FileName      string       `json:"file_name,omitempty"`
	DryRun        bool         `json:"dry_run"`
	Status        ImportStatus `json:"status"`
	Rows          int32        `json:"rows"`
	Readable      int32        `json:"readable"`
	Done          int32        `json:"done"`
	Created       int32        `json:"created"`
	Changed       int32        `json:"changed"`
	Unchanged     int32        `json:"unchanged"`
	Errors        int32        `json:"errors"`
	UnusedColumns []string     `json:"unused_columns"`
	UploadedBy    UserRef      `json:"uploaded_by"`
	UploadedAt    time.Time    `json:"uploaded_at"`
	FinishedAt    *time.Time   `json:"finished_at,omitempty"`
}

func importOf(r dbsqlc.Import, name string) Import {
	return Import{
		ID: r.ID, Kind: r.Kind, FileName: r.FileName, DryRun: r.DryRun, Status: ImportStatus(r.Status), Rows: r.Rows, Readable: r.Readable,
		Done: r.Done, Created: r.Created, Changed: r.Changed, Unchanged: r.Unchanged, Errors: r.Errors, UnusedColumns: r.Unused,
		UploadedBy: UserRef{ID: r.UploadedBy, Name: name}, UploadedAt: r.UploadedAt.Time, FinishedAt: timePtr(r.FinishedAt),
	}
}

// ImportError is one thing that is wrong with a row of an import.
type ImportError struct {
	// Line is the row's line in the file; of a workbook, its row.
	Line int32 `json:"line"`
	// Column is the title of the offending column; empty: the whole row.
	Column string `json:"column,omitempty"`
	// Subject is what the row is about: a SKU.
	Subject string `json:"subject,omitempty"`
	// Code is one of the API's codes.
	Code    string `json:"code"`
	Message string `json:"message"`
}

// ImportedProduct is what a row says of a product; nil leaves as it is.
type ImportedProduct struct {
	Line              int32           `json:"-"`
	SKU               string          `json:"sku"`
	Name              string          `json:"name"`
	Description       *string         `json:"description,omitempty"`
	Category          *string         `json:"category,omitempty"`
	BaseUnit          *string         `json:"base_unit,omitempty"`
	TracksLots        *bool           `json:"tracks_lots,omitempty"`
	TracksExpiry      *bool           `json:"tracks_expiry,omitempty"`
	ExpiryWarningDays *int32          `json:"expiry_warning_days,omitempty"`
	ReorderLevel      *int64          `json:"reorder_level,omitempty"`
	Retired           *bool           `json:"retired,omitempty"`
	PackagingUnits    []PackagingUnit `json:"packaging_units,omitempty"`
	Barcodes          []Barcode       `json:"barcodes,omitempty"`
}

// NewImport is a file as it was understood.
type NewImport struct {
	FileName string
	DryRun   bool
	Rows     int
	Unused   []string
	Products []ImportedProduct
	Errors   []ImportError
}

// CreateImport keeps a file's rows, for a workflow to apply them.
func (s *Store) CreateImport(ctx context.Context, by Actor, n NewImport) (Import, error) {
	id := uuid.NewString()
	var made Import
	err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		err := q.InsertImport(ctx, dbsqlc.InsertImportParams{
			ID: id, Kind: "products", FileName: n.FileName, DryRun: n.DryRun, Rows: int32(n.Rows), Readable: int32(len(n.Products)), //nolint:gosec // a file is bounded
			Errors: int32(len(n.Errors)), Unused: n.Unused, UploadedBy: by.UserID, //nolint:gosec // a file is bounded
		})
		if err != nil {
			return fmt.Errorf("keep an import: %w", err)
		}
		rows := dbsqlc.InsertImportRowsParams{ImportID: id}
		for i, p := range n.Products {
			content, err := json.Marshal(p)
			if err != nil {
				return fmt.Errorf("encode a row: %w", err)
			}
			rows.RowNos = append(rows.RowNos, int32(i+1)) //nolint:gosec // a file is bounded
			rows.Lines = append(rows.Lines, p.Line)
			rows.Contents = append(rows.Contents, content)
		}
		if err := q.InsertImportRows(ctx, rows); err != nil {
			return fmt.Errorf("keep the rows of an import: %w", err)
		}
		if err := addImportErrors(ctx, q, id, n.Errors); err != nil {
			return err
		}
		row, err := q.ImportByID(ctx, id)
		if err != nil {
			return fmt.Errorf("read an import: %w", err)
		}
		made = importOf(row.Import, row.UploadedByName)
		announceImport(ctx, made)
		return appendAudit(ctx, q, auditTime(), []AuditEntry{importEntry(by, "create_import", made)})
	})
	return made, err
}

func importEntry(by Actor, action string, i Import) AuditEntry {
	return AuditEntry{Actor: by, Stream: CatalogueStream, Action: action, SubjectKind: "import", SubjectID: i.ID, After: i}
}

func addImportErrors(ctx context.Context, q *dbsqlc.Queries, id string, found []ImportError) error {
	if len(found) == 0 {
		return nil
	}
	arg := dbsqlc.InsertImportErrorsParams{ImportID: id}
	for _, e := range found {
		arg.Lines = append(arg.Lines, e.Line)
		arg.Columns = append(arg.Columns, e.Column)
		arg.Subjects = append(arg.Subjects, e.Subject)
		arg.Codes = append(arg.Codes, e.Code)
		arg.Messages = append(arg.Messages, e.Message)
	}
	if err := q.InsertImportErrors(ctx, arg); err != nil {
		return fmt.Errorf("keep the errors of an import: %w", err)
	}
	return nil
}

// announceImport tells those who may import how far an import has come.
func announceImport(ctx context.Context, i Import) {
	announce(ctx, News{Type: "import", Data: i, Role: inventory.RoleFor(inventory.ManageProducts)})
}

// Import reads an import.
func (s *Store) Import(ctx context.Context, id string) (Import, error) {
	r, err := s.q.ImportByID(ctx, id)
	if err != nil {
		return Import{}, notFound(err, "import")
	}
	return importOf(r.Import, r.UploadedByName), nil
}

// ListImports lists imports, newest first.
func (s *Store) ListImports(ctx context.Context, page Page) ([]Import, string, error) {
	key, err := page.key(lastTime, lastUUID)
	if err != nil {
		return nil, "", err
	}
	before, err := keyTime(key[0])
	if err != nil || !isUUID(key[1]) {
		return nil, "", badCursor()
	}
	rows, err := s.q.ListImports(ctx, dbsqlc.ListImportsParams{BeforeAt: before, BeforeID: key[1], MaxRows: page.rows()})
	if err != nil {
		return nil, "", fmt.Errorf("list imports: %w", err)
	}
	items := make([]Import, len(rows))
	for i, r := range rows {
		items[i] = importOf(r.Import, r.UploadedByName)
	}
	items, next := cut(items, page, func(i Import) []string { return []string{keyText(i.UploadedAt), i.ID} })
	return items, next, nil
}

// ListImportErrors lists what is wrong with the rows of an import, by line.
func (s *Store) ListImportErrors(ctx context.Context, id string, page Page) ([]ImportError, string, error) {
	if _, err := s.Import(ctx, id); err != nil {
		return nil, "", err
	}
	key, err := page.key("-1", "0")
	if err != nil {
		return nil, "", err
	}
	line, err := keyID(key[0])
	if err != nil || line != int64(int32(line)) { //nolint:gosec // that is the question
		return nil, "", badCursor()
	}
	after, err := keyID(key[1])
	if err != nil {
		return nil, "", err
	}
	rows, err := s.q.ListImportErrors(ctx, dbsqlc.ListImportErrorsParams{ImportID: id, AfterLine: int32(line), AfterID: after, MaxRows: page.rows()}) //nolint:gosec // see above
	if err != nil {
		return nil, "", fmt.Errorf("list the errors of an import: %w", err)
	}
	rows, next := cut(rows, page, func(r dbsqlc.ListImportErrorsRow) []string { return []string{fmt.Sprint(r.Line), fmt.Sprint(r.ID)} })
	items := make([]ImportError, len(rows))
	for i, r := range rows {
		items[i] = ImportError{Line: r.Line, Column: r.ColumnName, Subject: r.Subject, Code: r.Code, Message: r.Message}
	}
	return items, next, nil
}

// CancelImport stops an import after the batch that it is at; what was applied
// stays. An import that has ended is refused.
func (s *Store) CancelImport(ctx context.Context, by Actor, id string) (Import, error) {
	var after Import
	err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		found, err := q.LockImport(ctx, id)
		if err != nil {
			return notFound(err, "import")
		}
		row := found.Import
		switch status := ImportStatus(row.Status); {
		case status.ended():
			return inventory.Refusef(inventory.CodeWrongStage, "this import is %s", row.Status)
		case status == ImportCancelling:
			after = importOf(row, found.UploadedByName)
			return nil
		}
		row.Status = string(ImportCancelling)
		if row, err = saveImport(ctx, q, row); err != nil {
			return err
		}
		after = importOf(row, found.UploadedByName)
		announceImport(ctx, after)
		return appendAudit(ctx, q, auditTime(), []AuditEntry{importEntry(by, "cancel_import", after)})
	})
	return after, err
}

func saveImport(ctx context.Context, q *dbsqlc.Queries, r dbsqlc.Import) (dbsqlc.Import, error) {
	if ImportStatus(r.Status).ended() {
		r.FinishedAt = pgtype.Timestamptz{Time: auditTime(), Valid: true}
	}
	saved, err := q.SaveImport(ctx, dbsqlc.SaveImportParams{
		ID: r.ID, Status: r.Status, Done: r.Done, Created: r.Created, Changed: r.Changed, Unchanged: r.Unchanged, Errors: r.Errors,
		FinishedAt: r.FinishedAt,
	})
	if err != nil {
		return r, fmt.Errorf("note how far an import has come: %w", err)
	}
	return saved, nil
}

// DueImports claims, for some seconds, imports whose workflow is to be started.
func (s *Store) DueImports(ctx context.Context, limit int) ([]string, error) {
	ids, err := s.q.ClaimImports(ctx, int32(limit)) //nolint:gosec // the caller's batch size
	if err != nil {
		return nil, fmt.Errorf("claim imports: %w", err)
	}
	return ids, nil
}

// ImportStarted notes that the workflow of an import runs.
func (s *Store) ImportStarted(ctx context.Context, id string) error {
	if err := s.q.ImportStarted(ctx, id); err != nil {
		return fmt.Errorf("note that import %s has started: %w", id, err)
	}
	return nil
}
