package rates

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// A neuron in a network has two noises: the external one is white, and the spikes
// of the others reach it through the synapses, which filter them with τ_s. Its
// input is
//
//	mu + sigma √τ_m ξ + s y,  τ_s ẏ = −y + √(2τ_s) η,
//
// with y an Ornstein-Uhlenbeck process of variance 1. The stationary density
// p(v, y) obeys a Fokker-Planck equation in two dimensions (Brunel & Sergi 1998,
// J. Theor. Biol. 195:87; Fourcaud & Brunel 2002, Neural Comput. 14:2057),
//
//	0 = −∂_v[(f(v) + mu + s y) p] + sigma²/2 ∂_v² p + (τ_m/τ_s) ∂_y(y + ∂_y) p
//
// with v at the reset as often as v was at the threshold t_ref before, while y
// goes on. Nothing closed is known for any sigma, s and τ_s, so that the code
// solves the equation.

// membrane is what the equation needs to know of a neuron type: f at the
// boundaries between cells of v.
type membrane struct {
	f     []float64 // f(v) at the boundary between cell i and the next; at the last: at the threshold
	dv    []float64 // from the middle of cell i to that of the next; at the last: to the threshold
	share []float64 // density in v of a cell of mass 1
	reset int       // the cell that a neuron is reset to
}

// modes is y on the k nodes of Gauss's quadrature for the normal density. There
// the operator of y is a matrix that is exact for polynomials below order k.
type modes struct {
	y     []float64 // the nodes
	one   []float64 // total mass of a vector of node masses
	drift []float64 // the operator of y, in units of 1/τ_m, k×k
	pause []float64 // what t_ref does to y, k×k
	tRef  float64   // t_ref/τ_m
	width float64   // of a cell; 0: nodes
}

func newModes(k int, ratio, tRef float64) *modes {
	x := mat.NewSymDense(k, nil)
	for i := 1; i < k; i++ {
		x.SetSym(i-1, i, math.Sqrt(float64(i)))
	}
	var e mat.EigenSym
	if !e.Factorize(x, true) {
		panic("rates: the nodes of the normal density did not converge")
	}
	var u mat.Dense
	e.VectorsTo(&u)
	m := &modes{y: e.Values(nil), one: make([]float64, k), drift: make([]float64, k*k), pause: make([]float64, k*k), tRef: tRef}
	for a := range k {
		m.one[a] = u.At(0, a)
		for b := range k {
			for n := range k {
				c := u.At(n, a) * u.At(n, b)
				m.drift[a*k+b] -= ratio * float64(n) * c
				m.pause[a*k+b] += math.Exp(-ratio*tRef*float64(n)) * c
			}
		}
	}
	return m
}

// newCells is y on k cells of equal width. Without white noise nothing smooths
// the density at threshold, where it has an edge at the y whose drift is 0, and
// polynomials do not follow an edge.
func newCells(k int, ratio, tRef float64) *modes {
	const end = 4.2
	m := &modes{y: make([]float64, k), one: make([]float64, k), drift: make([]float64, k*k), tRef: tRef, width: 2 * end / float64(k)}
	for a := range k {
		m.y[a], m.one[a] = -end+(float64(a)+0.5)*m.width, 1
	}
	for a := range k - 1 { // ∂_y(y + ∂_y), in detailed balance with the normal density
		p := -(m.y[a] + m.y[a+1]) / 2 * m.width
		up, down := ratio*bernoulli(-p)/(m.width*m.width), ratio*bernoulli(p)/(m.width*m.width)
		m.drift[a*k+a] -= up
		m.drift[(a+1)*k+a] += up
		m.drift[(a+1)*k+a+1] -= down
		m.drift[a*k+a+1] += down
	}
	var pause, of mat.Dense
	of.Scale(tRef, mat.NewDense(k, k, m.drift))
	pause.Exp(&of)
	m.pause = pause.RawMatrix().Data
	return m
}

