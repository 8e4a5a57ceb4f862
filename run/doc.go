// Package run is a run as it goes: a network, what trains and tests it, and what
// is kept of it.
//
// A run is a seed and a list of assignments. A [Session] reads the first of them
// from a preset, steps the network, makes each later assignment at its step, and
// records. The same list gives the same bits. [Headless] steps a session to its
// end. [Session.Copy] copies the run at one moment: analyses read the copy, and
// files are written from it.
package run
