package store

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// reconciling is how far a reconciliation has come: the rule that is next, and
// how many rows break each invariant.
type reconciling struct {
	Rule  int            `json:"rule"`
	Found map[string]int `json:"found"`
}

// Reconcile checks one of the rules of Verify, each on a snapshot of its own,
// and after the last one raises an alert if rows break any of them, or settles
// the alert from before. It is the batch of a scheduled job; message says after
// the last batch what was found.
func (s *Store) Reconcile(ctx context.Context, _ time.Time, cursor string) (next string, checked int, message string, err error) {
	at := reconciling{Found: map[string]int{}}
	if cursor != "" {
		if err := json.Unmarshal([]byte(cursor), &at); err != nil {
			return "", 0, "", fmt.Errorf("read how far the reconciliation has come: %w", err)
		}
	}
	rows, last, err := s.verifyRule(ctx, at.Rule)
	if err != nil {
		return "", 0, "", err
	}
	for _, v := range rows {
		at.Found[v.Invariant]++
	}
	if at.Rule++; !last {
		b, err := json.Marshal(at)
		if err != nil {
			return "", 0, "", fmt.Errorf("note how far the reconciliation has come: %w", err)
		}
		return string(b), 1, "", nil
	}
	message, err = s.reconciled(ctx, at.Found)
	return "", 1, message, err
}

// reconciled raises the alert of a reconciliation, or settles it.
func (s *Store) reconciled(ctx context.Context, found map[string]int) (message string, err error) {
	books := AlertCause{Type: inventory.Reconciliation, Subject: "books"}
	if len(found) == 0 {
		return "the books agree", s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
			return settle(ctx, q, []AlertCause{books})
		})
	}
	names := slices.Sorted(maps.Keys(found))
	parts := make([]string, len(names))
	var total int64
	for i, name := range names {
		parts[i] = fmt.Sprintf("%s: %d", name, found[name])
		total += int64(found[name])
	}
	books.Severity, books.Quantity = Critical, &total
	books.Message = fmt.Sprintf("The books don't agree. Rows that break the invariants: %s. `stockctl verify` names them.", strings.Join(parts, ", "))
	err = s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error { return raise(ctx, q, []AlertCause{books}) })
	return books.Message, err
}
