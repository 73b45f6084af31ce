// Package activities holds the side effects of Stockflow's workflows. Each is
// idempotent and makes one transaction at most: a workflow may run it again.
//
// Refusals are answers, inside an outcome; an error means that the database
// could not be reached, and is retried.
package activities
