package measure

import (
	"context"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"spiketop/internal/warn"
	"spiketop/metrics/rates"
	"spiketop/metrics/spiking"
	"spiketop/run"
	"spiketop/sim"
)

// alone is uncoupled neurons in noise.
const alone = `
[set]
"net.g" = 0.0
"net.n" = 100
"net.p" = 0.02
"record.seconds" = 1000
`

// spikesOf runs so many seconds and measures the spikes.
func spikesOf(t *testing.T, text string, seconds float64, kv ...string) (*run.Copy, *Spiking) {
	t.Helper()
	c, status := run.Headless(context.Background(), session(t, text, sets(kv...)...), run.Options{Seconds: seconds})
	if status == run.Failed {
		t.Fatal(c.Failure)
	}
	s, err := SpikingOf(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return c, s
}

// typeOf is the place of a neuron type in the lists by type.
func typeOf(c *run.Copy, name string) int {
	return slices.IndexFunc(c.Populations, func(p sim.Population) bool { return p.Name == name })
}

// Uncoupled neurons fire renewal processes: their CV² is the Fano factor of the theory.
// 100 neurons in 100 s have it to .3 (LIF) and .9 % (QIF, which fires less).
func TestCVIsThatOfRenewalTheory(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates ten minutes")
	}
	for name, qif := range map[string]string{"lif": "0", "qif": "1"} {
		for _, sigma := range []string{"0.3", "0.5", "1"} {
			t.Run(name+" "+sigma, func(t *testing.T) {
				c, s := spikesOf(t, alone, 100, "net.qif", qif, "net.noise", sigma)
				k, net := typeOf(c, name), c.Params.Net
				want := rates.Of(name, net.TauM, net.RefractoryMS()).Fano(c.Populations[k].Bias, net.Noise)
				cv := s.CV[k]
				t.Logf("CV² %.4f, ratio %.4f", cv.Value*cv.Value, cv.Value*cv.Value/want)
				if ratio := cv.Value * cv.Value / want; math.Abs(ratio-1) > 0.02 {
					t.Errorf("CV² %.4f is %.4f of the theory's %.4f", cv.Value*cv.Value, ratio, want)
				}
				if f := s.Fano[k]; math.Abs(f.Value-want) > 4*f.SE+0.03*want { // windows of 1 s are long, not endless
					t.Errorf("Fano factor %.4f ± %.4f, the theory's is %.4f", f.Value, f.SE, want)
				}
				if c := s.Correlation; math.Abs(c.Mean) > 4*c.SE+0.001 || math.Abs(c.SD-1/math.Sqrt(float64(s.Windows-1))) > 0.005 {
					t.Errorf("uncoupled neurons have the correlations %.4f ± %.4f, sd %.4f in %d windows", c.Mean, c.SE, c.SD, s.Windows)
				}
			})
		}
	}
}

// Without noise an uncoupled neuron is a clock that fires in whole steps.
func TestClocks(t *testing.T) {
	c, s := spikesOf(t, alone, 20, "net.noise", "0", "net.bias_lif", "1.2", "net.bias_qif", "0.1")
	held := 0
	for i, cv := range s.NeuronCV {
		x := s.Trains.Intervals(nil, i)
		mean := 0.0
		for _, v := range x {
			mean += v / float64(len(x))
		}
		if cv > 1/mean { // Δt over the mean interval
			t.Errorf("neuron %d: CV %g, intervals of %.1f steps", i, cv, mean)
		} else if cv >= 0 {
			held++
		}
	}
	if held != c.N {
		t.Errorf("only %d of %d neurons have a CV", held, c.N)
	}
	for k, p := range s.Populations {
		if p.Len() > 0 && (s.CV[k].Value > 0.01 || s.Lv[k].Value > 0.001) {
			t.Errorf("%s: CV %v, Lv %v", p.Name, s.CV[k], s.Lv[k])
		}
	}
}

