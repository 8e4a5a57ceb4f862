package measure

import (
	"context"
	"fmt"
	"math"

	"spiketop/internal/warn"
	"spiketop/metrics/spiking"
	"spiketop/run"
	"spiketop/sim"
)

// Bins, in ms: of the synchrony, and of the population activity.
const (
	synchronyMS = 10
	activityMS  = 1
)

// Spiking is what the spikes of a record do (Copy.Spans). Slices by type are parallel
// to Populations, and have every neuron type. Slices by neuron have NaN where a neuron
// has no number.
type Spiking struct {
	Date
	Populations []sim.Population
	Spans       [][2]int64
	InPasses    bool
	Seconds     float64 // that the spans last together

	CV, Lv, Fano                   []Doubt   // mean of each type; the error is over neurons
	NeuronCV, NeuronLv, NeuronFano []float64 // of each neuron
	Intervals                      Intervals
	Trains                         *spiking.Trains // nil where there is no span

	Windows     int // behind Fano and Correlation
	WindowMS    float64
	Correlation spiking.Correlations // of spike counts

	Synchrony float64 // Golomb's χ
	BinMS     float64 // of its counts
	Power     spiking.Power
	PeakHz    float64   // NaN: no peak
	Floor     float64   // the density above which a peak is none by chance
	Poisson   float64   // the density of so many independent Poisson neurons, 2ν/N
	Activity  []float64 // Hz a neuron in bins of ActivityMS: the end of the last span
	ActBinMS  float64

	Warnings warn.List // about Synchrony and PeakHz, or why no spikes count
	Left     warn.List // why all was left out; nil: it was not
}

// Intervals are the interspike intervals of each type, counted in bins.
type Intervals struct {
	BinMS  float64
	Share  [][]float64 // of each type: the part of its intervals in each bin; nil without intervals
	MeanMS []float64   // of each type; NaN without intervals
}

// activityKept is how many bins of the activity are kept for the screen.
const activityKept = 2000

// SpikingOf measures what the spikes of a record do, unless that is beyond its budget.
// Where ctx ends before, the error is that of ctx.
func SpikingOf(ctx context.Context, c *run.Copy) (*Spiking, error) {
	if why := spikingCost(c).tooMuch(); why != nil {
		return leftOut(c, why), nil
	}
	return spikingOf(ctx, c)
}

// leftOut has no number, for a reason.
func leftOut(c *run.Copy, why warn.List) *Spiking {
	return &Spiking{Date: dateOf(c), Populations: c.Populations, Spans: c.Spans, InPasses: c.InPasses, Left: why}
}

func spikingOf(ctx context.Context, c *run.Copy) (*Spiking, error) {
	dt, n := c.Params.Net.Dt, c.N
	steps := func(ms float64) int64 { return max(1, int64(math.Round(ms/dt))) }
	s := &Spiking{Date: dateOf(c), Populations: c.Populations, Spans: c.Spans, InPasses: c.InPasses,
		NeuronCV: make([]float64, n), NeuronLv: make([]float64, n), WindowMS: float64(steps(c.Params.Metrics.Window)) * dt,
		BinMS: float64(steps(synchronyMS)) * dt, ActBinMS: float64(steps(activityMS)) * dt}
	t := spiking.TrainsOf(n, c.Spans, c.AllSpikes())
	s.Trains, s.Seconds = t, float64(t.Steps())*dt/1000

	var x []float64
	for i := range n {
		x = t.Intervals(x[:0], i)
		s.NeuronCV[i], s.NeuronLv[i] = spiking.Irregular(x)
	}
	s.Intervals = intervalsOf(t, c.Populations, dt)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}

	// The windows are those of the dimension, as far as there are any.
	counts, windows := c.Counts, c.Windows
	if c.InPasses {
		counts, windows = t.Counts(steps(c.Params.Metrics.Window))
	}
	s.Windows, s.NeuronFano = windows, spiking.Fano(counts, windows, n)
	s.Correlation = spiking.CorrelationsOf(counts, windows, n)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}

	s.Synchrony = t.Synchrony(steps(synchronyMS))
	pieces, per := t.Activity(steps(activityMS), 0, n), 1000/(s.ActBinMS*float64(n))
	for _, piece := range pieces {
		for k := range piece {
			piece[k] *= per
		}
	}
	s.Power = spiking.Welch(pieces, 1000/s.ActBinMS)
	s.PeakHz, s.Floor = s.Power.Peak(), s.Power.Floor()
	s.Poisson = 2 * float64(t.Len()) / (s.Seconds * float64(n) * float64(n))
	if k := len(pieces) - 1; k >= 0 {
		s.Activity = pieces[k][max(0, len(pieces[k])-activityKept):]
	}
	s.sum()
	return s, nil
}

