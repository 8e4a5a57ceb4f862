// Package spiking measures what spikes do: how irregular each neuron fires, how
// much neurons vary together, and the rhythm of them all.
//
// [Trains] are the spikes of a network in spans of time. Their intervals give the
// coefficient of variation and the local variation of a neuron ([Irregular]), their
// counts the Fano factor ([Fano]) and the pairwise correlations ([CorrelationsOf]),
// their bins the synchrony χ ([Trains.Synchrony]) and the population activity, whose
// power spectrum is [Welch]'s and may have a peak ([Power.Peak]).
//
// Time is whole steps of Δt. A span is the steps From < s ≤ To. Nothing is taken
// across the edge of a span: no interval, no window, no bin, no segment.
package spiking

import _ "spiketop/internal/blas" // the linear algebra of gonum
