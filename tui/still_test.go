package tui

import (
	"cmp"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"sync"

	"spiketop/history"
	"spiketop/internal/matrix"
	"spiketop/internal/warn"
	"spiketop/live"
	"spiketop/measure"
	"spiketop/metrics"
	"spiketop/metrics/dimension"
	"spiketop/metrics/motifs"
	"spiketop/metrics/rates"
	"spiketop/metrics/spectrum"
	"spiketop/metrics/spiking"
	"spiketop/plane"
	"spiketop/run"
	"spiketop/sim"
)

// stillPast is the past of an imagined run of one branch.
func stillPast() *live.Past {
	return &live.Past{Bytes: 95 << 20, Most: 256 << 20, Branches: []live.PastBranch{{
		Branch: history.Branch{Number: 1, End: 301_000, Log: []run.Logged{
			{Step: 0, Key: "learn.on", Was: "false", Text: "true"},
			{Step: 241_200, Key: "net.g", Was: "1", Text: "1.1", By: run.Hand},
			{Step: 262_000, Key: "net.g", Was: "1.1", Text: "1", By: run.Undoing},
		}},
		MS: []float64{0, 24_120, 26_200}, EndMS: 30_100,
	}}}
}

// stillFrame is one moment of an imagined run: N = 200, half QIF, trained on an
// oscillation for 20 passes and tested in 5, now in the target of a free pass.
// Its numbers are near those of docs/SCIENCE.md, and the same every time. Each
// call makes a new frame, so a test may change it.
func stillFrame() *live.Frame {
	const n = 200
	rng := rand.New(rand.NewPCG(7, 11))
	p := run.Table.Defaults()
	p.Net.N, p.Net.TRef, p.Seed = n, 0, 7
	p.Net.Type("qif").Fraction = 0.5
	p.Target.Kind, p.Learn.On = "oscillation", true
	f := &live.Frame{
		Preset: "oscillation", Title: "Oscillation: FORCE on a mixed network",
		About:  "Each neuron learns a sine of its own period and phase.",
		Params: p, Step: 301_000, TimeMS: 30_100, Running: true, Speed: 2, Achieved: 1.98,
		Populations: p.Net.Populations(), Phase: run.Target,
		Pass:      run.Pass{Kind: run.FreePass, TimeMS: 1000, Over: true},
		Test:      run.TestScore{Tests: 5, Score: 0.984, NRMSE: 0.183},
		AsTrained: run.AsTrained{Ever: true, TestScore: run.TestScore{Tests: 5, Score: 0.984, NRMSE: 0.183}},
		Free:      run.PassScore{Kind: run.FreePass, Score: 0.97, NRMSE: 0.21, EndMS: 29_100}, HasFree: true,
		Rates: perType(math.NaN(), 9.0, 22.1), Watch: 17,
		Messages: []run.Message{
			{TimeMS: 500, Text: "training began"},
			{TimeMS: 22_500, Text: "training stopped after 20 passes"},
		},
		Undo: "learn.on false → true",
	}
	f.Past = stillPast()
	for k := range 20 {
		e := 0.12 + 0.5*math.Exp(-float64(k)/4) + 0.02*rng.Float64()
		f.Scores = append(f.Scores, run.PassScore{Kind: run.TrainPass, Number: k + 1, Learned: true,
			Score: 1 - e*e, NRMSE: e, EndMS: 500 + 1100*float64(k+1)})
	}
	for k := range 5 {
		e := 0.17 + 0.03*rng.Float64()
		f.Scores = append(f.Scores, run.PassScore{Kind: run.TestPass, Number: k + 1,
			Score: 1 - e*e/2, NRMSE: e, EndMS: 22_500 + 1100*float64(k+1)})
	}
	f.Ranks = rng.Perm(n)
	f.MeanRate = make([]float64, n)
	stillWindow(f, rng)
	stillTrace(f, rng)
	stillDimension(f, rng)
	stillTransfer(f, rng)
	stillGlass(f)
	stillWeights(f)
	f.Spectrum = stillSpectrum(rng)
	f.Motifs = stillMotifs(rng)
	f.Pairs = &live.Correlations{Date: f.Motifs.Date, Weighted: motifs.Weighted{Reciprocal: 0.36, Convergent: -0.005, Divergent: 0.003, Chain: -0.001}}
	f.Spiking = stillSpiking(f)
	f.Map = stillMap()
	f.Been = []run.Params{{Net: p.Net}}
	return f
}

