package sim

import (
	"cmp"
	"encoding/gob"
	"fmt"
	"io"
	"slices"

	"spiketop/internal/vec"
)

// saved is a network on disk: everything that does not follow from the
// parameters and the seed. The synapses' places do; their weights may be learned.
type saved struct {
	Format       int
	Params       Params
	Seed         int
	State        state
	Weights      []float64
	E, K         []float64 // changes of a dense J that are held back
	Input        []float64
	States, Tail []byte
	Noise        [4][vec.Lanes]uint64
}

const format = 2

// Save writes the whole state: a network loaded from it goes on with the same bits.
func (n *Network) Save(w io.Writer) error {
	s := saved{Format: format, Params: n.par, Seed: n.seed, State: n.st, Input: n.scr.input, Noise: n.noise.state}
	switch j := n.j.(type) {
	case *Dense:
		s.Weights, s.E, s.K = j.col, j.e, j.k
	case *Sparse:
		s.Weights = j.Val
	}
	s.States, _ = n.states.MarshalBinary()
	s.Tail, _ = n.noise.tail.MarshalBinary()
	return gob.NewEncoder(w).Encode(s)
}

// Load reads what Save wrote.
func Load(r io.Reader) (*Network, error) {
	var s saved
	if err := gob.NewDecoder(r).Decode(&s); err != nil {
		return nil, fmt.Errorf("not a saved network: %w", err)
	}
	if s.Format != format {
		return nil, fmt.Errorf("saved network of format %d; this program reads %d", s.Format, format)
	}
	n, err := New(s.Params, s.Seed)
	if err != nil {
		return nil, fmt.Errorf("not a saved network: %w", err)
	}
	var weights []float64
	switch j := n.j.(type) {
	case *Dense:
		weights = j.col
		if len(s.E) != len(s.K) || len(s.K)%j.n != 0 || len(s.K) >= holdMost*j.n {
			return nil, fmt.Errorf("saved network: %d and %d numbers of changes held back", len(s.E), len(s.K))
		}
		j.e, j.k = append(make([]float64, 0, holdMost*j.n), s.E...), append(make([]float64, 0, holdMost*j.n), s.K...)
	case *Sparse:
		weights = j.Val
	}
	for _, p := range []struct {
		name     string
		dst, src []float64
	}{
		{"weights", weights, s.Weights}, {"membranes", n.st.V, s.State.V}, {"resets", n.st.Held, s.State.Held}, {"rates", n.st.R, s.State.R},
		{"drives", n.st.S, s.State.S}, {"inputs", n.scr.input, s.Input},
	} {
		if len(p.dst) != len(p.src) {
			return nil, fmt.Errorf("saved network: %d %s, expected %d", len(p.src), p.name, len(p.dst))
		}
		copy(p.dst, p.src)
	}
	if copy(n.st.Until, s.State.Until) != len(n.st.Until) {
		return nil, fmt.Errorf("saved network: %d refractory times, expected %d", len(s.State.Until), len(n.st.Until))
	}
	n.st.Step, n.st.Scale, n.noise.state = s.State.Step, s.State.Scale, s.Noise
	if err := n.states.UnmarshalBinary(s.States); err != nil {
		return nil, fmt.Errorf("saved network: random states: %w", err)
	}
	if err := n.noise.tail.UnmarshalBinary(s.Tail); err != nil {
		return nil, fmt.Errorf("saved network: noise: %w", err)
	}
	for i, until := range n.st.Until {
		if until > n.st.Step {
			n.scr.refractory.push(int32(i))
		}
	}
	slices.SortStableFunc(n.scr.refractory.ring[:n.scr.refractory.n], func(a, b int32) int {
		return cmp.Compare(n.st.Until[a], n.st.Until[b])
	})
	n.rebase()
	return n, nil
}
