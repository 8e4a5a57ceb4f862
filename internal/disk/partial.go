package disk

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// A partial is a file or directory while it is written: .NAME.partial-… beside its
// place, locked, so that nobody takes it for what a killed program left.
type partial struct {
	*os.File
	name string
}

// newPartial makes a partial of path, and removes those of it that were left.
func newPartial(path string, dir bool) (*partial, error) {
	removeLeft(path)
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails
	named := filepath.Join(filepath.Dir(path), partialName(path)+hex.EncodeToString(b[:]))
	p := &partial{name: named + bornMark} // until the lock is there
	var err error
	if dir {
		if err = os.Mkdir(p.name, 0o777); err == nil {
			err = ownDir(p.name)
		}
		if err == nil {
			p.File, err = os.Open(p.name)
		}
	} else {
		p.File, err = create(p.name)
	}
	if err != nil {
		if !errors.Is(err, os.ErrExist) {
			_ = os.Remove(p.name)
		}
		return nil, fmt.Errorf("cannot write in %s: %w", filepath.Dir(path), Cause(err))
	}
	if Lock(p.File) == nil && os.Rename(p.name, named) == nil { // where there are no locks, nothing is taken for left
		p.name = named
	}
	return p, nil
}

// remove removes a partial that has come to nothing.
func (p *partial) remove() error {
	_ = p.Close()
	return os.RemoveAll(p.name)
}

const leftMark = ".partial-"

// bornMark ends the name of a partial that may not have its lock yet.
const bornMark = ".new"

// leftAge is how old a partial is at least that is removed where its writer may be
// at work without a lock: one that is just made, and those of version 0.2.
const leftAge = time.Hour

var (
	leftName = regexp.MustCompile(`^[0-9a-f]{1,12}(\.new)?$`)
	locked   = regexp.MustCompile(`^[0-9a-f]{12}$`)
)

// removeLeft removes the partials of path that killed programs left: locked by
// nobody.
func removeLeft(path string) {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return
	}
	for _, e := range entries {
		end, ours := strings.CutPrefix(e.Name(), partialName(path))
		if !ours || !leftName.MatchString(end) {
			continue
		}
		st, err := e.Info()
		if err != nil || !locked.MatchString(end) && time.Since(st.ModTime()) < leftAge || !st.IsDir() && !st.Mode().IsRegular() {
			continue
		}
		name := filepath.Join(filepath.Dir(path), e.Name())
		f, err := os.Open(name)
		if err != nil {
			continue
		}
		if Lock(f) == nil {
			_ = os.RemoveAll(name)
		}
		_ = f.Close()
	}
}

// create makes a file that its owner can read and write, whatever the umask.
func create(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o666)
	if err != nil {
		return nil, err
	}
	return f, own(f)
}

func own(f *os.File) error {
	st, err := f.Stat()
	if err == nil && st.Mode().Perm()&0o600 != 0o600 {
		err = f.Chmod(st.Mode().Perm() | 0o600)
	}
	return err
}

// ownDir lets the owner of a directory use it, whatever the umask.
func ownDir(name string) error {
	st, err := os.Stat(name)
	if err == nil && st.Mode().Perm()&0o700 != 0o700 {
		err = os.Chmod(name, st.Mode().Perm()|0o700)
	}
	return err
}

// MakeDir makes a directory that its owner can use, if there is none, and those
// above it.
func MakeDir(dir string) error {
	dir = filepath.Clean(dir)
	if st, err := os.Stat(dir); err == nil && st.IsDir() {
		return nil
	}
	if parent := filepath.Dir(dir); parent != dir {
		if err := MakeDir(parent); err != nil {
			return err
		}
	}
	err := os.Mkdir(dir, 0o777)
	if err == nil {
		err = ownDir(dir)
	}
	if err != nil {
		return Named(dir, err)
	}
	return nil
}
