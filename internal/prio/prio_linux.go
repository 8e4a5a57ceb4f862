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
	_ = unix.Setpriority(unix.PRIO_PROCESS, 0, min(19, usual+less)) // of this thread; where it is refused the work is as urgent as any
}

// Works says whether threads have priorities here.
const Works = true

// less is how much nicer a lowered thread is: a thread that is nicer by 10 has a
// tenth of the time of another on the same processor (sched(7)).
const less = 10

// usual is the niceness of the program when it started.
var usual = func() int {
	raw, err := unix.Getpriority(unix.PRIO_PROCESS, 0)
	if err != nil {
		return 0
	}
	return 20 - raw // as the system call has it
}()
