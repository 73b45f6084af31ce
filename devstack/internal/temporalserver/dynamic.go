package temporalserver

import (
	"time"

	"go.temporal.io/server/common/dynamicconfig"
)

// unthrottled is far above what one small machine can do, so that a benchmark
// meets the machine's limits and not a setting's.
const unthrottled = 100_000

// dynamicConfig are the server's settings that differ from its defaults. What
// the application relies on is also listed in the operations guide, since a
// production cluster needs it too.
func dynamicConfig() dynamicconfig.StaticClient {
	settings := map[string]any{
		// A warehouse's desk is one long-lived workflow that takes thousands
		// of Updates a run. The defaults allow 10 in flight and 2,000 in all,
		// and suggest to continue as new after 4,096 events.
		"history.maxInFlightUpdates":              200,
		"history.maxTotalUpdates":                 4000,
		"limit.historyCount.suggestContinueAsNew": 20_000,
		"limit.historyCount.warn":                 30_000,
		"limit.historySize.suggestContinueAsNew":  16 * 1024 * 1024,
		"limit.historySize.warn":                  24 * 1024 * 1024,

		"system.enableEagerWorkflowStart":     true,
		"system.enableActivityEagerExecution": true,

		// One partition for each task queue: on one node more of them only
		// add forwarding between the partitions.
		"matching.numTaskqueueReadPartitions":  1,
		"matching.numTaskqueueWritePartitions": 1,

		// A namespace or a search attribute that was just registered is to be
		// usable at once, since tests and first starts wait for it.
		"system.namespaceCacheRefreshInterval":           time.Second,
		"system.forceSearchAttributesCacheRefreshOnRead": true,

		// The long polls of a test run's many short-lived workers.
		"frontend.namespaceCount": 5000,
	}
	for _, key := range []string{
		"frontend.rps",
		"frontend.namespaceRPS",
		"frontend.namespaceRPS.visibility",
		"frontend.persistenceMaxQPS",
		"history.rps",
		"history.persistenceMaxQPS",
		"matching.rps",
		"matching.persistenceMaxQPS",
		"worker.persistenceMaxQPS",
		"system.visibilityPersistenceMaxReadQPS",
		"system.visibilityPersistenceMaxWriteQPS",
	} {
		settings[key] = unthrottled
	}
	client := dynamicconfig.StaticClient{}
	for key, value := range settings {
		client[dynamicconfig.MakeKey(key)] = value
	}
	return client
}
