package cli

import (
	"os"
	"runtime/debug"
)

// limitMemory has garbage collected in time to stay near what a run needs: an
// analysis of N² numbers leaves much of it, and the heap would grow to twice what
// is alive. It is no hard limit.
func limitMemory(need float64) {
	const least = 64 << 20 // below it collecting so often costs more than it saves
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(max(least, int64(need)))
	}
}
