package pack

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

type inner struct {
	X     float64
	Words []string
	left  int
}

type word string

// all has a field of every kind that can be written.
type all struct {
	B    bool
	I    int
	I8   int8
	U    uint32
	F32  float32
	S    string
	W    word
	In   inner
	Arr  [3]inner
	P, Q *inner
	M    map[string]bool
	F    []float64
	G    []float64
	H    []float64
	L    []float32
	N    []int64
	K    []int32
	T    []bool
	Rows [][]float64
	Raw  []byte
	Pair [][2]int64
	left []int
}

// many numbers are several pieces.
const many = 3*piece + 7

func sample(n int) *all {
	f := make([]float64, n)
	for i := range f {
		f[i] = 1 / float64(i)
	}
	f[0], f[1], f[2] = math.Inf(-1), math.Copysign(0, -1), math.Float64frombits(0x7ff8_0000_0000_1234)
	return &all{
		B: true, I: -1 << 62, I8: -128, U: math.MaxUint32, F32: 0.1, S: strings.Repeat("τ", n/3), W: "w",
		In: inner{X: math.Copysign(0, -1), Words: []string{"", "a\x00b"}, left: 1}, Arr: [3]inner{{X: 1}, {X: math.NaN()}, {X: 3}},
		P: &inner{X: 5}, M: map[string]bool{"b": true, "a": false},
		F: f, G: f, H: f[1:], L: []float32{-1, 2}, N: []int64{math.MinInt64}, K: []int32{7, -7}, T: []bool{true, false},
		Rows: [][]float64{nil, {}, f[:5], f[:5], f[5:6]}, Raw: []byte("raw"), Pair: [][2]int64{{1, 2}},
		left: []int{1},
	}
}

func written(t testing.TB, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	want := sample(many)
	b := written(t, want)
	var got all
	rest := bytes.NewReader(append(bytes.Clone(b), "what follows"...))
	if err := Read(rest, &got); err != nil {
		t.Fatal(err)
	}
	if rest.Len() != len("what follows") {
		t.Errorf("%d bytes are left", rest.Len())
	}
	for i, x := range want.F {
		if math.Float64bits(x) != math.Float64bits(got.F[i]) {
			t.Fatalf("number %d: %x, read %x", i, math.Float64bits(x), math.Float64bits(got.F[i]))
		}
	}
	if !bytes.Equal(written(t, &got), b) {
		t.Error("what was read is written as something else")
	}
	if got.left != nil || got.In.left != 0 {
		t.Error("fields that are not exported were read")
	}
	same := func(a, b []float64) bool { return &a[0] == &b[0] && len(a) == len(b) }
	if !same(got.F, got.G) || same(got.F, got.H) || !same(got.Rows[2], got.Rows[3]) || got.Rows[0] != nil || got.Rows[1] == nil {
		t.Error("slices share other memory than before")
	}
	// NaN is not equal to itself.
	want.left, want.In.left = nil, 0
	want.F[2], got.F[2], want.Arr[1].X, got.Arr[1].X = 0, 0, 0, 0
	want.Rows[2][2], got.Rows[2][2] = 0, 0
	got.H[1] = want.H[1]
	if !reflect.DeepEqual(want, &got) {
		t.Errorf("read\n%v", got)
	}
}

// Shared memory is written once.
func TestSharedMemoryIsWrittenOnce(t *testing.T) {
	x := make([]float64, 1000)
	if n := len(written(t, &[][]float64{x, x, x, x[:1000:1000]})); n > 8*1000+100 {
		t.Errorf("%d bytes", n)
	}
}

func TestNumbersAreReadInPlace(t *testing.T) {
	b := written(t, &[]float64{1, 2, 3})
	room := make([]float64, 3)
	into := room
	if err := Read(bytes.NewReader(b), &into); err != nil || room[2] != 3 {
		t.Errorf("%v, %v", room, err)
	}
	into = make([]float64, 2)
	if err := Read(bytes.NewReader(b), &into); err != nil || len(into) != 3 {
		t.Errorf("%v, %v", into, err)
	}
}

