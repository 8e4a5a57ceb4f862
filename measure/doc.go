// Package measure measures a run at one moment. The parts of a [Result] are
// plain structs that a screen draws from; [Result.Tree] names every number in
// them. A path in the tree ("spectrum.max_modulus") is the number's name
// everywhere: in summary.json, as a column of a sweep, in a row of the findings,
// on the screen.
//
// An analysis reads a copy of the run and never changes the run. Where chance
// enters, its stream follows from the seed, the purpose and the step, so that
// whoever measures the same run at the same step gets the same bits.
package measure
