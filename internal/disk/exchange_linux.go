package disk

import "golang.org/x/sys/unix"

// exchange makes two directories change places at one moment. Not every file
// system can.
var exchange = func(a, b string) error {
	return unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
}
