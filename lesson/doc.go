// Package lesson holds lessons: a run that goes through steps, each with a text, a
// prediction to make, and a check on the running numbers. It reads the files
// ([Parse]; docs/LESSONS.md has the form), makes the state in which each step begins
// ([Player]), walks a lesson without a screen ([Check]), keeps which lessons are done
// ([Progress]) and writes what came out ([Protocol]).
//
// The state in which a step begins follows from the file alone, whatever was done in
// the steps before.
package lesson
