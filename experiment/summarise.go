package experiment

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"spiketop/metrics"
)

// Status says how the run stands: Failed after a numerical failure in this
// episode, Done when its protocol has come to its end, else Interrupted.
func (c *Copy) Status() string {
	switch {
	case c.Failure != "" && c.FailedAt >= c.Start:
		return Failed
	case c.Done:
		return Done
	}
	return Interrupted
}

// Summarise analyses the run once and returns every headline number. wall is
// the time in seconds that the run took, NaN when it waited for a screen. The
// same run gives the same summary but for its times.
func (c *Copy) Summarise(status string, wall float64) *Summary {
	t0 := time.Now()
	p := c.Params
	s := &Summary{
		Program: "spiketop", Version: Version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
		Status: status, Preset: c.Plan.Preset(), Title: c.Plan.Title,
		Seed: p.Seed, N: c.N, QIF: p.Net.QIF, G: p.Net.G, Params: allParams(p),
		Steps: c.Step, Simulated: c.SimulatedMS() / 1000, Episode: c.Episode, OfEpisode: c.TimeMS / 1000, Changes: len(c.Log),
		Warnings: []string{},
	}
	switch {
	case status == Failed:
		s.Reason = fmt.Sprintf("step %d: %s", c.FailedAt, c.Failure)
	case status == Interrupted:
		s.Reason = fmt.Sprintf("stopped at step %d, before the end of its protocol", c.Step)
	}
	op := c.operating()
	dim := c.dimension(op)
	after := c.motifs(c.W)
	after.Before = metrics.WeightedMotifs(c.Initial(), c.N, c.Mask)
	s.motifs[1] = after
	s.before = c.spectrumBefore()
	spectrum := c.spectrum(s.before)
	predicted, note := predict(p, 0)
	spectrum.Predicted, spectrum.PredictNote = leading(predicted, spectrum.Now.Threshold, c.Trained()), note
	s.spectrum = spectrum.Now

	s.activity(c, op)
	s.dimension(c, dim)
	s.training(c)
	s.weights(c)
	s.spectra(c, spectrum)
	s.motif(after)
	s.collect(c, op)
	took := time.Since(t0).Seconds()
	s.Wall, s.Timings = Num(wall+took), Timings{Num(wall), Num(took)}
	return s
}

// meanOf is the mean of x with its standard error over the elements.
func meanOf(x []float64, none string) Doubt {
	d := Doubt{Value: Num(math.NaN()), SE: Num(math.NaN()), Warnings: []string{}}
	n := float64(len(x))
	if n == 0 {
		d.Warnings = append(d.Warnings, none)
		return d
	}
	var sum, sq float64
	for _, v := range x {
		sum += v
	}
	mean := sum / n
	for _, v := range x {
		sq += (v - mean) * (v - mean)
	}
	d.Value = Num(mean)
	switch {
	case !d.Value.Defined():
		d.Warnings = append(d.Warnings, "not finite")
	case n == 1:
		d.Warnings = append(d.Warnings, "one neuron: no standard error")
	default:
		d.SE = Num(math.Sqrt(sq / (n - 1) / n))
	}
	return d
}

func (s *Summary) activity(c *Copy, op metrics.Operating) {
	s.Rate.Seconds = Num(c.NuMS / 1000)
	byType := func(x []float64) ByType {
		b := ByType{LIF: meanOf(x[c.NQIF:], "no LIF neurons"), QIF: meanOf(x[:c.NQIF], "no QIF neurons")}
		if c.NuMS == 0 {
			silent := Doubt{Value: Num(math.NaN()), SE: Num(math.NaN()), Warnings: []string{"no activity measured yet"}}
			b = ByType{silent, silent}
		}
		return b
	}
	hz, square := make([]float64, c.N), make([]float64, c.N)
	for i, nu := range c.Nu {
		hz[i] = c.Hz(nu)
		var row float64
		for _, w := range c.W[i*c.N:][:c.N] {
			row += w * w
		}
		if row > 0 {
			square[i] = op.Gain[i] * op.Gain[i] * row
		}
	}
	s.Rate.ByType, s.Gain = byType(hz), byType(op.Gain)
	// g_eff² is a mean over neurons, so its doubt is theirs.
	e := meanOf(square, "")
	s.GEff = Doubt{Value: Num(op.GEff), SE: e.SE / Num(2*op.GEff), Warnings: list(op.Warnings)}
	if c.NuMS == 0 {
		s.GEff = byType(hz).LIF
	} else if op.GEff == 0 {
		s.GEff.SE = 0
	}
}

