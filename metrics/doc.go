// Package metrics measures a spiking network and holds its theories: the
// dimension of the activity, the transfer function of a neuron, the spectrum
// of the connections, their motifs, and the nulls they are judged by.
//
// Every function is pure: it takes matrices and, where chance enters, a random
// source, and keeps nothing. A result is a struct with a value, its doubt and
// its Warnings, so that a number which could mislead is never handed on bare.
// A wrong length is a bug in the caller and panics; a number that does not
// exist is NaN, and a warning says why.
//
// Units and shapes are the same throughout. Matrices are dense, row-major
// slices; the row of W is the postsynaptic neuron, so W[i*n+j] is the weight
// from j to i, and W = gJ includes the coupling gain. Rates are spikes per
// membrane time constant τ_m (1 is 100 Hz at τ_m = 10 ms), times are ms,
// inputs, voltages and noise amplitudes dimensionless.
//
// # Dimension
//
// [ParticipationRatio] is the measurement: the participation ratio of spike
// counts over N, corrected for the number of windows. Beside it stand three
// theories without a fitted parameter: [LinearTheory] (random W),
// [LinearTheoryReciprocal] (random W with reciprocal correlation) and
// [TheoryOfW] (this very W, any mixture of cells).
//
// # Transfer
//
// A [Cell] is an uncoupled LIF or QIF neuron in white noise, with its rate, the
// slope of its f–I curve and its Fano factor in closed form.
// [OperatingPoints] puts each neuron of a network where its mean input holds
// it, and gives the effective gain that rescales the linear theory.
package metrics
