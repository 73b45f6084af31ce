// Package workflows holds Stockflow's durable processes, in deterministic code.
//
// The desk (desk.go) is the intake of a warehouse: one long-lived workflow that
// takes batches of commands as Updates and posts each batch in one transaction.
//
// A document's own workflow (receipt.go, shipment.go, transfer.go, over the
// harness in process.go) is its process: it looks at the document's state,
// waits for what comes next, acts when time runs out, and carries a
// cancellation through to its end. It keeps no state of its own that the
// database doesn't hold, but what it has already reminded of, so that it can
// be started again from nothing.
//
// # Changing workflow code
//
// Running workflows replay their history through the code, so the order of
// what a workflow asks of Temporal (activities, timers, search attributes,
// continue-as-new) must stay as it was for histories that exist. Put a change
// of that order behind workflow.GetVersion, and take the old branch out once
// no run of before is left:
//
//	if workflow.GetVersion(ctx, "remind-twice", workflow.DefaultVersion, 1) == 1 { … }
//
// The histories in testdata are replayed by the tests, and fail on a change
// that forgot this. Record new ones beside the old when a path is added.
package workflows
