package rundir

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"

	"spiketop/internal/disk"
	"spiketop/run"
)

// While a run is at work its directory holds checkpointDir alone, with the newest
// state and a file whose lock the process has.
const (
	checkpointDir = "checkpoint"
	stateFile     = "state"
	lockFile      = "lock"
)

// Work is a run at work on disk. One process at a time has it.
type Work struct {
	dir  string
	lock *os.File
}

// Finished is the error of Open where a directory holds a finished run.
type Finished struct{ Dir, Status string }

func (f *Finished) Error() string {
	return fmt.Sprintf("%s holds a finished run (%s): there is nothing to go on with", f.Dir, f.Status)
}

// at names a directory so that another one can take its place: a link and . cannot.
func at(dir string) (w *Work, err error) {
	dir = filepath.Clean(dir)
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	if base := filepath.Base(dir); base == "." || base == ".." {
		dir, err = filepath.Abs(dir)
	}
	return &Work{dir: dir}, err
}

// Begin makes a directory with the first checkpoint of a run. The directory must
// not exist.
func Begin(dir string, s *run.Session, t Task) (*Work, error) {
	return begin(dir, writeState(s.Steps(), t, s.Save))
}

func begin(dir string, state func(io.Writer) error) (*Work, error) {
	w, err := at(dir)
	if err != nil {
		return nil, err
	}
	if name, waits := disk.Staged(w.dir); waits {
		return nil, fmt.Errorf("%s: a finished run waits in %s: 'spiketop run --resume %s' puts it in place", dir, name, run.ShellWord(dir))
	}
	if err := disk.WriteDir(dir, []disk.File{{Name: filepath.Join(checkpointDir, stateFile), Write: state}}); err != nil {
		return nil, err
	}
	return w, w.take()
}

// path is a file of the checkpoint.
func (w *Work) path(name string) string { return filepath.Join(w.dir, checkpointDir, name) }

// take takes the lock.
func (w *Work) take() error {
	f, err := disk.OpenRegular(w.path(lockFile), os.O_RDWR|os.O_CREATE, math.MaxInt64)
	if err != nil { // to read a checkpoint is enough for a screen
		var e error
		if f, e = disk.OpenRegular(w.path(lockFile), os.O_RDONLY, math.MaxInt64); e != nil {
			return disk.Named(w.dir, errors.Unwrap(err))
		}
	}
	switch err := disk.Lock(f); {
	case errors.Is(err, disk.ErrLocked):
		f.Close()
		return fmt.Errorf("%s: another process is at work on this run", w.dir)
	case err != nil: // a file system without locks is used without
		f.Close()
		return nil
	}
	w.lock = f
	return nil
}

// Save replaces the checkpoint. The one before stays until the new one is whole.
func (w *Work) Save(s *run.Session, t Task) error { return w.save(writeState(s.Steps(), t, s.Save)) }

func (w *Work) save(state func(io.Writer) error) error {
	if err := disk.Replace(w.path(stateFile), state); err != nil {
		return fmt.Errorf("%s: the checkpoint was not written: %w", w.dir, disk.Cause(errors.Unwrap(err)))
	}
	return nil
}

// Freeze copies a run, and returns what writes the copy as a checkpoint: to a
// directory that does not exist, or in the place of a checkpoint that Freeze made.
func Freeze(s *run.Session) (write func(dir string) error, err error) {
	save, err := s.Freeze()
	if err != nil {
		return nil, err
	}
	state := writeState(s.Steps(), Task{}, save)
	return func(dir string) error {
		w, err := at(dir)
		if err != nil {
			return err
		}
		defer func() { w.Close() }()
		if !w.there() {
			w, err = begin(dir, state)
			return err
		}
		if err := w.take(); err != nil {
			return err
		}
		if h, err := readHead(w.path(stateFile)); err == nil && h.Task != (Task{}) {
			return fmt.Errorf("%s: the checkpoint of a run without a screen is there; give another directory", w.dir)
		}
		return w.save(state)
	}, nil
}

// Kept reports whether a directory has a checkpoint.
func Kept(dir string) bool {
	w, err := at(dir)
	return err == nil && w.there()
}

// there reports whether the directory has a checkpoint.
func (w *Work) there() bool {
	_, err := os.Stat(w.path(""))
	return err == nil
}

// Check reports why nothing can be written to the directory.
func (w *Work) Check() error { return disk.CheckNew(w.path("new")) }

// Finish puts the files of the finished run in the place of the checkpoint.
func (w *Work) Finish(c *Contents) error {
	return disk.ReplaceDir(w.dir, checkpointDir, c.files())
}

// Close gives the run to others.
func (w *Work) Close() {
	if w != nil {
		w.lock.Close()
	}
}

// Open takes up a run that a process left, and reads its newest state. The error
// is a *Finished where the run is done and written.
func Open(dir string) (w *Work, s *run.Session, t Task, err error) {
	if w, err = at(dir); err != nil {
		return nil, nil, t, err
	}
	defer func() {
		if err != nil {
			w.Close()
			w = nil
		}
	}()
	if w.there() {
		if err := w.take(); err != nil {
			return w, nil, t, err
		}
	}
	if err := disk.Settle(w.dir, checkpointDir); err != nil {
		return w, nil, t, err
	}
	if !w.there() {
		return w, nil, t, w.ended()
	}
	disk.Clean(w.path(stateFile))
	if s, t, err = readState(w.path(stateFile)); err != nil {
		err = fmt.Errorf("%s: %w", w.path(stateFile), err)
	}
	return w, s, t, err
}

// ended says what a directory without a checkpoint is.
func (w *Work) ended() error {
	text, err := ReadSummary(w.dir)
	var sum struct{ Status string }
	if err == nil {
		err = json.Unmarshal(text, &sum)
	}
	if err != nil || sum.Status == "" {
		return fmt.Errorf("%s holds neither a checkpoint nor a finished run", w.dir)
	}
	return &Finished{w.dir, sum.Status}
}

// maxSummary bounds a summary.json that is read, bytes.
const maxSummary = 64 << 20

// ReadSummary is the summary.json of a run's directory.
func ReadSummary(dir string) ([]byte, error) {
	return disk.ReadRegular(filepath.Join(dir, "summary.json"), maxSummary)
}
