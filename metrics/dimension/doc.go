// Package dimension measures the dimension of spike counts, and holds two
// theories of it without a fitted parameter.
//
// [Of] is the measurement: the participation ratio of spike counts over the
// number of neurons N, corrected for the number of counting windows. [Linear] is
// the theory of random weights, and [TheoryOf] that of one given W with any
// mixture of neuron types.
//
// Weights are n×n row-major with the postsynaptic neuron as the row and the
// coupling gain included. Times are ms.
package dimension
