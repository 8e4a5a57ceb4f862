//go:build unix

package term

import (
	"os"

	"golang.org/x/sys/unix"
)

// foreground says whether the terminal is this program's to change. A terminal
// that does not control the program is.
func foreground(tty *os.File) bool {
	group, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCGPGRP)
	return err != nil || group == unix.Getpgrp()
}
