package metrics

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// LinearTheory is the dimension (1−g²)² of a linear network with independent
// random weights of variance g²/N, for large N; 0 for |g| ≥ 1, where the
// network has no steady state. With g the effective gain of [Operating] it is
// the theory of a spiking network.
// Hu & Sompolinsky 2022, PLoS Comput. Biol. 18:e1010327.
func LinearTheory(g float64) float64 {
	if math.Abs(g) >= 1 {
		return 0
	}
	d := 1 - g*g
	return d * d
}

// LinearTheoryReciprocal is the dimension of a linear network whose weights
// W_ij and W_ji have the correlation kappa in [−1, 1], for large N (Hu &
// Sompolinsky 2022): with θ = g²(1+κ) and
// μ = [2θ − 1 + √(1 + 4(g² − θ))]/[2(g² − θ²)],
//
//	D = {μ(2g²μ+1) − 2θμ(θμ+1)}/{(θμ+1)²(g²μ+1)}.
//
// It is not for trained weights, which have structure besides κ. ok is false
// where the formula does not hold: kappa out of range or |g|(1+kappa) ≥ 1.
func LinearTheoryReciprocal(g, kappa float64) (d float64, ok bool) {
	g = math.Abs(g)
	if !(kappa >= -1 && kappa <= 1 && g*(1+kappa) < 1) {
		return math.NaN(), false
	}
	if g < 1e-4 {
		return 1, true // the formula is 0/0
	}
	g2 := g * g
	theta := g2 * (1 + kappa)
	y := 4 * (g2 - theta) // √(1+y) − 1 without cancellation
	mu := (2*theta + y/(math.Sqrt(1+y)+1)) / (2 * (g2 - theta*theta))
	t := theta*mu + 1
	d = (mu*(2*g2*mu+1) - 2*theta*mu*t) / (t * t * (g2*mu + 1))
	return d, !math.IsNaN(d)
}

// TheoryOfW is the dimension that linear response predicts for this very W and
// any mixture of neurons. The neurons answer their input with slope γ and add
// white noise of their own:
//
//	y = ξ + Γ W s,  τ_s ṡ = −s + y,  ⟨ξξᵀ⟩ = D₀ δ(t),
//	C = (1−ΓW)⁻¹ D₀ (1−ΓW)⁻ᵀ
//
// with Γ = diag(gain), D₀ = diag(noise), noise_i = ν_i F_i, and C the
// covariance of ∫y over an infinite window, per unit of time. A finite window
// T (ms, with tauS in ms) gives instead
//
//	C_T = ∫ S(ω) sinc²(ωT/2) dω T/2π,  S = R D₀ R†,  R = (1 − ΓW/(1+iωτ_s))⁻¹.
//
// window ≤ 0 means infinite, and so does tauS = 0, when S is flat.
//
// w is n×n row-major, its row the postsynaptic neuron; gain and noise have
// length n. The participation ratio is that of the active neurons (nil: all),
// of their covariance or correlation matrix as est says, so that it compares
// with [ParticipationRatio] over the same neurons; the rest of the network acts
// on them all the same. SE is 0: given its input, the number is exact.
//
// It is undefined, with the reason, unless max Re λ(ΓW) < 1, every gain is
// finite, there is noise, and at least two neurons are active. TheoryOfW panics
// on wrong lengths, negative noise or negative tauS.
func TheoryOfW(w []float64, n int, gain, noise []float64, tauS, window float64, est Estimator, active []bool) Estimate {
	if len(w) != n*n || len(gain) != n || len(noise) != n || (active != nil && len(active) != n) {
		panic("metrics: TheoryOfW: wrong length")
	}
	if tauS < 0 {
		panic("metrics: TheoryOfW: negative time constant")
	}
	est.check()
	idx := make([]int, 0, n)
	var total float64
	for i := range n {
		if noise[i] < 0 {
			panic("metrics: TheoryOfW: negative noise")
		}
		total += noise[i]
		if active == nil || active[i] {
			idx = append(idx, i)
		}
	}
	if len(idx) < 2 {
		return undefined("fewer than two active neurons")
	}
	if !(total > 0) || math.IsInf(total, 1) {
		return undefined("no noise to respond to (total variance %g)", total)
	}
	b := mat.NewDense(n, n, nil)
	for i := range n {
		row := b.RawRowView(i)
		for j, x := range w[i*n : (i+1)*n] {
			if x != 0 {
				row[j] = gain[i] * x
			}
			if math.IsNaN(row[j]) || math.IsInf(row[j], 0) {
				return undefined("the gain of neuron %d times its weights is not finite", i)
			}
		}
	}
	var eig mat.Eigen
	if !eig.Factorize(b, mat.EigenNone) {
		return undefined("the eigenvalues of ΓW did not converge")
	}
	edge := math.Inf(-1)
	for _, l := range eig.Values(nil) {
		edge = max(edge, real(l))
	}
	if edge >= 1 {
		return undefined("no linear steady state: max Re λ(ΓW) = %.3g ≥ 1", edge)
	}
	if a, ok := ltInverse(1, b); ok {
		c := ltSandwich(a, noise)
		if window > 0 && tauS > 0 {
			c, ok = ltWindow(c, a, b, noise, window/tauS, edge)
		}
		if ok {
			if d, ok := ltDimension(c, idx, est); ok {
				return Estimate{Value: d}
			}
		}
	}
	return undefined("the covariance is singular to working precision (max Re λ(ΓW) = %.6g)", edge)
}

