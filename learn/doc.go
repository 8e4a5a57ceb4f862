// Package learn makes a network's recurrent input follow targets: three
// families of targets f_i(t), FORCE training (recursive least squares on each
// neuron's drive), and the score of a pass.
//
// The method follows Kim & Chow 2018 (eLife 7:e37124); docs/SCIENCE.md has the
// equations.
package learn
