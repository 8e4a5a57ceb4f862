//go:build !linux

package prio

// Lower does nothing: elsewhere the priority belongs to the process.
func Lower() {}

// Works says whether threads have priorities here.
const Works = false
