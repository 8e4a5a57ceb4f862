package sim

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Structure is what is put into random weights by hand (docs/SCIENCE.md, section 1).
// The four correlations are those of metrics/motifs, between weights that exist.
// The zero Structure is independent weights.
type Structure struct {
	Kappa      float64 // of J_ij and J_ji
	Convergent float64 // of J_ij and J_ik
	Divergent  float64 // of J_ij and J_kj
	Chain      float64 // of J_ij and J_jk
	Rank1      float64 // strength of the rank-one part
	Overlap    float64 // of its two vectors
}

// None reports whether the weights are independent.
func (s Structure) None() bool { return s == Structure{Overlap: s.Overlap} }

const leastStructured = 5 // neurons: the amplitudes of fewer do not exist

// check reports which of the combination no network of n neurons has.
func (s Structure) check(n int) error {
	const rounding = 1e-12 // of sums such as .1 + .2
	switch own, pair := s.Convergent+s.Divergent, s.Kappa-2*s.Chain; {
	case s.None():
		return nil
	case n < leastStructured:
		return fmt.Errorf("net.n = %d is too few for net.kappa, net.con, net.div, net.chn and net.rank1; must be at least %d", n, leastStructured)
	case own > 1+rounding:
		return fmt.Errorf("net.con + net.div = %.6g; must be at most 1", own)
	case float64(s.Chain*s.Chain) > float64(s.Convergent*s.Divergent)+rounding:
		return fmt.Errorf("net.chn = %.6g is impossible with net.con = %.6g and net.div = %.6g; its size must be at most √(net.con·net.div) = %.6g",
			s.Chain, s.Convergent, s.Divergent, math.Sqrt(s.Convergent*s.Divergent))
	case math.Abs(pair) > 1-own+rounding:
		return fmt.Errorf("net.kappa = %.6g is impossible with net.con = %.6g, net.div = %.6g and net.chn = %.6g; must be from %.6g to %.6g",
			s.Kappa, s.Convergent, s.Divergent, s.Chain, max(-1, 2*s.Chain-1+own), min(1, 2*s.Chain+1-own))
	}
	return nil
}

// amplitudes are what weights of a Structure are made of:
//
//	J_ij √(pN) = √own Y_ij + row·a_i + column·b_j,  corr(Y_ij, Y_ji) = pair
//
// a and b have mean 0, variance 1 and the correlation ab.
type amplitudes struct{ own, pair, row, column, ab float64 }

// amplitudes makes the expected correlations, as metrics/motifs measures them, those
// of s. The mean of all weights is taken away there, so a row term of variance A
// leaves −A/(N−1) in every other correlation: these are the terms with e. Balanced
// rows have no row term; f is the share of a weight in the mean of its row.
func (s Structure) amplitudes(n int, p float64, balance Balance) amplitudes {
	e := 1 / float64(n-1)
	var a, b, c, own, pair float64 // variances of the terms, covariances of a_i with b_i and of Y_ij with Y_ji
	if balance == Rows {
		f := min(e/p, 0.5)
		left := 1 - s.Convergent
		a, c = s.Convergent, s.Chain
		b = float64(s.Divergent * (1 - f))
		if left > 0 {
			total := 1 - f + float64(e*s.Divergent)/left // of what is left, after the balance
			b = float64(s.Divergent*total) * (1 + 2*(f-e))
			pair = (float64((s.Kappa-float64(2*s.Chain))*total) - float64(b*e)) / float64((1-f)*(1-f))
		}
		own = 1 - a - b
	} else {
		det := float64((1 - float64(3*e)) * (1 + e))
		sum := (float64((1-e)*(s.Convergent+s.Divergent)) + float64(4*e*s.Chain)) / det
		difference := (s.Convergent - s.Divergent) / (1 + e)
		a, b = (sum+difference)/2, (sum-difference)/2
		c = (float64((1-e)*s.Chain) + float64(e*(s.Convergent+s.Divergent))) / det
		own = 1 - sum + float64(2*e*c)
		pair = s.Kappa - float64(2*c) + float64(e*sum)
	}
	// At the limits of check the terms with e go beyond what there is.
	a, b, own = max(0, a), max(0, b), max(0, own)
	x := amplitudes{own: math.Sqrt(own), row: math.Sqrt(a), column: math.Sqrt(b)}
	if own > 0 {
		x.pair = min(max(pair/own, -1), 1)
	}
	if a > 0 && b > 0 {
		x.ab = min(max(c/float64(x.row*x.column), -1), 1)
	}
	return x
}

