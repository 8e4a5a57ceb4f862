package report

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// confidence of every interval.
const confidence = 0.95

// fewest seeds behind a verdict.
const fewest = 10

// Interval is a mean over seeds with its t interval: mean ± t·s/√n with the
// quantile t of n − 1 degrees of freedom.
type Interval struct {
	N            int
	Mean, SD     float64
	Lo, Hi       float64 // NaN for one seed
	Worst, Sharp float64 // least and largest value
}

// interval is the t interval of x. Values that are not defined are left out.
func interval(x []float64) Interval {
	var y []float64
	for _, v := range x {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			y = append(y, v)
		}
	}
	nan := math.NaN()
	r := Interval{N: len(y), Mean: nan, SD: nan, Lo: nan, Hi: nan, Worst: nan, Sharp: nan}
	if len(y) == 0 {
		return r
	}
	r.Worst, r.Sharp = math.Inf(1), math.Inf(-1)
	for _, v := range y {
		r.Worst, r.Sharp = math.Min(r.Worst, v), math.Max(r.Sharp, v)
	}
	r.Mean = stat.Mean(y, nil)
	if len(y) > 1 {
		r.SD = stat.StdDev(y, nil)
		half := tQuantile(len(y)-1) * r.SD / math.Sqrt(float64(len(y)))
		r.Lo, r.Hi = r.Mean-half, r.Mean+half
	}
	return r
}

// tQuantile is the two-sided quantile of Student's t.
func tQuantile(freedom int) float64 {
	return distuv.StudentsT{Sigma: 1, Nu: float64(freedom)}.Quantile((1 + confidence) / 2)
}

// fixed writes x with so many decimals, a proper minus, and – where undefined.
func fixed(x float64, decimals int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "–"
	}
	s := fmt.Sprintf("%.*f", decimals, math.Abs(x))
	if x < 0 && s != fmt.Sprintf("%.*f", decimals, 0.0) {
		s = "−" + s
	}
	return s
}

// Verdict is what an interval says of a threshold.
type Verdict int

// From the weakest to the strongest objection.
const (
	Holds Verdict = iota
	Undecided
	Fails
)

func (v Verdict) String() string { return [...]string{"holds", "undecided", "fails"}[v] }

// judge compares an interval with the passing side lo … hi: wholly on it, wholly
// off it, or neither. A few seeds are too few for a verdict.
func judge(r Interval, lo, hi float64) Verdict {
	if r.N < fewest {
		return Undecided
	}
	return side(r, lo, hi)
}

// side is judge without the number of seeds.
func side(r Interval, lo, hi float64) Verdict {
	switch {
	case math.IsNaN(r.Lo):
		return Undecided
	case r.Lo > lo && r.Hi < hi:
		return Holds
	case r.Hi <= lo || r.Lo >= hi:
		return Fails
	}
	return Undecided
}

// fit finds the a ≥ 0 that makes Σ(y − f(a·x))² least: a scan and a golden
// section. It returns a, the root mean square error and R².
func fit(x, y []float64, f func(float64) float64) (a, rmse, r2 float64) {
	cost := func(a float64) (s float64) {
		for k := range x {
			d := y[k] - f(a*x[k])
			s += d * d
		}
		return s
	}
	const steps, top = 400, 4.0
	best := 0
	for k := range steps + 1 {
		if cost(top*float64(k)/steps) < cost(top*float64(best)/steps) {
			best = k
		}
	}
	lo, hi := top*math.Max(0, float64(best-1))/steps, top*float64(best+1)/steps
	golden := (math.Sqrt(5) - 1) / 2
	for range 80 {
		p, q := hi-golden*(hi-lo), lo+golden*(hi-lo)
		if cost(p) < cost(q) {
			hi = q
		} else {
			lo = p
		}
	}
	a = (lo + hi) / 2
	var total float64
	mean := stat.Mean(y, nil)
	for _, v := range y {
		total += (v - mean) * (v - mean)
	}
	return a, math.Sqrt(cost(a) / float64(len(y))), 1 - cost(a)/total
}

// slope of the straight line through (x, y) by least squares.
func slope(x, y []float64) float64 {
	_, b := stat.LinearRegression(x, y, nil, false)
	return b
}

// crossing is the x at which the line through the points first falls from above
// to below zero; NaN if it does not.
func crossing(x, y []float64) float64 {
	for k := 1; k < len(x); k++ {
		if y[k-1] > 0 && y[k] <= 0 {
			return x[k-1] + (x[k]-x[k-1])*y[k-1]/(y[k-1]-y[k])
		}
	}
	return math.NaN()
}
