package rundir

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"time"

	"spiketop/internal/disk"
	"spiketop/run"
)

// Task is how a run without a screen is carried out: what its checkpoint keeps
// beside the run.
type Task struct {
	Seconds float64       `json:"seconds"`      // to simulate; 0: the protocol
	Every   time.Duration `json:"every_ns"`     // of wall time, a checkpoint; 0: not given
	Wall    float64       `json:"wall_seconds"` // that the run took so far
}

// head is the first line of a state: magic, then this as JSON. The rest is the
// run, and at the end stands the sha256 of all before.
type head struct {
	Version string `json:"version"`
	Step    int64  `json:"step"`
	Task
}

const magic = "spiketop checkpoint "

// writeState returns what writes the state of a run. save writes the run itself.
func writeState(step int64, t Task, save func(io.Writer) error) func(io.Writer) error {
	return func(w io.Writer) error {
		sum := sha256.New()
		out := bufio.NewWriterSize(io.MultiWriter(w, sum), 1<<16)
		line, err := json.Marshal(head{run.Version, step, t})
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s%s\n", magic, line) // errors stay in out
		if err := save(out); err != nil {
			return err
		}
		if err := out.Flush(); err != nil {
			return err
		}
		_, err = w.Write(sum.Sum(nil))
		return err
	}
}

// readHead reads the head of a state, whatever follows.
func readHead(path string) (h head, err error) {
	f, err := disk.OpenRegular(path, os.O_RDONLY, math.MaxInt64)
	if err != nil {
		return h, err
	}
	defer f.Close()
	return parseHead(bufio.NewReader(io.LimitReader(f, 1<<16)))
}

func parseHead(in *bufio.Reader) (h head, err error) {
	line, err := in.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(bytes.TrimPrefix(line, []byte(magic)), &h)
	}
	if err != nil {
		return h, errors.New("not a checkpoint of this program: it does not begin as one")
	}
	return h, nil
}

// readState reads what writeState wrote. An error says in a few words what the
// file is instead: another file, a torn one, or one of another program.
func readState(path string) (s *run.Session, t Task, err error) {
	if st, err := os.Stat(path); err != nil {
		return nil, t, disk.Cause(err)
	} else if !st.Mode().IsRegular() {
		return nil, t, errors.New("not a file")
	}
	f, err := disk.OpenRegular(path, os.O_RDONLY, math.MaxInt64)
	if err != nil {
		return nil, t, errors.Unwrap(err)
	}
	defer f.Close()
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, t, disk.Cause(err)
	}
	return parseState(f, size)
}

func parseState(f io.ReaderAt, size int64) (s *run.Session, t Task, err error) {
	torn := errors.New("torn: its checksum does not fit")
	begin := make([]byte, min(size, int64(len(magic))))
	if _, err := f.ReadAt(begin, 0); err != nil && err != io.EOF {
		return nil, t, disk.Cause(err)
	}
	size -= sha256.Size
	switch {
	case !bytes.HasPrefix([]byte(magic), begin):
		return nil, t, errors.New("not a checkpoint of this program")
	case size < 0:
		return nil, t, torn
	}
	sum, want := sha256.New(), make([]byte, sha256.Size)
	_, err = io.Copy(sum, io.NewSectionReader(f, 0, size))
	if err == nil {
		_, err = f.ReadAt(want, size)
	}
	if err != nil && err != io.EOF {
		return nil, t, disk.Cause(err)
	}
	if !bytes.Equal(sum.Sum(nil), want) {
		return nil, t, torn
	}
	in := bufio.NewReaderSize(io.NewSectionReader(f, 0, size), 1<<16)
	h, err := parseHead(in)
	if err != nil {
		return nil, t, err
	}
	if err := run.Continues(h.Version); err != nil {
		return nil, t, err
	}
	if s, err = run.Load(in); errors.Is(err, run.ErrOther) {
		err = fmt.Errorf("written by version %q in a form that this one, %s, does not read", h.Version, run.Version)
	}
	return s, h.Task, err
}
