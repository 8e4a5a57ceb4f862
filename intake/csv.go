package intake

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

const csvFormat = "CSV"

// longestLine is room for MaxN numbers.
const longestLine = 32 * MaxN

// lines reads a text line by line. Empty lines, and those that begin with the
// mark of a comment, are passed over.
type lines struct {
	*bufio.Scanner
	comment string
	n       int // of the line read last, from 1
	text    string
}

func newLines(r io.Reader, comment string) *lines {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, 1<<16), longestLine)
	return &lines{Scanner: s, comment: comment}
}

// next reads a line; false at the end, or at an error.
func (l *lines) next() bool {
	for l.Scan() {
		l.n++
		l.text = l.Text()
		if l.n == 1 {
			l.text = strings.TrimPrefix(l.text, "\ufeff") // some programs begin with it
		}
		if strings.TrimSpace(l.text) != "" && !strings.HasPrefix(l.text, l.comment) {
			return true
		}
	}
	return false
}

// end is the error that ended the lines; nil: the file did.
func (l *lines) end() error {
	if errors.Is(l.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("line %d is longer than %d bytes: not a matrix of at most %d columns", l.n+1, longestLine, MaxN)
	}
	return l.Err()
}

// cells splits a line.
func cells(line string, comma rune) ([]string, error) {
	if !strings.Contains(line, `"`) {
		return strings.Split(line, string(comma)), nil
	}
	r := csv.NewReader(strings.NewReader(line))
	r.Comma = comma
	return r.Read()
}

// separator is what separates the cells of a line.
func separator(line string) rune {
	for _, c := range ",;\t" {
		if strings.ContainsRune(line, c) {
			return c
		}
	}
	return ','
}

// csv reads a matrix, or a list of edges.
func (f *file) csv() (*array, *edges, error) {
	l := newLines(f.buffered(), "#")
	if !l.next() {
		return nil, nil, l.none()
	}
	comma := separator(l.text)
	head, err := cells(l.text, comma)
	if err != nil {
		return nil, nil, fmt.Errorf("line %d: %w", l.n, err)
	}
	columns, isList, err := edgeColumns(head)
	switch {
	case err != nil:
		return nil, nil, fmt.Errorf("line %d: %w", l.n, err)
	case isList:
		f.format = "list of edges"
		e, err := readEdges(l, comma, columns)
		return nil, e, err
	}
	// A square matrix of so many columns has at least two bytes for each number.
	if n := int64(len(head)); n > MaxN || 2*n*n-1 > f.size {
		return nil, nil, fmt.Errorf("line %d has %d numbers, but the file only %d bytes; must be a square matrix of at most %d columns", l.n, n, f.size, MaxN)
	}
	a := &array{cols: len(head)}
	return a, nil, a.readCSV(l, comma, head, a.cols)
}

// none is the error where there is no line.
func (l *lines) none() error {
	if err := l.end(); err != nil {
		return err
	}
	return errors.New("no line with numbers; " + formats)
}

// csvTable reads a table, with or without a line of heads.
func (f *file) csvTable() (*array, error) {
	l := newLines(f.buffered(), "#")
	if !l.next() {
		return nil, l.none()
	}
	comma := separator(l.text)
	head, err := cells(l.text, comma)
	if err != nil {
		return nil, fmt.Errorf("line %d: %w", l.n, err)
	}
	a := &array{cols: len(head)}
	named := false
	for _, c := range head {
		if _, err := parseNumber(c); errors.Is(err, strconv.ErrSyntax) {
			named = true
		}
	}
	if named {
		for _, c := range head {
			a.names = append(a.names, strings.TrimSpace(c))
		}
		if !l.next() {
			return nil, l.none()
		}
		if head, err = cells(l.text, comma); err != nil {
			return nil, fmt.Errorf("line %d: %w", l.n, err)
		}
	}
	return a, a.readCSV(l, comma, head, math.MaxInt)
}

// readCSV reads the numbers from the line that l stands at, whose cells are row: at
// most so many rows.
func (a *array) readCSV(l *lines, comma rune, row []string, most int) (err error) {
	var at []int // the line of each row
	a.lines = func(row int) int { return at[row] }
	for {
		if a.rows == most {
			hint := ""
			if a.cols == 2 || a.cols == 3 {
				hint = "; a list of edges begins with a line such as pre,post,weight"
			}
			return fmt.Errorf("line %d is row %d of a matrix with %d columns; must be square%s", l.n, a.rows+1, a.cols, hint)
		}
		if len(row) != a.cols {
			return fmt.Errorf("line %d has %d numbers; must have %d as the line before", l.n, len(row), a.cols)
		}
		for k, c := range row {
			x, err := parseNumber(c)
			if err != nil {
				return fmt.Errorf("line %d, column %d: %s", l.n, k+1, notNumber(c, err))
			}
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return fmt.Errorf("line %d, column %d is %v; must be a finite number", l.n, k+1, x)
			}
			a.x = append(a.x, x)
		}
		at = append(at, l.n)
		a.rows++
		if !l.next() {
			return l.end()
		}
		if row, err = cells(l.text, comma); err != nil {
			return fmt.Errorf("line %d: %w", l.n, err)
		}
	}
}

func parseNumber(text string) (float64, error) {
	text = strings.TrimSpace(text)
	switch strings.ToLower(text) { // NumPy and pandas write bools so
	case "true":
		return 1, nil
	case "false":
		return 0, nil
	}
	return strconv.ParseFloat(text, 64)
}

// notNumber says what is there in place of a number.
func notNumber(text string, err error) string {
	text = strings.TrimSpace(text)
	if r := []rune(text); len(r) > 40 {
		text = string(r[:40]) + "…"
	}
	switch {
	case text == "":
		return "an empty cell; must be a number"
	case errors.Is(err, strconv.ErrRange):
		return fmt.Sprintf("%s is out of range; must be a finite number", text)
	}
	return fmt.Sprintf("%q; must be a number", text)
}