// put puts s into c, whose weights are independent and not balanced yet. A pair of
// synapses (i from j, j from i) is turned in the plane of its two weights:
//
//	Y_ij = cos φ Z_ij + sin φ Z_ji,  sin 2φ = pair
//
// A weight without a partner stays as it is drawn. The same seed gives the same
// Z, a and b, so weights move continuously with s. The rank-one part is
//
//	rank1·m_i n_j/(pN),  Σm = Σn = 0,  Σm² = Σn² = N,  Σmn = overlap·N
//
// for j ≠ i. What self-connections would add to the eigenvalue goes to the rest of
// the row, in proportion to m_j, so the eigenvalue is rank1·overlap also in small
// networks.
func (s Structure) put(c Coupling, n int, p float64, balance Balance, src rand.Source) {
	rng := rand.New(src)
	x := s.amplitudes(n, p, balance)
	a, b := x.vectors(n, rng)
	m, k := amplitudes{ab: s.Overlap}.vectors(n, rng)
	cos := math.Sqrt((1 + math.Sqrt(1-float64(x.pair*x.pair))) / 2)
	sin := x.pair / float64(2*cos)
	scale := 1 / math.Sqrt(float64(p*float64(n)))
	one := s.Rank1 / float64(p*float64(n))
	term := func(i, j int) float64 {
		w := float64(scale * (float64(x.row*a[i]) + float64(x.column*b[j])))
		loop := float64(m[i]*k[i]) / (float64(n) - float64(m[i]*m[i]))
		return w + float64(one*float64(m[i]*(k[j]+float64(loop*m[j]))))
	}
	c.eachPair(func(i, j int, ij, ji *float64) {
		if ji == nil {
			*ij = float64(x.own**ij) + term(i, j)
			return
		}
		y, z := float64(cos**ij)+float64(sin**ji), float64(cos**ji)+float64(sin**ij)
		*ij, *ji = float64(x.own*y)+term(i, j), float64(x.own*z)+term(j, i)
	})
}

// vectors draws a and b.
func (x amplitudes) vectors(n int, rng *rand.Rand) (a, b []float64) {
	a, b = make([]float64, n), make([]float64, n)
	for _, v := range [][]float64{a, b} {
		for i := range v {
			v[i] = Normal(rng)
		}
		standardise(v)
	}
	var dot float64
	for i := range a {
		dot += float64(a[i] * b[i])
	}
	for i := range b {
		b[i] -= float64(dot / float64(n) * a[i])
	}
	standardise(b)
	rest := math.Sqrt(1 - float64(x.ab*x.ab))
	for i := range b {
		b[i] = float64(x.ab*a[i]) + float64(rest*b[i])
	}
	return a, b
}

// standardise gives v the mean 0 and the variance 1.
func standardise(v []float64) {
	var mean, square float64
	for _, x := range v {
		mean += x / float64(len(v))
	}
	for i := range v {
		v[i] -= mean
		square += float64(v[i] * v[i])
	}
	scale := math.Sqrt(float64(len(v)) / square)
	for i := range v {
		v[i] *= scale
	}
}

// eachPair of a dense J has no single synapses.
func (d *Dense) eachPair(f func(i, j int, ij, ji *float64)) {
	for j := range d.n {
		for i := range j {
			f(i, j, &d.col[j*d.n+i], &d.col[i*d.n+j])
		}
	}
}

func (s *Sparse) eachPair(f func(i, j int, ij, ji *float64)) {
	for j := range s.N {
		pre, pos := s.Row(j)
		for k := s.ColPtr[j]; k < s.ColPtr[j+1]; k++ {
			i := int(s.Post[k])
			at, mutual := slices.BinarySearch(pre, int32(i))
			switch {
			case !mutual:
				f(i, j, &s.Val[k], nil)
			case i < j:
				f(i, j, &s.Val[k], &s.Val[pos[at]])
			}
		}
	}
}

// withGiven refuses structure where weights are given.
func (s Structure) withGiven() error {
	if s == (Structure{}) {
		return nil
	}
	return errors.New("net.kappa, net.con, net.div, net.chn and net.rank1 are of random weights; must be 0 with given weights")
}
