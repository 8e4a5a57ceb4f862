package sim

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"spiketop/internal/pack"
	"spiketop/internal/vec"
)

// saved is a network on disk: everything that does not follow from the
// parameters and the seed.
type saved struct {
	Types        []string // by name, in the order of Types
	Params       Params
	Seed         int
	State        state
	Weights      weights
	Input        []float64
	States, Tail []byte
	Noise        [4][vec.Lanes]uint64
}

func typeNames() (names []string) {
	for _, m := range Types {
		names = append(names, m.Name)
	}
	return names
}

// Save writes the whole state: a network loaded from it goes on with the same bits.
func (n *Network) Save(w io.Writer) error {
	s := saved{Types: typeNames(), Params: n.par, Seed: n.seed, State: n.st, Weights: n.j.save(), Input: n.scr.input, Noise: n.noise.state}
	s.States, _ = n.states.MarshalBinary()
	s.Tail, _ = n.noise.tail.MarshalBinary()
	return pack.Write(w, &s)
}

// Load reads what Save wrote, and nothing beyond. given are the weights that the
// network started from; nil: random ones.
func Load(r io.Reader, given *Weights) (*Network, error) {
	s := saved{State: state{Late: noNeuron}}
	if err := pack.Read(r, &s); err != nil {
		return nil, fmt.Errorf("not a saved network: %w", err)
	}
	if has := typeNames(); !slices.Equal(s.Types, has) {
		return nil, fmt.Errorf("saved network of the neuron types %s; this program has %s", strings.Join(s.Types, ", "), strings.Join(has, ", "))
	}
	s.Params.given = given
	if err := s.fits(); err != nil {
		return nil, fmt.Errorf("saved network: %w", err)
	}
	n, err := New(s.Params, s.Seed)
	if err != nil {
		return nil, fmt.Errorf("not a saved network: %w", err)
	}
	errs := []error{
		n.j.load(s.Weights),
		fill("membranes", n.st.V, s.State.V), fill("resets", n.st.Held, s.State.Held),
		fill("rates", n.st.R, s.State.R), fill("drives", n.st.S, s.State.S),
		fill("refractory times", n.st.Until, s.State.Until), fill("inputs", n.scr.input, s.Input),
	}
	for t, m := range Types {
		if len(s.State.Extra[t]) != len(m.State) {
			return nil, fmt.Errorf("saved network: %d variables of %s neurons, expected %d", len(s.State.Extra[t]), m.Symbol, len(m.State))
		}
		for k, name := range m.State {
			errs = append(errs, fill(name, n.st.Extra[t][k], s.State.Extra[t][k]))
		}
	}
	if err := cmp.Or(errs...); err != nil {
		return nil, fmt.Errorf("saved network: %w", err)
	}
	if late := s.State.Late; late < noNeuron || int(late) >= n.par.N || s.State.Displace < 0 {
		return nil, fmt.Errorf("saved network: a late spike of neuron %d, %d to displace", late, s.State.Displace)
	}
	n.st.Step, n.st.Scale, n.st.Displace, n.st.Late, n.noise.state = s.State.Step, s.State.Scale, s.State.Displace, s.State.Late, s.Noise
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

// fits refuses parameters of a larger network than there are numbers of: New
// takes memory and time for all synapses.
func (s *saved) fits() error {
	for k := range Table {
		if err := Table[k].Set(&s.Params, Table[k].Format(&s.Params)); err != nil {
			return err
		}
	}
	n := float64(s.Params.N)
	if s.Params.given != nil {
		return s.Params.follow()
	}
	if have, want := len(s.Weights.Values), s.Params.P*n*n; float64(have) < float64(want/2)-n {
		return fmt.Errorf("%d weights, expected about %.0f", have, want)
	}
	return nil
}

// fill copies src, read from a file, to dst, which has the length that is right.
func fill[T any](name string, dst, src []T) error {
	if len(dst) != len(src) {
		return fmt.Errorf("%d %s, expected %d", len(src), name, len(dst))
	}
	copy(dst, src)
	return nil
}
