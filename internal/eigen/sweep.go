package eigen

import (
	"math"

	"gonum.org/v1/gonum/blas"
)

const (
	bulges  = 8  // in a chain
	spacing = 3  // rows from one bulge to the next
	stride  = 80 // of the buffers: what a window needs, and a vector of columns beyond
	steps   = 31 // of a chain within a window: most is whole tiles of a product then
	most    = spacing*(bulges-1) + steps + 4
)

// chain is where a chain of bulges moves.
type chain struct {
	h [(most + 1) * stride]float64 // the window of the matrix, and a row of zeros
	u [(most + 1) * stride]float64 // what has been done to it, from the left
	v reflectors
	w []float64 // a product
}

// reflectors are those of one step, one for each bulge: I − τ v vᵀ with
// v = (1, v2, v3). The first is that of the last bulge, which comes first in the
// matrix.
type reflectors struct{ tau, v2, v3 [bulges]float64 }

// sweep moves a chain of bulges, one for each two shifts, through rows and
// columns top…bottom of h, which changes h by an orthogonal similarity. Within a
// window along the diagonal each reflection is applied at once. What lies beside and
// above the window is multiplied with their product then.
func (q *iteration) sweep(top, bottom int, shifts []complex128) {
	n, c, count := q.n, &q.chain, len(shifts)/2
	tail := spacing * (count - 1)
	if c.w == nil {
		c.w = make([]float64, most*n)
	}
	// At time t bulge j stands at t − 3j: its reflection acts on the three rows behind.
	for from := top - 1; from <= bottom-2+tail; from += steps {
		lo, hi := max(top, from-tail), min(bottom, from+steps+3)
		k := hi - lo + 1
		clear(c.u[:])
		clear(c.h[k*stride:][:stride])
		for i := range k {
			row := c.h[i*stride:][:stride]
			clear(row[copy(row, q.h[(lo+i)*n+lo:][:k]):])
			c.u[i*stride+i] = 1
		}
		for t := from; t < from+steps; t++ {
			first := max(0, (t-(bottom-2)+spacing-1)/spacing) // bulge, of those that are here
			last := min(count-1, (t-(top-1))/spacing)
			if first <= last {
				c.step(t-spacing*last-lo, last-first+1, top-1-lo, hi-lo, bottom-lo, shifts[2*first:2*last+2])
			}
		}
		for i := range k {
			copy(q.h[(lo+i)*n+lo:][:k], c.h[i*stride:])
		}
		if right := bottom - hi; right > 0 {
			impl.Dgemm(blas.NoTrans, blas.NoTrans, k, right, k, 1, c.u[:], stride, q.h[lo*n+hi+1:], n, 0, c.w, right)
			for i := range k {
				copy(q.h[(lo+i)*n+hi+1:][:right], c.w[i*right:])
			}
		}
		if above := lo - top; above > 0 {
			impl.Dgemm(blas.NoTrans, blas.Trans, above, k, k, 1, q.h[top*n+lo:], n, c.u[:], stride, 0, c.w, k)
			for i := range above {
				copy(q.h[(top+i)*n+lo:][:k], c.w[i*k:])
			}
		}
	}
}

// step moves count bulges of the window by a row, the last of them at row at. start
// is the row before the active block, end its last row, hi that of the window.
func (c *chain) step(at, count, start, hi, end int, shifts []complex128) {
	c.v = reflectors{}
	for b := range count {
		p := at + spacing*b
		s := shifts[2*(count-1-b):]
		c.v.tau[b], c.v.v2[b], c.v.v3[b] = c.reflect(p, start, end, s[0], s[1])
	}
	for b := range count {
		p := at + spacing*b
		left3(c.h[(p+1)*stride+p+1:], hi-p, c.v.tau[b], c.v.v2[b], c.v.v3[b])
		left3(c.u[(p+1)*stride:], hi+1, c.v.tau[b], c.v.v2[b], c.v.v3[b])
	}
	right3(c.h[at+1:], min(hi, at+spacing*(count-1)+4)+1, &c.v)
	for b := range count {
		if p := at + spacing*b; p > start {
			c.vanish(p)
		}
	}
}

