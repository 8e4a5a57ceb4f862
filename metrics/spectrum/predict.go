package spectrum

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Predict returns all n eigenvalues, sorted like Spectrum.Values, of the weights
// that FORCE training is expected to end with,
//
//	W = F R̄ᵀ (R̄R̄ᵀ + samples·diag V + (λ/passes) I)⁻¹.
//
// This is the ridge regression of the target on each neuron's mean response to
// its own target. Spike noise acts as a second ridge. Nothing is fitted. For the
// targets oscillation, rhythm and sequence the leading values are right to a few
// per cent; for ou they are not.
//
// To measure the arguments, drive each neuron, uncoupled, by its own target f_i.
// rbar is R̄, the filtered spikes averaged over passes. v is V, their variance
// over passes, averaged over the samples.
//
// f and rbar are n×samples row-major (a row is a neuron), with the samples of one
// pass. ridge is λ/passes, or λ/(g² passes) where the gain g is not 1, since λ
// acts on J = W/g. The error says that the matrix in brackets is singular, or
// nearly so. Wrong lengths panic.
func Predict(f, rbar []float64, n, samples int, v []float64, ridge float64) ([]complex128, error) {
	return PredictContext(context.Background(), f, rbar, n, samples, v, ridge)
}

// PredictContext is Predict, and returns the context's error when that ends.
func PredictContext(ctx context.Context, f, rbar []float64, n, samples int, v []float64, ridge float64) ([]complex128, error) {
	if len(f) != n*samples || len(rbar) != n*samples || len(v) != n {
		panic("spectrum: Predict needs n×samples targets and responses and n variances")
	}
	ridges := make([]float64, n)
	least := math.Inf(1)
	for i := range ridges {
		ridges[i] = float64(samples)*v[i] + ridge
		least = min(least, ridges[i])
	}
	r, target := mat.NewDense(n, samples, rbar), mat.NewDense(n, samples, f)
	if samples < n && least > 0 {
		return bySamples(ctx, r, target, ridges)
	}
	gram := mat.NewSymDense(n, nil)
	gram.SymOuterK(1, r)
	for i, x := range ridges {
		gram.SetSym(i, i, gram.At(i, i)+x)
	}
	// Wᵀ = gram⁻¹ R̄Fᵀ, and a matrix and its transpose share their eigenvalues.
	var rf mat.Dense
	rf.Mul(r, target.T())
	return solved(ctx, gram, &rf)
}

// bySamples is for more neurons than samples. With D the diagonal of ridges,
//
//	W = F R̄ᵀ(R̄R̄ᵀ + D)⁻¹ = F (R̄ᵀD⁻¹R̄ + I)⁻¹ R̄ᵀD⁻¹.
//
// The products AB and BA of two matrices have the same eigenvalues but for zeros.
func bySamples(ctx context.Context, r, f *mat.Dense, ridges []float64) ([]complex128, error) {
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
	values, err := solved(ctx, gram, &rf)
	if err != nil {
		return nil, err
	}
	values = append(values, make([]complex128, n-samples)...)
	slices.SortStableFunc(values, byModulus)
	return values, nil
}

// solved returns the eigenvalues of gram⁻¹ rf.
func solved(ctx context.Context, gram *mat.SymDense, rf *mat.Dense) ([]complex128, error) {
	var chol mat.Cholesky
	if !chol.Factorize(gram) {
		return nil, errors.New("no predicted outliers: responses, variance and ridge leave a singular matrix")
	}
	var x mat.Dense
	if err := chol.SolveTo(&x, rf); err != nil {
		return nil, fmt.Errorf("no predicted outliers: %w", err)
	}
	n, _ := x.Dims()
	values, none, err := eigenvalues(ctx, x.RawMatrix().Data, n)
	if err != nil {
		return nil, err
	}
	if none != nil {
		return nil, fmt.Errorf("no predicted outliers: %s", none[0].Text)
	}
	return values, nil
}
