//go:build race

package racetest

// Enabled: the race detector watches, and takes memory and time of its own.
const Enabled = true
