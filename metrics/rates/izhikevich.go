package rates

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/interp"
	"gonum.org/v1/gonum/mat"
)

// The regular-spiking cell of Izhikevich 2007,
//
//	τ_m v̇ = v² + μ − w + σ√τ_m ξ,  τ_w ẇ = βv − w,
//	spike at v_peak, reset to v = 0 and w + δ.
//
// During t_ref v stands still and w goes on. docs/SCIENCE.md, section 1, says where
// the numbers come from. Rate, gain and Fano factor are those of the adapted
// neuron: w has its stationary distribution.
//
// Times in this file are in units of τ_m. The period is the mean time between
// spikes, t_ref not counted.
var _ = register("izh", func(tauM, tRef float64) Transfer {
	izhKnown.Lock()
	defer izhKnown.Unlock()
	key := [2]float64{izhTauW / tauM, tRef / tauM}
	z := izhKnown.of[key]
	if z == nil {
		if len(izhKnown.of) >= 32 {
			clear(izhKnown.of)
		}
		z = newIzh(key[0], key[1])
		izhKnown.of[key] = z
	}
	return z
})

// izhKnown keeps the neurons of some time constants, because a table takes time.
var izhKnown = struct {
	sync.Mutex
	of map[[2]float64]*izh
}{of: map[[2]float64]*izh{}}

const (
	izhTauW = 1 / 0.03 // ms
	izhBeta = -0.2
	izhPeak = 5.95
	izhJump = 0.7 // δ

	izhRheobase = izhBeta * izhBeta / 4
)

// izh computes the period in two steps.
//
// The first step is a formula. Just above rheobase the neuron spends nearly all of
// the period where its two fixed points have met. There v and w move along a line:
// a quadratic neuron in slow motion, ẋ = κ(x² + μ − β²/4 + σξ), κ = 1/(1 − βτ_w).
// The passage time of this neuron without noise is π/(κ√(μ − β²/4)). With noise it
// is called π/(κs), and the formula gives the period of the limit cycle, which is
// without noise, at the input β²/4 + s². The formula is exact for σ = 0.
//
// The second step is a correction, interpolated in a table of exact solutions. An
// entry is computed when it is asked for.
type izh struct {
	tau, ref float64                      // τ_w, t_ref
	slow     float64                      // κ
	cycle    func() *interp.NotAKnotCubic // ln(κs/π · period of the limit cycle) over ln s; made when asked for

	lock  sync.Mutex
	table map[[2]int][2]float64      // see node
	exact map[[2]float64]izhSolution // for Fano
}

// The range of ln s in cycle: inputs from 3·10⁻⁵ above rheobase to 5·10⁶.
const (
	izhFirst  = -5.25
	izhStep   = 0.125
	izhCycles = 105
)

func newIzh(tau, ref float64) *izh {
	z := &izh{tau: tau, ref: ref, slow: 1 / (1 - izhBeta*tau),
		table: map[[2]int][2]float64{}, exact: map[[2]float64]izhSolution{}}
	z.cycle = sync.OnceValue(func() *interp.NotAKnotCubic {
		var x, y [izhCycles]float64
		for k := range x {
			x[k] = izhFirst + izhStep*float64(k)
			s := math.Exp(x[k])
			y[k] = math.Log(z.limitCycle(izhRheobase+s*s) * z.slow * s / math.Pi)
		}
		var cycle interp.NotAKnotCubic
		if err := cycle.Fit(x[:], y[:]); err != nil {
			panic(err) // only if x does not rise
		}
		return &cycle
	})
	return z
}

func (z *izh) Rheobase() float64 { return izhRheobase }

func (z *izh) Rate(mu, sigma float64) float64 {
	period, _ := z.period(mu, sigma)
	return 1 / (z.ref + period)
}

// Gain is the derivative of what Rate computes.
func (z *izh) Gain(mu, sigma float64) float64 {
	if sigma == 0 && mu == izhRheobase {
		return math.Inf(1)
	}
	period, fall := z.period(mu, sigma)
	if math.IsInf(period, 1) {
		return 0
	}
	rate := 1 / (z.ref + period)
	return max(0, rate*(rate*period)*fall) // below 0 by the error of the table, in noise of hundreds
}

// Fano is the exact solution at (mu, sigma) where the table reaches. Elsewhere it
// changes with mu and sigma as plainFano does. t_ref adds to the period and not to
// its variance, as in a renewal process.
func (z *izh) Fano(mu, sigma float64) float64 {
	period, _ := z.period(mu, sigma)
	noisy := sigma*sigma > 0
	switch {
	case !noisy && mu > izhRheobase:
		return 0
	case !noisy && mu < izhRheobase:
		return 1
	case !noisy:
		sigma = 0
	}
	f := z.plainFano(mu, sigma)
	if noisy {
		row := min(max(sigma, izhQuiet), izhLoud)
		x := min(max((mu-izhRheobase)/izhScale(sigma), izhLow), izhHigh)
		at := izhRheobase + izhScale(row)*x
		if s := z.solution(at, row); s.fano > 0 { // else it is smaller than the error of the grid
			f *= math.Pow(s.fano/z.plainFano(at, row), izhWeight(sigma))
		}
	}
	if math.IsInf(period, 1) {
		return f
	}
	active := period / (z.ref + period)
	return f * active * active
}

