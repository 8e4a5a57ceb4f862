//go:build race

package tui

// raced: the race detector takes memory and time of its own.
const raced = true
