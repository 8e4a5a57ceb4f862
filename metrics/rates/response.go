package rates

// ResponseGains returns G_j = cov(f_j, φ_j(b_j + f_j))/var f_j over the target:
// the slope of the line that fits neuron j's rate best while its drive follows
// the target. G_j is not the slope of the f–I curve at rest, which is infinite at
// rheobase without noise. The eigenvalues of diag(G)W of a network trained on a
// rhythm lie at 1 + iω(τ_s + lag), whatever its composition.
//
// f is the target as drive, samples×n row-major (a row is an instant). rate(j, x)
// is the noiseless rate of neuron j under the drive x, in spikes per τ_m; the
// function adds the neuron's bias. The gains are in spikes per τ_m and unit of
// drive, and NaN where a target does not vary. ResponseGains panics if len(f) is
// not samples·n or samples < 2.
func ResponseGains(f []float64, samples, n int, rate func(j int, drive float64) float64) []float64 {
	if len(f) != samples*n || samples < 2 {
		panic("rates: ResponseGains needs samples×n values and two samples")
	}
	gains := make([]float64, n)
	for j := range gains {
		var mean float64
		for t := range samples {
			mean += f[t*n+j]
		}
		mean /= float64(samples)
		var cov, variance float64
		for t := range samples {
			d := f[t*n+j] - mean
			cov += d * rate(j, f[t*n+j])
			variance += d * d
		}
		gains[j] = cov / variance
	}
	return gains
}
