package metrics

import (
	"fmt"
	"math"
	"slices"

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
	ridges := make([]float64, n)
	least := math.Inf(1)
	for i := range ridges {
		ridges[i] = float64(samples)*v[i] + ridge
		least = min(least, ridges[i])
	}
	r, target := mat.NewDense(n, samples, rbar), mat.NewDense(n, samples, f)
	if samples < n && least > 0 {
		return predictBySamples(r, target, ridges)
	}
	gram := mat.NewSymDense(n, nil)
	gram.SymOuterK(1, r)
	for i, x := range ridges {
		gram.SetSym(i, i, gram.At(i, i)+x)
	}
	// Wᵀ = gram⁻¹ R̄Fᵀ, and a matrix and its transpose share their eigenvalues.
	var rf mat.Dense
	rf.Mul(r, target.T())
	return predictSolved(gram, &rf)
}

// predictBySamples is for more neurons than samples. With D the diagonal of
// ridges W = F R̄ᵀ(R̄R̄ᵀ + D)⁻¹ = F (R̄ᵀD⁻¹R̄ + I)⁻¹ R̄ᵀD⁻¹, and a product of two
// matrices has the eigenvalues of the product the other way round, and zeros.
func predictBySamples(r, f *mat.Dense, ridges []float64) ([]complex128, error) {
	n, samples := r.Dims()
	scaled := mat.NewDense(n, samples, nil)
	for i, x := range ridges {
		row := scaled.RawRowView(i)
		for t, y := range r.RawRowView(i) {
			row[t] = y / math.Sqrt(x)
		}
	}
	gram := mat.NewSymDense(samples, nil)
	gram.SymOuterK(1, scaled.T())
	for t := range samples {
		gram.SetSym(t, t, gram.At(t, t)+1)
	}
	for i, x := range ridges {
		row := scaled.RawRowView(i)
		for t := range row {
			row[t] /= math.Sqrt(x)
		}
	}
	var rf mat.Dense
	rf.Mul(scaled.T(), f)
	values, err := predictSolved(gram, &rf)
	if err != nil {
		return nil, err
	}
	values = append(values, make([]complex128, n-samples)...)
	slices.SortStableFunc(values, specOrder)
	return values, nil
}

// predictSolved returns the eigenvalues of gram⁻¹ rf.
func predictSolved(gram *mat.SymDense, rf *mat.Dense) ([]complex128, error) {
	var chol mat.Cholesky
	if !chol.Factorize(gram) {
		return nil, fmt.Errorf("no predicted outliers: responses, variance and ridge leave a singular matrix")
	}
	var x mat.Dense
	if err := chol.SolveTo(&x, rf); err != nil {
		return nil, fmt.Errorf("no predicted outliers: %w", err)
	}
	n, _ := x.Dims()
	return specEigenvalues(x.RawMatrix().Data, n)
}
