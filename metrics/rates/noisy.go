package rates

import (
	"math"
	"sync"
)

// Noise is what makes the input of a neuron fluctuate. All of it is dimensionless
// but TauS.
type Noise struct {
	White    float64 // amplitude σ of white noise, in τ_m v̇ = … + σ√τ_m ξ
	Filtered float64 // standard deviation s of noise with the time constant TauS
	TauS     float64 // τ_s in units of τ_m
}

// In returns the stationary rate in spikes per τ_m of a neuron of type t whose
// input has the mean mu and the fluctuations n, and the slope γ of its f–I curve.
//
// For LIF and QIF both are interpolated from solutions of the Fokker-Planck
// equation of membrane and filtered noise, up to a standard deviation of 4 of both.
// Beyond that, the filtered noise is taken for white noise which gives a free leaky
// membrane the same variance. For other types the filtered noise is taken for white noise of
// amplitude s√(2τ_s/τ_m). What is not finite gives NaN. In panics on negative amplitudes and, where there is
// filtered noise, unless TauS > 0.
func In(t Transfer, mu float64, n Noise) (rate, gain float64) {
	if n.White < 0 || n.Filtered < 0 || n.Filtered > 0 && !(n.TauS > 0) {
		panic("rates: negative noise, or filtered noise without a time constant")
	}
	if all := mu + n.White + n.Filtered; math.IsNaN(all) || math.IsInf(all, 0) {
		return math.NaN(), math.NaN()
	}
	if r, ok := t.(renewal); ok && r.cells != nil {
		return r.in(mu, n)
	}
	sigma := math.Sqrt(n.White*n.White + 2*n.TauS*n.Filtered*n.Filtered)
	return t.Rate(mu, sigma), t.Gain(mu, sigma)
}

// SpikeNoise is the variance of the filtered spikes of an uncoupled neuron in white
// noise of amplitude sigma, over that of a Poisson process of its rate. tauS is τ_s
// in units of τ_m. The synapse passes the part of the spectrum of the spikes below
// 1/τ_s, where a renewal process is not white. With f the Laplace transform of the
// density of its intervals (Cox 1962), the variance is
//
//	F(τ_s) = 1 + 2f(1/τ_s)/(1 − f(1/τ_s)) − 2ντ_s,
//
// which is the Fano factor for a long τ_s and 1 for a short one. For types whose
// intervals are not independent it is the Fano factor.
func SpikeNoise(t Transfer, mu, sigma, tauS float64) float64 {
	r, ok := t.(renewal)
	if !ok {
		return t.Fano(mu, sigma)
	}
	// f is the flux at threshold where every neuron is lost with the rate 1/τ_s.
	lost := modes{y: []float64{0}, one: []float64{1}, drift: []float64{-1 / tauS}, pause: []float64{math.Exp(-r.refractory / tauS)}}
	at := func(cells int) float64 { return lost.eliminate(r.cells(mu, sigma, 0, cells), mu, sigma, 0).through[0] }
	const cells = 400
	f := 2*at(2*cells) - at(cells)
	return 1 + 2*f/(1-f) - 2*r.Rate(mu, sigma)*tauS
}

// spikeNoiseAt is Fano and SpikeNoise of a neuron in white noise at its mean input mu. Both are
// interpolated in mu between nodes a quarter of sigma apart. For types whose intervals are
// not independent it is that at the bias.
func spikeNoiseAt(t Transfer, mu, bias, sigma, tauS float64) (fano, passed float64) {
	r, ok := t.(renewal)
	if !ok || math.IsNaN(mu) || math.Abs(mu) > 1e6*sigma {
		f := t.Fano(bias, sigma)
		return f, f
	}
	step := sigma / 4
	at := math.Floor(mu / step)
	for i, w := range lagrange(mu/step - at) {
		f := r.noiseAt(noiseNode{r.name, r.refractory, sigma, tauS, int(at) + i - 1})
		fano, passed = fano+w*f[0], passed+w*f[1]
	}
	return max(0, fano), max(0, passed)
}

// noiseNode is a place in the table of spike noise.
type noiseNode struct {
	name                    string
	refractory, white, tauS float64
	at                      int // mu in quarters of white
}

var noiseTable = struct {
	sync.Mutex
	at map[noiseNode][2]float64
}{at: map[noiseNode][2]float64{}}

