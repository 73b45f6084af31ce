// Package plans asks the API for everything that it lists, in a company of a
// tenth of the full size, and reads the plans of all queries that it made.
package plans
