package pack

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"reflect"
	"slices"
)

// Read reads into the value that v points to what Write wrote from a value of
// the same type, in its present form or in the old one, and nothing beyond. Slices of numbers that have the right length
// already are filled in place. After an error the value is undefined.
func Read(r io.Reader, v any) error {
	d := &decoder{r: r}
	x := reflect.ValueOf(v).Elem()
	switch f := d.number(); {
	case d.err != nil:
		return d.err
	case f == fingerprint(x.Type(), false):
	case f == fingerprint(x.Type(), true):
		d.old = true
	default:
		return ErrOther
	}
	d.value(x)
	return d.err
}

type decoder struct {
	r    io.Reader
	buf  []byte
	seen [][]float64
	old  bool
	err  error
}

// take reads n bytes, which are valid until the next call; nil after an error.
func (d *decoder) take(n int) []byte {
	if cap(d.buf) < n {
		d.buf = make([]byte, n)
	}
	b := d.buf[:n]
	if d.err == nil {
		_, d.err = io.ReadFull(d.r, b)
	}
	if d.err != nil {
		if d.err == io.EOF {
			d.err = io.ErrUnexpectedEOF
		}
		return nil
	}
	return b
}

// number is 0 after an error.
func (d *decoder) number() uint64 {
	b := d.take(8)
	if b == nil {
		return 0
	}
	return order.Uint64(b)
}

// fail notes an error, unless there was one before.
func (d *decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf(format, args...)
	}
}

func (d *decoder) text() string {
	var s []byte
	for n := d.number(); n > 0 && d.err == nil; {
		k := min(n, piece)
		s = append(s, d.take(int(k))...)
		n -= k
	}
	return string(s)
}

func (d *decoder) value(v reflect.Value) {
	if d.err != nil {
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(d.number() != 0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		x := int64(d.number())
		if v.OverflowInt(x) {
			d.fail("%d is out of range", x)
			return
		}
		v.SetInt(x)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		x := d.number()
		if v.OverflowUint(x) {
			d.fail("%d is out of range", x)
			return
		}
		v.SetUint(x)
	case reflect.Float32, reflect.Float64:
		v.SetFloat(math.Float64frombits(d.number()))
	case reflect.String:
		v.SetString(d.text())
	case reflect.Struct:
		for _, f := range fields(v.Type(), d.old) {
			d.value(v.FieldByIndex(f.Index))
		}
	case reflect.Array:
		for i := range v.Len() {
			d.value(v.Index(i))
		}
	case reflect.Pointer:
		v.SetZero()
		if d.number() != 0 {
			v.Set(reflect.New(v.Type().Elem()))
			d.value(v.Elem())
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for n := d.number(); n > 0 && d.err == nil; n-- {
			key, x := reflect.ValueOf(d.text()), reflect.New(v.Type().Elem()).Elem()
			d.value(x)
			v.SetMapIndex(key.Convert(v.Type().Key()), x)
		}
	case reflect.Slice:
		d.slice(v)
	default:
		panic("pack: cannot read a " + v.Type().String())
	}
}

func (d *decoder) slice(v reflect.Value) {
	n := d.number()
	if n == 0 {
		v.SetZero()
		return
	}
	n--
	switch x := v.Addr().Interface().(type) {
	case *[]float64:
		if n == 0 {
			*x = []float64{}
		} else if k := d.number(); k == 0 {
			*x = readAll(d, n, *x)
			d.seen = append(d.seen, *x)
		} else if k > uint64(len(d.seen)) || uint64(len(d.seen[k-1])) != n {
			d.fail("a slice is the same as none before")
		} else {
			*x = d.seen[k-1]
		}
	case *[]float32:
		*x = readAll(d, n, *x)
	case *[]int64:
		*x = readAll(d, n, *x)
	case *[]int32:
		*x = readAll(d, n, *x)
	case *[]bool:
		*x = readAll(d, n, *x)
	default:
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		for i := 0; uint64(i) < n && d.err == nil; i++ {
			v.Grow(1)
			v.SetLen(i + 1)
			d.value(v.Index(i))
		}
	}
}

// readAll reads n numbers, into x if x has that length. It makes room for as many
// again as it has read, so that a length that is not true costs no memory.
func readAll[T any](d *decoder, n uint64, x []T) []T {
	if uint64(len(x)) != n {
		x = []T{}
	}
	var zero T
	size := binary.Size(zero)
	for at := 0; uint64(at) < n; {
		k := int(min(n-uint64(at), piece))
		b := d.take(k * size)
		if b == nil {
			return nil
		}
		if at+k > cap(x) {
			x = slices.Grow(x, int(min(n-uint64(at), uint64(max(k, at)))))
		}
		x = x[:max(len(x), at+k)]
		_, _ = binary.Decode(b, order, x[at:at+k]) // no error: b has the size
		at += k
	}
	return slices.Clip(x)
}
