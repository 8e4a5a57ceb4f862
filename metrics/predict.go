package metrics

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// ResponseGains returns G_j = cov(f_j, φ_j(b_j + f_j))/var f_j over the target:
// the slope of the line that fits neuron j's rate best while its drive follows
// the target. Not the slope of the f–I curve at rest, which is infinite at
// rheobase without noise. The eigenvalues of diag(G)W of a network trained on
// a rhythm lie at 1 + iω(τ_s + lag), whatever its composition.
//
// f is the target as drive, samples×n row-major (row = instant). rate(j, x) is
// the noiseless rate of neuron j under the drive x, its own bias added by the
// function, in spikes per τ_m; so are the gains, per unit of drive. NaN where a
// target does not vary. It panics if len(f) is not samples·n or samples < 2.
func ResponseGains(f []float64, samples, n int, rate func(j int, drive float64) float64) []float64 {
	if len(f) != samples*n || samples < 2 {
		panic("metrics: ResponseGains needs samples×n values and two samples")
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

// PredictOutliers returns the eigenvalues, all n of them, sorted like
// Spectrum.Values, of the weights that FORCE training is expected to end with,
//
//	W = F R̄ᵀ (R̄R̄ᵀ + samples·diag V + (λ/passes) I)⁻¹,
//
// ridge regression of the target on each neuron's mean response to its own
// target, spike noise entering as a second ridge. Drive each neuron, uncoupled,
// by its own f_i: rbar is R̄, its filtered spikes averaged over passes; v is V,
// their variance over passes, averaged over the samples. There is no fit. Good
// to a few per cent for the leading values of oscillation, rhythm and sequence,
// and not for ou.
//
// f and rbar are n×samples, row-major (row = neuron); samples is per pass;
// ridge is λ/passes, or λ/(g² passes) where the gain g is not 1, since λ
// acts on J = W/g. The error says that the matrix in brackets is singular, or
// nearly so. Wrong lengths panic.
func PredictOutliers(f, rbar []float64, n, samples int, v []float64, ridge float64) ([]complex128, error) {
	if len(f) != n*samples || len(rbar) != n*samples || len(v) != n {
		panic("metrics: PredictOutliers needs n×samples targets and responses and n variances")
	}
	r := mat.NewDense(n, samples, rbar)
	gram := mat.NewSymDense(n, nil)
	gram.SymOuterK(1, r)
	for i := range n {
		gram.SetSym(i, i, gram.At(i, i)+float64(samples)*v[i]+ridge)
	}
	var chol mat.Cholesky
	if !chol.Factorize(gram) {
		return nil, fmt.Errorf("no predicted outliers: responses, variance and ridge leave a singular matrix")
	}
	// Wᵀ = gram⁻¹ R̄Fᵀ, and a matrix and its transpose share their eigenvalues.
	var rf, wt mat.Dense
	rf.Mul(r, mat.NewDense(n, samples, f).T())
	if err := chol.SolveTo(&wt, &rf); err != nil {
		return nil, fmt.Errorf("no predicted outliers: %w", err)
	}
	return specEigenvalues(wt.RawMatrix().Data, n)
}
