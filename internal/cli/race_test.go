//go:build race

package cli

// raced: the race detector takes memory and time of its own.
const raced = true
