package spiking

import (
	"fmt"
	"iter"
	"math"
)

// Trains are the spikes of n neurons in spans of time.
type Trains struct {
	N     int
	Spans [][2]int64 // steps From < s ≤ To, one after the other
	first []int      // of each neuron in steps, and the end
	steps []int64    // spikes, neuron by neuron, by time
}

// TrainsOf sorts spikes by neuron. spikes yields the step and the neuron of each, by
// time, and is gone through twice; those outside the spans are left out. TrainsOf panics
// on a neuron that is not below n, and on spans that overlap or are out of order.
func TrainsOf(n int, spans [][2]int64, spikes iter.Seq2[int64, int32]) *Trains {
	for k, s := range spans {
		if s[1] < s[0] || k > 0 && s[0] < spans[k-1][1] {
			panic(fmt.Sprintf("spiking: spans must follow one another: %v", spans))
		}
	}
	t := &Trains{N: n, Spans: spans, first: make([]int, n+1)}
	for _, i := range t.within(spikes) {
		t.first[i+1]++
	}
	for i := range n {
		t.first[i+1] += t.first[i]
	}
	t.steps = make([]int64, t.first[n])
	next := append([]int(nil), t.first[:n]...)
	for s, i := range t.within(spikes) {
		t.steps[next[i]] = s
		next[i]++
	}
	return t
}

// within is the spikes inside the spans.
func (t *Trains) within(spikes iter.Seq2[int64, int32]) iter.Seq2[int64, int32] {
	return func(yield func(int64, int32) bool) {
		k := 0
		for s, i := range spikes {
			for k < len(t.Spans) && s > t.Spans[k][1] {
				k++
			}
			if k < len(t.Spans) && s > t.Spans[k][0] && !yield(s, i) {
				return
			}
		}
	}
}

// Spikes is the steps at which neuron i fired.
func (t *Trains) Spikes(i int) []int64 { return t.steps[t.first[i]:t.first[i+1]] }

// Len is the number of all spikes.
func (t *Trains) Len() int { return len(t.steps) }

// Steps is how long the spans are together.
func (t *Trains) Steps() (steps int64) {
	for _, s := range t.Spans {
		steps += s[1] - s[0]
	}
	return steps
}

// Intervals appends the intervals of neuron i to dst, in steps. NaN stands between
// those of two spans.
func (t *Trains) Intervals(dst []float64, i int) []float64 {
	k, begun, last := 0, len(dst), int64(-1)
	for _, s := range t.Spikes(i) {
		for s > t.Spans[k][1] {
			k++
			last = -1
		}
		switch {
		case last >= 0:
			dst = append(dst, float64(s-last))
		case len(dst) > begun && !math.IsNaN(dst[len(dst)-1]):
			dst = append(dst, math.NaN())
		}
		last = s
	}
	return dst
}

// bins calls do with every spike of neuron i that falls into a whole bin: the bins of a
// span begin at its start, and what is left at its end is in none. Bins are numbered
// through all spans.
func (t *Trains) bins(i int, bin int64, do func(b int)) {
	k, before := 0, 0
	for _, s := range t.Spikes(i) {
		for s > t.Spans[k][1] {
			before += int((t.Spans[k][1] - t.Spans[k][0]) / bin)
			k++
		}
		if b := (s - t.Spans[k][0] - 1) / bin; (b+1)*bin <= t.Spans[k][1]-t.Spans[k][0] {
			do(before + int(b))
		}
	}
}

// Bins is how many whole bins of so many steps each span has.
func (t *Trains) Bins(bin int64) (each []int, all int) {
	for _, s := range t.Spans {
		each = append(each, int((s[1]-s[0])/bin))
		all += each[len(each)-1]
	}
	return each, all
}

// Counts is how often each neuron fired in each window of so many steps: windows × N,
// the windows of a span from its start.
func (t *Trains) Counts(window int64) (counts []float64, windows int) {
	_, windows = t.Bins(window)
	counts = make([]float64, windows*t.N)
	for i := range t.N {
		t.bins(i, window, func(b int) { counts[b*t.N+i]++ })
	}
	return counts, windows
}

// Activity is the number of spikes of neurons lo ≤ i < hi in each bin of so many
// steps, a list for each span.
func (t *Trains) Activity(bin int64, lo, hi int) [][]float64 {
	each, all := t.Bins(bin)
	sums := make([]float64, all)
	for i := lo; i < hi; i++ {
		t.bins(i, bin, func(b int) { sums[b]++ })
	}
	out := make([][]float64, len(each))
	for k, n := range each {
		out[k], sums = sums[:n:n], sums[n:]
	}
	return out
}

// Synchrony is Golomb's χ of the counts n_i in bins of so many steps:
//
//	χ² = var_t(⟨n_i⟩_i) / ⟨var_t(n_i)⟩_i
//
// 1 where all neurons do the same, 1/√N where they are independent (Golomb & Rinzel
// 1993, 1994; Golomb 2007, who take the membrane for n_i). Variances are over the
// bins of all spans together. NaN below two bins, or if no count varies.
func (t *Trains) Synchrony(bin int64) float64 {
	_, bins := t.Bins(bin)
	sums, count := make([]float64, bins), make([]int, bins)
	var each float64 // Σ_i Σ_b (n_i − mean)²
	for i := range t.N {
		var sum, squares float64
		t.bins(i, bin, func(b int) {
			sums[b]++
			squares += float64(2*count[b] + 1) // n² − (n−1)²
			count[b]++
			sum++
		})
		t.bins(i, bin, func(b int) { count[b] = 0 })
		each += squares - sum*sum/float64(bins)
	}
	if bins < 2 || !(each > 0) {
		return math.NaN()
	}
	var mean, all float64
	for _, x := range sums {
		mean += x / float64(bins)
	}
	for _, x := range sums {
		all += (x - mean) * (x - mean)
	}
	return math.Sqrt(all / (float64(t.N) * each))
}
