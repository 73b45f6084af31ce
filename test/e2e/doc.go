// Package e2e tests Stockflow from outside: real processes, spoken to over
// HTTP, and looked at through the API and through Temporal.
package e2e
