package sweep

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"spiketop/internal/disk"
)

// syncEvery bounds what a machine that goes down can lose; a program that is
// killed loses only the rows in work.
const syncEvery = 2 * time.Second

// keepBytes bounds the rows that are held in memory beside the file, for one who
// cuts it while it is filled.
var keepBytes = 32 << 20

// file is a table open for appending.
type file struct {
	*os.File
	table  Table
	size   int64 // of what is whole
	rows   int   // in the table, as far as it is ours
	synced time.Time

	last   [][]byte // the rows that were made last
	held   int      // bytes in last
	broken error    // nothing is appended any more, and why
}

// open opens or creates the file for this process alone, drops a torn last
// line and returns the rows there are.
func (t Table) open() (f *file, rows [][]string, err error) {
	h, err := disk.OpenRegular(t.Path, os.O_RDWR|os.O_CREATE, maxTable)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			h.Close()
		}
	}()
	if err := disk.Lock(h); errors.Is(err, disk.ErrLocked) { // a file system without locks is used without
		return nil, nil, fmt.Errorf("%s: another process is filling it now", t.Path)
	}
	text, err := disk.ReadAll(h, t.Path, maxTable)
	if err != nil {
		return nil, nil, err
	}
	rows, whole, err := t.parse(text)
	if err != nil {
		return nil, nil, err
	}
	f = &file{File: h, table: t, size: int64(whole), rows: len(rows), synced: time.Now()}
	if err := h.Truncate(f.size); err != nil {
		return nil, nil, disk.Named(t.Path, err)
	}
	if whole == 0 {
		if err := f.write(line(t.Header())); err != nil {
			return nil, nil, disk.Named(t.Path, err)
		}
	}
	return f, rows, nil
}

// append adds a row. After an error the table is not touched any more, and rows
// are only held.
func (f *file) append(row []string) error {
	text := line(row)
	f.rows++
	f.last, f.held = append(f.last, text), f.held+len(text)
	for f.held > keepBytes {
		f.held -= len(f.last[0])
		f.last = f.last[1:]
	}
	if f.broken == nil {
		f.broken = f.write(text)
	}
	return f.broken
}

// writeAt is replaced by tests.
var writeAt = (*os.File).WriteAt

// write appends with one write. A write that fails is undone.
func (f *file) write(text []byte) error {
	if err := f.check(); err != nil {
		return err
	}
	if _, err := writeAt(f.File, text, f.size); err != nil {
		_ = f.Truncate(f.size)
		return disk.Cause(err)
	}
	f.size += int64(len(text))
	if now := time.Now(); now.Sub(f.synced) >= syncEvery {
		f.synced = now
		return disk.Cause(f.Sync())
	}
	return nil
}

// check reports whether the path still leads to the file, and nobody else wrote to it.
func (f *file) check() error {
	mine, err := f.Stat()
	if err != nil {
		return disk.Cause(err)
	}
	there, err := os.Stat(f.table.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("removed or renamed while it was filled")
	case err != nil:
		return disk.Cause(err)
	case !os.SameFile(mine, there):
		return errors.New("another file took its place while it was filled")
	case mine.Size() < f.size:
		return fmt.Errorf("cut to %d bytes while it was filled", mine.Size())
	case mine.Size() > f.size:
		return errors.New("something else wrote to it while it was filled")
	}
	return nil
}

// end closes the file. Where the table is not what it should be, the error says
// why and where the rows are.
func (f *file) end() error {
	if f.broken == nil {
		f.broken = disk.Cause(f.Sync())
	}
	if f.broken == nil {
		f.broken = f.check()
	}
	var rescued string
	if f.broken != nil {
		rescued = f.rescue()
	}
	if err := f.Close(); err != nil && f.broken == nil {
		f.broken, rescued = disk.Cause(err), f.rescue()
	}
	if f.broken == nil {
		return nil
	}
	return fmt.Errorf("%s: %w; %s", f.table.Path, f.broken, rescued)
}

// rescue writes all rows to another file: beside the table, in the current
// directory, or in that for temporary files. It says where.
func (f *file) rescue() string {
	text, rows := f.salvage()
	if rows == 0 {
		return "no rows were made"
	}
	name := strings.TrimSuffix(filepath.Base(f.table.Path), ".csv")
	var failed error
	for _, dir := range []string{filepath.Dir(f.table.Path), ".", os.TempDir()} {
		for k := 1; ; k++ {
			path := filepath.Join(dir, fmt.Sprintf("%s.rescued-%d.csv", name, k))
			err := disk.WriteFresh(path, func(w io.Writer) error { _, err := w.Write(text); return err })
			if errors.Is(err, fs.ErrExist) {
				continue
			}
			if err != nil {
				failed = err
				break
			}
			if abs, err := filepath.Abs(path); err == nil {
				path = abs
			}
			lost := ""
			if f.rows > rows {
				lost = fmt.Sprintf(", %d are lost", f.rows-rows)
			}
			return fmt.Sprintf("%s %s in %s%s: move that file to %s and give the same command again", rowsText(rows), areText(rows), path, lost, f.table.Path)
		}
	}
	return fmt.Sprintf("%s could be written nowhere else: %v", rowsText(rows), failed)
}

func areText(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// salvage is the table with all rows that can still be had: those in the file,
// which may have no name any more, and those held.
func (f *file) salvage() (text []byte, rows int) {
	var b bytes.Buffer
	b.Write(line(f.table.Header()))
	seen := map[string]bool{}
	add := func(text []byte) {
		found, _, err := f.table.parse(text)
		if err != nil {
			return
		}
		for _, row := range found {
			if at := id(row[:len(f.table.Key)]); !seen[at] {
				seen[at] = true
				b.Write(line(row))
			}
		}
	}
	if text, err := io.ReadAll(io.NewSectionReader(f.File, 0, f.size)); err == nil {
		add(text)
	}
	add(append(line(f.table.Header()), bytes.Join(f.last, nil)...))
	return b.Bytes(), len(seen)
}
