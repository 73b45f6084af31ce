package importer

import (
	"context"

	"golang.org/x/sync/errgroup"

	"stockflow/internal/inventory"
)

// job is a document on its way in.
type job struct {
	document *Document
	// waits are the jobs that have to be settled before.
	waits []*job
	// settled is closed once what later documents depend on has happened.
	settled chan struct{}
	// refused: it was not entered; to be read once it is settled.
	refused bool
	// unready: it names what the server doesn't know.
	unready bool
}

// settle lets the documents go on that wait for this one.
func (j *job) settle() {
	select {
	case <-j.settled:
	default:
		close(j.settled)
	}
}

// plan finds out which documents have to wait for which. Shipments compete
// for stock, so one that shares a product with an earlier one is reserved
// after it; transfers give stock as well, at their destination. Others enter
// side by side, except for those that are said to follow another.
func plan(documents []*Document) []*job {
	jobs := make([]*job, len(documents))
	byDocument := map[*Document]*job{}
	last := map[[2]string]*job{}
	for i, d := range documents {
		j := &job{document: d, settled: make(chan struct{})}
		jobs[i], byDocument[d] = j, j
		waits := map[*job]bool{}
		if before := byDocument[d.After]; before != nil {
			waits[before] = true
		}
		for _, key := range shelves(d) {
			if before := last[key]; before != nil && before != j {
				waits[before] = true
			}
			last[key] = j
		}
		for before := range waits {
			j.waits = append(j.waits, before)
		}
	}
	return jobs
}

// shelves are the products, by warehouse, for which a document competes.
func shelves(d *Document) [][2]string {
	if d.Kind == inventory.Receipt {
		return nil
	}
	var keys [][2]string
	for _, l := range d.Lines {
		keys = append(keys, [2]string{d.Warehouse, l.SKU})
		if d.Destination != "" {
			keys = append(keys, [2]string{d.Destination, l.SKU})
		}
	}
	return keys
}

// execute does the jobs, some at a time. They are begun in their order, so
// that those that a job waits for are always under way or done.
func execute(ctx context.Context, jobs []*job, parallel int, do func(context.Context, *job) error) error {
	var group errgroup.Group
	group.SetLimit(parallel)
	within, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	for _, j := range jobs {
		group.Go(func() error {
			// Stopped first, so that those that wait for a failure don't begin.
			defer j.settle()
			for _, before := range j.waits {
				select {
				case <-before.settled:
				case <-within.Done():
				}
			}
			if within.Err() != nil {
				return context.Cause(within)
			}
			err := do(within, j)
			if err != nil {
				stop(err)
			}
			return err
		})
	}
	return group.Wait()
}
