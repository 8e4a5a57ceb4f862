//go:build !unix

package term

import "os"

// A Filter is the terminal itself: on Windows, Bubble Tea reads the console's
// records of keys, sizes and the mouse, not bytes.
type Filter struct{ *os.File }

// NewFilter returns the terminal.
func NewFilter(tty *os.File) (*Filter, error) { return &Filter{tty}, nil }

// Close leaves the terminal open.
func (f *Filter) Close() error { return nil }
