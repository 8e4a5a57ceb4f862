// Package term stands between the program and its terminal.
//
//   - A [Filter] stands between the terminal and Bubble Tea's reader: what would
//     crash or block the reader, or be typed by mistake, does not reach the reader.
//   - A [Guard] gives the terminal back as it was, whatever ends the program.
//   - [Clean] makes text from outside fit to be written to a terminal.
//   - [FromEnv] reads what the environment says of the terminal.
package term

import (
	"errors"

	xterm "github.com/charmbracelet/x/term"
)

// ErrGone is the end of a Filter whose terminal was closed. SIGHUP comes at the
// same time, unless the program ignores SIGHUP; either may be seen first.
var ErrGone = errors.New("the terminal is gone")

// Bubble Tea takes an input or output of this form for a terminal.
var (
	_ xterm.File = (*Filter)(nil)
	_ xterm.File = (*Output)(nil)
)
