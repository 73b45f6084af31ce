package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/store/dbsqlc"
)

// The audit streams that belong to no warehouse.
const (
	PeopleStream    = "people"
	CatalogueStream = "catalogue"
	SettingsStream  = "settings"
)

// WarehouseStream is the audit stream of a warehouse.
func WarehouseStream(id int64) string { return fmt.Sprintf("warehouse:%d", id) }

// Actor is who changes something, and from where.
type Actor struct {
	UserID        int64
	RemoteAddress string
	RequestID     string
}

// AuditEntry is one change. Before and After are marshalled to JSON; nil
// stands for "was not there" and "is no longer there".
type AuditEntry struct {
	Actor
	Stream      string
	Action      string
	SubjectKind string
	SubjectID   string
	Before      any
	After       any
}

// auditRecord is an entry as it is stored and hashed.
type auditRecord struct {
	Stream, Action, SubjectKind, SubjectID string
	Seq, UserID                            int64
	At                                     time.Time
	Before, After                          string
	RemoteAddress, RequestID               string
}

// hash chains a record to the one before it in its stream. Every field is
// preceded by its length, so that no two records hash the same text.
func (r auditRecord) hash(previous []byte) []byte {
	h := sha256.New()
	field := func(b []byte) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	field(previous)
	for _, text := range []string{
		r.Stream, fmt.Sprint(r.Seq), r.At.UTC().Format("2006-01-02T15:04:05.000000Z"), fmt.Sprint(r.UserID), r.Action,
		r.SubjectKind, r.SubjectID, r.Before, r.After, r.RemoteAddress, r.RequestID,
	} {
		field([]byte(text))
	}
	return h.Sum(nil)
}

// appendAudit chains entries to their streams, in the transaction of the
// changes that they record. It locks the heads of the streams until the
// commit, so it comes last.
func appendAudit(ctx context.Context, q *dbsqlc.Queries, at time.Time, entries []AuditEntry) error {
	streams := map[string]bool{}
	for _, e := range entries {
		streams[e.Stream] = true
	}
	heads, err := lockHeads(ctx, q, keys(streams))
	if err != nil {
		return err
	}
	last := make(map[string]*dbsqlc.AuditHead, len(heads))
	for i := range heads {
		last[heads[i].Stream] = &heads[i]
	}
	arg := dbsqlc.InsertAuditRecordsParams{At: pgtype.Timestamptz{Time: at, Valid: true}}
	for _, e := range entries {
		head := last[e.Stream]
		r, err := Chain(head.Hash, head.Seq+1, at, e)
		if err != nil {
			return err
		}
		head.Seq, head.Hash = head.Seq+1, r.Hash
		arg.Streams = append(arg.Streams, e.Stream)
		arg.Seqs = append(arg.Seqs, head.Seq)
		arg.UserIds = append(arg.UserIds, e.UserID)
		arg.Actions = append(arg.Actions, e.Action)
		arg.SubjectKinds = append(arg.SubjectKinds, e.SubjectKind)
		arg.SubjectIds = append(arg.SubjectIds, e.SubjectID)
		arg.Befores = append(arg.Befores, r.Before)
		arg.Afters = append(arg.Afters, r.After)
		arg.RemoteAddresses = append(arg.RemoteAddresses, e.RemoteAddress)
		arg.RequestIds = append(arg.RequestIds, e.RequestID)
		arg.Hashes = append(arg.Hashes, head.Hash)
	}
	if err := q.InsertAuditRecords(ctx, arg); err != nil {
		return fmt.Errorf("write audit records: %w", err)
	}
	var move dbsqlc.MoveAuditHeadsParams
	for _, h := range heads {
		move.Streams = append(move.Streams, h.Stream)
		move.Seqs = append(move.Seqs, h.Seq)
		move.Hashes = append(move.Hashes, h.Hash)
	}
	if err := q.MoveAuditHeads(ctx, move); err != nil {
		return fmt.Errorf("move the audit streams on: %w", err)
	}
	return nil
}

// lockHeads locks the last records of streams, in their order, until the
// transaction ends.
func lockHeads(ctx context.Context, q *dbsqlc.Queries, streams []string) ([]dbsqlc.AuditHead, error) {
	heads, err := q.LockAuditHeads(ctx, streams)
	if err == nil && len(heads) < len(streams) {
		if err = q.CreateAuditHeads(ctx, streams); err == nil {
			heads, err = q.LockAuditHeads(ctx, streams)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("lock the audit streams: %w", err)
	}
	return heads, nil
}

func auditText(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode an audit record: %w", err)
	}
	return string(b), nil
}