// plainFano is what Fano is after the first step, if all variance is that of the
// passage.
func (z *izh) plainFano(mu, sigma float64) float64 {
	noise := z.noise(sigma)
	cv2 := qifCV2(mu-izhRheobase, noise)
	t, _ := qifPassage(mu-izhRheobase, noise)
	if math.IsInf(t, 1) {
		return cv2
	}
	period, _ := z.after(t)
	share := t / z.slow / period
	return cv2 * share * share
}

// period also returns fall = −d ln period/dmu.
func (z *izh) period(mu, sigma float64) (t, fall float64) {
	if sigma < 0 {
		panic("rates: negative noise amplitude")
	}
	t, fall = z.plain(mu, sigma)
	if sigma > 0 && !math.IsInf(t, 1) {
		longer, slope := z.correction(mu, sigma)
		t, fall = t*math.Exp(longer), fall-slope
	}
	return t, fall
}

// plain is what period is after the first step.
func (z *izh) plain(mu, sigma float64) (t, fall float64) {
	t, fall = qifPassage(mu-izhRheobase, z.noise(sigma))
	if math.IsInf(t, 1) {
		return t, 0
	}
	t, bend := z.after(t)
	return t, bend * fall
}

// noise is σ of the quadratic neuron ẋ = x² + …, whose time is κt. Weak noise leaves
// w the time to follow v: √κ σ. Strong noise carries v through before w moves: σ.
func (z *izh) noise(sigma float64) float64 {
	x := z.tau * math.Cbrt(sigma*sigma/2)
	return sigma * math.Sqrt((z.slow+x)/(1+x))
}

// after returns the period for the passage time t/κ, and d ln period/d ln t.
func (z *izh) after(t float64) (period, bend float64) {
	x, slope := math.Log(math.Pi/t), 0.0
	if x > izhFirst && x < izhFirst+izhStep*(izhCycles-1) {
		slope = z.cycle().PredictDerivative(x)
	}
	return t / z.slow * math.Exp(z.cycle().Predict(x)), 1 - slope
}

// limitCycle is the period without noise. The rise of w in a cycle falls with w, and
// is 0 on the limit cycle: regula falsi (the Illinois rule) finds that w.
func (z *izh) limitCycle(mu float64) float64 {
	lo, hi := izhBeta*izhPeak, mu+izhJump+1
	up, _ := z.cycleFrom(lo, mu)
	down, _ := z.cycleFrom(hi, mu)
	for last, side := math.Inf(1), 0; ; {
		w := (hi*up - lo*down) / (up - down)
		rise, t := z.cycleFrom(w, mu)
		if math.Abs(w-last) < 1e-8*max(1, w) {
			return t
		}
		last = w
		if rise > 0 {
			lo, up = w, rise
			if side > 0 {
				down /= 2
			}
			side = 1
		} else {
			hi, down = w, rise
			if side < 0 {
				up /= 2
			}
			side = -1
		}
	}
}

// cycleFrom starts with w at the end of a refractory time. It returns the rise of w
// until the end of the next one, and the time to the spike between. The method is
// Runge and Kutta's; the last step, to the peak, is one in v (Hénon 1982).
func (z *izh) cycleFrom(w, mu float64) (rise, t float64) {
	type pair [2]float64
	step := func(y pair, h float64, slope func(x float64, y pair) pair) pair {
		along := func(k pair, h float64) pair { return pair{y[0] + h*k[0], y[1] + h*k[1]} }
		k1 := slope(0, y)
		k2 := slope(h/2, along(k1, h/2))
		k3 := slope(h/2, along(k2, h/2))
		k4 := slope(h, along(k3, h))
		for i := range y {
			y[i] += h / 6 * (k1[i] + 2*k2[i] + 2*k3[i] + k4[i])
		}
		return y
	}
	flow := func(v, rise float64) (dv, dw float64) {
		return v*v + (mu - w) - rise, (izhBeta*v - w - rise) / z.tau
	}
	y := pair{0, 0} // v, rise
	for {
		force, dw := flow(0, y[1])
		h := 0.1 / (math.Abs(y[0]) + math.Sqrt(math.Abs(force)) + math.Cbrt(math.Abs(dw)) + 1/z.tau)
		next := step(y, h, func(_ float64, y pair) pair {
			dv, dw := flow(y[0], y[1])
			return pair{dv, dw}
		})
		if next[0] >= izhPeak {
			break
		}
		y, t = next, t+h
	}
	v := y[0]
	y = step(pair{t, y[1]}, izhPeak-v, func(x float64, y pair) pair {
		dv, dw := flow(v+x, y[1])
		return pair{1 / dv, dw / dv}
	})
	pause := z.ref / z.tau
	return (y[1]+izhJump)*math.Exp(-pause) + w*math.Expm1(-pause), y[0]
}

