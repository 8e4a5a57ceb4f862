package rates

// ResponseGains returns G_j = cov(f_j, φ_j(b_j + f_j))/var f_j over the target:
// the slope of the line that fits neuron j's rate best while its drive follows
// the target. G_j is not the slope of the f–I curve at rest, which is infinite at
// rheobase without noise. The eigenvalues of diag(G)W of a network trained on a
// rhythm lie at 1 + iω(τ_s + lag), whatever its composition.
//
// f is the target as drive, n×samples row-major (a row is a neuron). rate(j, x)
// is the noiseless rate of neuron j under the drive x, in spikes per τ_m; the
// function adds the neuron's bias. The gains are in spikes per τ_m and unit of
// drive, and NaN where a target does not vary. ResponseGains panics if len(f) is
// not n·samples or samples < 2.
func ResponseGains(f []float64, n, samples int, rate func(j int, drive float64) float64) []float64 {
	if len(f) != n*samples || samples < 2 {
		panic("rates: ResponseGains needs n×samples values and two samples")
	}
	gains := make([]float64, n)
	for j := range gains {
		row := f[j*samples : (j+1)*samples]
		var mean, cov, variance float64
		for _, x := range row {
			mean += x
		}
		mean /= float64(samples)
		for _, x := range row {
			d := x - mean
			cov += d * rate(j, x)
			variance += d * d
		}
		gains[j] = cov / variance
	}
	return gains
}
