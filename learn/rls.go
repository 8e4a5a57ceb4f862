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
// Changes are held back, hold of them at most: until they go in P is what its
// tiles say less Σ_l q_l q_lᵀ, q = √c k. Where P is in the cache eight of them
// are, so that most updates only read it; where it is not, writing what was read
// costs nothing more, and the one change goes in as P x is formed.
type RLS struct {
	n    int
	p    vec.Symmetric
	q    []float64 // the changes held back, one after the other
	hold int
	held int
	x, k []float64 // room for Gain; nil where the caller brings padded ones
}

const (
	holdMost = 8
	inCache  = 180_000 // numbers that stay in the cache of one processor, about 1.5 MB
)

// holdFor is how many changes to hold back where all P together are so many numbers.
func holdFor(numbers int) int {
	if numbers > inCache {
		return 1
	}
	return holdMost
}

// ErrDiverged is wrapped by every error of Gain and Update.
var ErrDiverged = errors.New("training diverged")

// NewRLS returns P = I/λ for n regressors.
func NewRLS(n int, lambda float64) *RLS {
	hold := holdFor(vec.SymmetricLen(n))
	r := newRLS(n, hold, make([]float64, rlsLen(n, hold)))
	r.x, r.k = make([]float64, vec.Pad(n)), make([]float64, vec.Pad(n))
	r.reset(lambda)
	return &r
}

// rlsLen is how many numbers an RLS of n regressors takes: the tiles of P, then q.
func rlsLen(n, hold int) int { return vec.SymmetricLen(n) + hold*vec.Pad(n) }

func newRLS(n, hold int, room []float64) RLS {
	tiles, all := vec.SymmetricLen(n), rlsLen(n, hold)
	return RLS{n: n, p: vec.NewSymmetric(n, room[:tiles:tiles]), q: room[tiles:all:all], hold: hold}
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
