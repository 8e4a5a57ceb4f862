package main

import "syscall"

// cpuMS is the CPU time of the process so far, in ms.
func cpuMS() float64 {
	self, err := syscall.GetCurrentProcess()
	check(err)
	var began, ended, kernel, user syscall.Filetime
	check(syscall.GetProcessTimes(self, &began, &ended, &kernel, &user))
	spent := func(t syscall.Filetime) float64 { // a Filetime of a duration counts 100 ns
		return float64(uint64(t.HighDateTime)<<32|uint64(t.LowDateTime)) / 1e4
	}
	return spent(kernel) + spent(user)
}
