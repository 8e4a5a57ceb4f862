package live

import (
	"math"
	"slices"
	"testing"
	"time"

	"spiketop/internal/matrix"
	"spiketop/learn"
	"spiketop/run"
	"spiketop/sim"
)

// A bin of the membrane has the least and the largest v after its steps, and the bin of
// a spike the v after it. Nothing but what was recorded is in a bin.
func TestGlassBinsByBruteForce(t *testing.T) {
	for _, windowMS := range []float64{30, 200, 1000} {
		s := small(t, "oscillation", "net.n", "20", "net.noise", "0.5")
		s.Step()
		const neuron, steps = 15, 6000 // 600 ms: less than the longest window
		g := glass{on: true}
		g.begin(s, neuron)
		var v []float64
		var fired []int
		for k := range steps {
			s.Step()
			g.add(s)
			v = append(v, float64(float32(s.Membrane(neuron))))
			var w run.Window
			s.Window(&w, s.Params().Net.Dt) // of this step
			for _, x := range w.Spikes {
				if x.Neuron == neuron {
					fired = append(fired, k)
				}
			}
		}
		var f Frame
		fill(&f, s, look{neuron: neuron, windowMS: windowMS})
		g.fill(&f, s, time.Now())
		dt := s.Params().Net.Dt
		span := int(math.Round(windowMS / dt))
		if n := len(f.Glass.Lo); n != min(span, glassBins) || len(f.Glass.Hi) != n {
			t.Fatalf("window %v ms: %d bins", windowMS, n)
		}
		bins := len(f.Glass.Lo)
		for b := range bins {
			lo, hi := math.NaN(), math.NaN()
			for k := b * span / bins; k < (b+1)*span/bins; k++ {
				if at := steps - span + k; at >= 0 {
					lo, hi = math.Min(or(lo, v[at]), v[at]), math.Max(or(hi, v[at]), v[at])
				}
			}
			if !same(f.Glass.Lo[b], lo) || !same(f.Glass.Hi[b], hi) {
				t.Fatalf("window %v ms, bin %d: %v to %v, want %v to %v", windowMS, b, f.Glass.Lo[b], f.Glass.Hi[b], lo, hi)
			}
		}
		var within []int
		for _, k := range fired {
			if k >= steps-span {
				within = append(within, k)
			}
		}
		if len(f.Glass.Spikes) != len(within) || len(within) == 0 {
			t.Fatalf("window %v ms: %d spikes, want %d", windowMS, len(f.Glass.Spikes), len(within))
		}
		for n, ms := range f.Glass.Spikes {
			k := within[n] - (steps - span) // step within the window
			b := f.Glass.Bin(ms, windowMS, dt)
			if k < b*span/bins || k >= (b+1)*span/bins {
				t.Errorf("window %v ms: the spike of step %d is in bin %d", windowMS, k, b)
			}
			if x := v[within[n]]; !(f.Glass.Lo[b] <= x && x <= f.Glass.Hi[b]) {
				t.Errorf("window %v ms: v after the spike of step %d is %v, its bin %v to %v", windowMS, k, x, f.Glass.Lo[b], f.Glass.Hi[b])
			}
		}
	}
}

func or(a, b float64) float64 {
	if math.IsNaN(a) {
		return b
	}
	return a
}

func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

// What a screen looks at of W comes, is that of weights.npy, and goes when nobody
// looks any more. A view of a larger network is made to fit.
func TestRunnerShowsDetails(t *testing.T) {
	r := NewRunner(small(t, "oscillation", "net.n", "30", "learn.on", "false"), nil)
	defer r.Close()
	r.Send(Run{false})
	f := waitFrame(t, r, func(f *Frame) bool { return !f.Running })
	if f.Matrix != nil || f.Partners != nil || f.Glass.On {
		t.Error("details without a request")
	}
	c := small(t, "oscillation", "net.n", "30").Copy(false) // the same network, not yet trained
	w := c.W
	view := MatrixView{Order: ByPlace, Rows: matrix.Cut{Lo: 0, N: 50, K: 7}, Cols: matrix.Cut{Lo: 3, N: 20, K: 7}}
	r.Send(Look{Glass: true, Matrix: view})
	f = waitFrame(t, r, func(f *Frame) bool { return f.Matrix != nil && f.Partners != nil })
	at := make([]int, 30)
	for i, rank := range learn.Rank(c.Order) {
		at[rank] = i
	}
	m := f.Matrix
	if m.View.Rows != (matrix.Cut{Lo: 0, N: 30, K: 7}) || m.View.Cols != view.Cols || m.Synapses != 30*29 {
		t.Errorf("view %+v, %d synapses", m.View, m.Synapses)
	}
	var sizes []float64
	for a := range 7 {
		for b := range 7 {
			sum, back, n := 0.0, 0.0, 0.0
			for i := a * 30 / 7; i < (a+1)*30/7; i++ {
				for j := 3 + b*20/7; j < 3+(b+1)*20/7; j++ {
					sum += w.At(at[i], at[j])
					back += w.At(at[j], at[i])
					n++
				}
			}
			x, mirror := m.Mean(a, b)
			if math.Abs(x-sum/n) > 1e-14 || math.Abs(mirror-back/n) > 1e-14 {
				t.Fatalf("block %d, %d: %v and %v, want %v and %v", a, b, x, mirror, sum/n, back/n)
			}
			sizes = append(sizes, math.Abs(sum/n))
		}
	}
	slices.Sort(sizes)
	if want := sizes[48]; math.Abs(m.Scale-want) > 1e-14 { // ⌈.98 × 49⌉ is 49
		t.Errorf("scale %v, want %v", m.Scale, want)
	}
	if p := f.Partners; p.Neuron != 0 || p.NFrom != 29 || !slices.Equal(p.From, w.Onto(0)) || !slices.Equal(p.To, w.Out(0)) {
		t.Errorf("partners %+v", p)
	}
	r.Send(Watch{Neuron: 12})
	waitFrame(t, r, func(f *Frame) bool { return f.Partners != nil && f.Partners.Neuron == 12 && f.Glass.Neuron == 12 })
	r.Send(Single{50})
	f = waitFrame(t, r, func(f *Frame) bool { return f.Step >= 50 && f.Glass.On })
	if n := len(f.Glass.Hi); !finite(f.Glass.Hi[n-1]) || finite(f.Glass.Hi[0]) {
		t.Errorf("v after 50 steps: %v … %v", f.Glass.Hi[0], f.Glass.Hi[n-1])
	}
	r.Send(Look{})
	waitFrame(t, r, func(f *Frame) bool {
		return f.Matrix == nil && f.Partners == nil && !f.Glass.On && len(f.Glass.Lo) == 0
	})
}

func finite(v float64) bool { return v-v == 0 }

// Within a type neurons stand by their place, types in their order.
func TestMatrixByType(t *testing.T) {
	c := small(t, "oscillation", "net.n", "40").Copy(false)
	at := positions(c, ByType)
	rank := learn.Rank(c.Order)
	for p := range at {
		i := int(at[p])
		k := slices.IndexFunc(c.Populations, func(q sim.Population) bool { return i >= q.Lo && i < q.Hi })
		if p < c.Populations[k].Lo || p >= c.Populations[k].Hi {
			t.Fatalf("position %d has neuron %d of another type", p, i)
		}
		if p > c.Populations[k].Lo && rank[at[p-1]] > rank[i] {
			t.Fatalf("position %d: not by place", p)
		}
	}
}
