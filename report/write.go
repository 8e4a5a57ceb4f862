package report

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"spiketop/internal/disk"
)

// studyName is the file that says which study a directory holds.
const studyName = "study.txt"

// Open makes dir, or takes it up again if it holds this study. Any other
// directory is refused and stays as it is.
func (s Study) Open(dir string) error {
	if dir == "" {
		return errors.New("no name; give a directory that does not exist, or one that holds this study")
	}
	text, err := os.ReadFile(filepath.Join(dir, studyName))
	switch {
	case err == nil && string(text) == s.text():
		return nil
	case err == nil:
		return fmt.Errorf("%s holds another study (%s); give a directory that does not exist, or the arguments of that study", dir, bytes.TrimSpace(text))
	case !errors.Is(err, fs.ErrNotExist):
		return disk.Named(dir, err)
	}
	switch entries, err := os.ReadDir(dir); {
	case err == nil && len(entries) > 0:
		return fmt.Errorf("%s is not empty and holds no study; give a directory that does not exist", dir)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return disk.Named(dir, err)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return disk.Named(dir, err)
	}
	return disk.WriteFile(filepath.Join(dir, studyName), []byte(s.text()))
}

// Write writes everything that follows from rows.csv in dir: rows.csv in the order
// of the plan, report.md, figures and points. A row that is missing is an error.
// The same rows give the same bytes. program is the version that made the rows.
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
			return disk.Named(dir, err)
		}
	}
	drawings := b.figures()
	for _, d := range drawings {
		if err := disk.WriteFile(filepath.Join(dir, "figures", d.name), d.svg); err != nil {
			return err
		}
	}
	for _, j := range s.Cells() {
		text, err := j.point(j.seeds[0], j.seeds, s.pointExtra(j.Cell))
		if err != nil {
			return err
		}
		if err := disk.WriteFile(filepath.Join(dir, "points", j.name()+".toml"), []byte(text)); err != nil {
			return err
		}
	}
	return disk.WriteFile(filepath.Join(dir, "report.md"), []byte(b.page(program, drawings)))
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
	return disk.WriteFile(t.Path, b.Bytes())
}
