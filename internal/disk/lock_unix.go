//go:build unix && !solaris && !aix

package disk

import (
	"errors"
	"os"
	"syscall"
)

// ErrLocked is what Lock says of a file or directory that another process has.
var ErrLocked = errors.New("another process has it")

// Lock keeps other processes from locking the same file or directory. The system
// releases it however the process ends. The error is ErrLocked, or that there are
// no locks here.
func Lock(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return ErrLocked
	}
	return err
}
