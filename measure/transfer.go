package measure

import (
	"math"

	"spiketop/metrics/rates"
	"spiketop/run"
)

// Transfer is the f–I curves of a network, with the operating points on them.
type Transfer struct {
	*Activity
	Input  []float64 // abscissa of the curves: drive u, added to the bias of the type
	Curves []Curve   // parallel to Populations
	Points []Point   // one for each neuron, at most a few hundred: mean drive, measured rate in Hz; none where no time is behind the rates
	First  []int     // the first of Points of each population
}

// Curve is that of one population, at its mean noise.
type Curve struct {
	Hz   []float64 // at Input; nil without neurons
	Mean Point     // mean operating point: drive, rate in Hz; NaN where there is none
}

// Point is a point in a plane.
type Point struct{ X, Y float64 }

// TransferOf computes the curves that belong to an activity.
func TransferOf(c *run.Copy, a *Activity) *Transfer {
	t := &Transfer{Activity: a}
	const points = 81
	for k := range points {
		t.Input = append(t.Input, -1.5+4*float64(k)/(points-1))
	}
	op := &a.Operating
	for _, p := range Transfers(c) {
		t.First = append(t.First, len(t.Points))
		curve, noise := Curve{Mean: Point{math.NaN(), math.NaN()}}, rates.Noise{White: c.Params.Net.Noise, TauS: c.Params.Net.TauS / c.Params.Net.TauM}
		n, each := float64(p.Hi-p.Lo), 1+c.N/300
		if n > 0 && a.MS > 0 {
			curve.Mean = Point{}
			var white, filtered float64
			for i := p.Lo; i < p.Hi; i++ {
				white += op.Noise[i].White * op.Noise[i].White / n
				filtered += op.Noise[i].Filtered * op.Noise[i].Filtered / n
				curve.Mean.X += (op.Mu[i] - p.Bias) / n
				curve.Mean.Y += c.Hz(c.Nu[i]) / n
			}
			noise.White, noise.Filtered = math.Sqrt(white), math.Sqrt(filtered)
			for i := (p.Lo + each - 1) / each * each; i < p.Hi; i += each {
				t.Points = append(t.Points, Point{op.Mu[i] - c.Bias[i], c.Hz(c.Nu[i])})
			}
		}
		if n > 0 {
			for _, u := range t.Input {
				rate, _ := rates.In(p.Transfer, p.Bias+u, noise)
				curve.Hz = append(curve.Hz, c.Hz(rate))
			}
		}
		t.Curves = append(t.Curves, curve)
	}
	return t
}
