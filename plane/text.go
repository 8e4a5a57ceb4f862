package plane

import (
	"fmt"
	"math"
	"strconv"
)

// Text is a reading in a few characters: the value, ! behind it where a run has a
// warning, or a mark where there is none: . not run, ~ at work, x failed, - undefined.
func Text(r Reading) string {
	switch r.State {
	case Empty:
		return "."
	case Busy:
		return "~"
	case Failed:
		return "x"
	case Undefined:
		return "-"
	case Doubtful:
		return Digits(r.Value) + "!"
	}
	return Digits(r.Value)
}

// Digits writes a number in at most six characters or so: three significant ones.
func Digits(v float64) string {
	switch a := math.Abs(v); {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return "-"
	case a >= 1e5 || a > 0 && a < 5e-4:
		return strconv.FormatFloat(v, 'e', 0, 64)
	case a >= 100:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case a >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	case a >= 0.0995 || a == 0:
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
	return strconv.FormatFloat(v, 'f', 3, 64)
}

// Where names a cell: "net.g 0.5, net.qif 1".
func (m *Map) Where(c *Cell) string {
	text := m.X.Key + " " + c.X
	if !m.Y.None() {
		text += ", " + m.Y.Key + " " + c.Y
	}
	return text
}

// Largest says in words where the number is largest and where least.
func Largest(m *Map) string {
	lo, hi := m.Range()
	if hi == nil {
		return "no cell has a number"
	}
	return fmt.Sprintf("largest %s at %s; least %s at %s", Digits(m.Read(hi).Value), m.Where(hi), Digits(m.Read(lo).Value), m.Where(lo))
}
