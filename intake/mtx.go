package intake

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"spiketop/internal/matrix"
	"spiketop/internal/warn"
)

// mtx reads a MatrixMarket file (Boisvert, Pozo & Remington 1996, NISTIR 5935):
// coordinate or array; real, integer or pattern; general, symmetric or
// skew-symmetric.
func (f *file) mtx() (*array, error) {
	l := newLines(f.buffered(), "%")
	var p mtx
	if !l.Scan() { // the banner looks like a comment
		return nil, l.none()
	}
	l.n++
	if err := p.banner(l.Text()); err != nil {
		return nil, fmt.Errorf("line 1: %w", err)
	}
	if !l.next() {
		return nil, l.cut("its sizes are missing")
	}
	if err := p.sizes(l.text, f.size); err != nil {
		return nil, fmt.Errorf("line %d: %w", l.n, err)
	}
	a := &array{rows: p.rows, cols: p.cols}
	if !p.coordinate {
		a.x = make([]float64, p.rows*p.cols)
	}
	var to, from []int32
	var val []float64
	for k := range p.entries {
		if !l.next() {
			return nil, l.cut(fmt.Sprintf("%d entries are announced, and %d are there", p.entries, k))
		}
		i, j, x, err := p.entry(l.text)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", l.n, err)
		}
		if p.coordinate {
			to, from, val = append(to, int32(i)), append(from, int32(j)), append(val, x)
			continue
		}
		a.x[i*p.cols+j] = x
		if i != j && p.mirror != 0 {
			a.x[j*p.cols+i] = p.mirror * x
		}
	}
	if l.next() {
		return nil, fmt.Errorf("line %d: more than the %d entries announced", l.n, p.entries)
	}
	if p.coordinate {
		w, again := matrix.Sum(p.rows, to, from, val)
		if again > 0 {
			a.warnings.Add(warn.Duplicates, "entries that occur more than once: %d, and they were added", again)
		}
		if p.mirror != 0 {
			w = mirrored(w, p.mirror)
		}
		a.lists = &w
	}
	return a, l.end()
}

// mirrored is a matrix whose entries on and below the diagonal are those of w, with
// those above: mirror times those below.
func mirrored(w matrix.Matrix, mirror float64) matrix.Matrix {
	var to, from []int32
	var val []float64
	for i := range w.N {
		columns, row := w.Row(i)
		for k, j := range columns {
			to, from, val = append(to, int32(i)), append(from, j), append(val, row[k])
			if int(j) != i {
				to, from, val = append(to, j), append(from, int32(i)), append(val, mirror*row[k])
			}
		}
	}
	w, _ = matrix.Sum(w.N, to, from, val)
	return w
}

// cut is the error of a file that ends too soon.
func (l *lines) cut(why string) error {
	if err := l.end(); err != nil {
		return err
	}
	return errors.New("cut off: " + why)
}

// mtx is what a file says of itself, and where it is in it.
type mtx struct {
	coordinate, pattern bool
	mirror              float64 // of an entry across the diagonal: 0, 1 or −1
	rows, cols, entries int
	i, j                int // of the next entry of an array
}

func (p *mtx) banner(line string) error {
	words := strings.Fields(strings.ToLower(line))
	if len(words) != 5 || words[1] != "matrix" {
		return fmt.Errorf("%q; must be %%%%MatrixMarket matrix FORMAT FIELD SYMMETRY", clipped(line))
	}
	switch words[2] {
	case "coordinate":
		p.coordinate = true
	case "array":
	default:
		return fmt.Errorf("the format is %q; must be coordinate or array", clipped(words[2]))
	}
	switch words[3] {
	case "real", "double", "integer", "unsigned-integer":
	case "pattern":
		if p.pattern = true; !p.coordinate {
			return errors.New("an array of a pattern; must be coordinate")
		}
	default:
		return fmt.Errorf("the field is %q; must be real, integer or pattern", clipped(words[3]))
	}
	switch words[4] {
	case "general":
	case "symmetric":
		p.mirror = 1
	case "skew-symmetric":
		p.mirror = -1
	default:
		return fmt.Errorf("the symmetry is %q; must be general, symmetric or skew-symmetric", clipped(words[4]))
	}
	return nil
}

// sizes reads the line of sizes of a file of so many bytes.
func (p *mtx) sizes(line string, bytes int64) error {
	words := strings.Fields(line)
	want := []*int{&p.rows, &p.cols}
	if p.coordinate {
		want = append(want, &p.entries)
	}
	if len(words) != len(want) {
		return fmt.Errorf("%q; must be %d sizes", clipped(line), len(want))
	}
	for k, word := range words {
		n, err := strconv.Atoi(word)
		if err != nil || n < 0 {
			return fmt.Errorf("%q; must be a size", clipped(word))
		}
		*want[k] = n
	}
	if p.rows != p.cols {
		return fmt.Errorf("%d×%d numbers; must be square", p.rows, p.cols)
	}
	if err := checkN(p.rows); err != nil {
		return err
	}
	least := int64(2) // bytes of an entry: a digit and an end of line
	if p.coordinate {
		least = 4
	} else {
		switch p.entries = p.rows * p.cols; p.mirror {
		case 1:
			p.entries = p.rows * (p.rows + 1) / 2
		case -1:
			p.entries, p.i = p.rows*(p.rows-1)/2, 1
		}
	}
	if int64(p.entries) > bytes/least+1 {
		return fmt.Errorf("%d entries are announced, in a file of %d bytes; cut off", p.entries, bytes)
	}
	return nil
}

// entry reads an entry: row, column (from 0) and number.
func (p *mtx) entry(line string) (i, j int, x float64, err error) {
	words := strings.Fields(line)
	want := 1
	if p.coordinate {
		want = 3
		if p.pattern {
			want = 2
		}
	}
	if len(words) != want {
		return 0, 0, 0, fmt.Errorf("%q; must be %d numbers", clipped(line), want)
	}
	if p.coordinate {
		if i, err = p.index(words[0], p.rows); err == nil {
			j, err = p.index(words[1], p.cols)
		}
		if err == nil && p.mirror != 0 && (j > i || j == i && p.mirror < 0) {
			err = errors.New("an entry above the diagonal of a symmetric matrix; must be below")
		}
		if err != nil {
			return 0, 0, 0, err
		}
	} else {
		i, j = p.i, p.j
		if p.i++; p.i == p.rows { // column by column
			p.j++
			switch p.i = 0; p.mirror {
			case 1:
				p.i = p.j
			case -1:
				p.i = p.j + 1
			}
		}
	}
	x = 1
	if !p.pattern {
		word := words[len(words)-1]
		if x, err = strconv.ParseFloat(word, 64); err != nil {
			return 0, 0, 0, errors.New(notNumber(word, err))
		}
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return 0, 0, 0, fmt.Errorf("the number is %v; must be finite", x)
		}
	}
	return i, j, x, nil
}

// index reads a row or a column, which count from 1.
func (p *mtx) index(word string, n int) (int, error) {
	k, err := strconv.Atoi(word)
	if err != nil || k < 1 || k > n {
		return 0, fmt.Errorf("the index %q; must be 1 … %d", clipped(word), n)
	}
	return k - 1, nil
}
