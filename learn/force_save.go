package learn

import (
	"encoding/gob"
	"fmt"
	"io"
	"slices"
)

// savedForce begins what Save writes. The numbers of each P follow, matrix by
// matrix, in pieces of at most savedPiece numbers.
type savedForce struct {
	Format   int
	N        int
	Partners []int
	Lambda   float64
	Made     bool  // there is a P; false: P = I/λ, and no numbers follow
	Held     []int // of each P
}

const (
	forceFormat = 1
	savedPiece  = 1 << 16 // gob keeps a whole piece in memory
)

// Save writes P with the changes that are held back.
func (f *Force) Save(w io.Writer) error {
	s := savedForce{Format: forceFormat, N: f.n, Partners: f.partners, Lambda: f.lambda, Made: f.rls != nil}
	var matrices []*RLS
	if s.Made {
		matrices = f.rls.matrices()
	}
	for _, p := range matrices {
		s.Held = append(s.Held, p.held)
	}
	out := gob.NewEncoder(w)
	if err := out.Encode(s); err != nil {
		return err
	}
	for _, p := range matrices {
		for piece := range slices.Chunk(p.room, savedPiece) {
			if err := out.Encode(piece); err != nil {
				return err
			}
		}
	}
	return nil
}

// Load reads what Save wrote, for the same network.
func (f *Force) Load(r io.Reader) error {
	in := gob.NewDecoder(r)
	var s savedForce
	if err := in.Decode(&s); err != nil {
		return fmt.Errorf("not a saved training: %w", err)
	}
	switch {
	case s.Format != forceFormat:
		return fmt.Errorf("saved training of format %d; this program reads %d", s.Format, forceFormat)
	case s.N != f.n || !slices.Equal(s.Partners, f.partners):
		return fmt.Errorf("saved training of another network: %d neurons, here %d, or other synapses", s.N, f.n)
	case !s.Made:
		f.lambda, f.rls = s.Lambda, nil
		return nil
	}
	p := f.fresh(s.Lambda)
	matrices := p.matrices()
	if len(s.Held) != len(matrices) {
		return fmt.Errorf("saved training: %d matrices, expected %d", len(s.Held), len(matrices))
	}
	var piece []float64
	for i, m := range matrices {
		if s.Held[i] < 0 || s.Held[i] > m.hold {
			return fmt.Errorf("saved training: %d changes held back, expected at most %d", s.Held[i], m.hold)
		}
		m.held = s.Held[i]
		for dst := range slices.Chunk(m.room, savedPiece) {
			piece = piece[:0]
			if err := in.Decode(&piece); err != nil {
				return fmt.Errorf("saved training: %w", err)
			}
			if len(piece) != len(dst) {
				return fmt.Errorf("saved training: %d numbers of P, expected %d", len(piece), len(dst))
			}
			copy(dst, piece)
		}
	}
	f.lambda, f.rls = s.Lambda, p
	return nil
}
