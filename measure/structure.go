package measure

import (
	"math"
	"math/cmplx"
	"slices"

	"spiketop/metrics/motifs"
	"spiketop/run"
	"spiketop/sim"
)

// Structure is what the structure set by hand leads to in random weights W, for large
// N. Nothing in it is measured. Equations and sources: docs/SCIENCE.md, section 1.
type Structure struct {
	Set motifs.Weighted
	// Left is what the balance leaves of Set. The balance itself makes a convergent
	// correlation of −1/(pN), and a chain of −κ/N.
	Left motifs.Weighted
	// Re and Im are the half axes of the ellipse that the bulk of the eigenvalues of W
	// fills.
	Re, Im float64
	// RankOne is the eigenvalue of the rank-one part; NaN where it does not leave the
	// bulk.
	RankOne float64
	// Chains is one of the pair of eigenvalues ±Chains that chains move; NaN where they
	// do not leave the bulk.
	Chains complex128
}

// StructureOf computes the theory of the parameters as they stand.
func StructureOf(p run.Params) Structure {
	net, s := p.Net, p.Net.Structure
	n := float64(net.N)
	t := Structure{
		Set:     motifs.Weighted{Reciprocal: s.Kappa, Convergent: s.Convergent, Divergent: s.Divergent, Chain: s.Chain},
		RankOne: math.NaN(), Chains: cmplx.NaN(),
	}
	t.Left = t.Set
	// Of the entries of W times N/g², absent ones included: the variance without the
	// terms of rows and columns, and the covariance of W_ij and W_ji without them.
	variance, pair := 1-net.P*(s.Convergent+s.Divergent), net.P*(s.Kappa-2*s.Chain)
	if net.Balance == sim.Rows {
		left := 1 - s.Convergent
		t.Left = motifs.Weighted{Reciprocal: (s.Kappa - 2*s.Chain) / left, Divergent: s.Divergent / left}
		mean := 1 - 1/(net.P*n)
		variance, pair = (left-net.P*s.Divergent)*mean, pair*mean
	}
	radius := math.Sqrt(max(0, variance))
	skew := 0.0
	if radius > 0 {
		skew = pair / radius
	}
	t.Re, t.Im = net.G*(radius+skew), net.G*(radius-skew)
	// moved is the eigenvalue mu of a part of low rank, in units of g, in the sum with
	// the bulk.
	moved := func(mu complex128) complex128 {
		if cmplx.Abs(mu) <= radius {
			return cmplx.NaN()
		}
		return complex(net.G, 0) * (mu + complex(pair, 0)/mu)
	}
	if mu := s.Rank1 * s.Overlap; mu != 0 {
		t.RankOne = real(moved(complex(mu, 0)))
	}
	if s.Chain != 0 && net.Balance != sim.Rows {
		t.Chains = moved(cmplx.Sqrt(complex(net.P*n*s.Chain, 0)))
	}
	return t
}

// Outliers are the eigenvalues that leave the bulk.
func (t Structure) Outliers() (all []complex128) {
	if !math.IsNaN(t.RankOne) {
		all = append(all, complex(t.RankOne, 0))
	}
	if !cmplx.IsNaN(t.Chains) {
		all = append(all, t.Chains, -t.Chains)
	}
	return all
}

// HalfAxes are those of the ellipse that eigenvalues would fill evenly, twice the root
// mean squares of Re λ and Im λ, without the eigenvalues next to outliers. found has
// these, one for each outlier; NaN where no eigenvalue is left.
func HalfAxes(values, outliers []complex128) (re, im float64, found []complex128) {
	rest := slices.Clone(values)
	for _, want := range outliers {
		nearest := -1
		for k, v := range rest {
			if nearest < 0 || cmplx.Abs(v-want) < cmplx.Abs(rest[nearest]-want) {
				nearest = k
			}
		}
		if nearest < 0 {
			found = append(found, cmplx.NaN())
			continue
		}
		found = append(found, rest[nearest])
		rest = slices.Delete(rest, nearest, nearest+1)
	}
	for _, v := range rest {
		re += real(v) * real(v)
		im += imag(v) * imag(v)
	}
	n := float64(len(rest))
	return 2 * math.Sqrt(re/n), 2 * math.Sqrt(im/n), found
}
