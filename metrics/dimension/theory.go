package dimension

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"spiketop/internal/eigen"
	"spiketop/internal/matrix"
	"spiketop/internal/warn"
	"spiketop/metrics"
)

// TheoryOf is the dimension that linear response predicts for the matrix w and any
// mixture of neurons. A neuron answers its input with the slope γ of its f–I curve
// and adds white noise of its own:
//
//	y = ξ + Γ W s,  τ_s ṡ = −s + y,  ⟨ξξᵀ⟩ = D₀ δ(t),
//	C = (1−ΓW)⁻¹ D₀ (1−ΓW)⁻ᵀ
//
// with Γ = diag(gain) and D₀ = diag(noise), noise_i = ν_i F_i. C is the covariance
// of ∫y over an infinite window, per unit of time. With a finite window T it is
//
//	C_T = ∫ S(ω) sinc²(ωT/2) dω T/2π,  S = R D₀ R†,  R = (1 − ΓW/(1+iωτ_s))⁻¹.
//
// window is T and tauS is τ_s, both in ms. window ≤ 0 means infinite. With
// tauS = 0, S is flat, and the window makes no difference.
//
// gain and noise have length n. The whole network acts. The participation ratio is taken over the
// active neurons (nil: all), of their covariance or correlation matrix as est
// says, so that it compares with [Of] over the same neurons. SE is 0: given its
// input, the number is exact.
//
// The number is undefined, with the reason, unless max Re λ(ΓW) < 1, every gain is
// finite, there is noise, and at least two neurons are active. TheoryOf panics on
// wrong lengths, negative noise or negative tauS. It takes about three times as long
// as the eigenvalues of w, and the memory of a dozen n×n matrices. Where ctx ends,
// the number is undefined.
func TheoryOf(ctx context.Context, w matrix.Matrix, gain, noise []float64, tauS, window float64, est Estimator, active []bool) metrics.Estimate {
	n := w.N
	if len(gain) != n || len(noise) != n || (active != nil && len(active) != n) {
		panic("dimension: TheoryOf: wrong length")
	}
	if tauS < 0 {
		panic("dimension: TheoryOf: negative time constant")
	}
	est.check()
	idx := make([]int, 0, n)
	var total float64
	for i := range n {
		if noise[i] < 0 {
			panic("dimension: TheoryOf: negative noise")
		}
		total += noise[i]
		if active == nil || active[i] {
			idx = append(idx, i)
		}
	}
	if len(idx) < 2 {
		return metrics.Undefined(warn.FewNeurons, "fewer than two active neurons")
	}
	switch {
	case total == 0:
		return metrics.Undefined(warn.NoActivity, "no neuron fires: there is no noise to respond to")
	case !(total > 0) || math.IsInf(total, 1):
		return metrics.Undefined(warn.NotFinite, "the noise of the neurons is not finite")
	}
	b := mat.NewDense(n, n, nil)
	for i := range n {
		row := b.RawRowView(i)
		w.CopyRow(row, i)
		for j, x := range row {
			if x != 0 {
				row[j] = gain[i] * x
			}
			if math.IsNaN(row[j]) || math.IsInf(row[j], 0) {
				return metrics.Undefined(warn.NotFinite, "the gain of neuron %d times its weights is not finite", i)
			}
		}
	}
	values, err := eigen.Values(ctx, slices.Clone(b.RawMatrix().Data), n)
	if err != nil {
		return metrics.Undefined(warn.NotConverged, "the eigenvalues of ΓW: %v", err)
	}
	edge := math.Inf(-1)
	for _, l := range values {
		edge = max(edge, real(l))
	}
	if edge >= 1 {
		return metrics.Undefined(warn.NoSteady, "no linear steady state: max Re λ(ΓW) = %.3g ≥ 1", edge)
	}
	if a, ok := inverse(1, b); ok {
		c := sandwich(a, noise)
		if window > 0 && tauS > 0 {
			c, ok = inWindow(ctx, c, a, b, noise, window/tauS, edge)
		}
		if ok {
			if d, ok := participation(c, idx, est); ok {
				return metrics.Estimate{Value: d}
			}
		}
	}
	return metrics.Undefined(warn.Singular, "the covariance is singular to working precision (max Re λ(ΓW) = %.6g)", edge)
}

// inverse is (p − B)⁻¹. Condition numbers up to 1e16 pass, because people look at
// networks at the edge of stability.
func inverse(p float64, b *mat.Dense) (*mat.Dense, bool) {
	n, _ := b.Dims()
	var m, inv mat.Dense
	m.Scale(-1, b)
	for i := range n {
		m.Set(i, i, p+m.At(i, i))
	}
	if err := inv.Inverse(&m); err != nil {
		if c, ok := err.(mat.Condition); !ok || float64(c) > 1e16 {
			return nil, false
		}
	}
	return &inv, true
}

// sandwich is A diag(d) Aᵀ.
func sandwich(a *mat.Dense, d []float64) *mat.Dense {
	var x, c mat.Dense
	x.Apply(func(_, j int, v float64) float64 { return v * math.Sqrt(d[j]) }, a)
	symmetricMul(&c, &x, &x)
	return &c
}

