// Package learn trains a network to follow targets. A [Target] says what each
// neuron's drive (its recurrent input u) is to do; a [Trainer] changes the
// weights until the drive does it; a [Score] says how well it does.
//
// Targets and trainers are registered by name, one file each: the parameters
// target.kind and learn.trainer choose among whatever is registered.
//
// The targets and the method of FORCE follow Kim & Chow 2018 (eLife 7:e37124);
// docs/SCIENCE.md has the equations.
package learn
