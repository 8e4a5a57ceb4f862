package sim

import (
	"bytes"
	"math"
	"testing"
)

// izhAlone returns n uncoupled Izhikevich neurons under the constant input.
func izhAlone(t *testing.T, n int, input, tref, dt float64) *Network {
	t.Helper()
	p := Table.Defaults()
	p.N, p.G, p.P, p.TRef, p.Dt = n, 0, 0.01, tref, dt
	p.Type("qif").Fraction, p.Type("izh").Fraction, p.Type("izh").Bias = 0, 1, input
	return build(t, p)
}

// cell is the regular-spiking cell of Izhikevich 2007 in its own units (pA, mV,
// ms), integrated by Runge and Kutta's method: the oracle.
type cell struct{ v, u, current, time float64 }

func (c *cell) slope(v, u float64) (dv, du float64) {
	return (0.7*(v+60)*(v+40) - u + c.current) / 100, 0.03 * (-2*(v+60) - u)
}

func (c *cell) advance(dt float64) {
	v1, u1 := c.slope(c.v, c.u)
	v2, u2 := c.slope(c.v+dt/2*v1, c.u+dt/2*u1)
	v3, u3 := c.slope(c.v+dt/2*v2, c.u+dt/2*u2)
	v4, u4 := c.slope(c.v+dt*v3, c.u+dt*u3)
	c.v += dt / 6 * (v1 + 2*v2 + 2*v3 + v4)
	c.u += dt / 6 * (u1 + 2*u2 + 2*u3 + u4)
	c.time += dt
}

// run integrates until the time end, in steps of at most 0.01 ms, and returns the
// instants of its spikes; v stands still for tref after each, and u goes on.
func (c *cell) run(end, tref float64) (spikes []float64) {
	for c.time < end {
		dt := min(0.01, end-c.time)
		before := *c
		c.advance(dt)
		if c.v < 35 {
			continue
		}
		lo, hi := 0.0, dt // of the instant: halved until it is exact
		for range 60 {
			*c = before
			if c.advance((lo + hi) / 2); c.v < 35 {
				lo = (lo + hi) / 2
			} else {
				hi = (lo + hi) / 2
			}
		}
		spikes = append(spikes, c.time)
		c.v, c.u = -50, c.u+100
		to := -2 * (c.v + 60)
		c.u = to + (c.u-to)*math.Exp(-0.03*tref)
		c.time += tref
	}
	return spikes
}

// izhOracle is the cell with the state of neuron 0 of net, by the map that the
// model's file states.
func izhOracle(net *Network) cell {
	const s = 100 / 0.7 / 10
	const q = 0.7 * s * s
	return cell{v: -50 + s*net.st.V[0], u: -20 + q*net.st.Extra[1][0][0], current: 50 + q*net.Bias(0)}
}

// Every spike of a network's neuron, while it adapts and in the steady state, is
// a spike of the cell. A spike is told by the step it falls in, so up to Δt late.
// Where a neuron stands still from is told in whole steps too: that moves an
// interval by less than a step, and by 0.1 % in the mean.
func TestIzhikevichSpikes(t *testing.T) {
	const dt, end = 0.1, 6000
	for _, tref := range []float64{0, 2} {
		for _, input := range []float64{0.02, 0.05, 0.1, 0.3, 1, 3, 10} {
			net := izhAlone(t, 2, input, tref, dt)
			c := izhOracle(net)
			want := c.run(end, tref)
			var got []float64
			for float64(net.Steps())*dt < end {
				net.Step()
				if f := net.Fired(); len(f) > 0 && f[0] == 0 {
					got = append(got, float64(net.Steps())*dt)
				}
			}
			if d := len(got) - len(want); d < -1 || d > 1 || len(want) < 10 {
				t.Fatalf("input %g, t_ref %g: %d spikes, the cell %d", input, tref, len(got), len(want))
			}
			m := min(len(got), len(want)) - 1
			for k := range m + 1 {
				drift := 0.02 + 2e-5*want[k] // of the error, which is the same at each spike
				if late := got[k] - want[k]; tref == 0 && (late < -drift || late > dt+drift) {
					t.Fatalf("input %g: spike %d at %.3f ms, the cell's at %.3f", input, k, got[k], want[k])
				}
				if k == 0 {
					continue
				}
				if isi, exact := got[k]-got[k-1], want[k]-want[k-1]; math.Abs(isi-exact) > dt+0.001*exact {
					t.Errorf("input %g, t_ref %g: interval %d is %.2f ms, the cell's %.2f", input, tref, k, isi, exact)
				}
			}
			isi, exact := (got[m]-got[m/2])/float64(m-m/2), (want[m]-want[m/2])/float64(m-m/2)
			if math.Abs(isi/exact-1) > 0.001 {
				t.Errorf("input %g, t_ref %g: steady interval %.3f ms, the cell's %.3f", input, tref, isi, exact)
			}
			if first := want[1] - want[0]; input == 1 && !(first < 0.8*exact) {
				t.Errorf("t_ref %g: first interval %.2f ms, steady %.2f: nothing adapts here", tref, first, exact)
			}
		}
	}
}