// symmetricMul sets c to a bᵀ, which is symmetric: it computes the blocks on and
// below the diagonal.
func symmetricMul(c, a, b *mat.Dense) {
	const block = 128
	n, _ := a.Dims()
	if c.IsEmpty() {
		c.ReuseAs(n, n)
	}
	for lo := 0; lo < n; lo += block {
		hi := min(lo+block, n)
		c.Slice(lo, n, lo, hi).(*mat.Dense).Mul(a.Slice(lo, n, 0, n), b.Slice(lo, hi, 0, n).T())
	}
	for i := range n {
		for j := range i {
			c.Set(j, i, c.At(i, j))
		}
	}
}

// inWindow turns the infinite-window covariance C into that of a window of
// theta = T/τ_s. The closed form needs no frequency integral, which would take a
// complex solve per node, and ever more nodes near the edge of stability. With
// M = 1 − B, A = M⁻¹, P = 1 − A, E = e^{−θM} and ∫y = A∫ξ + τ_s P Δs,
//
//	C_T = C + (Z + Zᵀ)/θ,  Z = P (1−E) (C + Σ Pᵀ),  MΣ + ΣMᵀ = D₀.
//
// edge is max Re λ(B).
func inWindow(ctx context.Context, c, a, b *mat.Dense, noise []float64, theta, edge float64) (*mat.Dense, bool) {
	n, _ := b.Dims()
	sigma, ok := lyapunov(ctx, b, noise, edge)
	if !ok {
		return nil, false
	}
	var p mat.Dense
	p.Scale(-1, a)
	for i := range n {
		p.Set(i, i, 1+p.At(i, i))
	}
	var k, z mat.Dense
	k.Mul(sigma, p.T())
	k.Add(&k, c)
	if theta*(1-edge) < 10 { // beyond that E changes D by less than 1e-6 (random W)
		var m, e, ek mat.Dense
		m.Scale(theta, b)
		for i := range n {
			m.Set(i, i, m.At(i, i)-theta)
		}
		e.Exp(&m)
		ek.Mul(&e, &k)
		k.Sub(&k, &ek)
	}
	z.Mul(&p, &k)
	var ct mat.Dense
	ct.Apply(func(i, j int, v float64) float64 {
		return v + (z.At(i, j)+z.At(j, i))/theta
	}, c)
	return &ct, true
}

// lyapunov solves MΣ + ΣMᵀ = D₀ for M = 1 − B by Smith's squared method (Smith
// 1968, SIAM J. Appl. Math. 16:198): with U = (p−M)(p+M)⁻¹ the solution is
// Σ_k Uᵏ V Uᵏᵀ, summed by doubling. A doubling is three matrix products, and five
// to eight of them are enough. A Schur form would cost ten times as much.
func lyapunov(ctx context.Context, b *mat.Dense, noise []float64, edge float64) (*mat.Dense, bool) {
	n, _ := b.Dims()
	// This p is the best for eigenvalues of M between 1−edge and 1+edge.
	p := 1.0
	if edge > 0 {
		p = math.Sqrt((1 - edge) * (1 + edge))
	}
	inv, ok := inverse(1+p, b)
	if !ok {
		return nil, false
	}
	x := sandwich(inv, noise)
	x.Scale(2*p, x)
	var u, u2, ux, uxu mat.Dense
	u.Scale(2*p, inv) // (p−M)(p+M)⁻¹ = 2p(p+M)⁻¹ − 1
	for i := range n {
		u.Set(i, i, u.At(i, i)-1)
	}
	for range 64 {
		if ctx.Err() != nil {
			return nil, false
		}
		ux.Mul(&u, x)
		symmetricMul(&uxu, &ux, &u)
		x.Add(x, &uxu)
		size, step := mat.Norm(x, 2), mat.Norm(&uxu, 2)
		if math.IsNaN(size) || math.IsInf(size, 0) {
			return nil, false
		}
		if step <= 3e-6*size { // the relative size of the next step is the square of this
			return x, true
		}
		u2.Mul(&u, &u)
		u, u2 = u2, u
	}
	return nil, false
}

// participation is the participation ratio over the number of neurons of the
// covariance c restricted to idx.
func participation(c *mat.Dense, idx []int, est Estimator) (float64, bool) {
	var trace, square float64
	for _, i := range idx {
		v := c.At(i, i)
		if !(v > 0) {
			return 0, false
		}
		trace += v
		row := c.RawRowView(i)
		var sum float64
		for _, j := range idx {
			x := row[j] * row[j]
			if est == Correlation {
				x /= c.At(j, j)
			}
			sum += x
		}
		if est == Correlation {
			sum /= v
		}
		square += sum
	}
	n := float64(len(idx))
	if est == Correlation {
		trace = n
	}
	d := trace * trace / square / n
	return d, !math.IsNaN(d) && !math.IsInf(d, 0)
}

// Linear is the dimension (1−g²)² of a linear network with independent random
// weights of variance g²/N, for large N. It is 0 for |g| ≥ 1, where the network
// has no steady state, and NaN for NaN. With g the effective gain of
// rates.OperatingPoints it is the theory of a spiking network.
// Hu & Sompolinsky 2022, PLoS Comput. Biol. 18:e1010327.
func Linear(g float64) float64 {
	if math.Abs(g) >= 1 {
		return 0
	}
	d := 1 - g*g
	return d * d
}
