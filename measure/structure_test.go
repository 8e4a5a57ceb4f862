package measure

import (
	"math"
	"math/cmplx"
	"testing"

	"spiketop/metrics/spectrum"
	"spiketop/run"
	"spiketop/sim"
)

// What is expected of a structure against the networks themselves: half axes of the
// bulk, the eigenvalues that leave it, and what the balance leaves. N = 300 and four
// seeds: within 5 % of the radius.
func TestStructureExpected(t *testing.T) {
	const n, seeds = 300, 4
	for _, c := range []struct {
		p       float64
		balance sim.Balance
		s       sim.Structure
	}{
		{1, sim.Rows, sim.Structure{}}, {1, sim.Rows, sim.Structure{Kappa: 0.6}}, {0.3, sim.Rows, sim.Structure{Kappa: -0.7}},
		{1, sim.Rows, sim.Structure{Convergent: 0.3, Divergent: 0.3, Chain: 0.2}}, {0.3, sim.Rows, sim.Structure{Convergent: 0.3, Divergent: 0.3, Chain: 0.1}},
		{1, sim.Unbalanced, sim.Structure{Convergent: 0.2, Divergent: 0.2, Chain: 0.2}}, {1, sim.Unbalanced, sim.Structure{Convergent: 0.2, Divergent: 0.3, Chain: -0.2}},
		{0.3, sim.Unbalanced, sim.Structure{Kappa: 0.3, Convergent: 0.3, Divergent: 0.3, Chain: 0.25}},
		{1, sim.Rows, sim.Structure{Rank1: 2.5, Overlap: 0.9, Kappa: 0.5}}, {1, sim.Rows, sim.Structure{Rank1: 0.5, Overlap: 1}},
	} {
		p := run.Table.Defaults()
		p.Net.N, p.Net.P, p.Net.G, p.Net.Balance, p.Net.Structure = n, c.p, 1.5, c.balance, c.s
		want := StructureOf(p)
		out := want.Outliers()
		var re, im float64
		mean := make([]complex128, len(out))
		for seed := range seeds {
			net, err := sim.New(p.Net, seed+1)
			if err != nil {
				t.Fatal(err)
			}
			x, y, found := HalfAxes(spectrum.Of(net.Matrix()).Values, out)
			re, im = re+x/seeds, im+y/seeds
			for k, v := range found {
				mean[k] += v / seeds
			}
		}
		for _, axis := range [][2]float64{{re, want.Re}, {im, want.Im}} {
			if math.Abs(axis[0]-axis[1]) > 0.05*p.Net.G {
				t.Errorf("p = %g, %s, %+v: half axis %.4f, want %.4f", c.p, c.balance, c.s, axis[0], axis[1])
			}
		}
		for k, v := range mean {
			if cmplx.Abs(v-out[k]) > 0.05*cmplx.Abs(out[k]) {
				t.Errorf("p = %g, %s, %+v: outlier %.4f, want %.4f", c.p, c.balance, c.s, v, out[k])
			}
		}
	}
}

func TestStructureLeft(t *testing.T) {
	p := run.Table.Defaults()
	p.Net.N, p.Net.Structure = 1001, sim.Structure{Kappa: 0.3, Convergent: 0.5, Divergent: 0.2, Chain: 0.1}
	left := StructureOf(p).Left
	for k, want := range []float64{0.2, 0, 0.4, 0} {
		if math.Abs(left.All()[k]-want) > 1e-12 {
			t.Errorf("correlation %d: %g is left, want %g", k, left.All()[k], want)
		}
	}
	p.Net.Balance = sim.Unbalanced
	if s := StructureOf(p); s.Left != s.Set {
		t.Errorf("without balance %+v is left of %+v", s.Left, s.Set)
	}
}

// Eigenvalues spread evenly over an ellipse, and one far away.
func TestHalfAxes(t *testing.T) {
	var all []complex128
	const m = 400
	for k := range m * m {
		x, y := (float64(k%m)+0.5)*2/m-1, (float64(k/m)+0.5)*2/m-1
		if x*x+y*y < 1 {
			all = append(all, complex(3*x, 2*y))
		}
	}
	re, im, found := HalfAxes(append(all, 9), []complex128{8.5})
	if math.Abs(re-3) > 0.01 || math.Abs(im-2) > 0.01 || len(found) != 1 || found[0] != 9 {
		t.Errorf("half axes %g, %g, found %v", re, im, found)
	}
	if re, _, _ := HalfAxes(nil, nil); !math.IsNaN(re) {
		t.Errorf("of nothing: %g", re)
	}
}
