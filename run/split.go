package run

import (
	"bytes"
	"io"
	"math"
)

// Split returns a second session that goes on as s does, to the same bits, until
// either is changed. Both have every assignment since step 0.
func (s *Session) Split() (*Session, error) {
	var copied chunks
	if err := s.Save(&copied); err != nil {
		return nil, err
	}
	parts := make([]io.Reader, len(copied))
	for i, c := range copied {
		parts[i] = bytes.NewReader(c)
	}
	return Load(io.MultiReader(parts...))
}

// Apart measures how far the drives u of two networks are apart:
//
//	|u − u'| / √(|u|² + |u'|²)
//
// It is 0 where they are the same, 1 where they have nothing in common, and at most √2.
// Networks of different sizes have none (NaN).
type Apart struct{ a, b []float64 } // scratch

// Of measures two runs as they stand.
func (x *Apart) Of(a, b *Session) float64 {
	x.a, x.b = a.net.Drive(x.a), b.net.Drive(x.b)
	return distance(x.a, x.b)
}

func distance(u, v []float64) float64 {
	if len(u) != len(v) {
		return math.NaN()
	}
	var apart, both float64
	for i, x := range u {
		y := v[i]
		apart += float64((x - y) * (x - y))
		both += float64(x*x) + float64(y*y)
	}
	if apart == 0 {
		return 0
	}
	return math.Sqrt(apart / both)
}