// sum makes the numbers of each type, and says why there are none.
func (s *Spiking) sum() {
	none := s.empty()
	byType := func(x []float64, lacks string, why warn.List) (all []Doubt) {
		for _, p := range s.Populations {
			var have []float64
			for _, v := range x[p.Lo:p.Hi] {
				if !math.IsNaN(v) {
					have = append(have, v)
				}
			}
			few := warn.New(warn.FewSpikes, "%s neurons: %d of %d %s", p.Symbol, p.Len()-len(have), p.Len(), lacks)
			switch {
			case p.Len() == 0:
				all = append(all, meanOf(nil, warn.New(warn.NoNeurons, "no %s neurons", p.Symbol)))
			case len(have) == 0 && why != nil:
				all = append(all, Doubt{Value: math.NaN(), SE: math.NaN(), Warnings: why})
			default:
				d := meanOf(have, few)
				if 0 < len(have) && len(have) < p.Len() {
					d.Warnings = append(d.Warnings, few)
				}
				all = append(all, d)
			}
		}
		return all
	}
	intervals := fmt.Sprintf("have fewer than %d intervals", spiking.Least)
	s.CV, s.Lv = byType(s.NeuronCV, intervals, none), byType(s.NeuronLv, intervals, none)
	s.Fano = byType(s.NeuronFano, "never fired", s.fewWindows())

	s.Warnings = none
	if none != nil {
		return
	}
	if math.IsNaN(s.Synchrony) {
		s.Warnings.Add(warn.FewSpikes, "synchrony: fewer than 2 bins of %g ms, or no spike in them", s.BinMS)
	}
	switch {
	case s.Power.Density == nil:
		s.Warnings.Add(warn.FewSpikes, "power spectrum: a span takes %g ms, and all together 8 segments", 128*s.ActBinMS)
	case math.IsNaN(s.PeakHz):
		s.Warnings.Add(warn.NoPeak, "the power spectrum has no peak beyond chance")
	}
}

// empty says why no spikes count; nil: some do.
func (s *Spiking) empty() (why warn.List) {
	switch {
	case s.Seconds > 0:
	case s.InPasses:
		why.Add(warn.Learning, "spikes count in passes that do not change W, after the last training or change")
	default:
		why.Add(warn.FewSpikes, "spikes count once the network has settled, 500 ms after a change or a kick")
	}
	return why
}

// fewWindows says why there are no numbers of counts; nil: there are.
func (s *Spiking) fewWindows() (why warn.List) {
	if s.Windows < spiking.Least {
		why.Add(warn.FewSpikes, "counting windows of %g ms: %d; at least %d are needed", s.WindowMS, s.Windows, spiking.Least)
	}
	return why
}

