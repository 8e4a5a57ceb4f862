package learn

import (
	"fmt"
	"math"

	"spiketop/internal/vec"
)

// RLS is P, the inverse correlation matrix of a set of regressors. One update is
//
//	k = P x,  c = 1/(1 + xᵀk),  P ← P − c k kᵀ,  P(0) = I/λ.
//
// An update does not always rewrite P. RLS stores a matrix S and up to hold
// vectors q_l = √c k that are not yet subtracted: P = S − Σ_l q_l q_lᵀ. All of
// them are subtracted from S together.
//
// Where S fits into the processor's cache, hold is 8, and most updates only read
// S. Where S does not fit, reading S takes the time, and writing S back takes no
// more: hold is 1, and the waiting q is subtracted in the same pass over S that
// forms P x.
type RLS struct {
	n    int
	p    vec.Symmetric // S
	q    []float64     // room for hold vectors q_l, one after the other
	room []float64     // S and q: all that is stored
	hold int
	held int       // how many q_l wait
	x, k []float64 // scratch of Gain, padded; nil where the caller brings his own
}

const (
	holdMost = 8
	inCache  = 180_000 // numbers that stay in the cache of one processor, about 1.5 MB
)

// holdFor is the hold of an RLS, where all P of a network have so many numbers.
func holdFor(numbers int) int {
	if numbers > inCache {
		return 1
	}
	return holdMost
}

// NewRLS returns P = I/λ for n regressors.
func NewRLS(n int, lambda float64) *RLS {
	hold := holdFor(vec.SymmetricLen(n))
	r := newRLS(n, hold, make([]float64, rlsLen(n, hold)), lambda)
	r.x, r.k = make([]float64, vec.Pad(n)), make([]float64, vec.Pad(n))
	return r
}

// rlsLen is how many numbers an RLS of n regressors stores: the tiles of S, then q.
func rlsLen(n, hold int) int { return vec.SymmetricLen(n) + hold*vec.Pad(n) }

func newRLS(n, hold int, room []float64, lambda float64) *RLS {
	tiles, all := vec.SymmetricLen(n), rlsLen(n, hold)
	r := &RLS{n: n, p: vec.NewSymmetric(n, room[:tiles:tiles]), q: room[tiles:all:all], room: room[:all:all], hold: hold}
	r.reset(lambda)
	return r
}

func (r *RLS) reset(lambda float64) {
	r.p.Scaled(1 / lambda)
	r.held = 0
}

// Gain does one update for the regressors x: it writes k = P x (both of length
// n), changes P and returns c. An error wraps ErrDiverged, and P is unchanged.
func (r *RLS) Gain(x, k []float64) (c float64, err error) {
	copy(r.x, x)
	c, _, err = r.gain(r.x, r.k)
	copy(k, r.k)
	return c, err
}

// gain is Gain for x and k of padded length, where x is padded with zeros. It
// also returns xk = xᵀk.
func (r *RLS) gain(x, k []float64) (c, xk float64, err error) {
	pad := len(k)
	switch {
	case r.held < r.hold:
		r.p.MulVec(k, x)
	case r.hold == 1:
		r.p.SubtractMulVec(r.q, k, x)
		r.held = 0
	default:
		r.p.Subtract(r.q)
		r.p.MulVec(k, x)
		r.held = 0
	}
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
	r.held++
	return c, xk, nil
}

func finite(x float64) bool { return x-x == 0 }
