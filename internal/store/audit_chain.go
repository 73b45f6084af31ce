package store

import "time"

// ChainedRecord is an entry as it is stored in a stream.
type ChainedRecord struct {
	// Before and After are JSON, or empty.
	Before, After string
	// Hash covers the record and the hash of the one before it.
	Hash []byte
}

// Chain says how an entry is stored as the seq-th record of its stream, after
// the record with the hash previous (nil for the first). It is for those who
// write a whole history at once; everybody else's changes are recorded by the
// methods that make them.
func Chain(previous []byte, seq int64, at time.Time, e AuditEntry) (ChainedRecord, error) {
	r := auditRecord{
		Stream: e.Stream, Seq: seq, At: at, UserID: e.UserID, Action: e.Action, SubjectKind: e.SubjectKind, SubjectID: e.SubjectID,
		RemoteAddress: e.RemoteAddress, RequestID: e.RequestID,
	}
	var err error
	if r.Before, err = auditText(e.Before); err != nil {
		return ChainedRecord{}, err
	}
	if r.After, err = auditText(e.After); err != nil {
		return ChainedRecord{}, err
	}
	return ChainedRecord{Before: r.Before, After: r.After, Hash: r.hash(previous)}, nil
}
