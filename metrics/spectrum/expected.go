package spectrum

import (
	"cmp"
	"math"
	"math/cmplx"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// History is how the outliers of W came about in one training: those after
// Passes[k] passes are Outliers[k]. Passes rises, and the last entry is the end.
type History struct {
	Passes   []int
	Outliers [][]complex128
}

// Expected is an outlier that training is expected to make.
type Expected struct {
	// Value is the mean of Draws; a real number where it is real in the
	// training that is nearest to all others.
	Value complex128
	// SE is the standard deviation of one training from Value. Of all trainings,
	// 95 % have the outlier within 1.96 SE of Value. NaN where nothing tells.
	SE float64
	// Draws is the outlier at the end of each training that has it.
	Draws []complex128
}

// Spread is the radius of the disc around Value that holds the outlier of 95 % of
// all trainings.
func (e Expected) Spread() float64 { return 1.96 * e.SE }

// Expect returns the outliers to expect of one more training like those given, the
// largest modulus first. It lists both values of a conjugate pair. The outliers are
// as many as those of the training with the median number.
//
// Two things tell how far an outlier is from one training to the next. The first is
// the distance between the trainings. The second is the way of the outlier within each of
// them: RLS weights after p passes are a regression on p passes. As with every mean
// over passes that do not depend on each other, the variance falls as s²/p, and that of the change
// from p to q passes is s²(1/p − 1/q). The estimate of s² weighs both by their
// degrees of freedom d. Value is a mean over m trainings, so that
//
//	SE² = s²/q (1 + 1/m) (t/1.96)²
//
// with q the last number of passes, and t the 97.5 % quantile of Student's
// distribution with d degrees of freedom.
func Expect(trainings []History) []Expected {
	if len(trainings) == 0 {
		return nil
	}
	ends := make([][]complex128, len(trainings))
	for k, h := range trainings {
		ends[k] = h.Outliers[len(h.Outliers)-1]
	}
	base := ends[typical(ends)]
	squares, freedom := make([]float64, len(base)), make([]float64, len(base))
	found := make([]Expected, len(base))
	for k, h := range trainings {
		at := Match(base, ends[k]) // where each outlier of base is in this training
		for i, j := range at {
			if j >= 0 {
				found[i].Draws = append(found[i].Draws, ends[k][j])
			}
		}
		q := float64(h.Passes[len(h.Passes)-1])
		for p := len(h.Passes) - 2; p >= 0; p-- {
			back := Match(h.Outliers[p+1], h.Outliers[p])
			share := q * (1/float64(h.Passes[p]) - 1/float64(h.Passes[p+1]))
			for i, j := range at {
				if j < 0 || back[j] < 0 {
					at[i] = -1
					continue
				}
				d := cmplx.Abs(h.Outliers[p+1][j] - h.Outliers[p][back[j]])
				squares[i] += d * d / share
				freedom[i]++
				at[i] = back[j]
			}
		}
	}
	for i := range found {
		if i > 0 && imag(base[i]) < 0 && base[i] == cmplx.Conj(base[i-1]) {
			found[i] = found[i-1].conjugate()
			continue
		}
		found[i].settle(base[i], squares[i], freedom[i])
	}
	slices.SortStableFunc(found, func(a, b Expected) int { return cmp.Compare(cmplx.Abs(b.Value), cmplx.Abs(a.Value)) })
	return found
}

// typical is the place of the set that is nearest to the others, among those with the
// median number of values.
func typical(sets [][]complex128) (best int) {
	sizes := make([]int, len(sets))
	for k, a := range sets {
		sizes[k] = len(a)
	}
	slices.Sort(sizes)
	least := math.Inf(1)
	for k, a := range sets {
		if len(a) != sizes[(len(sizes)-1)/2] {
			continue
		}
		var far float64
		for _, b := range sets {
			for i, j := range Match(a, b) {
				if j >= 0 {
					far += square(a[i] - b[j])
				}
			}
		}
		if far < least {
			best, least = k, far
		}
	}
	return best
}

// settle computes Value and SE from Draws and the changes within trainings.
func (e *Expected) settle(base complex128, squares, freedom float64) {
	m := float64(len(e.Draws))
	for _, v := range e.Draws {
		e.Value += v / complex(m, 0)
	}
	if imag(base) == 0 {
		e.Value = complex(real(e.Value), 0)
	}
	for _, v := range e.Draws {
		d := cmplx.Abs(v - e.Value)
		squares += d * d
	}
	freedom += m - 1
	e.SE = math.NaN()
	if freedom > 0 {
		t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: freedom}.Quantile(0.975)
		e.SE = math.Sqrt(squares/freedom*(1+1/m)) * t / 1.96
	}
}

func (e Expected) conjugate() Expected {
	c := Expected{Value: cmplx.Conj(e.Value), SE: e.SE}
	for _, v := range e.Draws {
		c.Draws = append(c.Draws, cmplx.Conj(v))
	}
	return c
}

// Found returns those of the outliers that lie where one is expected: in the disc of 95 %
// around the value. Each expected outlier is found once at most.
func Found(outliers []complex128, expected []Expected) (found []complex128) {
	values := make([]complex128, len(expected))
	for k, e := range expected {
		values[k] = e.Value
	}
	for i, j := range Match(outliers, values) {
		if j >= 0 && cmplx.Abs(outliers[i]-values[j]) <= expected[j].Spread() {
			found = append(found, outliers[i])
		}
	}
	return found
}

// Match pairs the values of a with those of b, each at most once, so that the sum of their squared
// distances is least. As many are paired as the shorter has. The result is the place in b of
// each value of a, or −1. (Kuhn 1955, in the form with shortest augmenting paths.)
func Match(a, b []complex128) []int {
	if len(a) > len(b) {
		place := make([]int, len(a))
		for i := range place {
			place[i] = -1
		}
		for j, i := range Match(b, a) {
			place[i] = j
		}
		return place
	}
	n, m := len(a), len(b)
	// Row 0 and column 0 stand for nothing.
	u, v := make([]float64, n+1), make([]float64, m+1)
	row, way := make([]int, m+1), make([]int, m+1)
	for i := 1; i <= n; i++ {
		row[0] = i
		j0 := 0
		least, used := make([]float64, m+1), make([]bool, m+1)
		for j := range least {
			least[j] = math.Inf(1)
		}
		for row[j0] != 0 {
			used[j0] = true
			i0, j1, delta := row[j0], 0, math.Inf(1)
			for j := 1; j <= m; j++ {
				if used[j] {
					continue
				}
				if c := square(a[i0-1]-b[j-1]) - u[i0] - v[j]; c < least[j] {
					least[j], way[j] = c, j0
				}
				if least[j] < delta {
					delta, j1 = least[j], j
				}
			}
			for j := range used {
				if used[j] {
					u[row[j]] += delta
					v[j] -= delta
				} else {
					least[j] -= delta
				}
			}
			j0 = j1
		}
		for j0 != 0 {
			row[j0] = row[way[j0]]
			j0 = way[j0]
		}
	}
	place := make([]int, n)
	for j := 1; j <= m; j++ {
		if row[j] > 0 {
			place[row[j]-1] = j - 1
		}
	}
	return place
}

func square(z complex128) float64 { return real(z)*real(z) + imag(z)*imag(z) }
