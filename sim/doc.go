// Package sim is a network of spiking neurons that can be stepped: neurons of
// several types in any proportion, randomly coupled, with private white noise.
// Types lists the neuron types:
//
//	LIF  τ_m v̇ = −v + b_L + u + I + σ√τ_m ξ     v ≥ 1: spike, reset to 0
//	QIF  τ_m v̇ =  v² + b_Q + u + I + σ√τ_m ξ     v → +∞: spike, reset to −∞
//	IZH  τ_m v̇ =  v² + b_I + u + I − w + σ√τ_m ξ,  τ_w ẇ = βv − w
//	                                               v ≥ v_peak: spike, v ← v_reset, w ← w + δ
//
// A spike of neuron j adds τ_m/τ_s to r_j, which decays with τ_s. The recurrent
// input (the drive) is u_i = g Σ_j J_ij r_j. The network keeps J, with variance
// 1/(pN), and the gain g apart: W = gJ. So turning the gain scales learned and
// random weights alike, and turned back it is the same matrix to the bit.
//
// Rates are in spikes per τ_m unless a name says Hz. Nothing here knows that it
// is watched: no screen, no files, no clock. Time is Steps() × Δt.
//
// Set up Params from Table.Defaults, draw a network with New, and call Step. Each
// neuron type is a Model in a file of its own; its neurons are a Population.
//
// The model follows Kim & Chow 2018 (eLife 7:e37124); docs/SCIENCE.md has the
// equations and their sources.
package sim
