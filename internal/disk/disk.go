// Package disk writes files and directories whole or not at all: beside their
// place under another name, brought to the disk, and then renamed. A program that
// is killed while it writes leaves at most a hidden .NAME.partial-…, which nobody
// reads and which may be deleted.
package disk

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Cause is what the system said, without the path: the caller names the path.
func Cause(err error) error {
	if pe := (*fs.PathError)(nil); errors.As(err, &pe) {
		return pe.Err
	}
	if le := (*os.LinkError)(nil); errors.As(err, &le) {
		return le.Err
	}
	return err
}

// Named puts the path before what the system said.
func Named(path string, err error) error { return fmt.Errorf("%s: %w", path, Cause(err)) }

// WriteFile writes a file whole or not at all, in place of an older one.
func WriteFile(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".partial-")
	if err != nil {
		return Named(path, err)
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return Named(path, err)
	}
	return nil
}

// WriteNew writes a file whole or not at all. It does not replace another file,
// unless that holds the same already.
func WriteNew(path string, text []byte) error {
	switch old, err := os.ReadFile(path); {
	case errors.Is(err, fs.ErrNotExist):
		return WriteFile(path, text)
	case err != nil:
		return Named(path, err)
	case !bytes.Equal(old, text):
		return fmt.Errorf("%s: it exists", path)
	}
	return nil
}

// writeFile writes a new file and brings it to the disk.
func writeFile(name string, write func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<16)
	err = write(w)
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}