// Only the same type reads: another name, order, length or kind of field is
// another type.
func TestAnotherType(t *testing.T) {
	b := written(t, &struct {
		A int
		B []float64
	}{1, []float64{2}})
	for _, other := range []any{
		new(struct {
			B []float64
			A int
		}),
		new(struct {
			A int
			C []float64
		}),
		new(struct {
			A int
			B []float32
		}),
		new(struct{ A int }),
		new(struct {
			A int
			B [1]float64
		}),
	} {
		if err := Read(bytes.NewReader(b), other); !errors.Is(err, ErrOther) {
			t.Errorf("%T: %v", other, err)
		}
	}
	same := new(struct {
		A    int
		B    []float64
		more string
	})
	if err := Read(bytes.NewReader(b), same); err != nil || same.more != "" {
		t.Errorf("a field that is not exported counts: %v", err)
	}
}

func TestCutAnywhere(t *testing.T) {
	b := written(t, sample(many))
	for cut := 0; cut < len(b); cut += 1 + len(b)/300 {
		if err := Read(bytes.NewReader(b[:cut]), new(all)); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatalf("cut at %d of %d: %v", cut, len(b), err)
		}
	}
}

// A length that is not true costs no memory.
func TestLengthsThatAreNotTrue(t *testing.T) {
	for _, v := range []any{new([]float64), new([]int32), new([]string), new(string), new(map[string]bool), new([][]float64)} {
		b := written(t, v)[:8]
		b = binary.LittleEndian.AppendUint64(b, 1<<62)
		b = append(b, make([]byte, 9*piece)...) // the first piece is there
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := Read(bytes.NewReader(b), v)
		runtime.ReadMemStats(&after)
		if taken := after.TotalAlloc - before.TotalAlloc; err == nil || taken > 2<<20 {
			t.Errorf("%T: %v, after %d bytes of memory", v, err, taken)
		}
	}
	if err := Read(bytes.NewReader(append(written(t, &[]float64{1})[:16], 9, 0, 0, 0, 0, 0, 0, 0)), new([]float64)); err == nil || !strings.Contains(err.Error(), "none before") {
		t.Errorf("the same as a slice that there is not: %v", err)
	}
}

// full takes so many bytes.
type full int

func (f *full) Write(b []byte) (int, error) {
	if *f -= full(len(b)); *f < 0 {
		return 0, io.ErrShortWrite
	}
	return len(b), nil
}

func TestWriteFails(t *testing.T) {
	size := len(written(t, sample(many)))
	for room := 0; room < size; room += 1 + size/300 {
		f := full(room)
		if err := Write(&f, sample(many)); !errors.Is(err, io.ErrShortWrite) {
			t.Fatalf("room for %d of %d bytes: %v", room, size, err)
		}
	}
}

func TestWhatCannotBeWritten(t *testing.T) {
	for _, v := range []any{new(chan int), new(func()), new(any), new(map[int]bool), new(complex128)} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%T was written", v)
				}
			}()
			if reflect.TypeOf(v).Elem().Kind() == reflect.Map {
				v = &map[int]bool{1: true}
			}
			_ = Write(io.Discard, v)
		}()
	}
}

// Whatever the bytes, they are read or refused, and what is read is written again.
func FuzzRead(f *testing.F) {
	b := written(f, sample(20))
	f.Add(b)
	f.Add(b[:len(b)/2])
	f.Add(written(f, new(all)))
	f.Fuzz(func(t *testing.T, b []byte) {
		var v all
		if Read(bytes.NewReader(b), &v) != nil {
			return
		}
		again := written(t, &v)
		var w all
		if err := Read(bytes.NewReader(again), &w); err != nil || !bytes.Equal(written(t, &w), again) {
			t.Errorf("read, but not again: %v", err)
		}
	})
}

// What was written in the old form of a type is read; fields that are new keep their
// values. It is written in the new form.
func TestOldFormIsRead(t *testing.T) {
	type part struct {
		A   int
		Old string
	}
	type partNow struct {
		A   int
		Old string  `pack:"old"`
		New float64 `pack:"new"`
	}
	was := struct {
		X []part
		Y int8
	}{[]part{{1, "one"}, {2, "two"}}, 3}
	var now struct {
		N int32 `pack:"new"`
		X []partNow
		Y int8
	}
	now.N = -1
	if err := Read(bytes.NewReader(written(t, &was)), &now); err != nil {
		t.Fatal(err)
	}
	if now.N != -1 || len(now.X) != 2 || now.X[1] != (partNow{2, "two", 0}) || now.Y != 3 {
		t.Errorf("read %+v", now)
	}
	now.X[0].New = 0.5
	again := now
	again.X = nil
	if err := Read(bytes.NewReader(written(t, &now)), &again); err != nil || again.N != -1 || again.X[0] != (partNow{1, "", 0.5}) {
		t.Errorf("in the new form: %+v, %v", again, err)
	}
}
