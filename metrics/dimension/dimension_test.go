package dimension

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"spiketop/internal/warn"
)

// gauss draws windows×n counts with independent columns of variance v[i]
// (1 where v is nil), rotated by a random orthogonal matrix if rotate is set.
func gauss(rng *rand.Rand, windows, n int, v []float64, rotate bool) []float64 {
	var q []float64
	if rotate {
		q = orthogonal(rng, n)
	}
	x, z := make([]float64, windows*n), make([]float64, n)
	for m := range windows {
		row := x[m*n : (m+1)*n]
		for i := range z {
			z[i] = rng.NormFloat64()
			if v != nil {
				z[i] *= math.Sqrt(v[i])
			}
		}
		if !rotate {
			copy(row, z)
			continue
		}
		for i := range row {
			for j, y := range z {
				row[i] += q[i*n+j] * y
			}
		}
	}
	return x
}

// orthogonal is a random orthogonal matrix, by Gram and Schmidt.
func orthogonal(rng *rand.Rand, n int) []float64 {
	q := make([]float64, n*n)
	for i := range n {
		row := q[i*n : (i+1)*n]
		for j := range row {
			row[j] = rng.NormFloat64()
		}
		for range 2 {
			for k := range i {
				var dot float64
				for j, x := range row {
					dot += x * q[k*n+j]
				}
				for j := range row {
					row[j] -= dot * q[k*n+j]
				}
			}
		}
		var norm float64
		for _, x := range row {
			norm += x * x
		}
		for j := range row {
			row[j] /= math.Sqrt(norm)
		}
	}
	return q
}

// plain is the definition, by loops: 1/D̂ of the given windows.
func plain(counts []float64, n int, use func(m int) bool, est Estimator) float64 {
	windows := len(counts) / n
	mean, m1 := make([]float64, n), 0.0
	for m := range windows {
		if use(m) {
			m1++
			for i := range n {
				mean[i] += counts[m*n+i]
			}
		}
	}
	c := make([]float64, n*n)
	for m := range windows {
		if use(m) {
			for i := range n {
				for j := range n {
					c[i*n+j] += (counts[m*n+i] - mean[i]/m1) * (counts[m*n+j] - mean[j]/m1)
				}
			}
		}
	}
	var tr, tr2 float64
	for i := range n {
		for j := range n {
			x := c[i*n+j]
			if est == Correlation {
				x /= math.Sqrt(c[i*n+i] * c[j*n+j])
			}
			tr2 += x * x
			if i == j {
				tr += x
			}
		}
	}
	return float64(n) * tr2 / (tr * tr)
}

func TestOfAgainstDefinition(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	const windows, n, blocks = 107, 70, 20 // neither a multiple of 20 nor of the tile
	counts := gauss(rng, windows, n, nil, false)
	for m := range windows {
		for i := range n {
			counts[m*n+i] = 1e3 + math.Round(float64(1+i%5)*(counts[m*n+i]+0.5*counts[m*n]))
		}
	}
	for _, est := range []Estimator{Correlation, Covariance} {
		all := plain(counts, n, func(int) bool { return true }, est)
		got := Of(counts, windows, n, est)
		rel(t, string(est)+" raw", got.Raw, 1/all, 1e-9)
		rel(t, string(est), got.Value, 1/(all-float64(n)/windows), 1e-9)
		var rep [blocks]float64
		var mean, ss float64
		for b := range rep {
			m0, m1 := b*windows/blocks, (b+1)*windows/blocks
			inv := plain(counts, n, func(m int) bool { return m < m0 || m >= m1 }, est)
			rep[b] = 1 / (inv - n/float64(windows-m1+m0))
			mean += rep[b] / blocks
		}
		for _, r := range rep {
			ss += (r - mean) * (r - mean)
		}
		rel(t, string(est)+" SE", got.SE, math.Sqrt(ss*(blocks-1)/blocks), 1e-8)
		if got.Active != n || got.Silent != 0 || got.Windows != windows || len(got.Warnings) != 1 {
			t.Errorf("%v: %+v", est, got) // one warning: below 2N
		}
	}
}

