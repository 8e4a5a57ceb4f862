package motifs

import (
	"math"

	"spiketop/internal/warn"
)

// Fixed says what determines a statistic under its null, so that the draws tell
// nothing new about it.
type Fixed int

const (
	Free         Fixed = iota // nothing: the null varies it by itself
	ByRows                    // rows that sum to zero
	ByColumns                 // columns that sum to zero
	ByDegrees                 // the degrees of the nodes
	ByReciprocal              // the number of reciprocal pairs
)

// String is the text for files; empty for Free.
func (f Fixed) String() string {
	return [...]string{"", "fixed by balanced rows", "fixed by balanced columns", "fixed by degrees", "through tr A²: the reverse of reciprocal"}[f]
}

// Tested is a statistic against its null. The effect is Value against Mean. Z
// grows with the number of pairs.
type Tested struct {
	// Value is the statistic of the matrix or graph itself.
	Value float64
	// Mean and SD are those of the null: of the draws, or in closed form where a
	// test says so. SD has draws − 1 in its denominator.
	Mean, SD float64
	// Z is (Value − Mean)/SD. It is NaN where the null does not vary.
	Z float64
	// P is one-sided upwards: small for more than chance, close to 1 for less. Of
	// draws it is (1 + number of those that are at least Value)/(Draws + 1). With the
	// null in closed form it is the normal law's for Z: right to a few hundredths,
	// and of a very small P not even the order of magnitude.
	P float64
	// Draws is the number of draws; 0: the null is in closed form.
	Draws int
	// Fixed says what determines the statistic under this null.
	Fixed Fixed
	// Warnings say what may mislead.
	Warnings warn.List
}

// Ratio returns Value/Mean, the excess over the null.
func (t Tested) Ratio() float64 { return t.Value / t.Mean }

// The error of a statistic by rounding, relative to its size or to 1 if that is
// larger. Counts are exact. Of a correlation the error is about 1e-16 times the
// number of terms in a row sum, while the SD of a null that varies is about
// 1/√pairs, and above 1e-9 for any matrix that fits into memory.
const (
	ofCount       = 0
	ofCorrelation = 1e-12
)

// against compares value with the draws of its null. mean is NaN for the mean of
// the draws, or the mean in closed form. rounding is ofCount or ofCorrelation.
func against(value, mean float64, draws []float64, rounding float64) Tested {
	nan := math.NaN()
	t := Tested{Value: value, Mean: nan, SD: nan, Z: nan, P: nan, Draws: len(draws)}
	if len(draws) < 100 {
		t.Warnings.Add(warn.FewDraws, "draws of the null: %d; 100 are needed", len(draws))
	}
	if math.IsNaN(value) {
		t.Warnings.Add(warn.Undefined, "the statistic is not defined here")
		return t
	}
	if len(draws) < 2 {
		return t
	}
	var sum, squares float64
	largest := max(1, math.Abs(value))
	for _, x := range draws {
		sum += x
		largest = max(largest, math.Abs(x))
	}
	drawn := sum / float64(len(draws))
	for _, x := range draws {
		squares += (x - drawn) * (x - drawn)
	}
	t.SD = math.Sqrt(squares / float64(len(draws)-1))
	t.Mean = drawn
	if !math.IsNaN(mean) {
		t.Mean = mean
	}
	least := value
	if t.SD <= rounding*largest {
		t.SD = 0
		least -= rounding * largest // a draw that differs by rounding alone equals value
	}
	atLeast := 1
	for _, x := range draws {
		if x >= least {
			atLeast++
		}
	}
	t.P = float64(atLeast) / float64(len(draws)+1)
	if t.SD == 0 {
		t.Warnings.Add(warn.NullFixed, "the null does not vary: no z")
		return t
	}
	t.Z = (value - t.Mean) / t.SD
	return t
}

// closed compares value with a null whose mean and variance are known. Half is
// half the distance between two possible values.
func closed(value, mean, variance, half float64) Tested {
	nan := math.NaN()
	t := Tested{Value: value, Mean: nan, SD: nan, Z: nan, P: nan}
	if math.IsNaN(value) {
		t.Warnings.Add(warn.Undefined, "the statistic is not defined here")
		return t
	}
	t.Mean, t.SD = mean, math.Sqrt(variance)
	if t.SD == 0 {
		t.P = 1 // value is the only one
		t.Warnings.Add(warn.NullFixed, "the null does not vary: no z")
		return t
	}
	t.Z = (value - mean) / t.SD
	t.P = math.Erfc((value-half-mean)/t.SD/math.Sqrt2) / 2
	return t
}

// pairsAgainst compares the four pair motifs with a column of draws each.
func pairsAgainst[T int | float64](values [4]T, drawn [4][]float64, rounding float64) Pairs[Tested] {
	var t [4]Tested
	for k, x := range values {
		t[k] = against(float64(x), math.NaN(), drawn[k], rounding)
	}
	return Pairs[Tested]{t[0], t[1], t[2], t[3]}
}
