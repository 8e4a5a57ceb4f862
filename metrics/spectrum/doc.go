// Package spectrum holds the eigenvalues of a weight matrix and what they tell.
//
// [Of] returns all eigenvalues, and which of them are outliers: those beyond the
// disc that a random matrix of equal variance would fill. [LeadingOf] returns the
// eigenvalues of largest modulus from products with W alone, for a screen.
// [Expect] returns the outliers to expect of training, from trainings alike.
//
// For every matrix Σλ² = tr W² = ΣW_ij W_ji. So the outliers account for a part
// of the reciprocal correlation of the weights: [OutlierReciprocity].
//
// Weights are n×n row-major with the postsynaptic neuron as the row and the
// coupling gain included.
package spectrum
