// Package disk writes files and directories whole or not at all: beside their
// place under another name, brought to the disk, and then renamed. A program that
// is killed while it writes leaves at most a hidden .NAME.partial-…, which nobody
// reads. Who writes NAME an hour later, or more, removes it. What is written its
// owner can read, whatever the umask.
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
	"strings"
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
	return Replace(path, func(w io.Writer) error { _, err := w.Write(text); return err })
}

// Replace is WriteFile for what is written piece by piece.
func Replace(path string, write func(io.Writer) error) error {
	p, err := newPartial(path, false)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	w := bufio.NewWriterSize(p, 1<<16)
	if err = write(w); err == nil {
		err = w.Flush()
	}
	err = errors.Join(err, p.Sync())
	if err == nil {
		err = os.Rename(p.name, path)
	}
	if err != nil {
		_ = p.remove()
		return Named(path, err)
	}
	_ = p.Close()
	_ = syncDir(filepath.Dir(path))
	return nil
}

// partialName begins the name under which path is written.
func partialName(path string) string { return "." + filepath.Base(path) + leftMark }

// Clean removes what writers of path left beside it when they were killed. No
// writer may be at work.
func Clean(path string) {
	entries, _ := os.ReadDir(filepath.Dir(path))
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), partialName(path)) {
			_ = os.RemoveAll(filepath.Join(filepath.Dir(path), e.Name()))
		}
	}
}

// WriteNew writes a file whole or not at all. It does not replace another file,
// unless that holds the same already.
func WriteNew(path string, text []byte) error {
	switch old, err := ReadRegular(path, max(int64(len(text)), 1<<20)); {
	case errors.Is(err, fs.ErrNotExist):
		return WriteFile(path, text)
	case errors.Is(err, errTooLong):
		return fmt.Errorf("%s: it exists", path)
	case err != nil:
		return err
	case !bytes.Equal(old, text):
		return fmt.Errorf("%s: it exists", path)
	}
	return nil
}

// WriteFresh writes a file that must not exist, in its place, and brings it to the
// disk. Where that fails there is none. The error wraps fs.ErrExist for a file
// that exists.
func WriteFresh(path string, write func(io.Writer) error) error {
	err := writeFile(path, write)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		_ = os.Remove(path)
	}
	return err
}

// CreateFresh makes a file that must not exist, for what is written as it comes. The
// error wraps fs.ErrExist for a file that exists.
func CreateFresh(path string) (*os.File, error) { return create(path) }

// writeFile writes a new file and brings it to the disk.
func writeFile(name string, write func(io.Writer) error) error {
	f, err := create(name)
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