// stillMap is a map of the score over τ_s and f_Q, nearly whole: a cell of each
// state, one step halved, two seeds in some cells.
func stillMap() *plane.Map {
	axis := func(text string) plane.Axis {
		a, err := plane.ParseAxis(text, run.Table.Defaults())
		if err != nil {
			panic(err)
		}
		return a
	}
	m := &plane.Map{Preset: "oscillation", X: axis("net.tau_s=2,5,10,20,50,100,200"), Y: axis("net.qif=0:1:0.25"),
		Seed: 1, Columns: []string{"training.score", "weights.frobenius"}, Show: "training.score",
		Choice: []string{"training.score", "weights.frobenius"}, Made: 33, Total: 35, Working: true, Left: 4e9, Version: 7}
	for j, y := range m.Y.Values {
		for i, x := range m.X.Values {
			c := plane.Cell{At: plane.At{I: plane.Sub * i, J: plane.Sub * j}, X: x, Y: y}
			score := 1 / (1 + math.Exp(float64(2-2*i))) * (1 - 0.02*math.Abs(float64(j-2)))
			r := plane.Run{Seed: 1, Values: []float64{score, 20 - float64(i)}}
			switch {
			case i == 6 && j == 4:
				r = plane.Run{Seed: 1, Reason: "step 812: the weights are not finite"}
			case i == 6 && j == 0:
				r.Values[0] = math.NaN()
			case score < 0.6:
				r.Codes = "not_trained"
			}
			switch {
			case i == 0 && j == 4: // not yet run
			case i == 1 && j == 4:
				m.Busy = append(m.Busy, c.At)
			default:
				c.Runs = append(c.Runs, r)
				if i == 2 {
					c.Runs = append(c.Runs, plane.Run{Seed: 2, Values: []float64{score - 0.04, 19}})
				}
				m.Cells = append(m.Cells, c)
			}
			if i == 1 && j == 2 {
				m.Cells = append(m.Cells, plane.Cell{At: plane.At{I: plane.Sub + plane.Sub/2, J: plane.Sub * 2}, X: "7.5", Y: y,
					Runs: []plane.Run{{Seed: 1, Values: []float64{0.7, 18}}}})
			}
		}
	}
	return m
}

// last is the place of the last neuron type: the rest. Still frames have neurons
// of that and of the first.
const last = len(sim.Types) - 1

// perType is a list over the neuron types: of the first, of the last, and what
// those without neurons have.
func perType[T any](none, first, rest T) []T {
	all := make([]T, len(sim.Types))
	for k := range all {
		all[k] = none
	}
	all[0], all[last] = first, rest
	return all
}

func stillWindow(f *live.Frame, rng *rand.Rand) {
	n := len(f.Ranks)
	w := run.Window{StartMS: f.TimeMS - 1000, LengthMS: 1000, BinMS: 10,
		Rates: perType[[]float64](nil, make([]float64, 100), make([]float64, 100)),
		Spans: [][2]float64{{0, 420}}, Passes: []float64{350}}
	for i := range n {
		k := populationOf(f, i)
		rate := f.Rates[k]
		phase := float64(f.Ranks[i]) / float64(n)
		for ms := range 1000 {
			r := rate * (1 + 0.95*math.Sin(2*math.Pi*(float64(ms)/500-phase))) / 1000
			if rng.Float64() < r {
				w.Spikes = append(w.Spikes, run.Spike{MS: float32(ms) + rng.Float32(), Neuron: int32(i)})
				w.Rates[k][ms/10] += 100 / float64(f.Populations[k].Len())
				f.MeanRate[i]++
			}
		}
	}
	slices.SortStableFunc(w.Spikes, func(a, b run.Spike) int { return cmp.Compare(a.MS, b.MS) })
	f.Window = w
}

