package dimension

import (
	"context"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"spiketop/internal/matrix"
	"spiketop/internal/warn"
	"spiketop/metrics"
)

// random is a Gaussian W of variance g²/n whose transposed entries have the
// correlation kappa; no self-connections.
func random(rng *rand.Rand, n int, g, kappa float64) []float64 {
	w := make([]float64, n*n)
	s, c := g/math.Sqrt(float64(n)), math.Sqrt(1-kappa*kappa)
	for i := range n {
		for j := range i {
			x, y := rng.NormFloat64(), rng.NormFloat64()
			w[i*n+j], w[j*n+i] = s*x, s*(kappa*x+c*y)
		}
	}
	return w
}

func ones(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = 1
	}
	return x
}

// docs/SCIENCE.md: (1−g²)² = .5625 at g = 0.5 becomes .543, .556, .555 at
// N = 50, 100, 200, for independent weights with their diagonal, in few draws:
// one network differs by 1.8/N (s.d.), and the bound is one of these.
func TestTheoryOfFiniteN(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 2))
	for _, k := range []struct {
		n, draws int
		want     float64
	}{{50, 60, 0.543}, {100, 20, 0.556}, {200, 8, 0.555}} {
		var mean float64
		for range k.draws {
			w := random(rng, k.n, 0.5, 0)
			for i := range k.n {
				w[i*k.n+i] = 0.5 / math.Sqrt(float64(k.n)) * rng.NormFloat64()
			}
			mean += TheoryOf(context.Background(), matrix.Dense(w, k.n), ones(k.n), ones(k.n), 20, 0, Covariance, nil).Value / float64(k.draws)
		}
		t.Logf("N = %d: %.4f", k.n, mean)
		near(t, "finite N", mean, k.want, 1.8/float64(k.n))
	}
}

// The whole chain: samples of a linear network x = (1−W)⁻¹ξ, their measured
// dimension, the theory of this W and that of large N.
func TestLinearNetworkGivesTheory(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 3))
	const n, windows = 200, 1000
	w := random(rng, n, 0.5, 0)
	m := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			m.Set(i, j, -w[i*n+j])
		}
		m.Set(i, i, 1-w[i*n+i])
	}
	var x mat.Dense
	if err := x.Solve(m, mat.NewDense(n, windows, gauss(rng, n, windows, nil, false))); err != nil {
		t.Fatal(err)
	}
	counts := mat.DenseCopyOf(x.T()).RawMatrix().Data
	for _, est := range []Estimator{Correlation, Covariance} {
		d := Of(counts, windows, n, est)
		theory := TheoryOf(context.Background(), matrix.Dense(w, n), ones(n), ones(n), 20, 0, est, nil)
		t.Logf("%v: measured %.4f ± %.4f, this W %.4f, large N %.4f", est, d.Value, d.SE, theory.Value, Linear(0.5))
		near(t, string(est), d.Value, theory.Value, 4*d.SE+1./windows)
		near(t, string(est)+" large N", d.Value, Linear(0.5), 0.03)
		if d.SE > 0.01 {
			t.Errorf("SE %g is too large to test anything", d.SE)
		}
	}
}

// example is a small network with unequal gains and noises and a strong
// rotation: slow (edge .8) and fast modes, complex pairs.
func example(rng *rand.Rand) (w []float64, gain, noise []float64) {
	const n = 7
	w = random(rng, n, 0.4, 0)
	w[0*n+1], w[1*n+0] = 1.5, -2
	w[2*n+3], w[3*n+2] = 1.2, 0.55
	gain, noise = make([]float64, n), make([]float64, n)
	for i := range n {
		gain[i], noise[i] = 0.5+rng.Float64()/2, 0.1+rng.Float64()
	}
	return w, gain, noise
}

