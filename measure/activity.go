package measure

import (
	"math"
	"slices"

	"spiketop/internal/warn"
	"spiketop/metrics"
	"spiketop/metrics/rates"
	"spiketop/run"
	"spiketop/sim"
)

// Activity is how the neurons fire, and where each works on its f–I curve. Slices
// are parallel to Populations, which has every neuron type, also those without
// neurons.
type Activity struct {
	Date
	Populations []sim.Population
	MS          float64 // time behind the rates; 0: nothing was counted yet
	Hz          []Doubt // mean rate of each population; the error is over neurons
	Gain        []Doubt // mean slope γ of the f–I curve, spikes per τ_m and unit of input
	GEff        Doubt   // effective gain √(Σ γ_i² W_ij²/N); its error is that of a mean over neurons
	Operating   rates.Operating
	Each        []float64 // rate of each neuron, Hz; nil where nothing was counted yet
}

// ActivityOf measures the rates of a run, and the operating points that follow
// from them.
func ActivityOf(c *run.Copy) *Activity {
	a := &Activity{Date: dateOf(c), Populations: c.Populations, MS: c.NuMS}
	if c.NuMS == 0 {
		silent := metrics.Undefined(warn.NoActivity, "no activity measured yet")
		a.Operating = rates.Operating{GEff: math.NaN(), Warnings: silent.Warnings}
		for range c.Populations {
			a.Hz, a.Gain, a.GEff = append(a.Hz, silent), append(a.Gain, silent), silent
			a.Operating.MeanGain = append(a.Operating.MeanGain, math.NaN())
		}
		return a
	}
	a.Operating = rates.OperatingPoints(c.W, Transfers(c), c.Nu, c.Params.Net.Noise, c.Params.Net.TauS/c.Params.Net.TauM)
	op := &a.Operating
	if c.HasTarget() && len(c.Scores) > 0 {
		// Where drives move with a target, the linear theory is not asked.
		op.Warnings = slices.DeleteFunc(op.Warnings, func(w warn.Warning) bool { return w.Code == warn.BeyondLinear })
		op.Warnings.Add(warn.TargetRuns, "rates measured while the target runs: drives move far from their mean")
	}
	hz, square := make([]float64, c.N), make([]float64, c.N)
	for i, nu := range c.Nu {
		if math.IsInf(op.Gain[i], 0) { // at rheobase without noise: no slope
			op.Gain[i] = math.NaN()
		}
		hz[i] = c.Hz(nu)
		var row float64
		_, weights := c.W.Row(i)
		for _, w := range weights {
			row += w * w
		}
		if row > 0 {
			square[i] = op.Gain[i] * op.Gain[i] * row
		}
	}
	a.Each = hz
	for _, p := range c.Populations {
		none := warn.New(warn.NoNeurons, "no %s neurons", p.Symbol)
		mean := meanOf(hz[p.Lo:p.Hi], none)
		if n := saturated(c, p); n > 0 {
			mean.Warnings.Add(warn.Saturated, "%d of %d %s neurons fire at the highest rate that net.dt and net.t_ref allow, %.4g Hz",
				n, p.Len(), p.Symbol, c.Hz(c.Params.Net.MaxRate(p.Model)))
		}
		a.Hz, a.Gain = append(a.Hz, mean), append(a.Gain, meanOf(op.Gain[p.Lo:p.Hi], none))
	}
	// g_eff² is a mean over neurons, so its doubt is theirs.
	a.GEff = Doubt{Value: op.GEff, SE: meanOf(square, warn.Warning{}).SE / (2 * op.GEff)}
	if op.GEff == 0 {
		a.GEff.SE = 0
	}
	for _, w := range op.Warnings {
		if w.Code != warn.BeyondLinear { // a doubt about the theory, which says so itself
			a.GEff.Warnings = append(a.GEff.Warnings, w)
		}
	}
	return a
}

// saturated counts the neurons of a population whose rate is the highest possible,
// but for one spike in a hundred.
func saturated(c *run.Copy, p sim.Population) (n int) {
	limit := 0.99 * c.Params.Net.MaxRate(p.Model)
	for _, nu := range c.Nu[p.Lo:p.Hi] {
		if nu >= limit {
			n++
		}
	}
	return n
}

// Transfers is the f–I curve of each population, with the refractory time as it
// acts.
func Transfers(c *run.Copy) []rates.Population {
	p := c.Params.Net
	out := make([]rates.Population, len(c.Populations))
	for k, pop := range c.Populations {
		out[k] = rates.Population{Transfer: rates.Of(pop.Model.Name, p.TauM, p.RefractoryMS()), Lo: pop.Lo, Hi: pop.Hi, Bias: pop.Bias}
	}
	return out
}

func (a *Activity) node() Node {
	byType := func(name, unit, help string, d []Doubt, more ...Node) Node {
		n := branch(name, help)
		for k, t := range sim.Types {
			var of Doubt
			if d != nil {
				of = d[k]
			}
			n.Kids = append(n.Kids, doubt(t.Name, of, unit, t.Symbol+" neurons"))
		}
		n.Kids = append(n.Kids, more...)
		return n
	}
	return branch("", "",
		byType("rate_hz", "Hz", "mean rate", a.Hz, number("measured_seconds", a.MS/1000, "s", "time behind the rates")),
		byType("gain", "spikes/τ_m", "mean slope γ of the f–I curve", a.Gain),
		doubt("g_eff", a.GEff, "", "effective gain √(Σ γ_i² W_ij²/N)"))
}
