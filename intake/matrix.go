// Package intake reads a square matrix, or a graph, from a file of somebody
// else: a NumPy array (.npy, .npz), comma-separated values (a matrix, or a list
// of edges), MatrixMarket (.mtx) or a MATLAB file (.mat, version 5). Read tells
// the format by how the file begins, not by its name.
//
// A file may say anything. What a header announces is held against the length of
// the file before memory is taken for it. An error is one line: the file, the
// line or the entry, what is there, and what must be.
package intake

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"

	"spiketop/internal/disk"
	"spiketop/internal/matrix"
	"spiketop/internal/warn"
)

// MaxN is the largest number of neurons that is read: N² numbers are then 800 MB.
const MaxN = 10000

// maxFile is the longest file that is read. Numbers as text take up to 25 bytes.
const maxFile = 25 * MaxN * MaxN

// Matrix is a square matrix from a file.
type Matrix struct {
	N int
	// W has row = postsynaptic, whatever it was in the file. An entry that is not 0 is
	// a synapse: W is whole where all off the diagonal are, else lists.
	W matrix.Matrix
	// Format says what the file is; Entry which of its arrays was taken, empty
	// where the format has no names.
	Format, Entry string
	// Rows is what a row of the file was; empty for a list of edges.
	Rows Rows
	// Nodes are the names of the nodes of a list of edges; nil otherwise.
	Nodes []string
	// Warnings say what was made of what the file holds.
	Warnings warn.List
}

// Rows says which neuron a row of a matrix belongs to.
type Rows string

const (
	Post Rows = "post" // W_ij is the weight from j to i
	Pre  Rows = "pre"  // W_ij is the weight from i to j
)

// Options is what a person says about a file.
type Options struct {
	Entry string // the array to read; empty: the only one
	Rows  Rows   // empty: Post
	Nodes int    // of a list of edges, isolated ones included; 0: those that occur
}

