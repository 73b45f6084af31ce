// Package faults kills Stockflow's processes at every step of every document,
// and cancels workflows behind its back.
package faults
