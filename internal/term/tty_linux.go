package term

import (
	"os"

	"golang.org/x/sys/unix"
)

// discard throws away what was written to the terminal and not read by it, and
// wakes those who wait to write.
func discard(tty *os.File) {
	fd := int(tty.Fd())
	_ = unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCOFLUSH)
	_ = unix.IoctlSetInt(fd, unix.TCXONC, unix.TCOOFF)
	_ = unix.IoctlSetInt(fd, unix.TCXONC, unix.TCOON)
}