// Read reads the square matrix in a file. Every number is finite.
func Read(path string, o Options) (*Matrix, error) {
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, err := f.read(o)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

func (f *file) read(o Options) (*Matrix, error) {
	a, edges, err := f.content(o.Entry)
	if err != nil {
		return nil, err
	}
	if edges != nil {
		if o.Rows != "" {
			return nil, fmt.Errorf("--rows %s: a list of edges says itself which neuron is presynaptic; must be left out", o.Rows)
		}
		return edges.matrix(o.Nodes)
	}
	if o.Nodes != 0 {
		return nil, errors.New("--nodes is for a list of edges, and this is a matrix; must be left out")
	}
	m := &Matrix{N: a.rows, Format: f.format, Entry: a.name, Rows: Post, Warnings: a.warnings}
	if o.Rows != "" {
		m.Rows = o.Rows
	}
	if err := square(a.rows, a.cols); err != nil {
		return nil, fmt.Errorf("%s%w", a.called(), err)
	}
	if err := a.finite(); err != nil {
		return nil, err
	}
	switch turned := m.Rows == Pre; {
	case a.lists != nil && turned:
		m.W = a.lists.Transposed()
	case a.lists != nil:
		m.W = *a.lists
	case turned:
		transpose(a.x, m.N)
		fallthrough
	default:
		m.W = matrix.Of(a.x, m.N)
	}
	return m, nil
}

// square judges the shape of a matrix.
func square(rows, cols int) error {
	if rows != cols {
		return fmt.Errorf("%d×%d numbers; must be square", rows, cols)
	}
	return checkN(rows)
}

// checkN judges a number of neurons.
func checkN(n int) error {
	if n < 2 || n > MaxN {
		return fmt.Errorf("%d neurons; must be 2 … %d", n, MaxN)
	}
	return nil
}

// Table reads a table of numbers, samples × signals, from a .npy file or
// comma-separated values. names are the heads of the columns; nil: there are none.
func Table(path string) (x []float64, rows, cols int, names []string, err error) {
	f, err := open(path)
	if err != nil {
		return nil, 0, 0, nil, err
	}
	defer f.Close()
	a, err := f.table()
	if err == nil {
		err = a.finite()
	}
	if err != nil {
		return nil, 0, 0, nil, fmt.Errorf("%s: %w", path, err)
	}
	return a.x, a.rows, a.cols, a.names, nil
}

// Recorded reads an array that a run wrote: a .npy file of one or two dimensions,
// perhaps with nothing in it.
func Recorded(path string) (x []float64, rows, cols int, err error) {
	f, err := open(path)
	if err != nil {
		return nil, 0, 0, err
	}
	defer f.Close()
	in := f.buffered()
	h, err := readNPYHeader(in)
	if err == nil && f.size != h.length+int64(h.rows)*int64(h.cols)*int64(h.numbers.size) {
		err = errors.New("a NumPy array that is cut off, or longer than it says")
	}
	var a *array
	if err == nil {
		a, err = h.read(in)
	}
	if err != nil {
		return nil, 0, 0, fmt.Errorf("%s: %w", path, err)
	}
	return a.x, a.rows, a.cols, nil
}

// table reads what Table reads.
func (f *file) table() (*array, error) {
	switch {
	case f.begins(npyMagic):
		return f.npy(func(int, int) error { return nil })
	case f.text():
		return f.csvTable()
	}
	return nil, errors.New("not a table; must be a .npy file or comma-separated values")
}

// file is a file that is being read.
type file struct {
	*os.File
	size   int64
	head   []byte // how it begins
	format string // what it turned out to be
}

func open(path string) (*file, error) {
	opened, err := disk.OpenRegular(path, os.O_RDONLY, maxFile)
	if err != nil {
		return nil, err
	}
	f := &file{File: opened}
	st, err := opened.Stat()
	if err == nil {
		f.size = st.Size()
		f.head, err = io.ReadAll(io.LimitReader(opened, headLength))
	}
	if err == nil {
		_, err = opened.Seek(0, io.SeekStart)
	}
	if err == nil && f.size == 0 {
		err = errors.New("an empty file; must hold a matrix")
	}
	if err != nil {
		_ = opened.Close()
		return nil, disk.Named(path, err)
	}
	return f, nil
}

const headLength = 4096

func (f *file) begins(magic string) bool { return bytes.HasPrefix(f.head, []byte(magic)) }

// text reports whether the file may be text.
func (f *file) text() bool { return bytes.IndexByte(f.head, 0) < 0 }

// formats are what content reads, for errors.
const formats = "must be a matrix as .npy, .npz, CSV, .mtx or .mat (version 5), or a list of edges as CSV"

// content reads an array, or a list of edges.
func (f *file) content(entry string) (*array, *edges, error) {
	one := func(a *array, err error) (*array, *edges, error) {
		if err == nil && entry != "" && a.name == "" {
			err = fmt.Errorf("--entry %s: the file has one array, without a name; must be left out", entry)
		}
		return a, nil, err
	}
	switch {
	case f.begins(npyMagic):
		f.format = "NumPy array"
		return one(f.npy(square))
	case f.begins("PK"):
		f.format = "NumPy archive"
		return one(f.npz(entry))
	case f.begins("MATLAB 7.3") || f.begins("\x89HDF") || len(f.head) > 520 && bytes.HasPrefix(f.head[512:], []byte("\x89HDF")):
		return nil, nil, errors.New("an HDF5 file (MATLAB v7.3 is one), which is not read; must be saved as version 7: save('FILE.mat', 'W', '-v7'), or scipy.io.savemat")
	case f.begins("MATLAB 5.0") || f.mat5():
		f.format = "MATLAB file"
		return one(f.mat(entry))
	case f.begins("%%MatrixMarket") || f.begins("%%matrixmarket"):
		f.format = "MatrixMarket"
		return one(f.mtx())
	case f.text():
		f.format = csvFormat
		a, e, err := f.csv()
		if err == nil && entry != "" {
			err = fmt.Errorf("--entry %s: CSV has no names of arrays; must be left out", entry)
		}
		return a, e, err
	}
	return nil, nil, errors.New("not a matrix; " + formats)
}

// array is a table of numbers, row by row.
type array struct {
	rows, cols int
	x          []float64
	lists      *matrix.Matrix // in place of x: of a file that lists entries
	name       string
	names      []string // of the columns
	warnings   warn.List
	lines      func(row int) int // where a row stands in a text; nil: in no text
}

// called begins an error about the array.
func (a *array) called() string {
	if a.name == "" {
		return ""
	}
	return a.name + ": "
}

// finite refuses a number that is none.
func (a *array) finite() error {
	values, place := a.x, func(k int) (i, j int) { return k / a.cols, k % a.cols }
	if a.lists != nil {
		values, place = a.lists.Values(), a.lists.Place
	}
	for k, x := range values {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			i, j := place(k)
			at := fmt.Sprintf("entry (%d, %d)", i, j)
			if a.lines != nil {
				at = fmt.Sprintf("line %d, column %d", a.lines(i), j+1)
			}
			return fmt.Errorf("%s%s is %v; must be a finite number", a.called(), at, x)
		}
	}
	return nil
}

// transpose turns an n×n matrix over, in its place.
func transpose(w []float64, n int) {
	const tile = 32 // stays in the cache
	for i0 := 0; i0 < n; i0 += tile {
		for j0 := i0; j0 < n; j0 += tile {
			for i := i0; i < min(i0+tile, n); i++ {
				for j := max(j0, i+1); j < min(j0+tile, n); j++ {
					w[i*n+j], w[j*n+i] = w[j*n+i], w[i*n+j]
				}
			}
		}
	}
}

// pick chooses among the arrays of a file by name.
func pick(entry string, names, shapes []string) (int, error) {
	list := make([]string, len(names))
	for k := range names {
		list[k] = fmt.Sprintf("%s (%s)", names[k], shapes[k])
	}
	if len(list) > 20 {
		list = append(list[:20:20], "…")
	}
	all := strings.Join(list, ", ")
	switch k := slices.Index(names, entry); {
	case len(names) == 0:
		return 0, errors.New("no array in it; " + formats)
	case entry == "" && len(names) == 1:
		return 0, nil
	case entry == "":
		return 0, fmt.Errorf("%d arrays; --entry must name one of %s", len(names), all)
	case k < 0:
		return 0, fmt.Errorf("no array %q; --entry must name one of %s", entry, all)
	default:
		return k, nil
	}
}

// buffered reads the file from its beginning.
func (f *file) buffered() *bufio.Reader { return bufio.NewReaderSize(f.File, 1<<16) }
