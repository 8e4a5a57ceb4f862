package intake

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
)

const npyMagic = "\x93NUMPY"

// npy reads a .npy file (NumPy's format 1, 2 or 3). judge is asked about its shape
// before the numbers are read.
func (f *file) npy(judge func(rows, cols int) error) (*array, error) {
	return readNPY(f.buffered(), f.size, judge)
}

// npyHeader is what the header of an array says.
type npyHeader struct {
	rows, cols int
	fortran    bool
	numbers    numbers
	length     int64 // of the header
}

// The entries of the header, a Python dictionary.
var (
	npyDescr   = regexp.MustCompile(`'descr' *: *'([^']*)'`)
	npyFortran = regexp.MustCompile(`'fortran_order' *: *(True|False)`)
	npyShape   = regexp.MustCompile(`'shape' *: *\(([^)]*)\)`)
)

// readNPYHeader reads as far as the numbers.
func readNPYHeader(r io.Reader) (h npyHeader, err error) {
	torn := errors.New("a NumPy array cut off in its header; must be whole")
	begin := make([]byte, 8)
	if _, err := io.ReadFull(r, begin); err != nil {
		return h, torn
	}
	if string(begin[:6]) != npyMagic {
		return h, errors.New("not a NumPy array: it does not begin as one")
	}
	wide := 2
	switch begin[6] {
	case 1:
	case 2, 3:
		wide = 4
	default:
		return h, fmt.Errorf("a NumPy array of format %d; must be 1, 2 or 3", begin[6])
	}
	size := make([]byte, 4)
	if _, err := io.ReadFull(r, size[:wide]); err != nil {
		return h, torn
	}
	n := binary.LittleEndian.Uint32(size)
	const longest = 1 << 16
	if n > longest {
		return h, fmt.Errorf("a NumPy array with a header of %d bytes; must be at most %d", n, longest)
	}
	text := make([]byte, n)
	if _, err := io.ReadFull(r, text); err != nil {
		return h, torn
	}
	h.length = int64(8 + wide + len(text))
	descr, order, shape := npyDescr.FindSubmatch(text), npyFortran.FindSubmatch(text), npyShape.FindSubmatch(text)
	if order == nil || shape == nil {
		return h, errors.New("a NumPy array whose header is not readable")
	}
	if descr == nil {
		return h, errors.New("a NumPy array of records; must be of numbers")
	}
	h.fortran = string(order[1]) == "True"
	if h.numbers, err = npyNumbers(string(descr[1])); err != nil {
		return h, err
	}
	var dims []int
	for _, word := range strings.FieldsFunc(string(shape[1]), func(r rune) bool { return r == ',' || r == ' ' }) {
		d, err := strconv.Atoi(strings.TrimSuffix(word, "L")) // Python 2 wrote 5L
		if err != nil || d < 0 {
			return h, fmt.Errorf("a NumPy array of shape (%s); must be two sizes", shape[1])
		}
		dims = append(dims, d)
	}
	switch len(dims) {
	case 1:
		h.rows, h.cols = dims[0], 1
	case 2:
		h.rows, h.cols = dims[0], dims[1]
	default:
		return h, fmt.Errorf("a NumPy array of shape (%s); must have two dimensions", shape[1])
	}
	const most = maxFile / 8
	if h.rows > most || h.cols > most/max(h.rows, 1) {
		return h, fmt.Errorf("a NumPy array of shape (%s); must be at most %d×%d", shape[1], MaxN, MaxN)
	}
	return h, nil
}

// readNPY reads an array that has size bytes, header and all.
func readNPY(r io.Reader, size int64, judge func(rows, cols int) error) (*array, error) {
	h, err := readNPYHeader(r)
	if err != nil {
		return nil, err
	}
	announced := h.length + int64(h.rows)*int64(h.cols)*int64(h.numbers.size)
	if size != announced {
		return nil, fmt.Errorf("a NumPy array of %d×%d numbers has %d bytes; this one has %d", h.rows, h.cols, announced, size)
	}
	if h.rows == 0 || h.cols == 0 {
		return nil, fmt.Errorf("a NumPy array of %d×%d numbers; must hold one", h.rows, h.cols)
	}
	if err := judge(h.rows, h.cols); err != nil {
		return nil, err
	}
	return h.read(r)
}

// read reads the numbers.
func (h npyHeader) read(r io.Reader) (*array, error) {
	a := &array{rows: h.rows, cols: h.cols, x: make([]float64, h.rows*h.cols)}
	at := func(k int) int { return k }
	if h.fortran {
		at = func(k int) int { return k%h.rows*h.cols + k/h.rows }
	}
	k := 0
	if err := h.numbers.read(r, len(a.x), func(x float64) { a.x[at(k)] = x; k++ }); err != nil {
		return nil, err
	}
	return a, nil
}