// The error of v and w falls with Δt² through many spikes: at each halving of Δt
// to a quarter, within 30 %.
func TestIzhikevichIsOfSecondOrder(t *testing.T) {
	const end = 240
	var last [2]float64
	for round, dt := range []float64{0.4, 0.2, 0.1, 0.05} {
		net := izhAlone(t, 2, 0.8, 0, dt)
		c := izhOracle(net)
		spikes := c.run(end, 0)
		for float64(net.Steps())*dt < end-dt/2 {
			net.Step()
		}
		got := izhOracle(net)
		off := [2]float64{math.Abs(got.v - c.v), math.Abs(got.u - c.u)}
		if len(spikes) < 6 || end-spikes[len(spikes)-1] < 3 {
			t.Fatalf("spikes at %.1f ms: not a time to look", spikes)
		}
		for k, name := range []string{"V", "U"} {
			if ratio := off[k] / last[k]; round > 0 && !(ratio > 0.25*0.7 && ratio < 0.25*1.3) {
				t.Errorf("Δt = %g: error of %s %.2e, %.3f of that at 2Δt", dt, name, off[k], ratio)
			}
		}
		last = off
	}
}

// Below rheobase the cell comes to rest, and rest is where a kick puts w. Above
// it there is no rest.
func TestIzhikevichRheobase(t *testing.T) {
	if got := izhikevich.Rheobase; math.Abs(got-0.01) > 1e-15 {
		t.Errorf("rheobase %g, want β²/4 = 0.01", got)
	}
	for _, input := range []float64{-3, 0, 0.00999, 0.0101} {
		net := izhAlone(t, 2, input, 2, 0.1)
		v := izhRest(input)
		w := net.st.Extra[1][0][0]
		if fires := input > 0.01; fires != (math.Abs(v*v+input-w) > 1e-15) || w != izhBeta*v || fires && v != izhBeta/2 {
			t.Fatalf("input %g: rest at v = %g, w = %g", input, v, w)
		}
		if c := izhOracle(net); input < 0.01 {
			c.v = -50 + 1000.0/70*v
			if dv, du := c.slope(c.v, c.u); math.Abs(dv)+math.Abs(du) > 1e-12 {
				t.Errorf("input %g: the cell moves at rest: %g mV/ms, %g pA/ms", input, dv, du)
			}
		}
		net.st.V[0] = v
		spikes := 0
		for range 40000 {
			net.Step()
			if f := net.Fired(); len(f) > 0 && f[0] == 0 {
				spikes++
			}
			if input < 0.01 && (math.Abs(net.st.V[0]-v) > 1e-12 || math.Abs(net.st.Extra[1][0][0]-w) > 1e-12) {
				t.Fatalf("input %g: the neuron left its rest for v = %g, w = %g", input, net.st.V[0], net.st.Extra[1][0][0])
			}
		}
		if (spikes > 0) != (input > 0.01) {
			t.Errorf("input %g: %d spikes", input, spikes)
		}
	}
}

// During the refractory time v stands still and w goes on.
func TestIzhikevichRefractory(t *testing.T) {
	net := izhAlone(t, 2, 1, 5, 0.1)
	for len(net.Fired()) == 0 || net.Fired()[0] != 0 {
		net.Step()
	}
	v, w := net.V(nil)[0], net.st.Extra[1][0][0]
	for k := 1; k <= 50; k++ {
		net.Step()
		if want := izhBeta*v + (w-izhBeta*v)*math.Exp(-0.1*float64(k)/izhTauW); net.V(nil)[0] != v || math.Abs(net.st.Extra[1][0][0]-want) > 1e-12 {
			t.Fatalf("step %d: v %g, was %g; w %.15f, want %.15f", k, net.V(nil)[0], v, net.st.Extra[1][0][0], want)
		}
	}
	if net.Step(); net.V(nil)[0] == v {
		t.Error("v stands still for more than t_ref")
	}
}

