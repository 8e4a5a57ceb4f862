//go:build unix && !solaris && !aix

package sweep

import (
	"errors"
	"os"
	"syscall"
)

// lock keeps other processes from filling the same file. The system releases it
// however the process ends. A file system that has no locks is used without.
func lock(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return errors.New("another process is filling it now")
	}
	return nil
}
