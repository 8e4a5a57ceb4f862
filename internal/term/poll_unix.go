//go:build unix && !linux

package term

import (
	"errors"
	"time"

	"golang.org/x/sys/unix"
)

// poll waits until tty can be read, wake can, or the time is over. The poll of
// macOS does not know terminals.
func poll(tty, wake int, d time.Duration) (ready, woken bool, err error) {
	if max(tty, wake) >= unix.FD_SETSIZE {
		return false, false, unix.EMFILE
	}
	var set unix.FdSet
	set.Set(tty)
	set.Set(wake)
	tv := unix.NsecToTimeval(d.Nanoseconds())
	n, err := unix.Select(max(tty, wake)+1, &set, nil, nil, &tv)
	switch {
	case errors.Is(err, unix.EINTR):
		return false, false, nil
	case err != nil || n == 0:
		return false, false, err
	}
	return set.IsSet(tty), set.IsSet(wake), nil
}
