// Package sweep makes tables of many runs: a grid of parameters times seeds, a
// row each. A Table is filled by workers and survives being killed; a Sweep
// says which rows there are and what is in them; Merge joins the shards of one.
package sweep