func (s *Summary) dimension(c *Copy, r *DimensionResult) {
	m := r.Measured
	s.Dimension = DimensionSummary{
		Value: Num(m.Value), SE: Num(m.SE), Windows: m.Windows, WindowMS: c.Params.Metrics.Window,
		Estimator: string(c.Params.Metrics.Estimator), Raw: Num(m.Raw), Active: m.Active, Silent: m.Silent,
		Theory: Num(r.Closed.Value), TheoryOfW: Num(r.OfW.Value), Warnings: list(m.Warnings),
	}
	for _, t := range []struct {
		name string
		metrics.Estimate
	}{{"theory", r.Closed}, {"theory_this_w", r.OfW}} {
		for _, w := range t.Warnings {
			s.Dimension.Warnings = append(s.Dimension.Warnings, t.name+": "+w)
		}
	}
}

func (s *Summary) training(c *Copy) {
	nan := Num(math.NaN())
	t := TrainingSummary{
		Tests: c.Test.Tests, Score: Num(c.Test.Score), ScoreSE: nan, NRMSE: Num(c.Test.NRMSE), Trained: c.Trained(),
		ScoreByPass: []Num{}, NRMSEByPass: []Num{}, LearnedByPass: []bool{}, ScoreByTest: []Num{}, NRMSEByTest: []Num{}, Warnings: []string{},
	}
	for _, p := range c.Scores {
		switch p.Kind {
		case TrainPass:
			t.ScoreByPass, t.NRMSEByPass = append(t.ScoreByPass, Num(p.Score)), append(t.NRMSEByPass, Num(p.NRMSE))
			t.LearnedByPass = append(t.LearnedByPass, p.Learned)
			if p.Learned {
				t.Passes++
			}
		case TestPass:
			t.ScoreByTest, t.NRMSEByTest = append(t.ScoreByTest, Num(p.Score)), append(t.NRMSEByTest, Num(p.NRMSE))
		}
	}
	if n := min(t.Tests, len(t.ScoreByTest)); n > 1 {
		var x []float64
		for _, v := range t.ScoreByTest[len(t.ScoreByTest)-n:] {
			x = append(x, float64(v))
		}
		t.ScoreSE = meanOf(x, "").SE
	}
	switch {
	case !c.hasTarget():
		t.Warnings = append(t.Warnings, "no target: nothing to learn")
	case t.Tests == 0:
		t.Warnings = append(t.Warnings, "no free-running test yet: no score")
	case !t.Score.Defined():
		t.Warnings = append(t.Warnings, "the score is not defined: too few samples in a pass")
	case !t.Trained:
		t.Warnings = append(t.Warnings, fmt.Sprintf("not trained: free-running score %.2f is below %.1f", c.Test.Score, trainedScore))
	}
	if t.Tests == 1 {
		t.Warnings = append(t.Warnings, "one test: no standard error")
	}
	s.Training = t
}

func (s *Summary) weights(c *Copy) {
	w := &s.Weights
	w.Before, w.Now = Num(metrics.Frobenius(c.Initial())), Num(metrics.Frobenius(c.W))
	w.Change, w.SelfRMS = Num(metrics.Frobenius(c.change())), Num(c.selfConnections())
	block := func(rowLo, rowHi, colLo, colHi int) Num {
		var sq float64
		for i := rowLo; i < rowHi; i++ {
			for _, x := range c.W[i*c.N:][colLo:colHi] {
				sq += x * x
			}
		}
		return Num(math.Sqrt(sq))
	}
	w.ByBlock.QIFfromQIF, w.ByBlock.QIFfromLIF = block(0, c.NQIF, 0, c.NQIF), block(0, c.NQIF, c.NQIF, c.N)
	w.ByBlock.LIFfromQIF, w.ByBlock.LIFfromLIF = block(c.NQIF, c.N, 0, c.NQIF), block(c.NQIF, c.N, c.NQIF, c.N)
}

// change is W − W at the start of the episode.
func (c *Copy) change() []float64 {
	d := make([]float64, len(c.W))
	for k, x := range c.W {
		d[k] = x - c.Initial()[k]
	}
	return d
}

func (s *Summary) spectra(c *Copy, r *SpectrumResult) {
	numbers := func(x metrics.Spectrum) SpectrumNumbers {
		return SpectrumNumbers{Num(x.BulkRadius), Num(x.MaxModulus), x.Outliers, Num(x.Threshold), Num(x.RestRadius)}
	}
	s.Spectrum = SpectrumSummary{
		SpectrumNumbers: numbers(r.Now), Before: numbers(r.Before),
		OutlierValues: pairs(r.Now.Values[:r.Now.Outliers]), Predicted: pairs(r.Predicted), PredictedNote: r.PredictNote,
		OutlierShare: Num(metrics.OutlierShare(r.Now, c.W, c.N)), FromOutliers: Num(metrics.ReciprocityFromOutliers(r.Now, c.W, c.N)),
		Warnings: list(r.Now.Warnings),
	}
	if !s.Spectrum.OutlierShare.Defined() {
		s.Spectrum.Warnings = append(s.Spectrum.Warnings, "no weights: outlier share and reciprocity from outliers are not defined")
	}
	for _, w := range r.Before.Warnings {
		s.Spectrum.Warnings = append(s.Spectrum.Warnings, "before: "+w)
	}
}

