package report

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"spiketop/internal/disk"
	"spiketop/sweep"
)

// studyName is the file that says which study a directory holds.
const studyName = "study.txt"

// Open makes dir, or takes it up again if it holds this study. Any other
// directory is refused and stays as it is.
func (s Study) Open(dir string) error {
	if dir == "" {
		return errors.New("no name; give a directory that does not exist, or one that holds this study")
	}
	text, err := disk.ReadRegular(filepath.Join(dir, studyName), 1<<20)
	switch {
	case err == nil && string(text) == s.text():
		if err := disk.CheckDir(dir); err != nil {
			return err
		}
		return disk.CheckFile(table(dir).Path)
	case err == nil:
		return fmt.Errorf("%s holds another study (%s); give a directory that does not exist, or the arguments of that study", dir, bytes.TrimSpace(text))
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	switch entries, err := os.ReadDir(dir); {
	case err == nil && len(entries) == 1 && entries[0].Name() == rowsName: // moved here, as the error of Fill says
		if err := s.owns(dir); err != nil {
			return err
		}
	case err == nil && len(entries) > 0:
		return fmt.Errorf("%s is not empty and holds no study; give a directory that does not exist", dir)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return disk.Named(dir, err)
	}
	if err := disk.MakeDir(dir); err != nil {
		return err
	}
	return disk.WriteFile(filepath.Join(dir, studyName), []byte(s.text()))
}

// owns refuses rows.csv of dir where one of its rows is not of the study.
func (s Study) owns(dir string) error {
	lines, err := table(dir).Read()
	if err != nil {
		return err
	}
	mine := map[string]bool{}
	for _, task := range s.tasks() {
		mine[fmt.Sprint(task.Key)] = true
	}
	for _, line := range lines {
		if key := line[:len(keyColumns)]; !mine[fmt.Sprint(key)] {
			return fmt.Errorf("%s: the row %s is of another study", table(dir).Path, key)
		}
	}
	return nil
}

// pageName is the report in the study's directory, and filesName what stands beside:
// figures and sheets.
const pageName, filesName = "FINDINGS.md", "findings"

// Write writes everything that follows from rows.csv in dir: rows.csv in the order
// of the plan, FINDINGS.md, figures and sheets in findings/, and points. A row that is
// missing is an error. The same rows give the same bytes. program is the version
// that made the rows.
func (s Study) Write(dir, program string) error {
	if err := s.sort(dir); err != nil {
		return err
	}
	rows, err := s.read(dir)
	if err != nil {
		return err
	}
	b := book{s, rows}
	files := filepath.Join(dir, filesName)
	for _, sub := range []string{files, filepath.Join(dir, "points")} {
		if err := disk.MakeDir(sub); err != nil {
			return err
		}
	}
	for _, t := range b.sheets(program) {
		if err := disk.WriteFile(filepath.Join(files, t.file()), t.csv()); err != nil {
			return err
		}
	}
	for _, d := range b.figures() {
		if err := disk.WriteFile(filepath.Join(files, d.name), d.svg); err != nil {
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
	return writePage(dir)
}

// writePage writes FINDINGS.md and its first picture from the sheets in findings/.
func writePage(dir string) error {
	files := filepath.Join(dir, filesName)
	p, err := readPage(files)
	if err != nil {
		return err
	}
	if err := disk.WriteFile(filepath.Join(files, verdictsName), p.picture()); err != nil {
		return err
	}
	return disk.WriteFile(filepath.Join(dir, pageName), []byte(p.text()))
}

// sheets are all tables of the study.
func (b book) sheets(program string) []*sheet {
	all := b.findings()
	return slices.Concat(
		[]*sheet{b.studySheet(program), verdictSheet(all), checkSheet(all), cellSheet(all), b.variantSheet(), b.sizeSheet(), columnSheet()},
		b.dimensionSheets(), b.learningSheets(), b.weightSheets(), b.spectrumSheets(), b.reciprocalSheets(), b.tauSheets(), b.divergentSheets(),
		b.structurelessSheets(), b.cortexSheets())
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

// rowsName is the file of the rows in the study's directory.
const rowsName = "rows.csv"

// table is rows.csv of a directory.
func table(dir string) sweep.Table {
	t := sweep.Table{Path: filepath.Join(dir, rowsName), Key: keyColumns}
	for _, c := range columns() {
		t.Values = append(t.Values, c.name)
	}
	return t
}

// tasks are the runs of the study. Long and short runs are mixed, so that the
// time left follows from the time spent.
func (s Study) tasks() (all []sweep.Task) {
	for _, j := range s.Cells() {
		for _, seed := range j.seeds {
			all = append(all, sweep.Task{Key: j.key(seed), Make: func(ctx context.Context) ([]string, error) { return s.measure(ctx, j.Cell, seed) }})
		}
	}
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
	return all
}

// Fill makes the rows that dir lacks.
func (s Study) Fill(ctx context.Context, dir string, workers int, progress func(done, total int, left time.Duration)) error {
	return table(dir).Fill(ctx, s.tasks(), workers, progress)
}

// Failed counts the rows in dir, and those whose run failed.
func (s Study) Failed(dir string) (failed, rows int) {
	all, err := s.read(dir)
	if err != nil {
		return 0, 0
	}
	return len(all.failed()), len(all.all)
}

// read takes the rows of the study from dir, in the order of its plan.
func (s Study) read(dir string) (*Rows, error) {
	lines, err := table(dir).Read()
	if err != nil {
		return nil, err
	}
	var all []*Row
	numbers := len(columns())
	for _, line := range lines {
		key, rest := line[:len(keyColumns)], line[len(keyColumns):]
		all = append(all, parse(key, rest[numbers], rest[numbers+1], rest[:numbers]))
	}
	return newRows(all), nil
}