func newGrid(sigma, s, ratio, tRef float64) *modes {
	switch {
	case sigma > s:
		return newModes(10, ratio, tRef)
	case sigma > s*leastWhite:
		return newModes(20, ratio, tRef)
	}
	return newCells(64, ratio, tRef)
}

// positive is the mean of max(drift, 0) over a cell of y, s wide in drift.
func positive(drift, width float64) float64 {
	switch h := width / 2; {
	case drift >= h:
		return drift
	case drift > -h:
		return (drift + h) * (drift + h) / (4 * h)
	}
	return 0
}

// solve returns the rate in spikes per τ_m, with tauS in units of τ_m. The flux
// between cells is exact for a constant drift (Scharfetter & Gummel 1969), so its
// error is of first order in the width of a cell where drift prevails. Two widths
// take it away.
func (r renewal) solve(mu, sigma, s, tauS float64) float64 {
	const cells = 96
	m := newGrid(sigma, s, 1/tauS, r.refractory)
	return 2*m.rate(r.cells(mu, sigma, s, 2*cells), mu, sigma, s) - m.rate(r.cells(mu, sigma, s, cells), mu, sigma, s)
}

// rate solves the equation on the cells of c.
func (m *modes) rate(c membrane, mu, sigma, s float64) float64 {
	e := m.eliminate(c, mu, sigma, s)
	k, n := len(m.y), len(c.f)
	flux := fixed(e.through, m.one, k)
	v, total, next := make([]float64, k), make([]float64, k), make([]float64, k)
	for i := n - 1; i >= 0; i-- {
		for x := range k {
			var sum float64
			for y := range k {
				sum += e.h[(i*k+x)*k+y] * flux[y]
				if i+1 < n {
					sum += e.g[(i*k+x)*k+y] * v[y]
				}
			}
			next[x] = sum
			total[x] += sum
		}
		v, next = next, v
	}
	var mass float64
	for x := range k {
		mass += m.one[x] * total[x]
	}
	return 1 / (mass + m.tRef)
}

// elimination is what one pass over the cells, from below, leaves of the equation:
// m_i = g_i m_{i+1} + h_i flux, and the flux at threshold for each flux at the reset.
type elimination struct{ g, h, through []float64 }

func (m *modes) eliminate(c membrane, mu, sigma, s float64) elimination {
	k := len(m.y)
	n, d := len(c.f), sigma*sigma/2
	up, down := make([]float64, n*k), make([]float64, n*k) // out of cell i upwards; out of cell i+1 downwards
	for i := range n {
		for a, y := range m.y {
			drift := c.f[i] + mu + s*y
			if d > 0 && !math.IsInf(drift, 1) {
				p := drift * c.dv[i] / d
				up[i*k+a] = d / c.dv[i] * bernoulli(-p) * c.share[i]
				if i+1 < n {
					down[i*k+a] = d / c.dv[i] * bernoulli(p) * c.share[i+1]
				}
				continue
			}
			up[i*k+a] = positive(drift, s*m.width) * c.share[i]
			if i+1 < n {
				down[i*k+a] = positive(-drift, s*m.width) * c.share[i+1]
			}
		}
		if math.IsInf(c.f[i], 1) { // the QIF's threshold, which everything crosses
			for a := range k {
				up[i*k+a] = c.share[i]
			}
		}
	}
	// up_{i−1} m_{i−1} + (drift − up_i − down_{i−1}) m_i + down_i m_{i+1} = −[i = reset] pause·flux,
	// eliminated from below: m_i = g_i m_{i+1} + h_i·flux.
	g, h := make([]float64, n*k*k), make([]float64, n*k*k)
	a, t := make([]float64, k*k), make([]float64, k*k)
	for i := range n {
		copy(a, m.drift)
		for x := range k {
			a[x*k+x] -= up[i*k+x]
			if i > 0 {
				a[x*k+x] -= down[(i-1)*k+x]
				for y := range k {
					a[x*k+y] += up[(i-1)*k+x] * g[((i-1)*k+x)*k+y]
				}
			}
		}
		invert(a, k)
		if i+1 < n {
			for x := range k {
				for y := range k {
					g[(i*k+x)*k+y] = -a[x*k+y] * down[i*k+y]
				}
			}
		}
		if i < c.reset {
			continue
		}
		for x := range k {
			for y := range k {
				t[x*k+y] = 0
				if i > 0 {
					t[x*k+y] = -up[(i-1)*k+x] * h[((i-1)*k+x)*k+y]
				}
				if i == c.reset {
					t[x*k+y] -= m.pause[x*k+y]
				}
			}
		}
		multiply(h[i*k*k:][:k*k], a, t, k)
	}
	last, through := h[(n-1)*k*k:], make([]float64, k*k)
	for x := range k {
		for y := range k {
			through[x*k+y] = up[(n-1)*k+x] * last[x*k+y]
		}
	}
	return elimination{g, h, through}
}

