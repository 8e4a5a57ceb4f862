package cli

import (
	"fmt"
	"io"
	"math"
	"os"
	"strings"

	xterm "github.com/charmbracelet/x/term"

	"spiketop/internal/disk"
	"spiketop/internal/term"
)

// maxLine is how much of a line about anything a terminal gets, in characters.
const maxLine = 2000

// say writes one line to standard error.
func (env Env) say(format string, args ...any) {
	fmt.Fprintln(env.Err, term.Clean(fmt.Sprintf(format, args...), maxLine))
}

// results is standard output. On a terminal it makes fit what comes from outside:
// names in tables and summaries. The first error stays, for those who do not look
// at it.
type results struct {
	io.Writer
	terminal bool
	err      error
}

func (r *results) Write(p []byte) (n int, err error) {
	n = len(p)
	if r.terminal {
		lines := strings.Split(string(p), "\n")
		for k := range lines {
			lines[k] = term.Clean(lines[k], math.MaxInt)
		}
		p = []byte(strings.Join(lines, "\n"))
	}
	if _, err = r.Writer.Write(p); err != nil {
		n = 0
		if r.err == nil {
			r.err = fmt.Errorf("standard output: %w", disk.Cause(err))
		}
	}
	return n, err
}

// columnsOf is the width of a terminal.
func columnsOf(stream any) int {
	if f, ok := stream.(*os.File); ok {
		if width, _, err := xterm.GetSize(f.Fd()); err == nil && width > 0 {
			return width
		}
	}
	return 80
}
