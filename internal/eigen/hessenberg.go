package eigen

import (
	"context"
	"math"

	"gonum.org/v1/gonum/blas"

	"spiketop/internal/vec"
)

const (
	yes = blas.Trans
	no  = blas.NoTrans
)

// hessenberg reduces the m×m matrix a, whose rows are stride numbers apart, to
// Hessenberg form by an orthogonal similarity, a panel of columns at a time
// (Quintana-Ortí & van de Geijn 2006, ACM TOMS 32, 180). What stands below the
// subdiagonal is 0 then.
func hessenberg(ctx context.Context, a []float64, m, stride int) error {
	const width = 32
	p := panel{a: a, m: m, stride: stride}
	p.v, p.y, p.w = make([]float64, width*m), make([]float64, width*m), make([]float64, width*m)
	for at := 0; at < m-2; at += width {
		if err := ctx.Err(); err != nil {
			return err
		}
		p.reduce(at, min(width, m-2-at))
	}
	return nil
}

// panel is some columns of a. With V its reflectors, I − V T Vᵀ is their product,
// and Y = A V T. Of V and Y each column is a row here.
type panel struct {
	a         []float64
	m, stride int
	v, y, w   []float64
	t         [32 * 32]float64
}

// reduce reduces the columns at … at + count.
func (p *panel) reduce(at, count int) {
	m, a, n := p.m, p.a, p.stride
	top := at + 1 // the first row that changes in the panel, and the first of V
	low := m - top
	v, y := p.v[:count*m], p.y[:count*m]
	clear(v)
	b := p.w[:m]
	var w, z [32]float64
	for j := range count {
		for r := range m {
			b[r] = a[r*n+at+j]
		}
		if j > 0 {
			// From the right: column j takes A V T times row j of V. From the left: V Tᵀ Vᵀ.
			for l := range j {
				w[l] = v[l*m+at+j]
			}
			impl.Dgemv(yes, j, low, -1, y[top:], m, w[:], 1, 1, b[top:], 1)
			impl.Dgemv(no, j, low, 1, v[top:], m, b[top:], 1, 0, w[:], 1)
			impl.Dgemv(yes, j, j, 1, p.t[:], 32, w[:], 1, 0, z[:], 1)
			impl.Dgemv(yes, j, low, -1, v[top:], m, z[:], 1, 1, b[top:], 1)
		}
		x := v[j*m:][:m]
		copy(x[top+j:], b[top+j:])
		beta, tau := reflector(x[top+j:])
		b[top+j] = beta
		clear(b[top+j+1:])
		for r := top; r < m; r++ {
			a[r*n+at+j] = b[r]
		}

		next := y[j*m:][:m]
		impl.Dgemv(no, low, low-j, tau, a[top*n+top+j:], n, x[top+j:], 1, 0, next[top:], 1)
		if j > 0 {
			impl.Dgemv(no, j, low, tau, v[top:], m, x[top:], 1, 0, w[:], 1)
			impl.Dgemv(yes, j, low, -1, y[top:], m, w[:], 1, 1, next[top:], 1)
			impl.Dgemv(no, j, j, -1, p.t[:], 32, w[:], 1, 0, z[:], 1)
		}
		for l := range j {
			p.t[l*32+j] = z[l]
		}
		p.t[j*32+j] = tau
	}

	// The rows of Y above: there A has not changed.
	impl.Dgemm(no, yes, count, top, low, 1, v[top:], m, a[top:], n, 0, p.w, top)
	impl.Dgemm(yes, no, count, top, count, 1, p.t[:], 32, p.w, top, 0, y, m)

	// From the right: A − Y Vᵀ, of the panel only the rows above.
	rest := at + count
	impl.Dgemm(yes, no, top, count-1, count, -1, y, m, v[top:], m, 1, a[top:], n)
	impl.Dgemm(yes, no, m, m-rest, count, -1, y, m, v[rest:], m, 1, a[rest:], n)

	// From the left: A − V Tᵀ Vᵀ A.
	right := m - rest
	w1, w2 := p.w[:count*right], p.y[:count*right]
	impl.Dgemm(no, no, count, right, low, 1, v[top:], m, a[top*n+rest:], n, 0, w1, right)
	impl.Dgemm(yes, no, count, right, count, 1, p.t[:], 32, w1, right, 0, w2, right)
	impl.Dgemm(yes, no, low, right, count, -1, v[top:], m, w2, right, 1, a[top*n+rest:], n)
}

// reflector makes x the vector v, v_0 = 1, of the reflection I − τ v vᵀ that takes
// x to (β, 0, …).
func reflector(x []float64) (beta, tau float64) {
	rest := vec.Dot(x[1:], x[1:])
	alpha := x[0]
	x[0] = 1
	if rest == 0 {
		clear(x[1:])
		return alpha, 0
	}
	beta = -math.Copysign(math.Sqrt(math.FMA(alpha, alpha, rest)), alpha)
	for i := range x[1:] {
		x[i+1] /= alpha - beta
	}
	return beta, (beta - alpha) / beta
}
