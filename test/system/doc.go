// Package system runs Stockflow for tests as an operator would: API and worker
// processes of their own, on a database, a Temporal namespace and a Redis that
// no other test sees. Its users speak HTTP; its processes can be killed,
// frozen and started again.
package system
