// Package apiclient speaks to Stockflow's API. The requests are generated from
// api/openapi.yaml; Session adds what every caller needs: signing in, trying
// again when the server is busy or out of reach, and waiting for the answers
// of commands that were taken without one.
package apiclient
