// Package mem says how much memory this process may still take, and of which
// limit that is the rest.
package mem

import (
	"fmt"
	"os"
	"runtime/debug"
	"runtime/metrics"
)

// Left is the memory that is left of a limit.
type Left struct {
	Bytes float64 // never negative
	Of    string  // the limit in words: "this machine", "the 200 MB limit of the control group"
}

// unknown is assumed where the system does not say.
const unknown = 4e9

// Available is the least of what the machine and every limit on this process
// leave. Memory that the process holds and does not use counts as left.
func Available() Left {
	least := Left{unknown, "an assumed 4 GB"}
	for k, l := range system("/", idle()) {
		if k == 0 || l.Bytes < least.Bytes {
			least = l
		}
	}
	least.Bytes = max(0, least.Bytes)
	return least
}

// heap is what Go holds of the system's memory and no value takes.
type heap struct {
	free     float64 // as good as taken, to the system
	released float64 // address space alone
}

func idle() heap {
	s := []metrics.Sample{{Name: "/memory/classes/heap/free:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return heap{float64(s[0].Value.Uint64()), float64(s[1].Value.Uint64())}
}

// Limit has garbage collected in time to stay near what is needed: an analysis of N²
// numbers leaves much of it, and the heap would grow to twice what is alive. It is no
// hard limit, and leaves alone what GOMEMLIMIT says.
func Limit(need float64) {
	const (
		least = 64 << 20 // below it collecting so often costs more than it saves
		code  = 16 << 20 // of the program, which Go does not count
	)
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(max(least, int64(need)-code))
	}
}

// Text is a number of bytes for people, in powers of 1000.
func Text(bytes float64) string {
	for _, u := range []string{"B", "kB", "MB", "GB", "TB"} {
		if bytes < 999.5 {
			return fmt.Sprintf("%.3g %s", bytes, u)
		}
		bytes /= 1000
	}
	return fmt.Sprintf("%.3g PB", bytes)
}
