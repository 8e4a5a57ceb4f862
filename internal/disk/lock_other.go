//go:build !unix || solaris || aix

package disk

import (
	"errors"
	"os"
)

// ErrLocked is what Lock says of a file or directory that another process has.
var ErrLocked = errors.New("another process has it")

// Lock says that there are no locks here.
func Lock(*os.File) error { return errors.ErrUnsupported }
