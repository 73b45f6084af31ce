package store

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/store/dbsqlc"
)

// AuditFilter narrows the list of audit records; zero values don't.
type AuditFilter struct {
	WarehouseID, UserID    int64
	Stream                 string
	Action                 string
	SubjectKind, SubjectID string
	RemoteAddress          string
	From, To               time.Time
	// Refused is nil for everything, true for what was refused, false for what
	// was done.
	Refused *bool
}

// clocksDiffer is more than any two clocks do.
const clocksDiffer = 24 * time.Hour

// lastStream sorts behind the name of every stream.
const lastStream = "\U0010FFFF"

// ListAudit lists audit records, newest first: those of the scope's warehouses,
// with what was refused there; the company's own only to those who see
// everything.
func (s *Store) ListAudit(ctx context.Context, scope Scope, f AuditFilter, page Page) ([]AuditRecord, string, error) {
	arg, err := auditArguments(f, page)
	if err != nil {
		return nil, "", err
	}
	if arg.Streams, err = s.auditStreams(ctx, scope, f); err != nil {
		return nil, "", err
	}
	rows, err := dbsqlc.New(replanned{s.pool}).ListAudit(ctx, arg)
	if err != nil {
		return nil, "", fmt.Errorf("list audit records: %w", err)
	}
	items := make([]AuditRecord, len(rows))
	for i, r := range rows {
		if items[i], err = auditRecordOf(r); err != nil {
			return nil, "", err
		}
	}
	items, next := cut(items, page, func(a AuditRecord) []string {
		return []string{keyText(a.At), a.Stream, strconv.FormatInt(a.Seq, 10)}
	})
	return items, next, nil
}

func auditArguments(f AuditFilter, page Page) (arg dbsqlc.ListAuditParams, err error) {
	// Months to come are empty, and needn't be looked at.
	key, err := page.key(keyText(time.Now().Add(clocksDiffer)), lastStream, strconv.FormatInt(math.MaxInt64, 10))
	if err != nil {
		return arg, err
	}
	before, err := keyTime(key[0])
	if err != nil {
		return arg, err
	}
	seq, err := keyID(key[2])
	if err != nil {
		return arg, err
	}
	if !f.To.IsZero() && f.To.Before(before.Time) {
		// Records of the very moment belong to it no more.
		before.Time, key[1], seq = f.To, "", 0
	}
	return dbsqlc.ListAuditParams{
		BeforeAt: before, BeforeStream: key[1], BeforeSeq: seq, FromAt: pgtype.Timestamptz{Time: f.From, Valid: true},
		UserID: f.UserID, Action: f.Action, SubjectKind: f.SubjectKind, SubjectID: f.SubjectID, RemoteAddress: f.RemoteAddress,
		MaxRows: page.rows(),
	}, nil
}

// auditStreams are the streams that a reader asks for and may see.
func (s *Store) auditStreams(ctx context.Context, scope Scope, f AuditFilter) (streams []string, err error) {
	sites := scope.Warehouses
	if f.WarehouseID != 0 && scope.Sees(f.WarehouseID) {
		sites = []int64{f.WarehouseID}
	}
	for _, id := range sites {
		streams = append(streams, WarehouseStream(id), RefusalStream(id))
	}
	if scope.Everywhere && f.WarehouseID == 0 {
		if streams, err = s.q.KnownStreams(ctx); err != nil {
			return nil, fmt.Errorf("list the audit streams: %w", err)
		}
	}
	return slices.DeleteFunc(streams, func(stream string) bool {
		return (f.Stream != "" && stream != f.Stream) || (f.Refused != nil && isRefusalStream(stream) != *f.Refused)
	}), nil
}

func auditRecordOf(r dbsqlc.ListAuditRow) (a AuditRecord, err error) {
	a = AuditRecord{
		Stream: r.Stream, Seq: r.Seq, At: r.At.Time, User: UserRef{ID: r.UserID, Name: r.UserName}, Action: r.Action,
		SubjectKind: r.SubjectKind, SubjectID: r.SubjectID, RemoteAddress: r.RemoteAddress, RequestID: r.RequestID,
	}
	if a.Before, err = auditObject(r.Before); err != nil {
		return a, err
	}
	a.After, err = auditObject(r.After)
	return a, err
}

func auditObject(b []byte) (map[string]any, error) {
	if b == nil {
		return nil, nil
	}
	var v map[string]any
	if err := json.Unmarshal(b, &v); err != nil {
		return nil, fmt.Errorf("read an audit record: %w", err)
	}
	return v, nil
}

// replanned has its queries planned for the parameters that they come with. A
// plan that is kept for later has to do for all of them.
type replanned struct{ dbsqlc.DBTX }

// Query implements dbsqlc.DBTX.
func (r replanned) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	return r.DBTX.Query(ctx, sql, append([]any{pgx.QueryExecModeDescribeExec}, args...)...) //nolint:wrapcheck // it stands in for the pool
}
