package experiment

import (
	"bufio"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
)

// A run on disk is a directory, whole or not at all: it is written beside its
// place under another name, brought to the disk, and then renamed. A program
// that is killed while it writes leaves at most a hidden directory
// .NAME.partial-… that nobody reads and that may be deleted.

// file is one file of a run.
type file struct {
	name  string
	write func(io.Writer) error
}

// CheckOut reports why the run could not be written to dir: that it exists, or
// that nothing can be made beside it. It is asked before a run starts.
func CheckOut(dir string) error {
	if dir == "" {
		return errors.New("no name; accepted is a directory that does not exist")
	}
	dir = filepath.Clean(dir)
	switch _, err := os.Lstat(dir); {
	case err == nil:
		return fmt.Errorf("%s exists; accepted is a directory that does not", dir)
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: %w", dir, cause(err))
	}
	partial, err := makePartial(dir)
	if err != nil {
		return err
	}
	return os.Remove(partial)
}

// Write writes the run and its summary to dir, which must not exist.
func (c *Copy) Write(dir string, s *Summary) error {
	c.Complete(s)
	return writeDir(dir, c.files(s))
}

// WriteFresh writes the run to a directory below parent that no other writer
// takes, and returns its name.
func (c *Copy) WriteFresh(parent string, s *Summary) (string, error) {
	c.Complete(s)
	for {
		dir := FreshDir(parent, c.Plan.Preset(), c.Params.Seed)
		err := writeDir(dir, c.files(s))
		if !errors.Is(err, fs.ErrExist) {
			return dir, err
		}
	}
}

// WriteRun analyses the run and writes it to a fresh directory below parent: what
// a screen needs for its key.
func WriteRun(c *Copy, parent string) (string, error) {
	return c.WriteFresh(parent, c.Summarise(c.Status(), math.NaN()))
}

// FreshDir is the first of parent/PRESET-sSEED-001, -002, … that does not exist.
func FreshDir(parent, preset string, seed int) string {
	name := strings.Map(func(r rune) rune { // a recorded run may name anything
		if r <= ' ' || r == 0x7f || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, preset)
	if name == "" || name[0] == '.' || name[0] == '-' {
		name = "run" + name
	}
	for k := 1; ; k++ {
		dir := filepath.Join(parent, fmt.Sprintf("%s-s%d-%03d", name, seed, k))
		if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
			return dir
		} else if err != nil { // not even that can be asked: writing will say why
			return dir
		}
	}
}

// makePartial makes a directory beside dir.
func makePartial(dir string) (string, error) {
	parent, base := filepath.Dir(dir), filepath.Base(dir)
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails
	partial := filepath.Join(parent, "."+base+".partial-"+hex.EncodeToString(b[:]))
	if err := os.Mkdir(partial, 0o777); err != nil {
		return "", fmt.Errorf("%s: cannot write in %s: %w", dir, parent, cause(err))
	}
	return partial, nil
}

// writeDir makes dir of files, or leaves nothing.
func writeDir(dir string, files []file) (err error) {
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
		if err := writeFile(filepath.Join(partial, f.name), f.write); err != nil {
			return fmt.Errorf("%s: nothing was written: %s: %w", dir, f.name, cause(err))
		}
	}
	if err := syncDir(partial); err != nil {
		return fmt.Errorf("%s: nothing was written: %w", dir, cause(err))
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

func syncDir(name string) error {
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// cause is what the system said, without the path: the caller names it.
func cause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
