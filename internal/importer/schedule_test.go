package importer

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/inventory"
)

func TestDocumentsWaitForThoseTheyCompeteWith(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	var documents []*Document
	for i := range 500 {
		d := &Document{Kind: inventory.Shipment, Number: fmt.Sprint(i), Warehouse: "W" + fmt.Sprint(random.IntN(2))}
		for range 1 + random.IntN(4) {
			d.Lines = append(d.Lines, Line{SKU: fmt.Sprint(random.IntN(30))})
		}
		documents = append(documents, d)
	}
	var mu sync.Mutex
	order := map[string][]string{}
	err := execute(t.Context(), plan(documents), 16, func(_ context.Context, j *job) error {
		mu.Lock()
		defer mu.Unlock()
		for _, l := range j.document.Lines {
			key := j.document.Warehouse + l.SKU
			if list := order[key]; len(list) == 0 || list[len(list)-1] != j.document.Number {
				order[key] = append(order[key], j.document.Number)
			}
		}
		return nil
	})
	require.NoError(t, err)
	want := map[string][]string{}
	for _, d := range documents {
		for _, l := range d.Lines {
			key := d.Warehouse + l.SKU
			if list := want[key]; len(list) == 0 || list[len(list)-1] != d.Number {
				want[key] = append(want[key], d.Number)
			}
		}
	}
	assert.Equal(t, want, order)
}

func TestAFailureStopsTheRest(t *testing.T) {
	var documents []*Document
	for range 100 {
		documents = append(documents, &Document{Kind: inventory.Shipment, Warehouse: "W", Lines: []Line{{SKU: "S"}}})
	}
	boom := errors.New("the server is gone")
	done := 0
	err := execute(t.Context(), plan(documents), 4, func(context.Context, *job) error {
		done++
		if done == 3 {
			return boom
		}
		return nil
	})
	require.ErrorIs(t, err, boom)
	assert.Equal(t, 3, done)

	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(boom)
	assert.ErrorIs(t, execute(ctx, plan(documents), 4, func(context.Context, *job) error { return nil }), boom, "interrupted")
}