// The bins hold what they should: all intervals of a clock in one, and of a type with
// long ones 97 %, the mean as it is.
func TestIntervals(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var step []int64
	for s := int64(0); s < 10_000_000; s += 1 + int64(1000*rng.ExpFloat64()) {
		step = append(step, s)
	}
	const clock = 250
	trains := spiking.TrainsOf(2, [][2]int64{{0, 10_000_000}}, func(yield func(int64, int32) bool) {
		next := int64(clock)
		for _, s := range step {
			for ; next <= s; next += clock {
				if !yield(next, 0) {
					return
				}
			}
			if s > 0 && !yield(s, 1) {
				return
			}
		}
	})
	v := intervalsOf(trains, []sim.Population{{Lo: 0, Hi: 1}, {Lo: 1, Hi: 2}, {Lo: 2, Hi: 2}}, 0.1)
	if at := int(25 / v.BinMS); v.Share[0][at] != 1 || math.Abs(v.MeanMS[0]-25) > 1e-9 {
		t.Errorf("a clock of 25 ms: %v in the bin of it, mean %g", v.Share[0][at], v.MeanMS[0])
	}
	sum := 0.0
	for b, x := range v.Share[1] { // exponential
		lo, hi := float64(b)*v.BinMS, float64(b+1)*v.BinMS
		if want := math.Exp(-lo/100) - math.Exp(-hi/100); math.Abs(x-want) > 5*math.Sqrt(want/1e4)+0.002 {
			t.Errorf("%g to %g ms: %.4f, want %.4f", lo, hi, x, want)
		}
		sum += x
	}
	if len(v.Share[1]) > 64 || sum < 0.97 || sum > 0.985 || math.Abs(v.MeanMS[1]-100) > 4 {
		t.Errorf("%d bins with %.4f of all, mean %.4g", len(v.Share[1]), sum, v.MeanMS[1])
	}
	if v.Share[2] != nil || !math.IsNaN(v.MeanMS[2]) {
		t.Errorf("no neurons: %v, %g", v.Share[2], v.MeanMS[2])
	}
}

// driven are the trains of uncoupled neurons whose input is set in every step.
func driven(t *testing.T, p sim.Params, seconds float64, input func(k int) float64) *spiking.Trains {
	t.Helper()
	net, err := sim.New(p, 1)
	if err != nil {
		t.Fatal(err)
	}
	in := make([]float64, p.N)
	steps := int(seconds * 1000 / p.Dt)
	var step []int64
	var neuron []int32
	for k := range steps {
		x := input(k)
		for i := range in {
			in[i] = x
		}
		net.SetInput(in)
		net.Step()
		for _, i := range net.Fired() {
			step, neuron = append(step, net.Steps()), append(neuron, i)
		}
	}
	settled := int64(500 / p.Dt)
	return spiking.TrainsOf(p.N, [][2]int64{{settled, int64(steps)}}, iter.Seq2[int64, int32](func(yield func(int64, int32) bool) {
		for k := range step {
			if !yield(step[k], neuron[k]) {
				return
			}
		}
	}))
}

// lone are uncoupled neurons of one type.
func lone(qif, noise float64) sim.Params {
	p := sim.Table.Defaults()
	p.N, p.G, p.Noise = 40, 0, noise
	p.Type("qif").Fraction = qif
	return p
}

// A share c of the white noise is common to all neurons. By linear response counts in
// long windows have the covariance γ²cσ² and the variance Fν, per τ_m, so that
//
//	ρ = c σ²γ²/(F ν)
//
// (de la Rocha, Doiron, Shea-Brown, Josić & Reyes 2007). Gain, Fano factor and rate are
// those of metrics/rates.
func TestCommonInputCorrelatesCounts(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates minutes")
	}
	for name, qif := range map[string]float64{"lif": 0, "qif": 1} {
		for _, share := range []float64{0, 0.1, 0.3} {
			const sigma = 0.5
			p := lone(qif, sigma*math.Sqrt(1-share))
			common := rand.New(rand.NewPCG(1, 2))
			size := sigma * math.Sqrt(share*p.TauM/p.Dt)
			trains := driven(t, p, 200, func(int) float64 { return size * common.NormFloat64() })
			bias, of := p.Populations()[0].Bias, rates.Of(name, p.TauM, p.RefractoryMS())
			if qif == 0 {
				bias = p.Populations()[len(sim.Types)-1].Bias
			}
			gain := of.Gain(bias, sigma)
			want := share * sigma * sigma * gain * gain / (of.Fano(bias, sigma) * of.Rate(bias, sigma))
			counts, windows := trains.Counts(int64(500 / p.Dt))
			c := spiking.CorrelationsOf(counts, windows, p.N)
			t.Logf("%s, share %g: ρ %.4f ± %.4f, theory %.4f", name, share, c.Mean, c.SE, want)
			if math.Abs(c.Mean-want) > 0.02 {
				t.Errorf("%s, share %g: ρ %.4f ± %.4f, theory %.4f", name, share, c.Mean, c.SE, want)
			}
		}
	}
}