// reflect returns the reflection that moves the bulge at row p on by a row, or that
// makes it if p is the row before the block.
func (c *chain) reflect(p, start, end int, s0, s1 complex128) (tau, v2, v3 float64) {
	h := c.h[:]
	if p == start {
		x, y, z := introduce(h[(p+1)*stride+p+1:], s0, s1)
		_, tau, v2, v3 = householder(x, y, z)
		return tau, v2, v3
	}
	column := h[(p+1)*stride+p:]
	if p == end-2 {
		column[0], tau, v2, _ = householder(column[0], column[stride], 0)
		column[stride] = 0
		return tau, v2, 0
	}
	x, y, z := column[0], column[stride], column[2*stride]
	beta, tau, v2, v3 := householder(x, y, z)
	if next := column[2*stride:]; z == 0 && next[1] == 0 && next[2] != 0 {
		// The bulge has collapsed. It is made anew if what that leaves behind is small.
		a, b, d := introduce(h[(p+1)*stride+p+1:], s0, s1)
		_, tau1, w2, w3 := householder(a, b, d)
		sum := tau1 * (x + w2*y)
		near := math.Abs(h[p*stride+p]) + math.Abs(h[(p+1)*stride+p+1]) + math.Abs(h[(p+2)*stride+p+2])
		if math.Abs(y-sum*w2)+math.Abs(sum*w3) <= ulp*near {
			beta, tau, v2, v3 = x-sum, tau1, w2, w3
		}
	}
	column[0], column[stride], column[2*stride] = beta, 0, 0
	return tau, v2, v3
}

const (
	ulp  = 0x1p-52
	tiny = 0x1p-1022 / ulp
)

// vanish makes the subdiagonal number behind p zero if that is a change of the
// size of rounding, by the criterion of Ahues & Tisseur (1997, LAPACK Working
// Note 122).
func (c *chain) vanish(p int) {
	h00, h01 := c.h[p*stride+p], c.h[p*stride+p+1]
	h10, h11 := &c.h[(p+1)*stride+p], c.h[(p+1)*stride+p+1]
	x := math.Abs(*h10)
	if x == 0 || x > max(tiny, ulp*(math.Abs(h00)+math.Abs(h11))) {
		return
	}
	high, low := max(x, math.Abs(h01)), min(x, math.Abs(h01))
	big, diff := max(math.Abs(h11), math.Abs(h00-h11)), min(math.Abs(h11), math.Abs(h00-h11))
	scale := big + high
	if t := diff * (big / scale); t == 0 || low*(high/scale) <= max(tiny, ulp*t) {
		*h10 = 0
	}
}

// introduce returns a multiple of the first column of (H − s0)(H − s1), for the
// leading 3×3 block of H.
func introduce(h []float64, s0, s1 complex128) (x, y, z float64) {
	h00, h01, h02 := h[0], h[1], h[2]
	h10, h11, h12 := h[stride], h[stride+1], h[stride+2]
	h20, h21, h22 := h[2*stride], h[2*stride+1], h[2*stride+2]
	scale := math.Abs(h00-real(s1)) + math.Abs(imag(s1)) + math.Abs(h10) + math.Abs(h20)
	if scale == 0 {
		return 0, 0, 0
	}
	a, b := h10/scale, h20/scale
	x = (h00-real(s0))*((h00-real(s1))/scale) - imag(s0)*(imag(s1)/scale) + h01*a + h02*b
	y = a*(h00+h11-real(s0)-real(s1)) + h12*b
	z = b*(h00+h22-real(s0)-real(s1)) + h21*a
	return x, y, z
}

// householder returns the reflection that takes (x, y, z) to (β, 0, 0).
func householder(x, y, z float64) (beta, tau, v2, v3 float64) {
	if y == 0 && z == 0 {
		return x, 0, 0, 0
	}
	scale := max(math.Abs(x), math.Abs(y), math.Abs(z))
	x, y, z = x/scale, y/scale, z/scale
	norm := math.Sqrt(x*x + y*y + z*z)
	if x > 0 {
		norm = -norm
	}
	d := x - norm
	return norm * scale, -d / norm, y / d, z / d
}