func pairs(x []complex128) [][2]Num {
	out := make([][2]Num, len(x))
	for i, l := range x {
		out[i] = [2]Num{Num(real(l)), Num(imag(l))}
	}
	return out
}

func (s *Summary) motif(r *MotifResult) {
	b := r.Before
	m := MotifSummary{
		Weighted: weightedTests(r.Weighted), Blocks: weightedTests(r.Blocks),
		Before: map[string]Num{"reciprocal": Num(b.Reciprocal), "convergent": Num(b.Convergent), "divergent": Num(b.Divergent), "chain": Num(b.Chain)},
		Strong: FourCounts{
			Null:       r.StrongTest.Null,
			Reciprocal: counted(r.Strong.Reciprocal, r.StrongTest.Reciprocal), Convergent: counted(r.Strong.Convergent, r.StrongTest.Convergent),
			Divergent: counted(r.Strong.Divergent, r.StrongTest.Divergent), Chain: counted(r.Strong.Chain, r.StrongTest.Chain),
		},
		StrongDegree: FourTests{
			Null: "graphs of the same degrees", Reciprocal: tested(r.Degree.Reciprocal), Convergent: tested(r.Degree.Convergent),
			Divergent: tested(r.Degree.Divergent), Chain: tested(r.Degree.Chain),
		},
		Edges: r.Strong.Edges, Triads: map[string]int64{}, TriadZ: map[string]Num{}, TriadDegreeZ: map[string]Num{},
		CortexDensity: map[string]Num{}, Warnings: list(r.Warnings),
	}
	var noZ, noDegreeZ []string
	for k, name := range metrics.TriadNames {
		m.Triads[name] = r.Triads[k]
		m.TriadZ[name], m.TriadDegreeZ[name] = Num(r.TriadTest[k].Z), Num(r.Degree.Triads[k].Z)
		if !m.TriadZ[name].Defined() {
			noZ = append(noZ, name)
		}
		if !m.TriadDegreeZ[name].Defined() {
			noDegreeZ = append(noDegreeZ, name)
		}
	}
	for _, z := range []struct {
		name string
		none []string
	}{{"triads_z", noZ}, {"triads_degree_z", noDegreeZ}} {
		if len(z.none) > 0 {
			m.Warnings = append(m.Warnings, fmt.Sprintf("%s: the null does not vary for %s", z.name, strings.Join(z.none, ", ")))
		}
	}
	for x, ratio := range r.CortexRatio {
		m.CortexDensity[strconv.FormatFloat(x, 'g', -1, 64)] = Num(ratio)
	}
	s.Motifs = m
}

func weightedTests(t metrics.WeightedTest) FourTests {
	return FourTests{t.Null, tested(t.Reciprocal), tested(t.Convergent), tested(t.Divergent), tested(t.Chain)}
}

func tested(t metrics.Tested) Tested {
	r := Tested{Num(t.Value), Num(t.Z), Num(t.P), Num(t.Mean), Num(t.SD), t.Draws, t.Note, list(t.Warnings)}
	if !r.Z.Defined() && len(r.Warnings) == 0 && r.Note != "" {
		r.Warnings = append(r.Warnings, r.Note+": no z")
	}
	return r
}

func counted(c metrics.Ratio, t metrics.Tested) Counted {
	// Where no such pair can be, so that there is no ratio, the null does not vary either and says so.
	return Counted{Num(c.Ratio), c.Count, Num(c.Expected), Num(t.Z), Num(t.P), Num(t.Mean), Num(t.SD), t.Draws, list(t.Warnings)}
}

// collect gathers the warnings of all parts, each once.
func (s *Summary) collect(c *Copy, op metrics.Operating) {
	add := func(part string, warnings []string) {
		for _, w := range warnings {
			if part != "" {
				w = part + ": " + w
			}
			if !slices.Contains(s.Warnings, w) {
				s.Warnings = append(s.Warnings, w)
			}
		}
	}
	if s.Status != Done {
		add("", []string{s.Status + ": " + s.Reason})
	} else if c.Failure != "" {
		add("", []string{fmt.Sprintf("step %d: %s", c.FailedAt, c.Failure)})
	}
	add("", c.Warnings)
	add("g_eff", s.GEff.Warnings)
	add("dimension", s.Dimension.Warnings)
	add("training", s.Training.Warnings)
	add("spectrum", s.Spectrum.Warnings)
	add("motifs", s.Motifs.Warnings)
}

// list is never nil: in JSON [] and not null.
func list(x []string) []string { return append([]string{}, x...) }