// A periodic drive is the peak of the power spectrum.
func TestPeriodicDriveIsAPeak(t *testing.T) {
	for _, hz := range []float64{3, 8, 23.7, 90} {
		p := lone(0.5, 0.5)
		x := driven(t, p, 20, func(k int) float64 { return 0.2 * math.Sin(2*math.Pi*hz*float64(k)*p.Dt/1000) })
		power := spiking.Welch(x.Activity(int64(1/p.Dt), 0, p.N), 1000)
		if f := power.Peak(); !(math.Abs(f-hz) <= power.StepHz/2) {
			t.Errorf("a drive of %g Hz has its peak at %g Hz", hz, f)
		}
		quiet := driven(t, p, 20, func(int) float64 { return 0 })
		power = spiking.Welch(quiet.Activity(int64(1/p.Dt), 0, p.N), 1000)
		if f := power.Peak(); !math.IsNaN(f) {
			t.Errorf("no drive has its peak at %g Hz", f)
		}
	}
}

// Where the record has every spike of the run, its windows are those of the dimension.
func TestWindowsOfTheRecord(t *testing.T) {
	c, s := spikesOf(t, alone, 8, "net.noise", "0.5", "net.n", "20", "metrics.window", "250")
	counts, windows := s.Trains.Counts(2500)
	if windows != c.Windows || windows != 30 || !slices.Equal(counts, c.Counts) {
		t.Errorf("%d windows of the record, %d of the dimension", windows, c.Windows)
	}
	if s.Seconds != 7.5 || s.InPasses {
		t.Errorf("%g s, in passes: %v", s.Seconds, s.InPasses)
	}
}

// What was recorded before a change counts no more, and while training changes W nothing
// does: then the passes without training count, without their cues.
func TestSpikesOfTheNetworkAsItIs(t *testing.T) {
	_, s := spikesOf(t, alone+"[[at]]\nstep = 20000\nset = { \"net.noise\" = 0.2 }\n", 3, "net.noise", "0.5")
	if want := [][2]int64{{25000, 30000}}; !slices.Equal(s.Spans, want) {
		t.Errorf("after a change: spans %v, want %v", s.Spans, want)
	}
	_, s = spikesOf(t, alone, 0.4)
	if s.Spans != nil || !s.Warnings.Has(warn.FewSpikes) || !math.IsNaN(s.CV[typeOf(&run.Copy{Populations: s.Populations}, "lif")].Value) {
		t.Errorf("before the network has settled: spans %v, %v", s.Spans, s.Warnings)
	}

	// quick: passes of 10 and 100 ms from 50 ms on, three of training and then tests; Δt is .5 ms.
	_, s = spikesOf(t, quick, 0.3)
	if s.Spans != nil || !s.InPasses || !s.Warnings.Has(warn.Learning) {
		t.Errorf("in training: spans %v, %v", s.Spans, s.Warnings)
	}
	_, s = spikesOf(t, quick, 0.55)
	if want := [][2]int64{{780, 980}, {1000, 1100}}; !slices.Equal(s.Spans, want) {
		t.Errorf("in the second test: spans %v, want %v", s.Spans, want)
	}
	_, s = spikesOf(t, quick, 0.3, "learn.on", "false")
	if want := [][2]int64{{120, 320}, {340, 540}, {560, 600}}; !slices.Equal(s.Spans, want) {
		t.Errorf("without training: spans %v, want %v", s.Spans, want)
	}
	if s.Windows != 4 || !math.IsNaN(s.Correlation.Mean) || !s.fewWindows().Has(warn.FewSpikes) {
		t.Errorf("%d windows of 50 ms in passes of 100, 100 and 20 ms, correlation %g", s.Windows, s.Correlation.Mean)
	}
	_, s = spikesOf(t, quick, 1.3, "learn.on", "false", "metrics.window", "20")
	if s.Windows != 45 || !(s.Correlation.SD > 0) { // the last second: 80 ms of a pass, eight passes, 30 ms of one
		t.Errorf("%d windows of 20 ms, correlation %+v", s.Windows, s.Correlation)
	}
	_, s = spikesOf(t, quick+"[[at]]\nstep = 900\nset = { \"do.kick\" = 1 }\n", 0.55)
	if want := [][2]int64{{1000, 1100}}; !slices.Equal(s.Spans, want) {
		t.Errorf("after a kick: spans %v, want %v", s.Spans, want)
	}
}
