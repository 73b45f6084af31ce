// Package intake brings commands to Temporal: routine commands to their
// warehouse's desk, gathered into shared Updates, and decisions to the process
// of their document.
//
// Commands for one warehouse that arrive while two Updates are in the air wait
// and travel together in the next, so that the fixed costs of the engine and
// of a transaction are shared. What can't be served in time is refused at
// once, by the rate that was measured last.
package intake
