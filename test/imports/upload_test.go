package imports

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/apiclient"
	"stockflow/internal/events"
	"stockflow/internal/inventory"
	"stockflow/test/system"
)

const uploadedRows = 1600

// A worker that dies between two batches loses no row of an import and does
// none twice; whoever may import sees how far it has come, live, from whichever
// API instance.
func TestAnUploadOutlivesItsWorker(t *testing.T) {
	s := system.New(t, system.Options{APIs: 2, NoWorkers: true})
	manager := s.User(t, inventory.Manager)
	var file strings.Builder
	file.WriteString("sku,name,category\n")
	for i := range uploadedRows {
		fmt.Fprintf(&file, "UP-%04d,Product %d,Uploaded > %d\n", i, i, i%7)
	}
	file.WriteString("UP-0000,again,\n")

	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	live := system.Heard[apiclient.Import](ctx, t, manager, s.APIs[1], events.Import)
	made := system.Decode[apiclient.Import](t, manager.Send(t, system.Request{
		Method: http.MethodPost, Path: "/imports?file_name=big.csv", Body: file.String(), API: s.APIs[0],
		Header: http.Header{"Content-Type": {"application/octet-stream"}},
	}))
	assert.Equal(t, apiclient.ImportStatusQueued, made.Status, "nobody is there yet, and nothing is lost")

	worker := s.Workers[0]
	worker.Start(t, "STOCKFLOW_CRASH_AT=import:batch")
	worker.AwaitKilled(t)
	half := system.Get[apiclient.Import](t, manager, "/imports/"+made.ID)
	assert.Equal(t, apiclient.ImportStatusRunning, half.Status)
	assert.EqualValues(t, 500, half.Done)
	worker.Start(t)

	var last apiclient.Import
	seen := 0
	for last.Status != apiclient.ImportStatusDone {
		select {
		case e, ok := <-live:
			require.True(t, ok, "the stream ended")
			require.Equal(t, made.ID, e.ID)
			require.GreaterOrEqual(t, e.Done, last.Done)
			last = e
			seen++
		case <-ctx.Done():
			require.Fail(t, "the import did not end", "%+v", last)
		}
	}
	assert.GreaterOrEqual(t, seen, 4, "queued, two batches or more, done")
	assert.EqualValues(t, uploadedRows, last.Created)
	assert.EqualValues(t, 1, last.Errors)
	assert.EqualValues(t, uploadedRows, s.Count(t, "SELECT count(*) FROM products WHERE sku LIKE 'UP-%'"))
	assert.EqualValues(t, uploadedRows, s.Count(t, "SELECT count(*) FROM audit_records WHERE action = 'create_product' AND after->>'sku' LIKE 'UP-%'"))
	s.Verify(t)
}