func stillTrace(f *live.Frame, rng *rand.Rand) {
	f.Trace.StepMS = 2
	noise := 0.0
	for k := range 500 {
		t := float64(k) * 2
		target := math.Sin(2*math.Pi*t/420 + 1)
		noise += 0.1*(0.1*rng.NormFloat64()*3) - 0.1*noise
		u := target + noise
		switch {
		case t > 350 && t < 450: // the cue: no target
			target = math.NaN()
		case t < 420:
			u = target + noise/4
		}
		f.Trace.U = append(f.Trace.U, u)
		f.Trace.F = append(f.Trace.F, target)
		f.Trace.Learning = append(f.Trace.Learning, t < 420)
	}
}

// stillGlass is the watched neuron from near: a membrane that rises to each of its
// spikes and falls at it, and more intervals than the window has.
func stillGlass(f *live.Frame) {
	f.Glass = live.Glass{On: true, Neuron: f.Watch}
	g := &f.Glass
	for _, s := range f.Window.Spikes {
		if int(s.Neuron) == g.Neuron {
			g.Spikes = append(g.Spikes, float64(s.MS))
		}
	}
	rng := rand.New(rand.NewPCG(3, 5))
	for b := range 1024 {
		ms := float64(b) / 1024 * 1000
		v := .2 + .4*math.Sin(ms/70) + .1*rng.NormFloat64()
		for _, s := range g.Spikes {
			if d := ms - s; d > 0 && d < 30 {
				v -= 1.5 * math.Exp(-d/8)
			}
		}
		g.Lo, g.Hi = append(g.Lo, v-.05), append(g.Hi, v+.05)
	}
	for range 60 {
		g.Intervals = append(g.Intervals, 8+40*rng.ExpFloat64())
	}
}

// stillW is W of a network of 200 with a band along the order.
var stillW = sync.OnceValue(func() matrix.Matrix {
	const n = 200
	rng := rand.New(rand.NewPCG(8, 5))
	w := make([]float64, n*n)
	for i := range n {
		for j := range n {
			d := float64(i-j) / 15
			w[i*n+j] = .07*rng.NormFloat64() + .2*math.Exp(-d*d)
		}
	}
	return matrix.Dense(w, n)
})

// stillWeights is W as panes show it.
func stillWeights(f *live.Frame) {
	m, cut := stillW(), matrix.Cut{N: 200, K: 8}
	f.Matrix = stillView(m, f, live.MatrixView{Rows: cut, Cols: cut})
	f.Partners = &live.Partners{Neuron: f.Watch, From: m.Onto(f.Watch)[:64], To: m.Out(f.Watch)[:64], NFrom: 199, NTo: 199}
}

// stillView is W of the neurons of a frame in a view, as an analyst makes it.
func stillView(w matrix.Matrix, f *live.Frame, v live.MatrixView) *live.Matrix {
	c := &run.Copy{N: w.N, W: w, Populations: f.Populations, Step: f.Step, TimeMS: f.TimeMS}
	for _, rank := range f.Ranks {
		c.Order = append(c.Order, float64(rank))
	}
	m := live.MatrixOf(c, v)
	m.Date = measure.Date{Step: f.Step, TimeMS: f.TimeMS}
	return m
}

