package temporalclient

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/types/known/durationpb"
)

// retention is how long a namespace that Stockflow registers keeps the
// histories of workflows that have ended.
const retention = 7 * 24 * time.Hour

// Ensure waits for Temporal and makes the namespace and the search attributes
// that Stockflow's workflows use, as far as they don't exist. It returns when
// all are usable, or with ctx's end. Several processes may do so at once.
func Ensure(ctx context.Context, c client.Client, namespace string, attributes []string) error {
	policy := backoff.NewExponentialBackOff()
	policy.InitialInterval = 50 * time.Millisecond
	policy.MaxInterval = 2 * time.Second
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		attempt, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		if err := ensureNamespace(attempt, c, namespace); err != nil {
			return struct{}{}, permanent(err)
		}
		return struct{}{}, permanent(ensureAttributes(attempt, c, namespace, attributes))
	}, backoff.WithBackOff(policy), backoff.WithMaxElapsedTime(0))
	if err != nil {
		return fmt.Errorf("prepare temporal namespace %s: %w", namespace, err)
	}
	return nil
}

// permanent marks errors that waiting does not mend.
func permanent(err error) error {
	var denied *serviceerror.PermissionDenied
	if errors.As(err, &denied) {
		return backoff.Permanent(err)
	}
	return err
}

func ensureNamespace(ctx context.Context, c client.Client, namespace string) error {
	_, err := c.WorkflowService().DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: namespace})
	var missing *serviceerror.NamespaceNotFound
	if !errors.As(err, &missing) {
		return err
	}
	_, err = c.WorkflowService().RegisterNamespace(ctx, &workflowservice.RegisterNamespaceRequest{
		Namespace:                        namespace,
		Description:                      "Stockflow's workflows",
		WorkflowExecutionRetentionPeriod: durationpb.New(retention),
	})
	var exists *serviceerror.NamespaceAlreadyExists
	if errors.As(err, &exists) {
		return nil
	}
	return err
}

// errNotYet says that a search attribute was added but is not listed yet.
var errNotYet = errors.New("search attributes are not usable yet")

func ensureAttributes(ctx context.Context, c client.Client, namespace string, attributes []string) error {
	listed, err := c.OperatorService().ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{Namespace: namespace})
	if err != nil {
		return err
	}
	missing := map[string]enumspb.IndexedValueType{}
	for _, name := range attributes {
		if _, ok := listed.GetCustomAttributes()[name]; !ok {
			missing[name] = enumspb.INDEXED_VALUE_TYPE_KEYWORD
		}
	}
	if len(missing) == 0 {
		return nil
	}
	_, err = c.OperatorService().AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{
		Namespace: namespace, SearchAttributes: missing,
	})
	var exists *serviceerror.AlreadyExists
	if err != nil && !errors.As(err, &exists) {
		return err
	}
	return errNotYet
}