// A converted neuron keeps r and drive, takes w at rest, and a v that is neither
// beyond the peak nor farther below than it; neurons that stay are not touched.
func TestIzhikevichConversion(t *testing.T) {
	p := params(func(p *Params) { p.Type("qif").Fraction, p.Type("izh").Fraction, p.Type("izh").Bias = 0.5, 0.2, -0.4 })
	net := build(t, p) // neurons 0 … 29 are QIF, 30 … 41 IZH, the rest LIF
	for range 777 {
		net.Step()
	}
	net.st.V[28], net.st.V[29] = 57, -1e5
	net.st.Until[28], net.st.Until[29] = 0, 0
	before, r, w := net.V(nil), net.R(nil, 1), append([]float64(nil), net.st.Extra[1][0]...)
	q := p
	q.Type("qif").Fraction, q.Type("izh").Fraction, q.Type("izh").Bias = 0.4, 0.4, -0.8 // 24 and 24
	if err := net.Configure(q); err != nil {
		t.Fatal(err)
	}
	d := math.Sqrt(0.04 + 4*0.8)
	for i, v := range net.V(nil) {
		wantV, wantW := before[i], w[i]
		if i >= 24 && i < 48 && (i < 30 || i >= 42) {
			wantV, wantW = min(max(before[i], -5.95), math.Nextafter(5.95, 0)), -0.2*(-0.2-d)/2
		}
		if v != wantV || net.R(nil, 1)[i] != r[i] || i >= 24 && i < 48 && math.Abs(net.st.Extra[1][0][i]-wantW) > 1e-15 {
			t.Errorf("neuron %d: v %g, r %g, w %g; want %g, %g, %g", i, v, net.R(nil, 1)[i], net.st.Extra[1][0][i], wantV, r[i], wantW)
		}
	}
	if err := net.Configure(p); err != nil { // back: the QIF keep what the IZH had, the LIF clip it
		t.Fatal(err)
	}
	for range 2000 {
		net.Step()
	}
	if !net.Finite() {
		t.Error("the network is not finite any more")
	}
}

// The same seed gives the same bits, through a file too, with noise, learning
// and neurons that are refractory.
func TestIzhikevichRepeats(t *testing.T) {
	p := params(func(p *Params) { p.Type("qif").Fraction, p.Type("izh").Fraction, p.Noise, p.TRef = 0.3, 0.4, 0.5, 2 })
	p.Type("izh").Bias = 0.5
	net, twin := build(t, p), build(t, p)
	spikes := 0
	for k := range 4000 {
		net.Step()
		twin.Step()
		for _, j := range net.Fired() {
			if int(j) >= 18 && j < 42 {
				spikes++
			}
		}
		switch k {
		case 1500:
			learnSomething(net)
			learnSomething(twin)
		case 2000:
			var file bytes.Buffer
			if err := net.Save(&file); err != nil {
				t.Fatal(err)
			}
			var err error
			if twin, err = Load(&file, nil); err != nil {
				t.Fatal(err)
			}
		case 3000:
			net.Kick()
			twin.Kick()
		}
		for i := range p.N {
			if net.V(nil)[i] != twin.V(nil)[i] || net.st.Extra[1][0][i] != twin.st.Extra[1][0][i] || net.st.S[i] != twin.st.S[i] {
				t.Fatalf("step %d, neuron %d: v %v, twin %v", k, i, net.V(nil)[i], twin.V(nil)[i])
			}
		}
	}
	if spikes < 100 {
		t.Errorf("%d spikes: nothing was tested", spikes)
	}
}

// The time to the peak is ∫ dv/(v² + I), by Simpson's rule.
func TestTimeToPeak(t *testing.T) {
	for _, in := range []float64{-2, -0.03, -1e-9, 0, 1e-9, 1e-7, 0.03, 3, 40} {
		for _, v := range []float64{2, 3, 5.9} {
			const n = 2000
			var want float64
			for k := range n + 1 {
				x := v + (izhPeak-v)*float64(k)/n
				weight := float64(2 + k%2*2)
				if k == 0 || k == n {
					weight = 1
				}
				want += weight / (x*x + in) * (izhPeak - v) / n / 3
			}
			if got := timeTo(izhPeak, v, in); math.Abs(got/want-1) > 1e-10 {
				t.Errorf("I = %g, from %g: %.15f, want %.15f", in, v, got, want)
			}
		}
	}
}

func TestIzhikevichFractions(t *testing.T) {
	p := params(func(p *Params) { p.Type("qif").Fraction, p.Type("izh").Fraction = 0.7, 0.5 })
	want := "net.qif = 0.7 and net.izh = 0.5: fractions of neuron types must sum to at most 1"
	if err := p.Check(); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	p.Type("qif").Fraction, p.Type("izh").Fraction = 0.9, 0.1 // 1, but for rounding
	if err := p.Check(); err != nil {
		t.Error(err)
	}
	if got := p.Populations(); got[0].Hi != 54 || got[1].Hi != 60 || got[2].Len() != 0 {
		t.Errorf("populations %+v", got)
	}
}
