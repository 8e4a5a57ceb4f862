package prio

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// Lower has the thread of the calling goroutine wait for all threads of usual
// priority. The goroutine keeps the thread for itself; both end together. It must be
// called in a goroutine that does one thing and ends.
func Lower() {
	runtime.LockOSThread()
	_ = unix.Setpriority(unix.PRIO_PROCESS, 0, nice) // of this thread; where it is refused the work is as urgent as any
}

// nice is the scheduler's name of the share: 10 is a tenth of the time of a thread
// of usual priority on the same processor.
const nice = 10
