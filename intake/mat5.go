package intake

import (
	"bufio"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"spiketop/internal/matrix"
)

// The format of MATLAB's files, version 5: The MathWorks, "MAT-File Format". A
// file is a header of 128 bytes and elements, of which each has a tag (type and
// length). An array is an element of elements, perhaps compressed as a whole.

const matHeader = 128

// Types of elements.
const (
	miINT8       = 1
	miUINT32     = 6
	miINT32      = 5
	miMATRIX     = 14
	miCOMPRESSED = 15
)

// miNumbers are the types of elements that hold numbers, by their name in kinds.
var miNumbers = map[uint32]string{1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8"}

// Classes of arrays.
const (
	mxSPARSE = 5
	mxDOUBLE = 6
	mxUINT64 = 15
)

var mxOther = map[byte]string{1: "a cell array", 2: "a struct", 3: "an object", 4: "text", 16: "a function", 17: "an object"}

// mat5 reports whether the file begins as one of version 5.
func (f *file) mat5() bool {
	if len(f.head) < matHeader {
		return false
	}
	end := string(f.head[124:128])
	return end == "\x00\x01IM" || end == "\x01\x00MI"
}

// matArray is what an array says before its numbers.
type matArray struct {
	name    string
	class   byte
	logical bool
	complex bool
	dims    []int
}

func (a *matArray) shape() string {
	if other := mxOther[a.class]; other != "" {
		return other
	}
	words := make([]string, len(a.dims))
	for k, d := range a.dims {
		words[k] = fmt.Sprint(d)
	}
	return strings.Join(words, "×")
}

// mat reads one array of a MATLAB file.
func (f *file) mat(entry string) (*array, error) {
	if !f.mat5() {
		return nil, errors.New("a damaged MATLAB file; must be version 5")
	}
	order := binary.ByteOrder(binary.LittleEndian)
	if string(f.head[126:128]) == "MI" {
		order = binary.BigEndian
	}
	var names, shapes []string
	var places []int64
	for at := int64(matHeader); at < f.size; {
		e, next, err := f.element(at, order)
		if err != nil {
			return nil, err
		}
		if e != nil {
			a, err := e.array()
			if err != nil {
				return nil, fmt.Errorf("array %d: %w", len(names)+1, err)
			}
			if len(names) == maxEntries {
				return nil, fmt.Errorf("more than %d arrays", maxEntries)
			}
			if a.name != "" { // MATLAB keeps data of its own without a name
				names, shapes, places = append(names, a.name), append(shapes, a.shape()), append(places, at)
			}
		}
		at = next
	}
	k, err := pick(entry, names, shapes)
	if err != nil {
		return nil, err
	}
	e, _, err := f.element(places[k], order)
	if err != nil {
		return nil, err
	}
	a, err := e.array()
	var out *array
	if err == nil {
		out, err = e.numbers(a)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", names[k], err)
	}
	out.name = names[k]
	return out, nil
}

// element is an array that is being read.
type element struct {
	r     io.Reader
	order binary.ByteOrder
	left  int64 // bytes of the array that are not read yet
}

// element opens the element at a place, and returns where the next one is. It is
// nil for one that is no array.
func (f *file) element(at int64, order binary.ByteOrder) (*element, int64, error) {
	if _, err := f.Seek(at, io.SeekStart); err != nil {
		return nil, 0, err
	}
	e := &element{f.buffered(), order, f.size - at}
	kind, n, _, err := e.tag()
	if err != nil {
		return nil, 0, err
	}
	next := at + 8 + int64(n)
	if next > f.size {
		return nil, 0, fmt.Errorf("cut off: an element of %d bytes at byte %d of %d", n, at, f.size)
	}
	switch kind {
	case miMATRIX:
		return &element{io.LimitReader(e.r, int64(n)), order, int64(n)}, next, nil
	case miCOMPRESSED:
		z, err := zlib.NewReader(io.LimitReader(e.r, int64(n)))
		if err != nil {
			return nil, 0, fmt.Errorf("damaged: the element at byte %d is not compressed as it says (%w)", at, err)
		}
		e = &element{bufio.NewReader(z), order, 8}
		kind, inside, _, err := e.tag()
		if err != nil {
			return nil, 0, err
		}
		if kind != miMATRIX {
			return nil, next, nil
		}
		if int64(inside) > deflated*int64(n)+1024 {
			return nil, 0, fmt.Errorf("damaged: %d bytes are announced, from %d", inside, n)
		}
		e.left = int64(inside)
		return e, next, nil
	}
	return nil, next, nil
}

// tag reads the tag of an element. Of a small one the data are in the tag.
func (e *element) tag() (kind, n uint32, small []byte, err error) {
	b := make([]byte, 8)
	if err := e.full(b); err != nil {
		return 0, 0, nil, err
	}
	kind, n = e.order.Uint32(b), e.order.Uint32(b[4:])
	if few := kind >> 16; few != 0 {
		if few > 4 {
			return 0, 0, nil, fmt.Errorf("damaged: an element of type %d", kind)
		}
		return kind & 0xffff, few, b[4 : 4+few], nil
	}
	return kind, n, nil, nil
}

// full reads as many bytes.
func (e *element) full(b []byte) error {
	if e.left -= int64(len(b)); e.left < 0 {
		return errors.New("damaged: an element is longer than what holds it")
	}
	if _, err := io.ReadFull(e.r, b); err != nil {
		return readError(err)
	}
	return nil
}

// small reads a whole element of that type and of at most so many bytes.
func (e *element) small(kind uint32, most int) ([]byte, error) {
	got, n, data, err := e.tag()
	if err != nil || data != nil && got == kind {
		return data, err
	}
	if got != kind || int64(n) > int64(most) {
		return nil, fmt.Errorf("damaged: an element of type %d and %d bytes; must be of type %d", got, n, kind)
	}
	data = make([]byte, (n+7)/8*8)
	if err := e.full(data); err != nil {
		return nil, err
	}
	return data[:n], nil
}

// array reads as far as the numbers.
func (e *element) array() (*matArray, error) {
	flags, err := e.small(miUINT32, 8)
	if err != nil {
		return nil, err
	}
	if len(flags) != 8 {
		return nil, errors.New("damaged: the flags of an array")
	}
	word := e.order.Uint32(flags)
	a := &matArray{class: byte(word), complex: word&0x800 != 0, logical: word&0x200 != 0}
	const mostDims, longestName = 32, 1 << 12
	dims, err := e.small(miINT32, 4*mostDims)
	if err != nil {
		return nil, err
	}
	for at := 0; at+4 <= len(dims); at += 4 {
		d := int32(e.order.Uint32(dims[at:]))
		if d < 0 {
			return nil, fmt.Errorf("damaged: a size of %d", d)
		}
		a.dims = append(a.dims, int(d))
	}
	name, err := e.small(miINT8, longestName)
	a.name = string(name)
	return a, err
}

// numbers reads the numbers of an array. They stand column by column.
func (e *element) numbers(a *matArray) (*array, error) {
	switch {
	case a.class != mxSPARSE && (a.class < mxDOUBLE || a.class > mxUINT64):
		return nil, fmt.Errorf("%s; must be a matrix of numbers", a.shape())
	case a.complex:
		return nil, errors.New("complex numbers; must be real")
	case len(a.dims) != 2:
		return nil, fmt.Errorf("%s numbers; must have two dimensions", a.shape())
	}
	// Judged before memory is taken: a sparse array may have any size.
	rows, cols := a.dims[0], a.dims[1]
	if rows != cols {
		return nil, fmt.Errorf("%s numbers; must be square", a.shape())
	}
	if err := checkN(rows); err != nil {
		return nil, err
	}
	out := &array{rows: rows, cols: cols}
	if a.class == mxSPARSE {
		return out, e.sparse(out)
	}
	k := 0
	return out, e.list(func(count int) (func(float64), error) {
		if count != rows*cols {
			return nil, fmt.Errorf("%d numbers for %s; damaged", count, a.shape())
		}
		out.x = make([]float64, count)
		return func(x float64) { out.x[k%rows*cols+k/rows] = x; k++ }, nil
	})
}

// sparse reads row indices, the beginnings of the columns, and the numbers.
func (e *element) sparse(out *array) error {
	var ir, jc []int
	ints := func(to *[]int, most int) func(int) (func(float64), error) {
		return func(count int) (func(float64), error) {
			if count > most {
				return nil, fmt.Errorf("%d indices of a sparse matrix; damaged", count)
			}
			*to = make([]int, 0, count)
			return func(x float64) { *to = append(*to, int(x)) }, nil
		}
	}
	if err := e.list(ints(&ir, out.rows*out.cols)); err != nil {
		return err
	}
	if err := e.list(ints(&jc, out.cols+1)); err != nil {
		return err
	}
	damaged := errors.New("damaged: the indices of a sparse matrix do not fit")
	if len(jc) != out.cols+1 || jc[0] != 0 || jc[out.cols] > len(ir) {
		return damaged
	}
	for j := range out.cols {
		if jc[j+1] < jc[j] {
			return damaged
		}
	}
	var from []int32 // the columns
	for j := range out.cols {
		for range jc[j+1] - jc[j] {
			from = append(from, int32(j))
		}
	}
	val := make([]float64, 0, len(from))
	if err := e.list(func(count int) (func(float64), error) {
		if count < jc[out.cols] {
			return nil, damaged
		}
		for _, i := range ir[:jc[out.cols]] {
			if i < 0 || i >= out.rows {
				return nil, damaged
			}
		}
		return func(x float64) {
			if len(val) < len(from) { // else room that was not used
				val = append(val, x)
			}
		}, nil
	}); err != nil {
		return err
	}
	to := make([]int32, len(from))
	for k := range to {
		to[k] = int32(ir[k])
	}
	w, _ := matrix.Sum(out.rows, to, from, val)
	out.lists = &w
	return nil
}

// list reads an element of numbers. begin is told how many, and returns what takes
// them.
func (e *element) list(begin func(count int) (func(float64), error)) error {
	kind, n, small, err := e.tag()
	if err != nil {
		return err
	}
	numbers, ok := kinds[miNumbers[kind]]
	if !ok || int(n)%max(numbers.size, 1) != 0 {
		return fmt.Errorf("damaged: an element of type %d and %d bytes; must be numbers", kind, n)
	}
	numbers.order = e.order
	count := int(n) / numbers.size
	if small == nil && int64(n) > e.left {
		return errors.New("damaged: an element is longer than what holds it")
	}
	each, err := begin(count)
	if err != nil {
		return err
	}
	if small != nil {
		return numbers.read(strings.NewReader(string(small)), count, each)
	}
	if err := numbers.read(e.r, count, each); err != nil {
		return err
	}
	pad := (8 - n%8) % 8
	e.left -= int64(n) + int64(pad)
	_, err = io.CopyN(io.Discard, e.r, int64(pad))
	if err == io.EOF { // the last padding may be missing
		err = nil
	}
	return err
}
