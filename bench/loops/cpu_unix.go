//go:build unix

package main

import "syscall"

// cpuMS is the CPU time of the process so far, in ms.
func cpuMS() float64 {
	var u syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e6
}