// The closed form of the window against the frequency integral it stands for,
// with a complex solve at every frequency.
func TestTheoryOfWindowAgainstFrequencyIntegral(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	w, gain, noise := example(rng)
	n := len(gain)
	const tauS = 20.0
	for _, window := range []float64{0.5, 10, 60, 400, 3000} {
		// ω = tan(φ)/τ: S − D₀ falls as 1/ω², so the integrand in φ is bounded;
		// nodes enough for the oscillation of sinc² up to where it is negligible.
		cov := make([]float64, n*n)
		steps := 4000 + int(40*window)
		for k := range steps {
			phi := math.Pi / 2 * (float64(k) + 0.5) / float64(steps)
			omega := math.Tan(phi) / tauS
			x := omega * window / 2
			sinc := math.Sin(x) / x
			weight := 2 * sinc * sinc * window / (2 * math.Pi) * (math.Pi / 2 / float64(steps)) * (1 + omega*omega*tauS*tauS) / tauS
			r := resolvent(w, n, gain, complex(1, omega*tauS))
			for i := range n {
				for j := range n {
					var s complex128
					for l := range n {
						s += r[i*n+l] * complex(noise[l], 0) * cmplx.Conj(r[j*n+l])
					}
					if i == j {
						s -= complex(noise[i], 0)
					}
					cov[i*n+j] += weight * real(s)
				}
			}
		}
		for i := range n {
			cov[i*n+i] += noise[i]
		}
		for _, est := range []Estimator{Correlation, Covariance} {
			want, _ := participation(mat.NewDense(n, n, cov), []int{0, 1, 2, 3, 5, 6}, est)
			got := TheoryOf(context.Background(), matrix.Dense(w, n), gain, noise, tauS, window, est, []bool{true, true, true, true, false, true, true})
			near(t, string(est), got.Value, want, 2e-5)
		}
	}
}

// resolvent is (1 − ΓW/z)⁻¹ by complex Gauss–Jordan elimination.
func resolvent(w []float64, n int, gain []float64, z complex128) []complex128 {
	a, inv := make([]complex128, n*n), make([]complex128, n*n)
	for i := range n {
		inv[i*n+i] = 1
		a[i*n+i] = 1
		for j := range n {
			a[i*n+j] -= complex(gain[i]*w[i*n+j], 0) / z
		}
	}
	for p := range n {
		best := p
		for i := p; i < n; i++ {
			if cmplx.Abs(a[i*n+p]) > cmplx.Abs(a[best*n+p]) {
				best = i
			}
		}
		for j := range n {
			a[p*n+j], a[best*n+j] = a[best*n+j], a[p*n+j]
			inv[p*n+j], inv[best*n+j] = inv[best*n+j], inv[p*n+j]
		}
		d := a[p*n+p]
		for j := range n {
			a[p*n+j] /= d
			inv[p*n+j] /= d
		}
		for i := range n {
			if f := a[i*n+p]; i != p {
				for j := range n {
					a[i*n+j] -= f * a[p*n+j]
					inv[i*n+j] -= f * inv[p*n+j]
				}
			}
		}
	}
	return inv
}

func TestTheoryOfWindowLimits(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 5))
	const n, tauS = 60, 20.0
	w := random(rng, n, 0.8, 0)
	at := func(tau, window float64) float64 {
		return TheoryOf(context.Background(), matrix.Dense(w, n), ones(n), ones(n), tau, window, Correlation, nil).Value
	}
	infinite := at(tauS, 0)
	near(t, "a long window", at(tauS, 1e7), infinite, 1e-5)
	near(t, "τ_s = 0", at(0, 100), infinite, 1e-12)
	near(t, "fast synapses", at(1e-4, 100), infinite, 1e-5)
	// In a window short against τ_s each neuron has only its own noise.
	near(t, "a short window", at(tauS, 1e-3), 1, 1e-4)
	last := 1.0
	for _, window := range []float64{50, 100, 200, 500, 1000, 2000} {
		d := at(tauS, window)
		if !(d < last && d > infinite) {
			t.Errorf("window %g: %g, not between %g and %g", window, d, infinite, last)
		}
		last = d
	}
}

