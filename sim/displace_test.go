package sim

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
)

// spikesOf steps a network and returns the steps at which each neuron fired.
func spikesOf(n *Network, steps int) [][]int64 {
	out := make([][]int64, n.par.N)
	for range steps {
		n.Step()
		for _, i := range n.Fired() {
			out[i] = append(out[i], n.Steps())
		}
	}
	return out
}

// Where neurons do not act on each other, a displaced spike shifts its own neuron's
// spikes by one step from then on, and no other's. (What a neuron has beyond v goes on
// while v stands still, so its later spikes may come up to two steps earlier than that.)
func TestDisplacedSpikeShiftsItsNeuron(t *testing.T) {
	for _, tRef := range []float64{0, 2} {
		for k, m := range Types {
			p := Table.Defaults()
			p.N, p.G, p.TRef = 12, 0, tRef
			for i := range p.Types {
				p.Types[i].Fraction = 0
			}
			if k < len(Types)-1 {
				p.Types[k].Fraction = 1
			}
			p.Types[k].Bias = m.Rheobase + 0.5
			a, b := drawn(t, p, 3), drawn(t, p, 3)
			spikesOf(a, 100)
			spikesOf(b, 100)
			b.Displace()
			want, got := spikesOf(a, 4000), spikesOf(b, 4000)
			first, at := -1, int64(1<<62)
			for i, s := range want {
				if len(s) > 0 && s[0] < at {
					first, at = i, s[0]
				}
			}
			for i := range want {
				if i == first {
					for s := range want[i] {
						want[i][s]++
					}
					if last := len(want[i]) - 1; want[i][last] > a.Steps() {
						want[i] = want[i][:last]
					}
				}
				if i == first && len(m.State) > 0 && len(got[i]) == len(want[i]) {
					for s := 1; s < len(want[i]); s++ {
						if d := got[i][s] - want[i][s]; d >= -2 && d <= 0 {
							want[i][s] = got[i][s]
						}
					}
				}
				if len(want[i]) < 5 || !slices.Equal(got[i], want[i]) {
					t.Errorf("%s, t_ref %g: neuron %d fires at %v, want %v (displaced: neuron %d)", m.Symbol, tRef, i, got[i], want[i], first)
				}
			}
		}
	}
}

// The spike reaches the others one step late: until then the drives are those before
// the spike, and then they have the column of its neuron.
func TestDisplacedSpikeReachesOthersLate(t *testing.T) {
	p := Table.Defaults()
	p.N, p.G = 30, 1
	a, b := drawn(t, p, 5), drawn(t, p, 5)
	b.Displace()
	for len(a.Fired()) == 0 {
		a.Step()
		b.Step()
	}
	fired := slices.Clone(a.Fired())
	if !slices.Equal(b.Fired(), fired[1:]) {
		t.Fatalf("%v fired, with the first displaced %v", fired, b.Fired())
	}
	w, ua, ub := a.W(nil), a.Drive(nil), b.Drive(nil)
	j := int(fired[0])
	for i := range ua {
		if d := ua[i] - ub[i] - w[i*p.N+j]*a.der.jump; d > 1e-12 || d < -1e-12 {
			t.Errorf("the drives of neuron %d are %g and %g; the spike of %d adds %g", i, ua[i], ub[i], j, w[i*p.N+j]*a.der.jump)
		}
	}
	b.Step()
	if !slices.Contains(b.Fired(), fired[0]) || !slices.IsSorted(b.Fired()) {
		t.Errorf("one step later %v fired, want %d among them, in order", b.Fired(), fired[0])
	}
}

// Loaded in the step in which a spike is late, a network goes on to the same bits, and
// a displaced spike is no reason for a neuron to fire twice in a step.
func TestDisplacedSpikeIsSaved(t *testing.T) {
	p := Table.Defaults()
	p.N, p.G, p.TRef, p.Noise = 40, 1.5, 0, 1
	a := drawn(t, p, 2)
	for k := range 300 {
		if k%3 == 0 {
			a.Displace()
		}
		if k%20 == 10 {
			q := a.par
			q.TRef = float64(k/20%3) * 0.1
			if err := a.Configure(q); err != nil {
				t.Fatal(err)
			}
		}
		var kept bytes.Buffer
		if err := a.Save(&kept); err != nil {
			t.Fatal(err)
		}
		b, err := Load(&kept, nil)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			a.Step()
			b.Step()
			if f := slices.Clone(a.Fired()); !slices.Equal(f, b.Fired()) || len(slices.Compact(f)) != len(a.Fired()) {
				t.Fatalf("step %d: %v fired, loaded %v", a.Steps(), a.Fired(), b.Fired())
			}
		}
		if x, y := fmt.Sprint(a.V(nil), a.Drive(nil)), fmt.Sprint(b.V(nil), b.Drive(nil)); x != y {
			t.Fatalf("step %d: loaded, the network goes on elsewhere", a.Steps())
		}
	}
}

func drawn(t *testing.T, p Params, seed int) *Network {
	t.Helper()
	n, err := New(p, seed)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
