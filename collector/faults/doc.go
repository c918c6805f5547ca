// Package faults holds the tests of what must never lose a record: processes
// that are killed, power that goes, databases, disks and networks that fail,
// clocks that jump, connectors that lie. One scenario a file; what Pantau does
// in each is told in docs/faults.md.
//
// Every scenario runs the built program as an operator does, breaks something,
// and then compares what is stored with what the simulated platform has, id by
// id. A few rounds run in every test; `go tool mage faults` runs many.
package faults