// Independent neurons have D = 1; N/M = 0.5 alone makes D̂ = 2/3. The bound is
// four standard errors and 1/M, which the correction by α = N/M leaves.
func TestOfIdentity(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 2))
	const windows, n = 400, 200
	normal := gauss(rng, windows, n, nil, false)
	poisson := make([]float64, windows*n)
	for i := range poisson {
		for l := rng.ExpFloat64(); l < 6; l += rng.ExpFloat64() {
			poisson[i]++
		}
	}
	for name, counts := range map[string][]float64{"Gauss": normal, "Poisson": poisson} {
		for _, est := range []Estimator{Correlation, Covariance} {
			d := Of(counts, windows, n, est)
			near(t, name+" "+string(est), d.Value, 1, 4*d.SE+1./windows)
			near(t, name+" raw", d.Raw, 2./3, 0.01)
			if d.SE > 0.02 || len(d.Warnings) != 0 {
				t.Errorf("%s: SE %g, warnings %v", name, d.SE, d.Warnings)
			}
		}
	}
}

func TestOfRankOne(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	const windows, n = 20000, 8
	counts := make([]float64, windows*n)
	for m := range windows {
		z := rng.NormFloat64()
		for i := range n {
			counts[m*n+i] = float64(i+1) * z
		}
	}
	for _, est := range []Estimator{Correlation, Covariance} {
		d := Of(counts, windows, n, est)
		rel(t, "raw", d.Raw, 1./n, 1e-9)
		rel(t, "D", d.Value, 1./n, 1e-3)
	}
}

// Eigenvalues 1/k of a covariance, in a random basis: D = (Σ1/k)²/(N Σ1/k²).
func TestOfKnownSpectrum(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	const windows, n = 2000, 60
	v := make([]float64, n)
	var s1, s2 float64
	for i := range v {
		v[i] = 1 / float64(i+1)
		s1 += v[i]
		s2 += v[i] * v[i]
	}
	d := Of(gauss(rng, windows, n, v, true), windows, n, Covariance)
	near(t, "D", d.Value, s1*s1/s2/n, 4*d.SE)
	if d.SE > 0.01 {
		t.Errorf("SE %g", d.SE)
	}
}

// The jackknife against the spread of repeated measurements, and the corrected
// value against the truth. 150 draws know their own spread to 6 %; the jackknife
// is biased upward by little; 25 % holds both. Mean: four standard errors and
// the O(1/M) left by the correction.
func TestOfErrorIsCalibrated(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	const windows, n, draws = 160, 40, 150
	v := make([]float64, n)
	var s1, s2 float64
	for i := range v {
		v[i] = math.Exp(-float64(i) / 15)
		s1 += v[i]
		s2 += v[i] * v[i]
	}
	var m1, m2, se float64
	for range draws {
		d := Of(gauss(rng, windows, n, v, false), windows, n, Covariance)
		m1 += d.Value / draws
		m2 += d.Value * d.Value / draws
		se += d.SE / draws
	}
	sd := math.Sqrt(m2 - m1*m1)
	rel(t, "mean SE", se, sd, 0.25)
	near(t, "mean D", m1, s1*s1/s2/n, 4*sd/math.Sqrt(draws)+1./windows)
}

// Doubling the windows must not move the corrected value, as it moves the raw.
func TestOfCorrectionRemovesBias(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 6))
	const n = 100
	counts := gauss(rng, 1600, n, nil, false)
	for m := range 1600 {
		common := rng.NormFloat64()
		for i := range n {
			counts[m*n+i] += 0.5 * common
		}
	}
	// Correlation 0.2 between any two: D = 1/(1 + 99·0.04).
	want := 1 / (1 + 99*0.04)
	for _, windows := range []int{100, 200, 400, 800, 1600} {
		d := Of(counts[:windows*n], windows, n, Correlation)
		near(t, "D", d.Value, want, 4*d.SE)
		if windows <= 200 && d.Raw > 0.95*want {
			t.Errorf("%d windows: raw %g shows no bias below %g", windows, d.Raw, want)
		}
	}
}

