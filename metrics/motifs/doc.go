// Package motifs holds the pair and triad motifs of a weight matrix, and the
// nulls that they are compared with.
//
// There are two views of a matrix. [Weighted] has the correlations between weights
// that share neurons. A [Graph] of the strongest weights, from [StrongGraph], has
// counts of pair motifs and of induced triads.
//
// A motif means nothing by itself: it is held against a null that keeps
// something and draws the rest. [TestWeighted] and [TestStrong] shuffle the
// weights, freely or within blocks of types. [TestDegree] draws graphs of the same
// degrees, [TestUMAN] graphs of the same number of mutual and one-way pairs. The
// result of a test is a [Tested]. [Cortex] has published counts.
//
// Weights are n×n row-major with the postsynaptic neuron as the row: W_ij is the
// weight from j to i, and an edge j → i of a graph has the indices (i, j).
package motifs
