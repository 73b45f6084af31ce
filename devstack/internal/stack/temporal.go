package stack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os/exec"
	"syscall"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"

	"stockflow/devstack/internal/childconfig"
)

const (
	// TemporalServerCommand is the hidden subcommand that the program starts
	// itself with to be the Temporal server. Its argument is a file.
	TemporalServerCommand = "temporal-server"

	namespace = "stockflow"
	retention = 7 * 24 * time.Hour
	uiPath    = "/temporal"

	frontendService = "temporal.api.workflowservice.v1.WorkflowService"
)

// temporalPorts are the ports of one Temporal server.
type temporalPorts struct{ frontend, history, matching, worker, ui *reservation }

func reserveTemporal(preferredFrontend, preferredUI int) (temporalPorts, error) {
	var p temporalPorts
	for _, each := range []struct {
		into      **reservation
		preferred int
	}{
		{&p.frontend, preferredFrontend}, {&p.history, 0}, {&p.matching, 0}, {&p.worker, 0}, {&p.ui, preferredUI},
	} {
		r, err := reserve(each.preferred)
		if err != nil {
			return p, err
		}
		*each.into = r
	}
	return p, nil
}

// temporalService describes the Temporal server with its web UI, in one child
// process.
func (s *Stack) temporalService(ports temporalPorts) (*service, error) {
	s.temporalPort, s.uiPort = ports.frontend.port, ports.ui.port
	child := childconfig.Config{
		PostgresPort:       s.pgPort,
		User:               temporalRole,
		Password:           s.secrets.Temporal,
		Database:           temporalDatabase,
		VisibilityDatabase: temporalVisibilityDatabase,
		FrontendPort:       ports.frontend.release(),
		HistoryPort:        ports.history.release(),
		MatchingPort:       ports.matching.release(),
		WorkerPort:         ports.worker.release(),
		UIPort:             ports.ui.release(),
		UIPath:             uiPath,
		Namespace:          namespace,
	}
	config := s.files.path("temporal.json")
	if err := child.Write(config); err != nil {
		return nil, err
	}
	return s.supervise(&service{
		name:    "temporal",
		title:   "Temporal",
		clean:   syscall.SIGTERM,
		abort:   syscall.SIGKILL,
		orphan:  syscall.SIGKILL,
		logPath: s.files.path("logs", "temporal.log"),
		command: func() *exec.Cmd {
			cmd := exec.Command(s.self, TemporalServerCommand, config)
			cmd.Stdin = s.lifeline
			return cmd
		},
		ready: s.temporalReady,
	}), nil
}

// temporalReady tries once whether workflows could be started and found: the
// frontend serves, the namespace is known to it and to visibility, and every
// history shard has an owner.
func (s *Stack) temporalReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	conn, err := grpc.NewClient(address(s.temporalPort), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return fmt.Errorf("create a Temporal client: %w", err)
	}
	defer conn.Close()

	health, err := grpc_health_v1.NewHealthClient(conn).Check(ctx, &grpc_health_v1.HealthCheckRequest{Service: frontendService})
	if err != nil {
		return fmt.Errorf("ask for the health of Temporal: %w", err)
	}
	if health.GetStatus() != grpc_health_v1.HealthCheckResponse_SERVING {
		return fmt.Errorf("temporal is %s", health.GetStatus())
	}
	client := workflowservice.NewWorkflowServiceClient(conn)
	if err := ensureNamespace(ctx, client); err != nil {
		return err
	}
	if _, err := client.CountWorkflowExecutions(ctx, &workflowservice.CountWorkflowExecutionsRequest{Namespace: namespace}); err != nil {
		return fmt.Errorf("count workflows: %w", err)
	}
	// Ids are spread over the shards, so a few dozen find each of them.
	for i := range 32 {
		_, err := client.DescribeWorkflowExecution(ctx, &workflowservice.DescribeWorkflowExecutionRequest{
			Namespace: namespace,
			Execution: &commonpb.WorkflowExecution{WorkflowId: fmt.Sprintf("devstack-probe-%d", i)},
		})
		if err != nil && !isNotFound(err) {
			return fmt.Errorf("describe a workflow: %w", err)
		}
	}
	return s.uiReady(ctx)
}

func ensureNamespace(ctx context.Context, client workflowservice.WorkflowServiceClient) error {
	_, err := client.DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: namespace})
	if err == nil {
		return nil
	}
	if !isNotFound(err) {
		return fmt.Errorf("describe the namespace: %w", err)
	}
	_, err = client.RegisterNamespace(ctx, &workflowservice.RegisterNamespaceRequest{
		Namespace:                        namespace,
		Description:                      "Stockflow on this machine",
		WorkflowExecutionRetentionPeriod: durationpb.New(retention),
	})
	if err != nil {
		return fmt.Errorf("register the namespace: %w", err)
	}
	return nil
}

func isNotFound(err error) bool {
	var notFound *serviceerror.NotFound
	var noNamespace *serviceerror.NamespaceNotFound
	err = serviceerror.FromStatus(status.Convert(err))
	return errors.As(err, &notFound) || errors.As(err, &noNamespace)
}

func (s *Stack) uiReady(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.uiURL(), nil)
	if err != nil {
		return fmt.Errorf("build a request to the web UI: %w", err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("ask the web UI: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the web UI answers %s", response.Status)
	}
	return nil
}

func (s *Stack) uiURL() string { return "http://" + address(s.uiPort) + uiPath }