// bernoulli is p/(e^p − 1).
func bernoulli(p float64) float64 {
	switch {
	case math.Abs(p) < 1e-9:
		return 1 - p/2
	case p > 700:
		return 0
	}
	return p / math.Expm1(p)
}

// fixed returns the vector x = a x with one·x = 1. Since one·a = one, the rows of
// a − 1 depend on each other, and the sum takes the place of the last.
func fixed(a, one []float64, k int) []float64 {
	m := mat.NewDense(k, k, append([]float64(nil), a...))
	b := mat.NewVecDense(k, nil)
	for i := range k - 1 {
		m.Set(i, i, m.At(i, i)-1)
	}
	m.SetRow(k-1, one)
	b.SetVec(k-1, 1)
	var x mat.VecDense
	if err := x.SolveVec(m, b); err != nil {
		return make([]float64, k)
	}
	return x.RawVector().Data
}

// multiply does dst ← a b for k×k matrices.
func multiply(dst, a, b []float64, k int) {
	for x := range k {
		row := dst[x*k:][:k]
		clear(row)
		for z := range k {
			f := a[x*k+z]
			for y, v := range b[z*k:][:k] {
				row[y] += f * v
			}
		}
	}
}

// invert inverts a in place (Gauss-Jordan). The matrices here are dominated by their diagonal.
func invert(a []float64, k int) {
	for p := range k {
		piv := a[p*k:][:k]
		inv := 1 / piv[p]
		piv[p] = 1
		for y := range piv {
			piv[y] *= inv
		}
		for x := range k {
			if x == p {
				continue
			}
			row := a[x*k:][:k]
			f := row[p]
			row[p] = 0
			for y, v := range piv {
				row[y] -= f * v
			}
		}
	}
}

func lifCells(mu, sigma, s float64, cells int) membrane {
	// The width of a cell does not depend on mu, whose derivative is wanted.
	width := math.Sqrt(sigma*sigma/2 + s*s)
	n := int(math.Round(float64(cells) / min(8, 1+4*width))) // from the reset to the threshold
	h := 1 / float64(n)
	lo := min(-0.2, mu-4.5*s-3.5*sigma)
	below := int(math.Ceil(-lo / h))
	m := membrane{reset: below}
	for i := range below + n {
		v := (float64(i+1) - float64(below)) * h // upper boundary
		m.f, m.dv, m.share = append(m.f, -v), append(m.dv, h), append(m.share, 1/h)
	}
	m.dv[len(m.dv)-1] = h / 2
	return m
}

// qifCells are of equal width in θ, v = tan(θ/2).
func qifCells(_, _, _ float64, cells int) membrane {
	w := 2 * math.Pi / float64(cells)
	middle := func(i int) float64 { return math.Tan((-math.Pi + (float64(i)+0.5)*w) / 2) }
	m := membrane{}
	for i := range cells {
		v := middle(i)
		b := math.Tan((-math.Pi + float64(i+1)*w) / 2)
		m.f, m.share = append(m.f, b*b), append(m.share, 2/(1+v*v)/w)
		m.dv = append(m.dv, middle(i+1)-v)
	}
	last := cells - 1
	m.f[last], m.share[last] = math.Inf(1), 2/w
	return m
}
