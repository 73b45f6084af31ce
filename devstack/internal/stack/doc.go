// Package stack boots real PostgreSQL, Redis and Temporal servers on loopback,
// runs a command inside that environment, and takes everything down again.
//
// The servers are child processes. They end when this process ends, however it
// ends, and a control endpoint stops and starts them one by one for tests that
// want to see how an application copes.
package stack
