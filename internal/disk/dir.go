package disk

import (
	"crypto/rand"
	"encoding/hex"
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
	partial, err := makePartial(dir)
	if err != nil {
		return err
	}
	return os.Remove(partial)
}

// makePartial makes a directory beside dir.
func makePartial(dir string) (string, error) {
	parent, base := filepath.Dir(dir), filepath.Base(dir)
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails
	partial := filepath.Join(parent, "."+base+".partial-"+hex.EncodeToString(b[:]))
	if err := os.Mkdir(partial, 0o777); err != nil {
		return "", fmt.Errorf("%s: cannot write in %s: %w", dir, parent, Cause(err))
	}
	return partial, nil
}

// WriteDir makes dir of files, or leaves nothing. dir must not exist: the error
// then wraps fs.ErrExist.
func WriteDir(dir string, files []File) (err error) {
	dir = filepath.Clean(dir)
	partial, err := makePartial(dir)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.RemoveAll(partial)
		}
	}()
	for _, f := range files {
		if err := writeFile(filepath.Join(partial, f.Name), f.Write); err != nil {
			return fmt.Errorf("%s: nothing was written: %s: %w", dir, f.Name, Cause(err))
		}
	}
	if err := syncDir(partial); err != nil {
		return fmt.Errorf("%s: nothing was written: %w", dir, Cause(err))
	}
	if err := os.Rename(partial, dir); err != nil { // refuses a directory, empty or not
		if errors.Is(err, fs.ErrExist) {
			err = fs.ErrExist // without the other name
		}
		return fmt.Errorf("%s: nothing was written: %w", dir, err)
	}
	_ = syncDir(filepath.Dir(dir)) // the directory is whole; whether its name is on the disk is up to the system
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
