package rates

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// izhGrid solves for means over the stationary state of a neuron. Suppose that the
// neuron collects q(v, w) per time, and b at each spike. Then it collects c per time
// in the mean, and u(v, w) more than that if it starts at (v, w), where
//
//	(v² + μ − w) ∂u/∂v + D ∂²u/∂v² + (βv − w)/τ_w ∂u/∂w = c − q,
//	u(v_peak, w) = b + u(0, (w + δ) e^{−t_ref/τ_w})
//
// (Poisson's equation of a Markov process). u is smooth in w, so a polynomial through
// few nodes is enough; nodes are denser towards low w, where the neuron waits for its
// spike. Differences in v are central. A row has one v and all w. The rows are
// eliminated from the lowest to the peak.
type izhGrid struct {
	reset int             // the row of v = 0
	twoDv []float64       // v of the next row less v of the row before
	down  [][]float64     // coefficients of the row before
	own   []*mat.Dense    // inverse of the coefficients of the row itself, after elimination
	next  []*mat.Dense    // u of the row = next · u of the next row + what c and q add
	jump  *mat.Dense      // u(0, …) after a spike, from u(0, ·)
	ofC   []*mat.VecDense // what c = 1 adds
	ends  mat.LU          // equations of c and of u at the peak
}

const (
	izhLevels = 80 // rows, about
	izhNodes  = 24 // of w
)

var izhX, izhBary, izhDiff = chebyshev(izhNodes)

// chebyshev returns the n Chebyshev–Lobatto nodes on [0, 1], their barycentric
// weights, and the matrix that differentiates (Berrut & Trefethen 2004).
func chebyshev(n int) (x, weights []float64, diff *mat.Dense) {
	x, weights, diff = make([]float64, n), make([]float64, n), mat.NewDense(n, n, nil)
	for k := range n {
		x[k] = (1 - math.Cos(math.Pi*float64(k)/float64(n-1))) / 2
		weights[k] = 1 - 2*float64(k%2)
	}
	weights[0] /= 2
	weights[n-1] /= 2
	for i := range n {
		var sum float64
		for j := range n {
			if i != j {
				e := weights[j] / weights[i] / (x[i] - x[j])
				diff.Set(i, j, e)
				sum += e
			}
		}
		diff.Set(i, i, -sum)
	}
	return x, weights, diff
}

