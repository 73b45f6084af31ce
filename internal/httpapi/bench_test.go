package httpapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"stockflow/internal/inventory"
)

// BenchmarkCreateShipment measures what the API itself costs a command: the
// session, the user, the contract and the answer. The command is answered at
// once. Client and server share the processors.
func BenchmarkCreateShipment(b *testing.B) {
	for _, lines := range []int{1, 100} {
		b.Run(fmt.Sprintf("lines=%d", lines), func(b *testing.B) {
			r := setup(b)
			product := r.Product(b, "BENCH")
			r.Commands.instead(func(_ context.Context, cmd inventory.Command) (inventory.Outcome, error) {
				return inventory.Outcome{
					CommandID: cmd.ID, OperationID: cmd.OperationID, Number: "S-1", Kind: inventory.Shipment, Status: inventory.Reserved, Revision: 1,
				}, nil
			})
			staff := r.as(b, r.Staff)
			cookie := staff.cookie().String()
			var parts []any
			for range lines {
				parts = append(parts, map[string]any{"product_id": product, "quantity": 1})
			}
			body, err := json.Marshal(map[string]any{"warehouse_id": r.North.ID, "reference": "SO-1", "lines": parts})
			require.NoError(b, err)
			client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
			var n atomic.Int64
			b.SetParallelism(16)
			b.ReportAllocs()
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, r.URL+"/api/v1/shipments", bytes.NewReader(body))
					if err != nil {
						b.Error(err)
						return
					}
					req.Header.Set("Content-Type", "application/json")
					req.Header.Set("Cookie", cookie)
					req.Header.Set("Idempotency-Key", strconv.FormatInt(n.Add(1), 10))
					res, err := client.Do(req)
					if err != nil {
						b.Error(err)
						return
					}
					_, _ = io.Copy(io.Discard, res.Body)
					res.Body.Close()
					if res.StatusCode != http.StatusCreated {
						b.Error(res.Status)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
		})
	}
}
