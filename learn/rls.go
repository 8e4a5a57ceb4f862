package learn

import (
	"errors"
	"fmt"
	"math"

	"spiketop/internal/vec"
)

// RLS is P, the inverse correlation matrix of a set of regressors, with
//
//	k = P x,  c = 1/(1 + xᵀk),  P ← P − c k kᵀ,  P(0) = I/λ.
//
// Changes are held back: until there are holdMost of them P is what its tiles
// say less Σ_l q_l q_lᵀ, q = √c k, so each update reads P once and only every
// holdMost-th writes it. When they go in depends on their number alone.
type RLS struct {
	n    int
	p    vec.Symmetric
	q    []float64 // the changes held back, one after the other
	held int
	x, k []float64 // room for Gain; nil where the caller brings padded ones
}

const holdMost = 8

// ErrDiverged is wrapped by every error of Gain and Update.
var ErrDiverged = errors.New("training diverged")

// NewRLS returns P = I/λ for n regressors.
func NewRLS(n int, lambda float64) *RLS {
	r := newRLS(n, make([]float64, rlsLen(n)))
	r.x, r.k = make([]float64, vec.Pad(n)), make([]float64, vec.Pad(n))
	r.reset(lambda)
	return &r
}

// rlsLen is how many numbers an RLS of n regressors takes: the tiles of P, then q.
func rlsLen(n int) int { return vec.SymmetricLen(n) + holdMost*vec.Pad(n) }

func newRLS(n int, room []float64) RLS {
	tiles := vec.SymmetricLen(n)
	return RLS{n: n, p: vec.NewSymmetric(n, room[:tiles:tiles]), q: room[tiles:rlsLen(n):rlsLen(n)]}
}

func (r *RLS) reset(lambda float64) {
	r.p.Scaled(1 / lambda)
	r.held = 0
}

// Gain takes the regressors x, writes k = P x (both of length n), changes P and
// returns c. With an error, which wraps ErrDiverged, P stays as it was.
func (r *RLS) Gain(x, k []float64) (c float64, err error) {
	copy(r.x, x)
	c, _, err = r.gain(r.x, r.k)
	copy(k, r.k)
	return c, err
}

// gain is Gain for x and k of padded length, the padding of x being 0; xk is xᵀk.
func (r *RLS) gain(x, k []float64) (c, xk float64, err error) {
	r.p.MulVec(k, x)
	pad := len(k)
	for l := range r.held {
		q := r.q[l*pad:][:pad]
		vec.Axpy(k, -vec.Dot(q, x), q)
	}
	xk = vec.Dot(x, k)
	switch {
	case !finite(xk):
		return 0, xk, fmt.Errorf("%w: P is not finite", ErrDiverged)
	case xk < 0:
		return 0, xk, fmt.Errorf("%w: P is no longer positive (xᵀPx = %.3g)", ErrDiverged, xk)
	}
	c = 1 / (1 + xk)
	q, root := r.q[r.held*pad:][:pad], math.Sqrt(c)
	for i, v := range k {
		q[i] = root * v
	}
	if r.held++; r.held == holdMost {
		r.p.Subtract(r.q)
		r.held = 0
	}
	return c, xk, nil
}

// at is element (i, j) of P, with what is held back.
func (r *RLS) at(i, j int) float64 {
	x, pad := r.p.At(i, j), vec.Pad(r.n)
	for l := range r.held {
		x = math.FMA(-r.q[l*pad+i], r.q[l*pad+j], x)
	}
	return x
}

// fill overwrites P: for tests of what must not spread.
func (r *RLS) fill(x float64) {
	r.p.Fill(x)
	r.held = 0
}

func finite(x float64) bool { return x-x == 0 }