func TestTheoryOfLyapunov(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 6))
	for _, g := range []float64{0.1, 0.8, 0.97} {
		const n = 40
		b := mat.NewDense(n, n, random(rng, n, g, 0))
		noise := make([]float64, n)
		for i := range noise {
			noise[i] = rng.Float64()
		}
		edge := 0.0
		var eig mat.Eigen
		eig.Factorize(b, mat.EigenNone)
		for _, l := range eig.Values(nil) {
			edge = max(edge, real(l))
		}
		if edge >= 1 {
			t.Fatalf("unstable example: %g", edge)
		}
		x, ok := lyapunov(context.Background(), b, noise, edge)
		if !ok {
			t.Fatalf("g = %g did not converge", g)
		}
		var bx mat.Dense
		bx.Mul(b, x)
		for i := range n {
			for j := range n {
				want := 0.0
				if i == j {
					want = noise[i]
				}
				near(t, "MΣ + ΣMᵀ", 2*x.At(i, j)-bx.At(i, j)-bx.At(j, i), want, 1e-9*mat.Norm(x, 2))
			}
		}
	}
}

func TestTheoryOfUndefined(t *testing.T) {
	ones := ones(2)
	off := []float64{0, 0.5, 0.5, 0}
	inf := math.Inf(1)
	for name, k := range map[string]struct {
		e    metrics.Estimate
		want warn.Code
	}{
		"unstable":       {TheoryOf(context.Background(), matrix.Dense([]float64{0, 3, 0.75, 0}, 2), ones, ones, 20, 0, Correlation, nil), warn.NoSteady},
		"no noise":       {TheoryOf(context.Background(), matrix.Dense(off, 2), ones, []float64{0, 0}, 20, 0, Correlation, nil), warn.NoActivity},
		"infinite noise": {TheoryOf(context.Background(), matrix.Dense(off, 2), ones, []float64{0, inf}, 20, 0, Correlation, nil), warn.NotFinite},
		"rheobase":       {TheoryOf(context.Background(), matrix.Dense(off, 2), []float64{1, inf}, ones, 20, 0, Correlation, nil), warn.NotFinite},
		"one active":     {TheoryOf(context.Background(), matrix.Dense(off, 2), ones, ones, 20, 0, Correlation, []bool{false, true}), warn.FewNeurons},
		"one is still":   {TheoryOf(context.Background(), matrix.Dense([]float64{0, 0, 1, 0}, 2), ones, []float64{0, 1}, 20, 0, Correlation, nil), warn.Singular},
	} {
		if k.e.Defined() || len(k.e.Warnings) != 1 || !k.e.Warnings.Has(k.want) {
			t.Errorf("%s: %+v", name, k.e)
		}
	}
	// The reason has the number.
	if e := TheoryOf(context.Background(), matrix.Dense([]float64{0, 3, 0.75, 0}, 2), ones, ones, 20, 0, Correlation, nil); !strings.Contains(e.Warnings[0].Text, "1.5 ≥ 1") {
		t.Errorf("unstable: %q", e.Warnings)
	}
	// A rotation is stable however strong: only the real part counts.
	if e := TheoryOf(context.Background(), matrix.Dense([]float64{0, 5, -5, 0}, 2), ones, ones, 20, 0, Correlation, nil); e.Value != 1 {
		t.Errorf("rotation: %+v", e)
	}
	defer func() {
		if recover() == nil {
			t.Error("wrong length: no panic")
		}
	}()
	TheoryOf(context.Background(), matrix.Dense(off, 2), ones[:1], ones, 20, 0, Correlation, nil)
}

// Two neurons by hand: B = [0 b; 0 0], C = [[1+b², b], [b, 1]], and the gain
// acts on the row.
func TestTheoryOfByHand(t *testing.T) {
	const b = 0.75
	w, gain := []float64{0, 1.5, 0, 0}, []float64{0.5, 9}
	cov := TheoryOf(context.Background(), matrix.Dense(w, 2), gain, ones(2), 20, 0, Covariance, nil).Value
	near(t, "covariance", cov, (2+b*b)*(2+b*b)/(2*((1+b*b)*(1+b*b)+2*b*b+1)), 1e-14)
	cor := TheoryOf(context.Background(), matrix.Dense(w, 2), gain, ones(2), 20, 0, Correlation, nil).Value
	near(t, "correlation", cor, 1/(1+b*b/(1+b*b)), 1e-14)
}
