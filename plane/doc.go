// Package plane makes maps: a number of a run over one or two parameters. Which
// cells a map has and in which order they are run is pure; the runs, their rows
// and the table are those of a sweep.
package plane
