// Package racetest tells tests whether the race detector watches.
package racetest

import "testing"

// SkipAlone skips a test under the race detector whose code is all in one goroutine,
// where there is nothing to detect, and which takes ten times as long. why says what
// the test does alone.
func SkipAlone(t testing.TB, why string) {
	t.Helper()
	if Enabled {
		t.Skip("nothing runs beside: " + why)
	}
}