func stillDimension(f *live.Frame, rng *rand.Rand) {
	d := &measure.Dimension{
		Date: measure.Date{Step: 300_000, TimeMS: 30_000},
		Measured: dimension.Measured{
			Estimate: metrics.Estimate{Value: 0.342, SE: 0.031,
				Warnings: warn.List{warn.New(warn.FewWindows, "118 windows for 197 neurons: below two a neuron the correction for sampling is large")}},
			Raw: 0.201, Windows: 118, Active: 197, Silent: 3},
		Closed: metrics.Estimate{Value: 0.394}, OfW: metrics.Estimate{Value: 0.371},
	}
	for k := range 14 {
		m := 40 + 6*float64(k)
		f.History = append(f.History, live.DimensionPoint{TimeMS: 2000 * float64(k+1),
			Value: 0.34 + 3*rng.NormFloat64()/m, SE: 3 / m})
	}
	f.Dimension = d
	for k, g := range []float64{0.2, 0.4, 0.6, 0.8} {
		x := 0.61 * g
		v := math.Pow(1-x*x, 2)
		f.Visited = append(f.Visited, live.Visited{Populations: f.Populations, G: g, GEff: x, Value: v + 0.01*float64(k%2), SE: 0.02})
	}
}

func stillTransfer(f *live.Frame, rng *rand.Rand) {
	none := measure.Doubt{Value: math.NaN(), SE: math.NaN()}
	warnings := warn.List{warn.New(warn.NoNoise, "no external noise: Fano factor 1 assumed")}
	t := &measure.Transfer{
		Activity: &measure.Activity{
			Date: measure.Date{Step: 300_000, TimeMS: 30_000}, Populations: f.Populations, MS: 5000,
			Hz:   perType(none, measure.Doubt{Value: 9.0, SE: 0.2}, measure.Doubt{Value: 22.1, SE: 0.4}),
			Gain: perType(none, measure.Doubt{Value: 0.32, SE: 0.01}, measure.Doubt{Value: 0.72, SE: 0.01}), GEff: measure.Doubt{Value: 0.61, SE: 0.01, Warnings: warnings},
			Operating: rates.Operating{MeanGain: perType(math.NaN(), 0.32, 0.72), GEff: 0.61, Warnings: warnings, Mu: make([]float64, len(f.Ranks))},
			Each:      make([]float64, len(f.Ranks)),
		},
		Curves: perType(measure.Curve{}, measure.Curve{Mean: measure.Point{X: 0.01, Y: 9.0}}, measure.Curve{Mean: measure.Point{X: -0.02, Y: 22.1}}),
		First:  perType(100, 0, 100),
	}
	for k := range 60 {
		x := -1.5 + 3*float64(k)/59
		t.Input = append(t.Input, x)
		t.Curves[0].Hz = append(t.Curves[0].Hz, 9*math.Sqrt(math.Log1p(math.Exp(4*x))/math.Ln2))
		t.Curves[last].Hz = append(t.Curves[last].Hz, 24*math.Log1p(math.Exp(3*x))/math.Ln2/1.2)
	}
	for i := range len(f.Ranks) {
		x := 0.35 * rng.NormFloat64()
		y := 24 * math.Log1p(math.Exp(3*x)) / math.Ln2 / 1.2
		if i < f.Populations[0].Hi {
			y = 9 * math.Sqrt(math.Log1p(math.Exp(4*x))/math.Ln2)
		}
		t.Points = append(t.Points, measure.Point{X: x, Y: y + rng.NormFloat64()})
		t.Operating.Mu[i], t.Each[i] = x+f.Populations[populationOf(f, i)].Bias, t.Points[i].Y
	}
	f.Transfer = t
}

