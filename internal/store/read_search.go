package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"stockflow/internal/store/dbsqlc"
)

const (
	// plenty is how many literal finds leave no room for those that are only
	// alike.
	plenty = 5
	// alikeAtMost is how many names that are alike are compared. Where there are
	// more, the term says too little for any to be better than the others.
	alikeAtMost = 300
)

// likenesses are how much of the term's groups of three letters a name must
// share: most of them, or, where no name does, so many as are left of a word of
// six when two letters change places.
var likenesses = []float32{0.6, 0.4}

// finding collects products in the order in which they are found.
type finding struct {
	ids  []int64
	seen map[int64]bool
}

func (f *finding) add(ids ...int64) {
	for _, id := range ids {
		if !f.seen[id] {
			f.seen[id] = true
			f.ids = append(f.ids, id)
		}
	}
}

// SearchProducts finds the products that somebody means by a term: first the
// one whose SKU or barcode it is, then those whose SKU or name begins with it,
// those with it in their name, and at last, where that was little, those whose
// name is written almost like it.
func (s *Store) SearchProducts(ctx context.Context, term, status string, limit int) ([]Product, error) {
	term = strings.Join(strings.Fields(term), " ")
	if term == "" {
		return []Product{}, nil
	}
	f := &finding{seen: map[int64]bool{}}
	exact, err := s.q.ProductsNamedExactly(ctx, term)
	if err != nil {
		return nil, fmt.Errorf("find products by SKU and barcode: %w", err)
	}
	barcode := false
	for _, r := range exact {
		f.add(r.ID)
		barcode = barcode || r.Tier > 0
	}
	if barcode {
		return s.found(ctx, f.ids, status, limit) // nobody writes a barcode and means a name
	}
	beginning, err := s.q.ProductsBeginning(ctx, dbsqlc.ProductsBeginningParams{Prefix: likePrefix(term), Status: status, MaxRows: int32(limit)}) //nolint:gosec // the API bounds it
	if err != nil {
		return nil, fmt.Errorf("find products by their beginning: %w", err)
	}
	f.add(beginning...)
	if utf8.RuneCountInString(term) >= trigram && len(f.ids) < limit {
		if err := s.findWithin(ctx, f, term, status, limit); err != nil {
			return nil, err
		}
	}
	return s.found(ctx, f.ids, status, limit)
}

// findWithin finds the term within names, and names that are like it.
func (s *Store) findWithin(ctx context.Context, f *finding, term, status string, limit int) error {
	ids, few, err := s.productsFound(ctx, term)
	if err != nil {
		return fmt.Errorf("find products by a part of their name: %w", err)
	}
	if !few {
		rows, err := s.findProducts(ctx, term, status, "", 0, int32(limit)) //nolint:gosec // the API bounds it
		if err != nil {
			return fmt.Errorf("find products by a part of their name: %w", err)
		}
		for _, r := range rows {
			f.add(r.ID)
		}
		return nil
	}
	if err := s.rank(ctx, f, ids, term, status, limit); err != nil || len(f.ids) >= min(plenty, limit) {
		return err
	}
	for _, likeness := range likenesses {
		ids, err = s.q.SimilarProducts(ctx, dbsqlc.SimilarProductsParams{Term: term, Likeness: likeness, MaxRows: alikeAtMost})
		if err != nil {
			return fmt.Errorf("find products by what is like their name: %w", err)
		}
		if len(ids) > 0 {
			break
		}
	}
	return s.rank(ctx, f, ids, term, status, limit)
}

func (s *Store) rank(ctx context.Context, f *finding, ids []int64, term, status string, limit int) error {
	if len(ids) == 0 {
		return nil
	}
	ranked, err := s.q.ProductsByLikeness(ctx, dbsqlc.ProductsByLikenessParams{Ids: ids, Status: status, Term: term, MaxRows: int32(limit)}) //nolint:gosec // the API bounds it
	if err != nil {
		return fmt.Errorf("rank products: %w", err)
	}
	f.add(ranked...)
	return nil
}

// found reads the first of the products that were found, in their order.
func (s *Store) found(ctx context.Context, ids []int64, status string, limit int) ([]Product, error) {
	rows, err := s.q.ProductsByIDs(ctx, dbsqlc.ProductsByIDsParams{Ids: ids, Status: status})
	if err != nil {
		return nil, fmt.Errorf("read products: %w", err)
	}
	slices.SortFunc(rows, func(a, b dbsqlc.Product) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return withUnits(ctx, s.q, rows[:min(limit, len(rows))])
}
