package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"stockflow/internal/store/dbsqlc"
)

// Violation is a row that breaks an invariant.
type Violation struct {
	// Invariant is its name in the domain: I1 to I5.
	Invariant string
	// Rule says in words what should hold.
	Rule string
	// Row is the offending row, as JSON.
	Row string
}

// Verify checks the invariants I1 to I5 on a live database, all on the same
// snapshot, and returns the rows that break them: at most a hundred a rule.
func (s *Store) Verify(ctx context.Context) ([]Violation, error) {
	var found []Violation
	err := s.onSnapshot(ctx, func(q *dbsqlc.Queries) error {
		found = nil
		for _, rule := range rules(ctx, q) {
			rows, err := rule()
			if err != nil {
				return err
			}
			found = append(found, rows...)
		}
		return nil
	})
	return found, err
}

// verifyRule checks one of the rules, counted from 0, and says whether it is the last.
func (s *Store) verifyRule(ctx context.Context, n int) (found []Violation, last bool, err error) {
	err = s.onSnapshot(ctx, func(q *dbsqlc.Queries) error {
		all := rules(ctx, q)
		if n < 0 || n >= len(all) {
			return fmt.Errorf("there is no rule %d", n)
		}
		last = n == len(all)-1
		found, err = all[n]()
		return err
	})
	return found, last, err
}

// onSnapshot reads on a snapshot that doesn't change.
func (s *Store) onSnapshot(ctx context.Context, read func(*dbsqlc.Queries) error) error {
	err := pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		// Each rule reads whole tables and joins sums. Statistics of tables that
		// grow fast mislead the planner to join them row by row.
		if _, err := tx.Exec(ctx, "SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '128MB'"); err != nil {
			return fmt.Errorf("prepare: %w", err)
		}
		return read(s.q.WithTx(tx))
	})
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	return nil
}

// rules are all that Verify checks.
func rules(ctx context.Context, q *dbsqlc.Queries) []func() ([]Violation, error) {
	return []func() ([]Violation, error){
		check(ctx, "I1", "on hand is the sum of the movements", q.OnHandAgainstMovements),
		check(ctx, "I1", "reserved is the sum of the open reservations, within what is on hand", q.ReservedAgainstReservations),
		check(ctx, "I2", "on hand and in transit is received, less shipped, adjusted and scrapped", q.ProductTotals),
		check(ctx, "I2", "in transit is what left less what arrived", q.TransitAgainstMovements),
		check(ctx, "I3", "every effect belongs to one step", q.StepsAgainstRevisions),
		check(ctx, "I3", "lines agree with movements and reservations", q.LinesAgainstLedger),
		check(ctx, "I3", "adjustments have moved what they say", q.AdjustmentsAgainstLedger),
		check(ctx, "I3", "counts have moved what they differed by", q.CountsAgainstLedger),
		check(ctx, "I3", "an ended operation is wholly applied or wholly compensated", q.UnfinishedEnds),
		check(ctx, "I4", "one audit record a step", q.AuditAgainstSteps),
		check(ctx, "I5", "what was answered as done was done", q.AnswersAgainstSteps),
		func() ([]Violation, error) { return verifyChains(ctx, q) },
	}
}

// check turns a query for offending rows into violations.
func check[T any](ctx context.Context, invariant, rule string, query func(context.Context) ([]T, error)) func() ([]Violation, error) {
	return func() ([]Violation, error) {
		rows, err := query(ctx)
		if err != nil {
			return nil, fmt.Errorf("%s, %s: %w", invariant, rule, err)
		}
		found := make([]Violation, len(rows))
		for i, r := range rows {
			if found[i], err = violation(invariant, rule, r); err != nil {
				return nil, err
			}
		}
		return found, nil
	}
}

func violation(invariant, rule string, row any) (Violation, error) {
	text, err := json.Marshal(row)
	if err != nil {
		return Violation{}, fmt.Errorf("encode an offending row: %w", err)
	}
	return Violation{Invariant: invariant, Rule: rule, Row: string(text)}, nil
}
