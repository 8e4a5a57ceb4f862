package sim

import (
	"encoding/gob"
	"fmt"
	"io"
)

// saved is a network on disk: everything that does not follow from the
// parameters and the seed. The synapses' places do; their weights may be learned.
type saved struct {
	Format        int
	Params        Params
	Seed          int
	State         state
	Weights       []float64
	Input         []float64
	States, Noise []byte
}

const format = 1

// Save writes the whole state: a network loaded from it goes on with the same bits.
func (n *Network) Save(w io.Writer) error {
	s := saved{Format: format, Params: n.par, Seed: n.seed, State: n.st, Weights: n.j.values(), Input: n.scr.input}
	s.States, _ = n.states.MarshalBinary()
	s.Noise, _ = n.noise.MarshalBinary()
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
	for _, p := range []struct {
		name     string
		dst, src []float64
	}{
		{"weights", n.j.values(), s.Weights}, {"membranes", n.st.V, s.State.V}, {"rates", n.st.R, s.State.R},
		{"drives", n.st.S, s.State.S}, {"inputs", n.scr.input, s.Input},
	} {
		if len(p.dst) != len(p.src) {
			return nil, fmt.Errorf("saved network: %d %s, expected %d", len(p.src), p.name, len(p.dst))
		}
		copy(p.dst, p.src)
	}
	if copy(n.st.Ref, s.State.Ref) != len(n.st.Ref) {
		return nil, fmt.Errorf("saved network: %d refractory counts, expected %d", len(s.State.Ref), len(n.st.Ref))
	}
	n.st.Step = s.State.Step
	if err := n.states.UnmarshalBinary(s.States); err != nil {
		return nil, fmt.Errorf("saved network: random states: %w", err)
	}
	if err := n.noise.UnmarshalBinary(s.Noise); err != nil {
		return nil, fmt.Errorf("saved network: noise: %w", err)
	}
	n.rebase()
	return n, nil
}