// intervalsOf counts the intervals of each type in at most 64 bins of whole steps, which
// hold 97 % of every type's.
func intervalsOf(t *spiking.Trains, types []sim.Population, dt float64) (v Intervals) {
	const fine, bins, most = 4096, 64, 0.97
	var x []float64
	each := func(do func(k int, x float64)) {
		for k, p := range types {
			for i := p.Lo; i < p.Hi; i++ {
				x = t.Intervals(x[:0], i)
				for _, steps := range x {
					if !math.IsNaN(steps) {
						do(k, steps)
					}
				}
			}
		}
	}
	v.Share, v.MeanMS = make([][]float64, len(types)), make([]float64, len(types))
	number, longest := make([]float64, len(types)), 0.0
	each(func(k int, x float64) {
		number[k]++
		v.MeanMS[k] += x * dt
		longest = max(longest, x)
	})
	width := math.Ceil((longest + 1) / fine)
	counts := make([][fine]float64, len(types))
	each(func(k int, x float64) { counts[k][int(x/width)]++ })

	reach := 0 // fine bins
	for k := range types {
		v.MeanMS[k] /= number[k]
		for b, sum := 0, 0.0; b < fine && sum < most*number[k]; b++ {
			sum += counts[k][b]
			reach = max(reach, b+1)
		}
	}
	merged := (reach + bins - 1) / bins
	v.BinMS = width * float64(merged) * dt
	for k := range types {
		if number[k] > 0 {
			v.Share[k] = make([]float64, (reach+merged-1)/merged)
			for b, n := range counts[k][:reach] {
				v.Share[k][b/merged] += n / number[k]
			}
		}
	}
	return v
}

// spikingCost is that of SpikingOf.
func spikingCost(c *run.Copy) Analysis {
	n, spikes, windows := float64(c.N), float64(c.Spikes()), float64(c.Windows)
	return Analysis{Name: spikeTrains, Seconds: 100e-9*spikes + (2e-10*min(n, windows)+100e-9)*n*windows,
		Bytes: 10*spikes + 24*n*windows, budget: usual}
}

func (l *ledger) spiking(c *run.Copy) *Spiking {
	s, why := carry(l, spikeTrains, func(ctx context.Context) (*Spiking, error) { return spikingOf(ctx, c) })
	if why != nil {
		s = leftOut(c, why)
	}
	return s
}

// node names every number of s.
func (s *Spiking) node() Node {
	byType := func(name, help string, d []Doubt) Node {
		n := branch(name, help)
		for k, t := range sim.Types {
			var of Doubt
			if d != nil {
				of = d[k]
			}
			n.Kids = append(n.Kids, doubt(t.Name, of, "", t.Symbol+" neurons"))
		}
		return n
	}
	c := &s.Correlation
	few := s.fewWindows()
	if few == nil && c.Neurons < 3 {
		few.Add(warn.FewNeurons, "neurons whose count varies: %d; at least 3 are needed", c.Neurons)
	}
	n := branch("spiking", "spikes of the record",
		number("seconds", s.Seconds, "s", "time behind the numbers"),
		byType("cv", "coefficient of variation of the intervals, mean over neurons", s.CV),
		byType("lv", "local variation of the intervals, mean over neurons", s.Lv),
		byType("fano", "Fano factor of the counts, mean over neurons", s.Fano),
		branch("count_correlation", "pairwise correlations of the counts",
			number("mean", c.Mean, "", "mean over pairs"), number("se", c.SE, "", "jackknife standard error of the mean"),
			number("sd", c.SD, "", "standard deviation over pairs"),
			count("windows", int64(s.Windows), "counting windows"), count("neurons", int64(c.Neurons), "neurons whose count varies"),
			warnings(few)),
		number("synchrony", s.Synchrony, "", "Golomb's χ of counts in bins of 10 ms"),
		number("peak_hz", s.PeakHz, "Hz", "peak of the power spectrum of the population activity"),
		branch("how", "", aside("spans", append([][2]int64{}, s.Spans...)), aside("in_passes", s.InPasses),
			aside("window_ms", s.WindowMS), aside("synchrony_bin_ms", s.BinMS), aside("activity_bin_ms", s.ActBinMS),
			aside("segment_bins", int64(s.Power.Length)), aside("segments", int64(s.Power.Segments))),
		warnings(s.Warnings))
	if s.Left != nil {
		n.leave(s.Left)
	}
	return n
}
