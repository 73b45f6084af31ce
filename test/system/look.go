package system

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/converter"

	"stockflow/internal/apiclient"
	"stockflow/internal/inventory"
	"stockflow/workflows"
)

// Level is the stock of a product in a warehouse, as the API tells it.
type Level struct{ OnHand, Reserved, Available, InTransit int64 }

// Level reads the stock of a product in a warehouse.
func (s *System) Level(t testing.TB, site *Site, product int64) Level {
	t.Helper()
	for _, l := range s.ProductStock(t, product).Warehouses {
		if l.Warehouse.ID == site.ID {
			return Level{l.OnHand, l.Reserved, l.Available, l.InTransit}
		}
	}
	return Level{}
}

// ProductStock reads all about the stock of a product.
func (s *System) ProductStock(t testing.TB, product int64) apiclient.ProductStock {
	t.Helper()
	return Get[apiclient.ProductStock](t, s.Admin, fmt.Sprintf("/products/%d/stock", product))
}

// InBin reads what is on hand of a product in a bin, over all lots.
func (s *System) InBin(t testing.TB, site *Site, bin string, product int64) (onHand int64) {
	t.Helper()
	for _, b := range s.ProductStock(t, product).Balances {
		if b.Location.ID == site.Bins[bin] {
			onHand += b.OnHand
		}
	}
	return onHand
}

// Operation reads a document.
func (s *System) Operation(t testing.TB, id string) apiclient.Operation {
	t.Helper()
	return Get[apiclient.Operation](t, s.Admin, "/operations/"+id)
}

// Status reads a document's stage.
func (s *System) Status(t testing.TB, id string) string {
	t.Helper()
	return string(s.Operation(t, id).Status)
}

// AwaitStatus waits until a document has come to a stage.
func (s *System) AwaitStatus(t testing.TB, id, status string) {
	t.Helper()
	Until(t, 60*time.Second, "the document is "+status, func() (any, bool) {
		seen := s.Status(t, id)
		return seen, seen == status
	})
}

// Run is what Temporal shows of a document's workflow.
type Run struct {
	Status     enumspb.WorkflowExecutionStatus
	Attributes map[string]string
}

// Run reads what Temporal shows of a document's workflow, if it has begun.
func (s *System) Run(t testing.TB, kind inventory.Kind, operation string) (Run, bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	described, err := s.Temporal.DescribeWorkflowExecution(ctx, workflows.ProcessID(kind, operation), "")
	if err != nil {
		return Run{}, false
	}
	info := described.GetWorkflowExecutionInfo()
	return Run{Status: info.GetStatus(), Attributes: keywords(t, info.GetSearchAttributes().GetIndexedFields())}, true
}

func keywords(t testing.TB, fields map[string]*commonpb.Payload) map[string]string {
	t.Helper()
	out := map[string]string{}
	for name, payload := range fields {
		var value string
		if converter.GetDefaultDataConverter().FromPayload(payload, &value) == nil {
			out[name] = value
		}
	}
	return out
}

// AwaitRun waits until Temporal shows a document's workflow in a state, and
// under the document's stage.
func (s *System) AwaitRun(t testing.TB, operation string, status enumspb.WorkflowExecutionStatus) Run {
	t.Helper()
	var run Run
	Until(t, 60*time.Second, "Temporal shows the workflow as "+status.String(), func() (any, bool) {
		op := s.Operation(t, operation)
		var ok bool
		run, ok = s.Run(t, inventory.Kind(op.Kind), operation)
		return run, ok && run.Status == status && run.Attributes[workflows.StatusAttribute.GetName()] == string(op.Status)
	})
	return run
}

// Live asks a document's running workflow for its state.
func (s *System) Live(t testing.TB, kind inventory.Kind, operation string) (live workflows.Live) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	value, err := s.Temporal.QueryWorkflow(ctx, workflows.ProcessID(kind, operation), "", workflows.StateQuery)
	require.NoError(t, err)
	require.NoError(t, value.Get(&live))
	return live
}

// Found counts the workflows that a query of Temporal's UI finds.
func (s *System) Found(t testing.TB, query string) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	page, err := s.Temporal.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{Namespace: s.Namespace, Query: query})
	require.NoError(t, err, query)
	return len(page.GetExecutions())
}
