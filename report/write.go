package report

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// studyName is the file that says which study a directory holds.
const studyName = "study.txt"

// Open makes dir, or takes it up again. A directory that holds another study, or
// anything else, is refused untouched.
func (s Study) Open(dir string) error {
	if dir == "" {
		return errors.New("no name; accepted is a directory that does not exist, or one that holds this study")
	}
	text, err := os.ReadFile(filepath.Join(dir, studyName))
	switch {
	case err == nil && string(text) == s.text():
		return nil
	case err == nil:
		return fmt.Errorf("%s holds another study (%s); accepted is a directory that does not exist, or one of these arguments", dir, bytes.TrimSpace(text))
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: %w", dir, cause(err))
	}
	switch entries, err := os.ReadDir(dir); {
	case err == nil && len(entries) > 0:
		return fmt.Errorf("%s is not empty and holds no study; accepted is a directory that does not exist", dir)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: %w", dir, cause(err))
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("%s: %w", dir, cause(err))
	}
	return writeFile(filepath.Join(dir, studyName), []byte(s.text()))
}

// cause is what the system said, without the path.
func cause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// writeFile writes a file whole or not at all.
func writeFile(name string, content []byte) error {
	partial := name + ".partial"
	err := os.WriteFile(partial, content, 0o666)
	if err == nil {
		err = os.Rename(partial, name)
	}
	if err != nil {
		os.Remove(partial)
		return fmt.Errorf("%s: %w", name, cause(err))
	}
	return nil
}

// Write writes everything that follows from rows.csv in dir, which must be
// complete: rows.csv in the order of the plan, report.md, figures and points. The
// same rows give the same bytes. program is what made the rows.
func (s Study) Write(dir, program string) error {
	if err := s.sort(dir); err != nil {
		return err
	}
	rows, err := s.read(dir)
	if err != nil {
		return err
	}
	b := book{s, rows}
	for _, sub := range []string{"figures", "points"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o777); err != nil {
			return fmt.Errorf("%s: %w", dir, cause(err))
		}
	}
	drawings := b.figures()
	for _, d := range drawings {
		if err := writeFile(filepath.Join(dir, "figures", d.name), d.svg); err != nil {
			return err
		}
	}
	for _, j := range s.Cells() {
		text, err := j.point(j.seeds[0], j.seeds, s.pointExtra(j.Cell))
		if err != nil {
			return err
		}
		if err := writeFile(filepath.Join(dir, "points", j.name()+".toml"), []byte(text)); err != nil {
			return err
		}
	}
	return writeFile(filepath.Join(dir, "report.md"), []byte(b.page(program, drawings)))
}

// sort brings rows.csv into the order of the plan.
func (s Study) sort(dir string) error {
	t := table(dir)
	lines, err := t.Read()
	if err != nil {
		return err
	}
	at := map[string][]string{}
	for _, line := range lines {
		at[fmt.Sprint(line[:len(keyColumns)])] = line
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(t.Header()) // a buffer takes everything
	for _, j := range s.Cells() {
		for _, seed := range j.seeds {
			line, ok := at[fmt.Sprint(j.key(seed))]
			if !ok {
				return fmt.Errorf("%s: the row of %s, seed %d, is missing", t.Path, j.name(), seed)
			}
			_ = w.Write(line)
		}
	}
	w.Flush()
	return writeFile(t.Path, b.Bytes())
}
