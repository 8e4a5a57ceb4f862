// Package rates holds the transfer functions of the neuron types, and where the
// neurons of a network work on them.
//
// A [Transfer] is an uncoupled neuron of one type in white noise: its rate, the
// slope of its f–I curve and the Fano factor of its spike counts. A type stands
// in a file of its own, which registers the type under its name; [Of] finds it.
// [OperatingPoints] puts each neuron of a network where its mean input holds it,
// and gives the effective gain of the network.
//
// Rates are spikes per membrane time constant τ_m, times are ms, inputs and
// noise amplitudes are dimensionless.
package rates

import _ "spiketop/internal/blas" // the linear algebra of gonum