// A row of the table has one σ; the rows are a geometric series. A column has one
// x = (μ − β²/4)/D^{2/3}, D = σ²/2; the columns are equal steps of asinh(x/izhMiddle).
// D^{2/3} is the width to which noise blurs rheobase. Below izhQuiet the correction
// is that of the first row at the same x, times (σ/izhQuiet)^{2/3}. Above izhHigh,
// where noise matters little, there is no correction. Below izhLow, where the rate is
// next to 0, the correction is that at izhLow.
const (
	izhQuiet  = 0.1
	izhLoud   = 700.0 // row izhRows
	izhRows   = 30
	izhColumn = 0.15
	izhMiddle = 2.0
	izhLow    = -2.5
	izhHigh   = 60.0
)

var izhRatio = math.Log(izhLoud/izhQuiet) / izhRows

func izhScale(sigma float64) float64  { return math.Pow(sigma, 4./3) / math.Cbrt(4) }
func izhWeight(sigma float64) float64 { return math.Pow(min(1, sigma/izhQuiet), 2./3) }

// correction is ln of the factor from the plain period to the period, and its
// derivative by mu.
func (z *izh) correction(mu, sigma float64) (longer, slope float64) {
	scale := izhScale(sigma)
	x := (mu - izhRheobase) / scale
	perMu := izhWeight(sigma) / (math.Hypot(x, izhMiddle) * izhColumn * scale)
	switch {
	case !(x <= izhHigh): // or not a number, where an input is not
		return 0, 0
	case x < izhLow:
		x, perMu = izhLow, 0
	}
	x = math.Asinh(x/izhMiddle) / izhColumn
	k := int(math.Floor(x))
	x -= float64(k)
	y := math.Log(min(max(sigma, izhQuiet), izhLoud)/izhQuiet) / izhRatio
	j := min(max(int(y)-1, 0), izhRows-3)
	y -= float64(j)

	z.lock.Lock()
	defer z.lock.Unlock()
	// Hermite's cubic between two columns, Lagrange's through four rows.
	y1, y2, y3 := y-1, y-2, y-3
	for i, c := range [4]float64{-y1 * y2 * y3 / 6, y * y2 * y3 / 2, -y * y1 * y3 / 2, y * y1 * y2 / 6} {
		if c == 0 {
			continue
		}
		a, b := z.node(j+i, k), z.node(j+i, k+1)
		rise := b[0] - a[0]
		p, q := a[1]-rise, b[1]-rise
		longer += c * (a[0] + x*rise + x*(1-x)*(p*(1-x)-q*x))
		slope += c * (rise + (1-x)*(1-3*x)*p + x*(3*x-2)*q)
	}
	return izhWeight(sigma) * longer, slope * perMu
}

// node is an entry of the table: the correction in row j and column k, and its
// derivative by the column. The caller holds the lock.
func (z *izh) node(j, k int) [2]float64 {
	x := izhMiddle * math.Sinh(float64(k)*izhColumn)
	if x > izhHigh {
		return [2]float64{}
	}
	e, known := z.table[[2]int{j, k}]
	if !known {
		sigma := izhQuiet * math.Exp(izhRatio*float64(j))
		scale := izhScale(sigma)
		mu := izhRheobase + scale*x
		plain, fall := z.plain(mu, sigma)
		s := z.solve(mu, sigma)
		e = [2]float64{-math.Log(s.rate * plain), (fall - s.gain/s.rate) * math.Hypot(x, izhMiddle) * izhColumn * scale}
		z.table[[2]int{j, k}] = e
	}
	return e
}

// izhSolution is rate, gain and Fano factor if t_ref is not counted.
type izhSolution struct{ rate, gain, fano float64 }

// solution is solve, with a memory.
func (z *izh) solution(mu, sigma float64) izhSolution {
	z.lock.Lock()
	defer z.lock.Unlock()
	s, known := z.exact[[2]float64{mu, sigma}]
	if !known {
		if len(z.exact) >= 4096 {
			clear(z.exact)
		}
		s = z.solve(mu, sigma)
		z.exact[[2]float64{mu, sigma}] = s
	}
	return s
}

// solve is exact but for the grid. Let h(v, w) be how many spikes a neuron that
// starts at (v, w) is ahead. Then N(t) − rate·t + h is a martingale for the number N
// of spikes. The gain is the mean of ∂h/∂v, and the variance of N grows by the mean
// of 2D (∂h/∂v)².
func (z *izh) solve(mu, sigma float64) (s izhSolution) {
	g := z.grid(mu, sigma)
	var h []*mat.VecDense
	s.rate, h = g.mean(1, func(i, k int) float64 { return 0 })
	slope := func(i, k int) float64 { return (h[i+1].AtVec(k) - h[max(i-1, 0)].AtVec(k)) / g.twoDv[i] }
	s.gain, _ = g.mean(0, slope)
	variance, _ := g.mean(0, func(i, k int) float64 { return sigma * sigma * slope(i, k) * slope(i, k) })
	s.fano = variance / s.rate
	return s
}
