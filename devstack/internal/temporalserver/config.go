// Package temporalserver runs a whole Temporal server and its web UI inside
// this process, on loopback and on PostgreSQL. The devstack starts itself
// again with a hidden subcommand that ends up here, so that a fault test can
// kill the server without taking the rest of the stack along.
package temporalserver

import (
	"fmt"
	"time"

	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/postgresql"
	"go.temporal.io/server/common/primitives"

	"stockflow/devstack/internal/childconfig"
)

const (
	host = "127.0.0.1"

	mainStore       = "main"
	visibilityStore = "visibility"

	// historyShards cannot be changed once a cluster has data. Four are plenty
	// on a small machine; more only cost polling.
	historyShards = 4

	// maxConns bounds the connections of one store. All of Temporal's services
	// live in one process here, and the application needs its share.
	maxConns = 20
)

// instance is one server with the configuration from its parent process.
type instance struct{ childconfig.Config }

func (c instance) store(database string) config.DataStore {
	return config.DataStore{SQL: &config.SQL{
		PluginName:      postgresql.PluginNamePGX,
		ConnectAddr:     fmt.Sprintf("%s:%d", host, c.PostgresPort),
		ConnectProtocol: "tcp",
		User:            c.User,
		Password:        c.Password,
		DatabaseName:    database,
		MaxConns:        maxConns,
		MaxIdleConns:    maxConns,
		MaxConnLifetime: time.Hour,
	}}
}

func (c instance) server() *config.Config {
	address := fmt.Sprintf("%s:%d", host, c.FrontendPort)
	return &config.Config{
		Log: log.Config{Stdout: true, Level: "warn"},
		Persistence: config.Persistence{
			DefaultStore:     mainStore,
			VisibilityStore:  visibilityStore,
			NumHistoryShards: historyShards,
			DataStores: map[string]config.DataStore{
				mainStore:       c.store(c.Database),
				visibilityStore: c.store(c.VisibilityDatabase),
			},
		},
		Global: config.Global{
			Membership: config.Membership{MaxJoinDuration: 30 * time.Second, BroadcastAddress: host},
		},
		ClusterMetadata: &cluster.Config{
			FailoverVersionIncrement: 10,
			MasterClusterName:        "active",
			CurrentClusterName:       "active",
			ClusterInformation: map[string]cluster.ClusterInformation{
				"active": {Enabled: true, InitialFailoverVersion: 1, RPCAddress: address},
			},
		},
		DCRedirectionPolicy: config.DCRedirectionPolicy{Policy: "noop"},
		Services: map[string]config.Service{
			string(primitives.FrontendService): service(c.FrontendPort),
			string(primitives.HistoryService):  service(c.HistoryPort),
			string(primitives.MatchingService): service(c.MatchingPort),
			string(primitives.WorkerService):   service(c.WorkerPort),
		},
		Archival: config.Archival{
			History:    config.HistoryArchival{State: config.ArchivalDisabled},
			Visibility: config.VisibilityArchival{State: config.ArchivalDisabled},
		},
		NamespaceDefaults: config.NamespaceDefaults{Archival: config.ArchivalNamespaceDefaults{
			History:    config.HistoryArchivalNamespaceDefaults{State: config.ArchivalDisabled},
			Visibility: config.VisibilityArchivalNamespaceDefaults{State: config.ArchivalDisabled},
		}},
		PublicClient: config.PublicClient{HostPort: address},
	}
}

func service(port int) config.Service {
	return config.Service{RPC: config.RPC{GRPCPort: port, BindOnIP: host}}
}

// staticHosts replaces the gossip between servers: there is only one, and it
// knows its own ports. It saves four ports and the seconds of joining.
func (c instance) staticHosts() map[primitives.ServiceName]static.Hosts {
	at := func(port int) static.Hosts { return static.SingleLocalHost(fmt.Sprintf("%s:%d", host, port)) }
	return map[primitives.ServiceName]static.Hosts{
		primitives.FrontendService: at(c.FrontendPort),
		primitives.HistoryService:  at(c.HistoryPort),
		primitives.MatchingService: at(c.MatchingPort),
		primitives.WorkerService:   at(c.WorkerPort),
	}
}
