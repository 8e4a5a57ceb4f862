package term

import (
	"errors"
	"time"

	"golang.org/x/sys/unix"
)

// poll waits until tty can be read, wake can, or the time is over.
func poll(tty, wake int, d time.Duration) (ready, woken bool, err error) {
	fds := []unix.PollFd{{Fd: int32(tty), Events: unix.POLLIN}, {Fd: int32(wake), Events: unix.POLLIN}}
	ms := int((d + time.Millisecond - 1) / time.Millisecond)
	if _, err := unix.Poll(fds, ms); err != nil {
		if errors.Is(err, unix.EINTR) {
			err = nil
		}
		return false, false, err
	}
	return fds[0].Revents != 0, fds[1].Revents != 0, nil
}
