package spiking

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/dsp/fourier"
)

// Power is the power spectrum of a signal.
type Power struct {
	Density  []float64 // one-sided, of frequencies 0, StepHz, 2·StepHz, …: squared units of the signal per Hz
	StepHz   float64
	Length   int // samples of a segment
	Segments int // averaged
}

// Welch's segments: the longest that give enough of them, of these lengths.
const (
	longest  = 2048
	shortest = 128
	enough   = 8 // segments
)

// Welch is the power spectrum of a signal that was sampled hz times a second, in
// pieces (Welch 1967). Segments of each piece, from its start, overlap by half; the
// mean of each is removed, and Hann's window sin²(πk/L) taken. Their periodograms are
// averaged over all pieces, with
//
//	S(f) = 2/(hz Σw²) |Σ_k w_k x_k e^{−2πi f k/hz}|²,
//
// without the 2 at 0 and at hz/2. So S df adds up to the variance. L is the largest
// power of two from 128 to 2048 that gives at least 8 segments; without one there is no
// spectrum (Density is nil).
func Welch(pieces [][]float64, hz float64) Power {
	p := Power{Length: longest}
	segments := func() (n int) {
		for _, x := range pieces {
			if len(x) >= p.Length {
				n += (len(x)-p.Length)/(p.Length/2) + 1
			}
		}
		return n
	}
	for p.Segments = segments(); p.Segments < enough; p.Segments = segments() {
		if p.Length /= 2; p.Length < shortest {
			return Power{}
		}
	}
	window, norm := make([]float64, p.Length), 0.0
	for k := range window {
		s := math.Sin(math.Pi * float64(k) / float64(p.Length))
		window[k] = s * s
		norm += window[k] * window[k]
	}
	p.StepHz, p.Density = hz/float64(p.Length), make([]float64, p.Length/2+1)
	fft := fourier.NewFFT(p.Length)
	segment, coeff := make([]float64, p.Length), make([]complex128, p.Length/2+1)
	for _, x := range pieces {
		for at := 0; at+p.Length <= len(x); at += p.Length / 2 {
			var mean float64
			for _, v := range x[at : at+p.Length] {
				mean += v
			}
			mean /= float64(p.Length)
			for k, v := range x[at : at+p.Length] {
				segment[k] = window[k] * (v - mean)
			}
			for k, c := range fft.Coefficients(coeff, segment) {
				p.Density[k] += real(c)*real(c) + imag(c)*imag(c)
			}
		}
	}
	for k := range p.Density {
		two := 2.0
		if k == 0 || k == p.Length/2 {
			two = 1
		}
		p.Density[k] *= two / (hz * norm * float64(p.Segments))
	}
	return p
}

// chance is a normal deviate that one of 1000 lines exceeds once in a thousand spectra.
const chance = 4.75

// Floor is the density that no line of a flat spectrum of the same median exceeds, but
// for one such spectrum in a thousand: the periodograms of K segments have a gamma
// distribution of order K, here with Wilson & Hilferty's (1931) cube of a normal one.
// Half of overlapping Hann segments costs 1/18 of them.
func (p *Power) Floor() float64 {
	if len(p.Density) < 4 {
		return math.NaN()
	}
	lines := slices.Clone(p.Density[2 : p.Length/2])
	slices.Sort(lines)
	n := len(lines)
	median := (lines[(n-1)/2] + lines[n/2]) / 2
	k := 9 * float64(p.Segments) * 18 / 19
	a, b := 1-1/k+chance/math.Sqrt(k), 1-1/k
	return median * (a * a * a) / (b * b * b)
}

// Peak is the frequency of the largest density, in Hz, from the second line on: the first
// two have what the window makes of the mean that was removed. NaN where there is no
// peak: the density is largest at an end, or not above [Power.Floor].
func (p *Power) Peak() float64 {
	if len(p.Density) < 4 {
		return math.NaN()
	}
	at := 2
	for k := 3; k < p.Length/2; k++ {
		if p.Density[k] > p.Density[at] {
			at = k
		}
	}
	if !(p.Density[at] > p.Floor()) || p.Density[at-1] >= p.Density[at] || p.Density[at+1] >= p.Density[at] {
		return math.NaN()
	}
	return float64(at) * p.StepHz
}