func (z *izh) grid(mu, sigma float64) *izhGrid {
	n := len(izhX)
	d := sigma * sigma / 2
	blur := math.Cbrt(d) // of v

	// w rises from lo to hi as an exponential, at first by the width to which noise
	// blurs it. v on its way to the peak draws w down to lo. Noise does not take w, after
	// a spike, up to hi.
	period, _ := z.plain(mu, sigma)
	adapted := izhJump * z.tau / (z.ref + period)
	lo := izhBeta * izhPeak * -math.Expm1(-0.45/z.tau)
	hi := adapted + math.Sqrt(adapted) + izhJump - izhBeta*math.Sqrt(max(0, -mu)+12*blur*blur)
	bend := 5 * blur * blur
	width := math.Log1p((hi - lo) / bend)
	w := make([]float64, n)
	for k, x := range izhX {
		w[k] = lo + bend*math.Expm1(width*x)
	}

	// v is stretch·sinh(y), with dy from row to row. The lowest row is where noise does
	// not take v.
	stretch := min(0.3+blur, 2)
	top := math.Asinh(izhPeak / stretch)
	bottom := math.Asinh(math.Sqrt(max(0, hi-mu)+12*blur*blur) / stretch)
	above := int(izhLevels*top/(top+bottom)) + 1
	dy := top / float64(above)
	g := &izhGrid{reset: int(bottom/dy) + 1, jump: mat.NewDense(n, n, nil)}

	up := make([]float64, n)
	for i := range g.reset + above {
		y := float64(i-g.reset) * dy
		v, dv := stretch*math.Sinh(y), stretch*dy*math.Cosh(y)
		own, down, next := mat.NewDense(n, n, nil), make([]float64, n), mat.NewDense(n, n, nil)
		for k := range n {
			drift := (v*v + mu - w[k]) / (2 * dv)
			up[k] = d/(dv*stretch*dy*math.Cosh(y+dy/2)) + drift
			relax := (izhBeta*v - w[k]) / z.tau
			switch k {
			case 0:
				relax = max(0, relax)
			case n - 1:
				relax = min(0, relax)
			}
			row := own.RawRowView(k)
			for j, e := range izhDiff.RawRowView(k) {
				row[j] = relax / (width * (w[k] - lo + bend)) * e
			}
			row[k] -= up[k]
			if i > 0 {
				down[k] = d/(dv*stretch*dy*math.Cosh(y-dy/2)) - drift
				row[k] -= down[k]
				for j, e := range g.next[i-1].RawRowView(k) {
					row[j] += down[k] * e
				}
			}
		}
		own.Inverse(own) // the error only says that the condition is bad
		next.Apply(func(_, j int, e float64) float64 { return -e * up[j] }, own)
		g.twoDv, g.down, g.own, g.next = append(g.twoDv, 2*dv), append(g.down, down), append(g.own, own), append(g.next, next)
	}

	for k := range n {
		x := min(1, math.Log1p(((w[k]+izhJump)*math.Exp(-z.ref/z.tau)-lo)/bend)/width)
		row := g.jump.RawRowView(k)
		var sum float64
		for j := range row {
			if x == izhX[j] {
				clear(row)
				row[j], sum = 1, 1
				break
			}
			row[j] = izhBary[j] / (x - izhX[j])
			sum += row[j]
		}
		for j := range row {
			row[j] /= sum
		}
	}

	// At the peak u = b + jump·next·next···u + what c and q add. u is known but for a
	// constant: its first node is 0 there, and c has the place of that node.
	var ends mat.Dense
	ends.CloneFrom(g.jump)
	for _, next := range g.next[g.reset:] {
		ends.Mul(&ends, next)
	}
	var ofC *mat.VecDense
	g.ofC, ofC = g.eliminate(func(i, k int) float64 { return 1 })
	ends.Apply(func(i, j int, e float64) float64 {
		switch j {
		case 0:
			return -ofC.AtVec(i)
		case i:
			return 1 - e
		}
		return -e
	}, &ends)
	g.ends.Factorize(&ends)
	return g
}

// eliminate returns what the right-hand side adds to u, and what it adds to u after
// a spike if u is 0 at the peak. Indices are row and node.
func (g *izhGrid) eliminate(right func(i, k int) float64) (u []*mat.VecDense, after *mat.VecDense) {
	n := g.jump.RawMatrix().Cols
	u = make([]*mat.VecDense, len(g.own))
	for i := range u {
		u[i] = mat.NewVecDense(n, nil)
		for k := range n {
			e := right(i, k)
			if i > 0 {
				e -= g.down[i][k] * u[i-1].AtVec(k)
			}
			u[i].SetVec(k, e)
		}
		u[i].MulVec(g.own[i], u[i])
	}
	after = mat.NewVecDense(n, nil)
	for i := len(u) - 1; i >= g.reset; i-- {
		after.MulVec(g.next[i], after)
		after.AddVec(after, u[i])
	}
	after.MulVec(g.jump, after)
	return u, after
}

// mean returns c, and u of all rows and of the peak.
func (g *izhGrid) mean(b float64, q func(i, k int) float64) (c float64, u []*mat.VecDense) {
	u, peak := g.eliminate(func(i, k int) float64 { return -q(i, k) })
	for k := range peak.Len() {
		peak.SetVec(k, peak.AtVec(k)+b)
	}
	g.ends.SolveVecTo(peak, false, peak) // as above
	c = peak.AtVec(0)
	peak.SetVec(0, 0)
	u = append(u, peak)
	var from mat.VecDense
	for i := len(u) - 2; i >= 0; i-- {
		from.MulVec(g.next[i], u[i+1])
		u[i].AddScaledVec(u[i], c, g.ofC[i])
		u[i].AddVec(u[i], &from)
	}
	return c, u
}
