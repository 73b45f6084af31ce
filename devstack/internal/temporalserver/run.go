package temporalserver

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	uiserver "github.com/temporalio/ui-server/v2/server"
	uiconfig "github.com/temporalio/ui-server/v2/server/config"
	uioptions "github.com/temporalio/ui-server/v2/server/server_options"
	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/temporal"

	"stockflow/devstack/internal/childconfig"
)

// Run serves until the process gets SIGTERM or its standard input, a pipe from
// the parent, reaches its end. The pipe is how the server learns on any system
// that the parent was killed and could not say goodbye.
func Run(configPath string) error {
	read, err := childconfig.Read(configPath)
	if err != nil {
		return err
	}
	c := instance{read}
	logger := log.NewZapLogger(log.BuildZapLogger(c.server().Log))
	if err := c.applySchemas(logger); err != nil {
		return err
	}

	server, err := temporal.NewServer(
		temporal.WithConfig(c.server()),
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithStaticHosts(c.staticHosts()),
		temporal.WithLogger(logger),
		temporal.WithDynamicConfigClient(dynamicConfig()),
		temporal.WithAuthorizer(authorization.NewNoopAuthorizer()),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper {
			return authorization.NewNoopClaimMapper()
		}),
	)
	if err != nil {
		return fmt.Errorf("create the Temporal server: %w", err)
	}
	if err := server.Start(); err != nil {
		return fmt.Errorf("start the Temporal server: %w", err)
	}
	ui := newUI(c)
	go func() {
		// Start ends the process itself when it cannot bind, which the parent
		// sees like any other failed start.
		_ = ui.Start()
	}()

	waitForTheEnd()
	ui.Stop()
	if err := server.Stop(); err != nil {
		return fmt.Errorf("stop the Temporal server: %w", err)
	}
	return nil
}

func newUI(c instance) *uiserver.Server {
	return uiserver.NewServer(uioptions.WithConfigProvider(&uiconfig.Config{
		TemporalGRPCAddress: fmt.Sprintf("%s:%d", host, c.FrontendPort),
		Host:                host,
		Port:                c.UIPort,
		PublicPath:          c.UIPath,
		EnableUI:            true,
		DefaultNamespace:    c.Namespace,
		DisableNewsFetch:    true,
		HideLogs:            true,
		// The page is served over plain HTTP on loopback; a Secure cookie
		// would not come back, and every write would fail its CSRF check.
		CORS: uiconfig.CORS{CookieInsecure: true},
	}))
}

func waitForTheEnd() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, os.Interrupt)
	orphaned := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		close(orphaned)
	}()
	select {
	case <-signals:
	case <-orphaned:
	}
}
