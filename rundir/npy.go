package rundir

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"
)

// npy writes one array in NumPy's own format, version 1.0: float64 or int64,
// little endian, C order. It is written here because arrays come in parts, have
// two dimensions whatever their type, and keep their shape when they are empty.
type npy struct {
	w    io.Writer
	left int // numbers still to come
	buf  []byte
	err  error
}

const (
	float64s = "<f8"
	int64s   = "<i8"
)

// newNPY writes the header of an array of that type and shape.
func newNPY(w io.Writer, descr string, shape ...int) *npy {
	size := 1
	dims := make([]string, len(shape))
	for i, n := range shape {
		size *= n
		dims[i] = fmt.Sprint(n)
	}
	tuple := strings.Join(dims, ", ")
	if len(shape) == 1 {
		tuple += ","
	}
	header := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", descr, tuple)
	// Magic, version and length are 10 bytes; everything before the data fills
	// blocks of 64 and ends in a newline.
	header += strings.Repeat(" ", 63-(10+len(header))%64) + "\n"
	a := &npy{w: w, left: size}
	a.buf = append(a.buf, "\x93NUMPY\x01\x00"...)
	a.buf = binary.LittleEndian.AppendUint16(a.buf, uint16(len(header)))
	a.buf = append(a.buf, header...)
	return a
}

func (a *npy) floats(x ...float64) {
	for _, v := range x {
		if v != v { // one NaN: which bits an operation leaves hangs on the machine type
			v = math.NaN()
		}
		a.put(math.Float64bits(v))
	}
}

func (a *npy) ints(x ...int64) {
	for _, v := range x {
		a.put(uint64(v))
	}
}

func (a *npy) put(bits uint64) {
	a.left--
	a.buf = binary.LittleEndian.AppendUint64(a.buf, bits)
	if len(a.buf) >= 1<<16 {
		a.flush()
	}
}

func (a *npy) flush() {
	if a.err == nil {
		_, a.err = a.w.Write(a.buf)
	}
	a.buf = a.buf[:0]
}

// close writes what is left. More or fewer numbers than the shape holds are a
// bug in the caller.
func (a *npy) close() error {
	a.flush()
	if a.left != 0 {
		panic(fmt.Sprintf("rundir: %d numbers missing in an array", a.left))
	}
	return a.err
}
