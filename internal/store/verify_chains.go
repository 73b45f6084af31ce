package store

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"stockflow/internal/store/dbsqlc"
)

// auditChunk is how many audit records are checked at a time.
const auditChunk = 10_000

const chainRule = "the audit chain is unbroken"

// ChainBreak is where a stream's chain breaks.
type ChainBreak struct {
	Stream string
	Seq    int64
	Why    string
}

// AuditHead is the last record of a stream, with its hash in hexadecimal.
type AuditHead struct {
	Stream string
	Seq    int64
	Hash   string
}

// AuditHeads are the last records of all streams, at one moment.
func (s *Store) AuditHeads(ctx context.Context) ([]AuditHead, error) {
	rows, err := s.q.AuditHeads(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the audit heads: %w", err)
	}
	heads := make([]AuditHead, len(rows))
	for i, r := range rows {
		heads[i] = AuditHead{r.Stream, r.Seq, hex.EncodeToString(r.Hash)}
	}
	return heads, nil
}

// VerifyAudit recomputes all audit chains, and compares them with the hashes
// (in hexadecimal) that records are known to have had, by stream and number. It
// gives the first break of each stream. Progress hears of each stream that was
// read, with its records.
func (s *Store) VerifyAudit(
	ctx context.Context, anchored map[string]map[int64]string, progress func(stream string, records int64),
) (breaks []ChainBreak, err error) {
	err = s.onSnapshot(ctx, func(q *dbsqlc.Queries) error {
		breaks, err = auditBreaks(ctx, q, anchored, progress)
		return err
	})
	return breaks, err
}

// verifyChains recomputes every stream's hashes from its first record to its head.
func verifyChains(ctx context.Context, q *dbsqlc.Queries) ([]Violation, error) {
	breaks, err := auditBreaks(ctx, q, nil, func(string, int64) {})
	if err != nil {
		return nil, err
	}
	found := make([]Violation, len(breaks))
	for i, b := range breaks {
		if found[i], err = violation("I4", chainRule, b); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func auditBreaks(
	ctx context.Context, q *dbsqlc.Queries, anchored map[string]map[int64]string, progress func(string, int64),
) (breaks []ChainBreak, err error) {
	heads, err := q.AuditHeads(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the audit heads: %w", err)
	}
	streams, err := q.AuditStreams(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the audit streams: %w", err)
	}
	// Also streams that nothing is left of, neither records nor a head.
	byStream := map[string]dbsqlc.AuditHead{}
	for _, s := range append(streams, slices.Collect(maps.Keys(anchored))...) {
		byStream[s] = dbsqlc.AuditHead{Stream: s}
	}
	for _, h := range heads {
		byStream[h.Stream] = h
	}
	for _, stream := range slices.Sorted(maps.Keys(byStream)) {
		records, broken, err := verifyChain(ctx, q, byStream[stream], anchored[stream])
		if err != nil {
			return nil, err
		}
		if broken != nil {
			breaks = append(breaks, *broken)
		}
		progress(stream, records)
	}
	return breaks, nil
}

// verifyChain gives the first break of a stream's chain, or nil, and how many
// records it has read.
func verifyChain(
	ctx context.Context, q *dbsqlc.Queries, head dbsqlc.AuditHead, anchored map[int64]string,
) (seq int64, broken *ChainBreak, err error) {
	var last []byte
	for {
		rows, err := q.AuditChunk(ctx, dbsqlc.AuditChunkParams{Stream: head.Stream, AfterSeq: seq, MaxRows: auditChunk})
		if err != nil {
			return seq, nil, fmt.Errorf("read the audit stream %s: %w", head.Stream, err)
		}
		for _, r := range rows {
			if r.Seq != seq+1 {
				return seq, &ChainBreak{head.Stream, seq + 1, "a record is missing"}, nil
			}
			record := auditRecord{
				Stream: head.Stream, Action: r.Action, SubjectKind: r.SubjectKind, SubjectID: r.SubjectID, Seq: r.Seq, UserID: r.UserID,
				At: r.At.Time, Before: r.Before, After: r.After, RemoteAddress: r.RemoteAddress, RequestID: r.RequestID,
			}
			seq, last = r.Seq, record.hash(last)
			if !bytes.Equal(last, r.Hash) {
				return seq, &ChainBreak{head.Stream, r.Seq, "the record was edited"}, nil
			}
			if known, ok := anchored[seq]; ok && known != hex.EncodeToString(last) {
				return seq, &ChainBreak{head.Stream, seq, "this record or one before it is not what was anchored"}, nil
			}
		}
		if len(rows) < auditChunk {
			break
		}
	}
	if seq != head.Seq || !bytes.Equal(last, head.Hash) {
		return seq, &ChainBreak{head.Stream, seq, fmt.Sprintf("the chain ends here, its head says %d", head.Seq)}, nil
	}
	for known := range anchored {
		if known > seq {
			return seq, &ChainBreak{head.Stream, seq, fmt.Sprintf("the chain ends here, record %d was anchored", slices.Max(slices.Collect(maps.Keys(anchored))))}, nil
		}
	}
	return seq, nil, nil
}
