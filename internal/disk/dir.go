package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// File is one file of a directory.
type File struct {
	Name  string
	Write func(io.Writer) error
}

// CheckNew reports why dir could not be written: that it exists, or that nothing
// can be made beside it. It is asked before a long run starts.
func CheckNew(dir string) error {
	if dir == "" {
		return errors.New("no name; give a directory that does not exist")
	}
	dir = filepath.Clean(dir)
	switch _, err := os.Lstat(dir); {
	case err == nil:
		return fmt.Errorf("%s exists; give a directory that does not exist", dir)
	case !errors.Is(err, fs.ErrNotExist):
		return Named(dir, err)
	}
	p, err := newPartial(dir, true)
	if err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	return p.remove()
}

// CheckFile reports why the file at path could be neither made nor written to.
func CheckFile(path string) error {
	f, err := OpenRegular(path, os.O_WRONLY, 1<<62)
	switch {
	case err == nil:
		return f.Close()
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	p, err := newPartial(path, false)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return p.remove()
}

// CheckDir reports why nothing could be made in dir.
func CheckDir(dir string) error {
	p, err := newPartial(filepath.Join(dir, "check"), false)
	if err != nil {
		return Named(dir, errors.Unwrap(err))
	}
	return p.remove()
}

// WriteDir makes dir of files, or leaves nothing. dir must not exist: the error
// then wraps fs.ErrExist.
func WriteDir(dir string, files []File) error { return writeDir(dir, filepath.Clean(dir), files) }

// writeDir writes a directory called as. An error names it dir.
func writeDir(dir, as string, files []File) (err error) {
	p, err := newPartial(as, true)
	defer func() {
		if err != nil {
			if p != nil {
				_ = p.remove()
			}
			err = fmt.Errorf("%s: nothing was written: %w", dir, err)
		}
	}()
	if err != nil {
		return err
	}
	for _, f := range files {
		name := filepath.Join(p.name, f.Name)
		if err := MakeDir(filepath.Dir(name)); err != nil {
			return err
		}
		if err := writeFile(name, f.Write); err != nil {
			return fmt.Errorf("%s: %w", f.Name, Cause(err))
		}
	}
	if err := p.Sync(); err != nil {
		return Cause(err)
	}
	if err := os.Rename(p.name, as); err != nil { // refuses a directory, empty or not
		if errors.Is(err, fs.ErrExist) {
			err = fs.ErrExist // without the other name
		}
		return err
	}
	_ = p.Close()
	_ = syncDir(filepath.Dir(as)) // the directory is whole; whether its name is on the disk is up to the system
	return nil
}

func syncDir(name string) error {
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
