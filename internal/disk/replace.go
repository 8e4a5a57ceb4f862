package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ReplaceDir puts a directory of files in the place of dir, and the entry old of
// dir is gone with it. What others put into dir is kept.
//
// Where the system can exchange two directories, dir is at every moment the one
// or the other. Elsewhere dir is missing for a moment. Settle brings to its end
// what a process that was killed began.
func ReplaceDir(dir, old string, files []File) error {
	if err := writeDir(dir, staged(dir), files); err != nil {
		return err
	}
	return Settle(dir, old)
}

// staged is where the directory that is to replace dir stands, once it is whole.
func staged(dir string) string {
	return filepath.Join(filepath.Dir(dir), "."+filepath.Base(dir)+".finished")
}

// Staged reports whether a directory that is to replace dir waits for Settle, and
// its name.
func Staged(dir string) (name string, waits bool) {
	_, err := os.Lstat(staged(dir))
	return staged(dir), err == nil
}

// Settle ends what ReplaceDir began, if anything. No other process may be at work
// on dir.
func Settle(dir, old string) error {
	name, waits := Staged(dir)
	Clean(name)
	if !waits {
		return nil
	}
	if _, err := os.Lstat(filepath.Join(name, old)); err == nil { // they have changed places
		discard(name)
		return nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Named(dir, err)
	}
	for _, e := range entries {
		to := filepath.Join(name, e.Name())
		if e.Name() == old {
			continue
		}
		if _, err := os.Lstat(to); err == nil {
			return fmt.Errorf("%s: %s is in the way of what is in %s", dir, e.Name(), name)
		}
		if err := os.Rename(filepath.Join(dir, e.Name()), to); err != nil {
			return Named(dir, err)
		}
	}
	if exchange(dir, name) == nil {
		_ = syncDir(filepath.Dir(dir))
		discard(name)
		return nil
	}
	if err := os.RemoveAll(filepath.Join(dir, old)); err != nil {
		return Named(dir, err)
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Named(dir, err)
	}
	if err := os.Rename(name, dir); err != nil {
		return Named(dir, err)
	}
	_ = syncDir(filepath.Dir(dir))
	return nil
}

// discard removes a directory, at the latest when Settle is called again. Half of
// it is not taken for a whole one.
func discard(name string) {
	if p, err := newPartial(name, true); err == nil {
		_ = os.Rename(name, filepath.Join(p.name, "old"))
		_ = p.remove()
	}
}