// ltInverse is (p − B)⁻¹. Condition numbers up to 1e16 pass: the edge of
// stability is a place to look at.
func ltInverse(p float64, b *mat.Dense) (*mat.Dense, bool) {
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

// ltSandwich is A diag(d) Aᵀ.
func ltSandwich(a *mat.Dense, d []float64) *mat.Dense {
	var x, c mat.Dense
	x.Apply(func(_, j int, v float64) float64 { return v * math.Sqrt(d[j]) }, a)
	c.Mul(&x, x.T())
	return &c
}

// ltWindow turns the infinite-window covariance C into that of a window of
// theta = T/τ_s, in closed form and without a frequency integral (which would
// take a complex solve per node, ever more of them near the edge). With
// M = 1 − B, A = M⁻¹, P = 1 − A, E = e^{−θM} and ∫y = A∫ξ + τ_s P Δs,
//
//	C_T = C + (Z + Zᵀ)/θ,  Z = P (1−E) (C + Σ Pᵀ),  MΣ + ΣMᵀ = D₀.
//
// edge is max Re λ(B).
func ltWindow(c, a, b *mat.Dense, noise []float64, theta, edge float64) (*mat.Dense, bool) {
	n, _ := b.Dims()
	sigma, ok := ltLyapunov(b, noise, edge)
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
	if theta*(1-edge) < 10 { // else E moves D by less than 1e-6 (random W)
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

// ltLyapunov solves MΣ + ΣMᵀ = D₀ for M = 1 − B by Smith's squared method
// (Smith 1968, SIAM J. Appl. Math. 16:198): with U = (p−M)(p+M)⁻¹ the solution
// is Σ_k Uᵏ V Uᵏᵀ, summed by doubling. Each doubling is three matrix products;
// five to eight of them do, where a Schur form would cost ten times as much.
func ltLyapunov(b *mat.Dense, noise []float64, edge float64) (*mat.Dense, bool) {
	n, _ := b.Dims()
	// The best p for eigenvalues of M between 1−edge and 1+edge.
	p := 1.0
	if edge > 0 {
		p = math.Sqrt((1 - edge) * (1 + edge))
	}
	inv, ok := ltInverse(1+p, b)
	if !ok {
		return nil, false
	}
	x := ltSandwich(inv, noise)
	x.Scale(2*p, x)
	var u, u2, ux, uxu mat.Dense
	u.Scale(2*p, inv) // (p−M)(p+M)⁻¹ = 2p(p+M)⁻¹ − 1
	for i := range n {
		u.Set(i, i, u.At(i, i)-1)
	}
	for range 64 {
		ux.Mul(&u, x)
		uxu.Mul(&ux, u.T())
		x.Add(x, &uxu)
		size, step := mat.Norm(x, 2), mat.Norm(&uxu, 2)
		if math.IsNaN(size) || math.IsInf(size, 0) {
			return nil, false
		}
		if step <= 3e-6*size { // the next one is the square of this
			return x, true
		}
		u2.Mul(&u, &u)
		u, u2 = u2, u
	}
	return nil, false
}

// ltDimension is the participation ratio over the number of neurons of the
// covariance c restricted to idx.
func ltDimension(c *mat.Dense, idx []int, est Estimator) (float64, bool) {
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