// numbers is how numbers of one kind stand in a file.
type numbers struct {
	size  int // bytes
	order binary.ByteOrder
	value func(order binary.ByteOrder, b []byte) float64
}

// Kinds of numbers by letter and size, as NumPy names them.
var kinds = map[string]numbers{
	"b1": {1, nil, func(_ binary.ByteOrder, b []byte) float64 {
		if b[0] != 0 {
			return 1
		}
		return 0
	}},
	"i1": {1, nil, func(_ binary.ByteOrder, b []byte) float64 { return float64(int8(b[0])) }},
	"i2": {2, nil, func(o binary.ByteOrder, b []byte) float64 { return float64(int16(o.Uint16(b))) }},
	"i4": {4, nil, func(o binary.ByteOrder, b []byte) float64 { return float64(int32(o.Uint32(b))) }},
	"i8": {8, nil, func(o binary.ByteOrder, b []byte) float64 { return float64(int64(o.Uint64(b))) }},
	"u1": {1, nil, func(_ binary.ByteOrder, b []byte) float64 { return float64(b[0]) }},
	"u2": {2, nil, func(o binary.ByteOrder, b []byte) float64 { return float64(o.Uint16(b)) }},
	"u4": {4, nil, func(o binary.ByteOrder, b []byte) float64 { return float64(o.Uint32(b)) }},
	"u8": {8, nil, func(o binary.ByteOrder, b []byte) float64 { return float64(o.Uint64(b)) }},
	"f2": {2, nil, func(o binary.ByteOrder, b []byte) float64 { return half(o.Uint16(b)) }},
	"f4": {4, nil, func(o binary.ByteOrder, b []byte) float64 { return float64(math.Float32frombits(o.Uint32(b))) }},
	"f8": {8, nil, func(o binary.ByteOrder, b []byte) float64 { return math.Float64frombits(o.Uint64(b)) }},
}

// npyNumbers reads a NumPy type such as <f8.
func npyNumbers(descr string) (numbers, error) {
	kind, order := descr, binary.ByteOrder(binary.LittleEndian)
	if kind != "" && strings.ContainsRune("<>|=", rune(kind[0])) {
		if kind[0] == '>' {
			order = binary.BigEndian
		}
		kind = kind[1:]
	}
	n, ok := kinds[kind]
	n.order = order
	if ok {
		return n, nil
	}
	const must = "must be of real numbers, such as float64, int32 or bool"
	switch {
	case strings.HasPrefix(kind, "c"):
		return n, fmt.Errorf("a NumPy array of complex numbers (%s); %s", descr, must)
	case strings.HasPrefix(kind, "f"):
		// Of 16 bytes, half of the machines that write them mean one format, half another.
		return n, fmt.Errorf("a NumPy array of long doubles (%s), whose format differs between machines; must be saved as float64: W.astype(float)", descr)
	case strings.HasPrefix(kind, "O"):
		return n, fmt.Errorf("a NumPy array of Python objects (%s); %s", descr, must)
	case strings.HasPrefix(kind, "S"), strings.HasPrefix(kind, "U"):
		return n, fmt.Errorf("a NumPy array of text (%s); %s", descr, must)
	}
	return n, fmt.Errorf("a NumPy array of type %q; %s", descr, must)
}

// half is a float16.
func half(b uint16) float64 {
	sign, exponent, fraction := 1.0, int(b>>10&31), float64(b&1023)
	if b>>15 != 0 {
		sign = -1
	}
	switch exponent {
	case 0:
		return sign * math.Ldexp(fraction, -24)
	case 31:
		if fraction != 0 {
			return math.NaN()
		}
		return math.Inf(int(sign))
	}
	return sign * math.Ldexp(1024+fraction, exponent-25)
}

// read reads count numbers and calls each with one after the other.
func (n numbers) read(r io.Reader, count int, each func(float64)) error {
	const block = 1 << 13
	b := make([]byte, n.size*min(count, block))
	for count > 0 {
		b = b[:n.size*min(count, block)]
		if _, err := io.ReadFull(r, b); err != nil {
			return readError(err)
		}
		for at := 0; at < len(b); at += n.size {
			each(n.value(n.order, b[at:at+n.size]))
		}
		count -= len(b) / n.size
	}
	return nil
}

// readError says why numbers could not be read.
func readError(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("cut off: fewer numbers than announced")
	}
	return fmt.Errorf("damaged: %w", err)
}
