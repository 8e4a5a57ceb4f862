package sweep

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"spiketop/internal/disk"
	"spiketop/run"
)

// Table is a CSV file of rows that are made once. They are appended whole as
// they finish, so the file is complete at any moment but for a torn last line,
// which the next Fill drops. The columns are Key, Values, status and reason.
type Table struct {
	Path   string
	Key    []string // names of the columns that together identify a row
	Values []string // names of the columns that Make fills
}

// maxTable bounds what is read, bytes: MaxRuns rows are less.
const maxTable = 4 << 30

// How a row was made: column status.
const (
	Done   = "done"
	Failed = "failed" // column reason says why; values are empty
)

// The columns after the values.
const (
	colStatus = "status"
	colReason = "reason"
)

// Header is the first line of the file.
func (t Table) Header() []string {
	return append(append(slices.Clone(t.Key), t.Values...), colStatus, colReason)
}

// Read returns the rows in the order of the file, without its header and a torn
// last line. It may be called while another process fills the file.
func (t Table) Read() (rows [][]string, err error) {
	text, err := disk.ReadRegular(t.Path, maxTable)
	if err != nil {
		return nil, err
	}
	rows, _, err = t.parse(text)
	return rows, err
}

// parse returns the whole rows in text, and how much of text they and the header are.
func (t Table) parse(text []byte) (rows [][]string, whole int, err error) {
	header, rows, whole, err := parse(t.Path, text)
	switch {
	case err != nil:
		return nil, 0, err
	case header == nil && whole > 0:
		return nil, 0, fmt.Errorf("%s: not a table of this kind: its lines are empty", t.Path)
	case header == nil && !bytes.HasPrefix(line(t.Header()), text):
		return nil, 0, fmt.Errorf("%s: not a table of this kind: its first line has no end", t.Path)
	case header != nil && !slices.Equal(header, t.Header()):
		return nil, 0, fmt.Errorf("%s: its columns are others: %s", t.Path, differ(header, t.Header()))
	}
	seen := map[string]int{}
	for k, row := range rows {
		if first, twice := seen[id(row[:len(t.Key)])]; twice {
			return nil, 0, fmt.Errorf("%s: row %d is row %d once more (%s)", t.Path, k+1, first, t.name(row))
		}
		seen[id(row[:len(t.Key)])] = k + 1
	}
	return rows, whole, nil
}

// oldColumn is a column of the tables of version 0.2. Since then the path of a
// number with a standard error ends in .value or .se.
const oldColumn = "rate_hz.lif"

// maxColumns bounds a row: a million commas take a hundred times their memory.
const maxColumns = 10_000

// rewritten is why a table is not as it was written here.
const rewritten = "another program, a spreadsheet perhaps, has written it"

// parse reads a table whose columns are not known. header is nil when text does
// not hold a whole line.
func parse(path string, text []byte) (header []string, rows [][]string, whole int, err error) {
	whole = bytes.LastIndexByte(text, '\n') + 1
	if whole == 0 {
		return nil, nil, 0, nil
	}
	if bytes.HasPrefix(text, []byte("\ufeff")) {
		return nil, nil, 0, fmt.Errorf("%s: it begins with a byte order mark: %s", path, rewritten)
	}
	n := 0
	for l := range bytes.Lines(text[:whole]) {
		if n++; bytes.Count(l, []byte(",")) >= maxColumns {
			return nil, nil, 0, fmt.Errorf("%s:%d: more than %d columns: not a table of this kind", path, n, maxColumns)
		}
	}
	r := csv.NewReader(bytes.NewReader(text[:whole]))
	for {
		row, err := r.Read()
		switch {
		case err == io.EOF:
			return header, rows, whole, nil
		case err != nil:
			if pe := (*csv.ParseError)(nil); errors.As(err, &pe) {
				return nil, nil, 0, fmt.Errorf("%s:%d: %w", path, pe.Line, pe.Err)
			}
			return nil, nil, 0, disk.Named(path, err)
		case header == nil && slices.Contains(row, oldColumn):
			return nil, nil, 0, fmt.Errorf("%s: a table of version 0.2; its columns have other names: write a new table", path)
		case header == nil && len(row) == 1 && strings.ContainsAny(row[0], ";\t"):
			return nil, nil, 0, fmt.Errorf("%s: no commas are between its columns: %s", path, rewritten)
		case header == nil:
			header = row
		default:
			rows = append(rows, row)
		}
	}
}

// differ names the first difference between two headers.
func differ(has, want []string) string {
	for i := range min(len(has), len(want)) {
		if has[i] != want[i] {
			return fmt.Sprintf("column %d is %q, not %q", i+1, short(has[i]), want[i])
		}
	}
	return fmt.Sprintf("there are %d, not %d", len(has), len(want))
}

// name spells a row's key: net.g=0.5 seed=3.
func (t Table) name(row []string) string { return keyName(t.Key, row) }

func keyName(key, row []string) string {
	const most = 20 // parameters that are named; a foreign header may have any number
	var words []string
	for i, k := range key {
		if i == most {
			words = append(words, "…")
			break
		}
		words = append(words, short(k)+"="+short(row[i]))
	}
	return strings.Join(words, " ")
}

// short is as much of a cell as an error can show, on one line.
func short(cell string) string {
	if r := []rune(cell[:min(len(cell), 1000)]); len(r) > 40 {
		cell = string(r[:40]) + "…"
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '?'
		}
		return r
	}, cell)
}

// respelt refuses a row in which a parameter is not spelt as it is here: it would
// be taken for another run.
func respelt(path string, key, row []string) error {
	for i, name := range key {
		at := slices.IndexFunc(run.Table, func(d run.Def) bool { return d.Key == name }) // an error of Find would name the nearest, for every row
		if at < 0 {
			continue
		}
		d := &run.Table[at]
		var p run.Params
		if err := d.Parse(&p, row[i]); err != nil {
			return fmt.Errorf("%s: %s = %q: %w: %s", path, name, short(row[i]), err, rewritten)
		}
		if here := d.Format(&p); here != row[i] {
			return fmt.Errorf("%s: %s is spelt %s, and was written as %s: %s", path, name, short(row[i]), here, rewritten)
		}
	}
	return nil
}

// line is a row as it stands in the file. A cell never holds a line's end, so
// that the last line's end is where the last whole row ends.
func line(row []string) []byte {
	cells := make([]string, len(row))
	for i, c := range row {
		cells[i] = clean(c)
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(cells) // a buffer takes everything
	w.Flush()
	return b.Bytes()
}

// clean makes a cell one line.
func clean(cell string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, cell))
}

// id is a key as one string.
func id(key []string) string {
	cells := make([]string, len(key))
	for i, c := range key {
		cells[i] = clean(c)
	}
	return strings.Join(cells, idBetween)
}

// idBetween stands in no cell that is clean.
const idBetween = "\x00"
