// Package live is a run behind a screen. A [Runner] steps a session by the clock
// on a goroutine of its own. The screen sends the runner requests and reads
// frames; neither side waits for the other. Analyses work beside the run on
// copies of it.
package live