// stillSpiking has a rhythm of 14 Hz.
func stillSpiking(f *live.Frame) *measure.Spiking {
	rng := rand.New(rand.NewPCG(5, 3))
	none := measure.Doubt{Value: math.NaN(), SE: math.NaN()}
	few := warn.List{warn.New(warn.FewSpikes, "QIF neurons: 7 of 100 have fewer than 10 intervals")}
	s := &measure.Spiking{
		Date: measure.Date{Step: 300_000, TimeMS: 30_000}, Populations: f.Populations, Spans: [][2]int64{{5000, 300_000}}, Seconds: 29.5,
		CV:   perType(none, measure.Doubt{Value: 0.612, SE: 0.013, Warnings: few}, measure.Doubt{Value: 0.934, SE: 0.011}),
		Lv:   perType(none, measure.Doubt{Value: 0.341, SE: 0.009}, measure.Doubt{Value: 0.882, SE: 0.008}),
		Fano: perType(none, measure.Doubt{Value: 0.402, SE: 0.021}, measure.Doubt{Value: 0.951, SE: 0.024}),
		Intervals: measure.Intervals{BinMS: 5, MeanMS: perType(math.NaN(), 111, 45.2),
			Share: perType[[]float64](nil, make([]float64, 64), make([]float64, 64))},
		Windows: 29, WindowMS: 1000, Correlation: spiking.Correlations{Mean: 0.031, SE: 0.008, SD: 0.21, Neurons: 200},
		Synchrony: 0.18, BinMS: 10, PeakHz: 13.671875, ActBinMS: 1,
		Power: spiking.Power{Density: make([]float64, 1025), StepHz: 1000. / 2048, Length: 2048, Segments: 28},
	}
	s.Poisson = 2 * 15.5 / 200
	s.Floor = 1.9 * s.Poisson
	for k := range s.Intervals.Share[0] {
		x := float64(k) * 5
		s.Intervals.Share[0][k] = 0.045 * math.Pow(x/90, 2) * math.Exp(2-2*x/90)
		s.Intervals.Share[last][k] = 0.11 * math.Exp(-x/45)
	}
	for k := range s.Power.Density {
		hz := float64(k) * s.Power.StepHz
		s.Power.Density[k] = s.Poisson * (1 + 0.15*rng.NormFloat64() + 5/(1+math.Pow((hz-13.7)/1.2, 2)))
	}
	for k := range 2000 {
		s.Activity = append(s.Activity, 15.5*(1+0.5*math.Sin(2*math.Pi*13.7*float64(k)/1000)+0.4*rng.NormFloat64()))
	}
	for range len(f.Ranks) {
		s.NeuronCV, s.NeuronLv, s.NeuronFano = append(s.NeuronCV, 0.6), append(s.NeuronLv, 0.35), append(s.NeuronFano, math.NaN())
	}
	return s
}

// stillDisc returns n eigenvalues, evenly in a disc, conjugates in pairs.
func stillDisc(n int, radius float64, rng *rand.Rand) []complex128 {
	var v []complex128
	for len(v) < n {
		z := cmplx.Rect(radius*math.Sqrt(rng.Float64()), math.Pi*rng.Float64())
		v = append(v, z, cmplx.Conj(z))
	}
	return v
}

func stillSorted(v []complex128) []complex128 {
	slices.SortFunc(v, func(a, b complex128) int {
		return cmp.Or(cmp.Compare(cmplx.Abs(b), cmplx.Abs(a)), cmp.Compare(real(b), real(a)), cmp.Compare(imag(b), imag(a)))
	})
	return v
}

func stillSpectrum(rng *rand.Rand) *live.Spectrum {
	now := append(stillDisc(192, 0.31, rng), 1.61+0.42i, 1.61-0.42i, 1.42+0.71i, 1.42-0.71i, 1.1+0.2i, 1.1-0.2i, 0.9+0.55i, 0.9-0.55i)
	return &live.Spectrum{Spectrum: measure.Spectrum{
		Date: measure.Date{Step: 300_000, TimeMS: 30_000},
		Now: spectrum.Spectrum{Values: stillSorted(now), BulkRadius: 0.42, MaxModulus: 1.664, Threshold: 0.4675,
			Outliers: 8, RestRadius: 0.31},
		Before: spectrum.Spectrum{Values: stillSorted(stillDisc(200, 1, rng)), BulkRadius: 1, MaxModulus: 1.02, Threshold: 1.113,
			RestRadius: 1.02},
		Predicted: expected(1.63+0.41i, 1.63-0.41i, 1.40+0.73i, 1.40-0.73i),
		Found:     []complex128{1.61 + 0.42i, 1.61 - 0.42i, 1.42 + 0.71i, 1.42 - 0.71i},
	}}
}

