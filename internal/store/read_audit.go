package store

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/store/dbsqlc"
)

// AuditFilter narrows the list of audit records.
type AuditFilter struct {
	WarehouseID, UserID    int64
	SubjectKind, SubjectID string
	From, To               time.Time // zero: open
}

// lastStream sorts behind the name of every stream.
const lastStream = "\U0010FFFF"

// ListAudit lists audit records of the scope's warehouses, newest first; the
// people's and the catalogue's are only for those who see everything.
func (s *Store) ListAudit(ctx context.Context, scope Scope, f AuditFilter, page Page) ([]AuditRecord, string, error) {
	key, err := page.key(lastTime, lastStream, strconv.FormatInt(math.MaxInt64, 10))
	if err != nil {
		return nil, "", err
	}
	before, err := keyTime(key[0])
	if err != nil {
		return nil, "", err
	}
	seq, err := keyID(key[2])
	if err != nil {
		return nil, "", err
	}
	if !f.To.IsZero() && f.To.Before(before.Time) {
		before.Time = f.To
	}
	if f.WarehouseID != 0 {
		scope = Scope{Warehouses: []int64{f.WarehouseID}}
	}
	streams := make([]string, len(scope.Warehouses))
	for i, id := range scope.Warehouses {
		streams[i] = WarehouseStream(id)
	}
	rows, err := s.q.ListAudit(ctx, dbsqlc.ListAuditParams{
		BeforeAt: before, BeforeStream: key[1], BeforeSeq: seq, FromAt: pgtype.Timestamptz{Time: f.From, Valid: true},
		Everything: scope.Everywhere, Streams: streams, UserID: f.UserID, SubjectKind: f.SubjectKind, SubjectID: f.SubjectID,
		MaxRows: page.rows(),
	})
	if err != nil {
		return nil, "", fmt.Errorf("list audit records: %w", err)
	}
	items := make([]AuditRecord, len(rows))
	for i, r := range rows {
		items[i] = AuditRecord{
			Stream: r.Stream, Seq: r.Seq, At: r.At.Time, User: UserRef{ID: r.UserID, Name: r.UserName}, Action: r.Action,
			SubjectKind: r.SubjectKind, SubjectID: r.SubjectID, RemoteAddress: r.RemoteAddress, RequestID: r.RequestID,
		}
		if items[i].Before, err = auditObject(r.Before); err != nil {
			return nil, "", err
		}
		if items[i].After, err = auditObject(r.After); err != nil {
			return nil, "", err
		}
	}
	items, next := cut(items, page, func(a AuditRecord) []string {
		return []string{keyText(a.At), a.Stream, strconv.FormatInt(a.Seq, 10)}
	})
	return items, next, nil
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