// noiseAt is Fano and SpikeNoise at a node.
func (r renewal) noiseAt(k noiseNode) [2]float64 {
	noiseTable.Lock()
	f, known := noiseTable.at[k]
	noiseTable.Unlock()
	if known {
		return f
	}
	mu := float64(k.at) * k.white / 4
	// Far below threshold nothing fires, and rare spikes are a Poisson process.
	f = [2]float64{1, 1}
	if r.Rate(mu, k.white) > 1e-7 {
		f = [2]float64{r.Fano(mu, k.white), SpikeNoise(r, mu, k.white, k.tauS)}
	}
	noiseTable.Lock()
	if len(noiseTable.at) > 1<<14 {
		clear(noiseTable.at)
	}
	noiseTable.at[k] = f
	noiseTable.Unlock()
	return f
}

// in interpolates the logarithm of the rate over that of white noise which gives
// the free LIF membrane the same variance. Its ratio to the rate varies little.
func (r renewal) in(mu float64, n Noise) (rate, gain float64) {
	s, width := n.Filtered, math.Sqrt(n.White*n.White/2+n.Filtered*n.Filtered)
	sigma := math.Sqrt(n.White*n.White + 2*s*s*n.TauS/(1+n.TauS))
	white, slope := r.Rate(mu, sigma), r.Gain(mu, sigma)
	// Little of it; so far below threshold that nothing fires; so far above that
	// fluctuations do not matter; fluctuations that throw the membrane far about.
	if s <= 0.03*n.White || white < 1e-7 || mu-r.rheobase > 20*width || width > 4 {
		return white, slope
	}
	level := 2 * math.Log2(s)
	at := math.Floor(level)
	var value, rise float64
	for i, w := range lagrange(level - at) {
		v, d := r.ratioAt(mu, n, int(at)+i-1)
		value += w * v
		rise += w * d
	}
	rate = white * math.Exp(value)
	return rate, max(0, rate*(slope/white+rise))
}

// ratioAt is the logarithm of the ratio on the level s = 2^(level/2), and its
// slope in mu, from the six nearest nodes in mu.
func (r renewal) ratioAt(mu float64, n Noise, level int) (value, slope float64) {
	s := math.Exp2(float64(level) / 2)
	step := math.Exp2(math.Round(math.Log2(r.mesh * math.Sqrt(n.White*n.White/2+s*s))))
	x := mu / step
	at := math.Floor(x)
	x -= at
	var y [6]float64
	for i := range y {
		y[i] = r.ratio(node{r.name, r.refractory, n.White, n.TauS, step, level, int(at) + i - 2})
	}
	for i := range y {
		weight, sum := 1.0, 0.0
		for j := range y {
			if j != i {
				weight *= (x - float64(j-2)) / float64(i-j)
			}
		}
		for j := range y { // the derivative of the weight
			if j == i {
				continue
			}
			p := 1 / float64(i-j)
			for k := range y {
				if k != i && k != j {
					p *= (x - float64(k-2)) / float64(i-k)
				}
			}
			sum += p
		}
		value += y[i] * weight
		slope += y[i] * sum / step
	}
	return value, slope
}

// lagrange is the weights of the nodes −1, 0, 1, 2 at x.
func lagrange(x float64) [4]float64 {
	return [4]float64{-x * (x - 1) * (x - 2) / 6, (x + 1) * (x - 1) * (x - 2) / 2, -(x + 1) * x * (x - 2) / 2, (x + 1) * x * (x - 1) / 6}
}

// node is a place in the table: what its number depends on, and nothing else, so
// that the table is the same whatever was asked for first.
type node struct {
	name              string
	refractory        float64
	white, tauS, step float64
	level, at         int
}

// table holds what was solved. It is emptied before it takes more than some MB.
var table = struct {
	sync.Mutex
	ratios map[node]float64
}{ratios: map[node]float64{}}

func (r renewal) ratio(k node) float64 {
	table.Lock()
	v, known := table.ratios[k]
	table.Unlock()
	if known {
		return v
	}
	mu, s := float64(k.at)*k.step, math.Exp2(float64(k.level)/2)
	sigma := math.Sqrt(k.white*k.white + 2*s*s*k.tauS/(1+k.tauS))
	if white := r.Rate(mu, sigma); white > 1e-9 {
		if rate := r.solve(mu, k.white, s, k.tauS); rate > 0 {
			v = math.Log(rate / white)
		}
	}
	table.Lock()
	if len(table.ratios) > 1<<16 {
		clear(table.ratios)
	}
	table.ratios[k] = v
	table.Unlock()
	return v
}