func stillTested(value, mean, sd float64) motifs.Tested {
	t := motifs.Tested{Value: value, Mean: mean, SD: sd, Z: (value - mean) / sd, P: 0.5, Draws: 100}
	if t.Z > 2 {
		t.P = 1.0 / 101
	}
	return t
}

func stillMotifs(rng *rand.Rand) *measure.Motifs {
	m := &measure.Motifs{
		Date: measure.Date{Step: 300_000, TimeMS: 30_000},
		Weighted: motifs.WeightedTest{Null: "weights shuffled", Balanced: true, Pairs: motifs.Pairs[motifs.Tested]{
			Reciprocal: stillTested(0.361, 0, 0.0071), Divergent: stillTested(0.0031, 0, 0.0005),
			Convergent: stillTested(-0.0051, -0.005, 0.0004), Chain: stillTested(-0.0008, 0, 0.0004)}},
		Blocks: motifs.WeightedTest{Null: "weights shuffled within type blocks", Balanced: true, Pairs: motifs.Pairs[motifs.Tested]{
			Reciprocal: stillTested(0.361, 0.021, 0.0071), Divergent: stillTested(0.0031, 0.0012, 0.0005),
			Convergent: stillTested(-0.0051, -0.005, 0.0004), Chain: stillTested(-0.0008, -0.0003, 0.0004)}},
		Before: motifs.Weighted{Reciprocal: 0.004, Divergent: 0.0001, Convergent: -0.005, Chain: 0},
		Strong: motifs.Counts{Nodes: 200, Edges: 3980, P: 0.1, Pairs: motifs.Pairs[motifs.Ratio]{
			Reciprocal: motifs.Ratio{Count: 540, Expected: 199, Ratio: 2.71}, Convergent: motifs.Ratio{Count: 47000, Expected: 39400, Ratio: 1.19},
			Divergent: motifs.Ratio{Count: 58000, Expected: 39400, Ratio: 1.47}, Chain: motifs.Ratio{Count: 74000, Expected: 78800, Ratio: 0.94}}},
		CortexRatio: map[float64]float64{0.116: 2.6, 0.054: 3.3},
		Frobenius:   5.9,
	}
	m.Weighted.Convergent.Fixed, m.Blocks.Convergent.Fixed = motifs.ByRows, motifs.ByRows
	c := m.Strong
	m.StrongTest = motifs.StrongTest{Null: "weights shuffled within type blocks", Pairs: motifs.Pairs[motifs.Tested]{
		Reciprocal: stillTested(float64(c.Reciprocal.Count), 205, 14), Convergent: stillTested(float64(c.Convergent.Count), 43000, 700),
		Divergent: stillTested(float64(c.Divergent.Count), 52000, 900), Chain: stillTested(float64(c.Chain.Count), 78000, 600)}}
	fixed := motifs.Tested{Mean: math.NaN(), SD: math.NaN(), Z: math.NaN(), P: math.NaN(), Draws: 100, Fixed: motifs.ByDegrees}
	m.Degree = motifs.DegreeTest{Pairs: motifs.Pairs[motifs.Tested]{Reciprocal: stillTested(540, 260, 15), Chain: stillTested(74000, 74560, 30), Convergent: fixed, Divergent: fixed}}
	for k := range m.Triads {
		expected := 1000 * math.Exp(-float64(k)/3)
		m.Triads[k] = int64(expected * (0.7 + 1.5*rng.Float64()))
		m.TriadTest[k] = stillTested(float64(m.Triads[k]), expected, math.Sqrt(expected))
	}
	return m
}
