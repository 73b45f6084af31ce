// Package outage takes away the servers that Stockflow stands on: Temporal,
// Redis and PostgreSQL, killed and frozen while callers work. It has a
// devstack of its own.
package outage
