package export

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"
)

// WriteMAT writes the arrays of the run as a MATLAB file, version 5, not
// compressed: the arrays have the names of the run's files, and those of the
// columns of neurons.csv. types is text, a row for each neuron; dt_ms and
// episode_step turn the steps of spikes into time. Neurons count from 0 in
// spikes, as in the files.
func (r *Run) WriteMAT(to io.Writer) error {
	w := &matWriter{Writer: bufio.NewWriterSize(to, 1<<16)}
	head := []byte(strings.Repeat(" ", 116))
	copy(head, "MATLAB 5.0 MAT-file, written by spiketop")
	w.bytes(append(head, make([]byte, 8)...)) // no data of subsystems
	w.bytes([]byte{0, 1, 'I', 'M'})
	arrays := append([]Array{}, r.Arrays...)
	arrays = append(arrays, Array{Name: "dt_ms", Rows: 1, Cols: 1, X: []float64{r.DtMS}},
		Array{Name: "episode_step", Rows: 1, Cols: 1, X: []float64{float64(r.EpisodeStep)}, Whole: true})
	for _, a := range arrays {
		if err := w.array(a); err != nil {
			return err
		}
	}
	w.text("types", r.Types)
	return w.Flush()
}

// matWriter writes elements; errors stay in the buffer.
type matWriter struct{ *bufio.Writer }

// Types of elements and classes of arrays.
const (
	miINT8, miINT32, miUINT16, miUINT32, miDOUBLE, miINT64, miMATRIX = 1, 5, 4, 6, 9, 12, 14
	mxCHAR, mxDOUBLE, mxINT64                                        = 4, 6, 14
)

func (w *matWriter) bytes(b []byte) { _, _ = w.Write(b) }

func (w *matWriter) u32(x ...uint32) {
	for _, v := range x {
		w.bytes(binary.LittleEndian.AppendUint32(nil, v))
	}
}

// padded is a length with its padding.
func padded(n int) int { return (n + 7) / 8 * 8 }

// begin writes what comes before the numbers of an array: size bytes of them.
func (w *matWriter) begin(name string, class uint32, rows, cols int, kind uint32, size int) error {
	total := 16 + 16 + 8 + padded(len(name)) + 8 + padded(size)
	if total > math.MaxInt32 {
		return fmt.Errorf("%s: %d bytes; an array of a MATLAB file must be below 2 GB", name, size)
	}
	w.u32(miMATRIX, uint32(total), miUINT32, 8, class, 0, miINT32, 8, uint32(rows), uint32(cols), miINT8, uint32(len(name)))
	w.bytes(append([]byte(name), make([]byte, padded(len(name))-len(name))...))
	w.u32(kind, uint32(size))
	return nil
}

// array writes an array, column by column.
func (w *matWriter) array(a Array) error {
	class, kind := uint32(mxDOUBLE), uint32(miDOUBLE)
	if a.Whole {
		class, kind = mxINT64, miINT64
	}
	if err := w.begin(a.Name, class, a.Rows, a.Cols, kind, 8*len(a.X)); err != nil {
		return err
	}
	var b [8]byte
	for j := range a.Cols {
		for i := range a.Rows {
			bits := math.Float64bits(a.X[i*a.Cols+j])
			if a.Whole {
				bits = uint64(int64(a.X[i*a.Cols+j]))
			}
			binary.LittleEndian.PutUint64(b[:], bits)
			w.bytes(b[:])
		}
	}
	return nil
}

// text writes lines of text, filled with spaces to one length.
func (w *matWriter) text(name string, lines []string) {
	width := 0
	for _, l := range lines {
		width = max(width, len(l))
	}
	size := 2 * width * len(lines)
	_ = w.begin(name, mxCHAR, len(lines), width, miUINT16, size) // neurons are few
	for j := range width {
		for _, l := range lines {
			c := byte(' ')
			if j < len(l) {
				c = l[j]
			}
			w.bytes([]byte{c, 0})
		}
	}
	w.bytes(make([]byte, padded(size)-size))
}
