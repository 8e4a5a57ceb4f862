package learn

import (
	"fmt"
	"io"
	"slices"

	"spiketop/internal/pack"
)

// savedForce begins what Save writes. The numbers of each P follow.
type savedForce struct {
	N        int
	Partners []int
	Lambda   float64
	Made     bool  // there is a P; false: P = I/λ, and no numbers follow
	Held     []int // of each P
}

// Save writes P with the changes that are held back.
func (f *Force) Save(w io.Writer) error {
	s := savedForce{N: f.n, Partners: f.partners, Lambda: f.lambda, Made: f.rls != nil}
	var matrices []*RLS
	if s.Made {
		matrices = f.rls.matrices()
	}
	for _, p := range matrices {
		s.Held = append(s.Held, p.held)
	}
	err := pack.Write(w, &s)
	for _, p := range matrices {
		if err == nil {
			err = pack.Write(w, &p.room)
		}
	}
	return err
}

// Load reads what Save wrote, for the same network, and nothing beyond.
func (f *Force) Load(r io.Reader) error {
	var s savedForce
	if err := pack.Read(r, &s); err != nil {
		return fmt.Errorf("not a saved training: %w", err)
	}
	switch {
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
	for i, m := range matrices {
		if s.Held[i] < 0 || s.Held[i] > m.hold {
			return fmt.Errorf("saved training: %d changes held back, expected at most %d", s.Held[i], m.hold)
		}
		m.held = s.Held[i]
		numbers := m.room // read in place
		if err := pack.Read(r, &numbers); err != nil {
			return fmt.Errorf("saved training: %w", err)
		}
		if len(numbers) != len(m.room) {
			return fmt.Errorf("saved training: %d numbers of P, expected %d", len(numbers), len(m.room))
		}
	}
	f.lambda, f.rls = s.Lambda, p
	return nil
}
