package spiking

import "math"

// Least is how many intervals a neuron's irregularity takes, and how many windows its
// Fano factor.
const Least = 10

// Irregular is the coefficient of variation and the local variation of intervals.
//
//	CV = sd/mean, the variance over n − 1
//	Lv = 3/m Σ ((I_k − I_{k+1})/(I_k + I_{k+1}))²
//
// over the m pairs of intervals that follow each other (Shinomoto, Shima & Tanji
// 2003). A clock has CV = Lv = 0, a Poisson process 1; intervals of a gamma
// distribution of order κ have CV = 1/√κ and Lv = 3/(2κ + 1). Lv leaves out slow
// changes of the rate, which CV counts. NaN stands between intervals that do not
// follow each other, as in [Trains.Intervals]. CV is NaN below [Least] intervals, Lv
// below as many, or Least − 1 pairs.
func Irregular(intervals []float64) (cv, lv float64) {
	var n, mean, pairs float64
	last := math.NaN()
	for _, x := range intervals {
		if !math.IsNaN(x) {
			n++
			mean += x
			if !math.IsNaN(last) {
				d := (last - x) / (last + x)
				lv += d * d
				pairs++
			}
		}
		last = x
	}
	if n < Least {
		return math.NaN(), math.NaN()
	}
	mean /= n
	var squares float64
	for _, x := range intervals {
		if !math.IsNaN(x) {
			squares += (x - mean) * (x - mean)
		}
	}
	cv = math.Sqrt(squares/(n-1)) / mean
	if pairs < Least-1 {
		return cv, math.NaN()
	}
	return cv, 3 * lv / pairs
}

// Fano is the Fano factor of each neuron's counts, var/mean with the variance over
// windows − 1. counts is windows × n. NaN below [Least] windows, and for a neuron that
// never fired. In long windows a renewal process has F = CV² (Cox 1962).
func Fano(counts []float64, windows, n int) []float64 {
	check(counts, windows, n)
	f, mean := make([]float64, n), make([]float64, n)
	for m := range windows {
		for i, x := range counts[m*n:][:n] {
			mean[i] += x / float64(windows)
		}
	}
	for m := range windows {
		for i, x := range counts[m*n:][:n] {
			f[i] += (x - mean[i]) * (x - mean[i])
		}
	}
	for i := range f {
		f[i] /= float64(windows-1) * mean[i] // 0/0 for a silent neuron
		if windows < Least {
			f[i] = math.NaN()
		}
	}
	return f
}

func check(counts []float64, windows, n int) {
	if windows < 0 || n < 0 || len(counts) != windows*n {
		panic("spiking: the counts must be windows × n")
	}
}
