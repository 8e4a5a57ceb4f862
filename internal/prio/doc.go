// Package prio lets work wait for work that is more urgent: the analyses of a run
// for the steps of the run and for the screen.
package prio
