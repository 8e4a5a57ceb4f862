package pack

import (
	"encoding/binary"
	"io"
	"maps"
	"math"
	"reflect"
	"slices"
)

// Write writes the value that v points to. It panics where a type cannot be
// written: a channel, a function, an interface, a map with other keys than strings.
func Write(w io.Writer, v any) error {
	e := &encoder{w: w, seen: map[stretch]uint64{}}
	x := reflect.ValueOf(v).Elem()
	e.number(fingerprint(x.Type(), false))
	e.value(x)
	return e.err
}

type encoder struct {
	w    io.Writer
	buf  []byte
	seen map[stretch]uint64 // numbered from 1
	err  error
}

// stretch is a stretch of memory.
type stretch struct {
	at *float64
	n  int
}

// flush writes the buffer.
func (e *encoder) flush() {
	if e.err == nil {
		_, e.err = e.w.Write(e.buf)
	}
	e.buf = e.buf[:0]
}

func (e *encoder) number(x uint64) {
	e.buf = order.AppendUint64(e.buf, x)
	e.flush()
}

func (e *encoder) text(s string) {
	e.number(uint64(len(s)))
	e.buf = append(e.buf, s...)
	e.flush()
}

func (e *encoder) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		var x uint64
		if v.Bool() {
			x = 1
		}
		e.number(x)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		e.number(uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		e.number(v.Uint())
	case reflect.Float32, reflect.Float64:
		e.number(math.Float64bits(v.Float()))
	case reflect.String:
		e.text(v.String())
	case reflect.Struct:
		for _, f := range fields(v.Type(), false) {
			e.value(v.FieldByIndex(f.Index))
		}
	case reflect.Array:
		for i := range v.Len() {
			e.value(v.Index(i))
		}
	case reflect.Pointer:
		if v.IsNil() {
			e.number(0)
			return
		}
		e.number(1)
		e.value(v.Elem())
	case reflect.Map:
		if v.Type().Key().Kind() != reflect.String {
			panic("pack: cannot write a " + v.Type().String())
		}
		keys := map[string]reflect.Value{}
		for it := v.MapRange(); it.Next(); {
			keys[it.Key().String()] = it.Value()
		}
		e.number(uint64(len(keys)))
		for _, k := range slices.Sorted(maps.Keys(keys)) {
			e.text(k)
			e.value(keys[k])
		}
	case reflect.Slice:
		e.slice(v)
	default:
		panic("pack: cannot write a " + v.Type().String())
	}
}

// slice writes one more than the length, or 0 for nil, then the elements.
func (e *encoder) slice(v reflect.Value) {
	if v.IsNil() {
		e.number(0)
		return
	}
	e.number(uint64(v.Len()) + 1)
	switch x := v.Interface().(type) {
	case []float64:
		if len(x) == 0 {
			return
		}
		s := stretch{&x[0], len(x)}
		e.number(e.seen[s])
		if e.seen[s] == 0 {
			e.seen[s] = uint64(len(e.seen)) + 1
			writeAll(e, x)
		}
	case []float32:
		writeAll(e, x)
	case []int64:
		writeAll(e, x)
	case []int32:
		writeAll(e, x)
	case []bool:
		writeAll(e, x)
	default:
		for i := range v.Len() {
			e.value(v.Index(i))
		}
	}
}

func writeAll[T any](e *encoder, x []T) {
	for part := range slices.Chunk(x, piece) {
		e.buf, _ = binary.Append(e.buf, order, part) // no error: T has a fixed size
		e.flush()
	}
}
