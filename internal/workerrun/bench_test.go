package workerrun_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"stockflow/activities"
	"stockflow/internal/fixture"
	"stockflow/internal/intake"
	"stockflow/internal/inventory"
	"stockflow/internal/temporaltest"
)

// BenchmarkDesk measures shipments that are created and reserved through one
// desk, with the intake, the worker and the database in one box.
func BenchmarkDesk(b *testing.B) {
	for _, callers := range []int{1, 8, 32, 200} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			company := fixture.New(b)
			products := company.Products(b, 50)
			for _, p := range products {
				company.At(company.North).Receive(b, p, 1_000_000)
			}
			ns := temporaltest.New(b)
			ns.Work(b, &activities.Stock{Poster: company.Store, Loader: company.Store})
			in, err := intake.New(ns.Client, intake.Options{})
			require.NoError(b, err)
			submit := func(n int) {
				cmd := company.At(company.North).Command(inventory.CreateShipment, "", fixture.Lines(products[n%len(products)], 1))
				out, err := in.Submit(b.Context(), cmd)
				if err != nil || out.Refusal != nil {
					b.Error(err, out.Refusal)
				}
			}
			submit(0)
			work := make(chan int)
			var mu sync.Mutex
			var took []time.Duration
			var wg sync.WaitGroup
			for range callers {
				wg.Go(func() {
					for n := range work {
						start := time.Now()
						submit(n)
						mu.Lock()
						took = append(took, time.Since(start))
						mu.Unlock()
					}
				})
			}
			b.ResetTimer()
			for n := range b.N {
				work <- n
			}
			close(work)
			wg.Wait()
			b.StopTimer()
			slices.Sort(took)
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commands/s")
			b.ReportMetric(float64(took[len(took)/2].Milliseconds()), "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Milliseconds()), "p99-ms")
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			require.NoError(b, in.Close(ctx))
		})
	}
}