func TestOfSilent(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 7))
	const windows, n = 200, 6
	counts := gauss(rng, windows, n, nil, false)
	for m := range windows {
		counts[m*n+1] = 0   // never fires
		counts[m*n+3] = 4.1 // always the same
		counts[m*n+4] = 0   // fires in one window: constant in one replicate
	}
	counts[57*n+4] = 1
	d := Of(counts, windows, n, Correlation)
	if d.Active != 3 || d.Silent != 3 || math.IsNaN(d.Value) || math.IsNaN(d.SE) {
		t.Fatalf("%+v", d)
	}
	only := make([]float64, 0, windows*3)
	for m := range windows {
		only = append(only, counts[m*n], counts[m*n+2], counts[m*n+5])
	}
	if e := Of(only, windows, 3, Correlation); e.Value != d.Value || e.SE != d.SE {
		t.Errorf("with silent neurons %v ± %v, without %v ± %v", d.Value, d.SE, e.Value, e.SE)
	}
}

// No value before it means something. True dimensions: 1 for independent
// neurons, 1/N for one common signal.
func TestOfWaitsForWindows(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 9))
	common := func(windows, n int, size float64) []float64 {
		x := gauss(rng, windows, n, nil, false)
		for m := range windows {
			z := size * rng.NormFloat64()
			for i := range n {
				x[m*n+i] += z
			}
		}
		return x
	}
	weak := common(100, 5, 0.5)
	for _, k := range []struct {
		what       string
		counts     []float64
		windows, n int
		given      bool
	}{
		// The value would be .13, and the jackknife of 3 blocks has an error of .002.
		{"6 windows, far fewer than neurons", gauss(rng, 6, 200, nil, false), 6, 200, false},
		{"39 windows, error small", common(39, 20, 10), 39, 20, false},
		{"40 windows, error small", common(40, 20, 10), 40, 20, true},
		{"99 windows, error large", weak[:99*5], 99, 5, false},
		{"100 windows, error large", weak, 100, 5, true},
	} {
		d := Of(k.counts, k.windows, k.n, Correlation)
		if d.Defined() != k.given || math.IsNaN(d.SE) == k.given || math.IsNaN(d.Raw) {
			t.Errorf("%s: %v ± %v (raw %v), given: want %v", k.what, d.Value, d.SE, d.Raw, k.given)
		}
		if !k.given && !d.Warnings.Has(warn.FewWindows) {
			t.Errorf("%s: no reason in %v", k.what, d.Warnings)
		}
		if k.given && k.windows < 100 && !(d.SE <= max(0.02, 0.05*d.Value)) {
			t.Errorf("%s: given with the error %v of %v", k.what, d.SE, d.Value)
		}
	}
}

func TestOfWarnings(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 8))
	for _, k := range []struct {
		windows, n int
		want       []warn.Code
		defined    bool
	}{
		{0, 5, []warn.Code{warn.FewWindows}, false},
		{2, 5, []warn.Code{warn.FewWindows}, false},
		{100, 1, []warn.Code{warn.FewNeurons}, false},
		{100, 0, []warn.Code{warn.FewNeurons}, false},
		{3, 2, []warn.Code{warn.FewWindows, warn.FewWindows}, false}, // below 2N, too
		{30, 5, []warn.Code{warn.FewWindows}, false},
		{150, 100, []warn.Code{warn.FewWindows}, true},
		{150, 20, nil, true},
	} {
		d := Of(gauss(rng, k.windows, k.n, nil, false), k.windows, k.n, Correlation)
		var codes []warn.Code
		for _, w := range d.Warnings {
			codes = append(codes, w.Code)
		}
		if d.Defined() != k.defined || !slices.Equal(codes, k.want) {
			t.Errorf("%d windows, %d neurons: %v, warnings %q", k.windows, k.n, d.Value, d.Warnings)
		}
	}
	d := Of([]float64{1, 2, math.NaN(), 0, 5, 1, 1, 3, 1, 2, 4, 3}, 4, 3, Correlation)
	if d.Defined() || len(d.Warnings) != 1 || !d.Warnings.Has(warn.NotFinite) {
		t.Errorf("a count that is not a number: %+v", d)
	}
	defer func() {
		if recover() == nil {
			t.Error("wrong length: no panic")
		}
	}()
	Of(make([]float64, 7), 4, 2, Correlation)
}
