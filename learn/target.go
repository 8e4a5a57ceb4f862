package learn

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"

	"spiketop/sim"
)

// A Target is what the signals of a trainer are to follow: with FORCE, the
// drive of each neuron.
type Target interface {
	// At writes f_i(t) of every signal into dst; t in ms since the target began.
	At(t float64, dst []float64)
	// Order is what the target itself orders neurons by, one number for each:
	// the place in a sequence, the phase of an oscillation. Nil: no order.
	Order() []float64
	// Repeats reports whether every pass has the same target: the same t gives
	// the same answer. A caller may keep such answers. Where a target does not
	// repeat, a t before the last one begins another pass.
	Repeats() bool
}

// TargetKind is a family of targets, as it is registered: what is known before
// a target is drawn. Name and New are required.
type TargetKind struct {
	Name string // the word for target.kind
	// New draws the target of n signals; the same seed gives the same target.
	New func(p TargetParams, n, seed int) Target
	// Bytes is the memory that a target of n signals takes; nil: next to nothing.
	Bytes func(p TargetParams, n int) float64
	// Column is the name of Order as a column of neurons.csv; empty: no order.
	Column string
	// Periodic says that each signal has a period: target.period, or its own.
	Periodic bool
	// OneClock reports whether neighbours in Order act one after the other,
	// because all neurons share one clock; nil: they do not.
	OneClock func(p TargetParams) bool
	// Unpredictable says why the outliers of the trained weights cannot be
	// predicted from the target; empty: they can, because its modes are few.
	Unpredictable string
	// Scale is the shortest time scale; nil: it is not known.
	Scale func(p TargetParams) Scale
}

// Scale is the shortest time scale of a target.
type Scale struct {
	Setting string  // the parameter behind the scale, with its value: "target.width = 60 ms"
	MS      float64 // the scale, in the terms of that parameter
	Tau     float64 // the scale as a time constant 1/ω, ms: a period over 2π; a width or a correlation time itself
}

// None is the target.kind of a run without a target.
const None = "none"

// targetKinds are the registered kinds by name; kindWord has their order.
var targetKinds = map[string]TargetKind{}

func init() {
	RegisterTarget(oscillationKind)
	RegisterTarget(sequenceKind)
	RegisterTarget(ouKind)
	RegisterTarget(fileKind)
}

// RegisterTarget adds a kind of targets, which target.kind can then name. It is
// for init functions, and panics where the kind is incomplete or its name taken.
func RegisterTarget(k TargetKind) {
	if k.Name == "" || k.New == nil || slices.Contains(kindWord.Of, k.Name) {
		panic(fmt.Sprintf("learn: target kind %q must have a name of its own and a New", k.Name))
	}
	targetKinds[k.Name] = k
	kindWord.Of = slices.Insert(kindWord.Of, len(kindWord.Of)-1, k.Name) // before none
}

// Columns lists the columns of neurons.csv in which targets give their order:
// place and phase, then those of further kinds.
func Columns() []string {
	columns := []string{"place", "phase"}
	for _, name := range kindWord.Of {
		if c := targetKinds[name].Column; c != "" && !slices.Contains(columns, c) {
			columns = append(columns, c)
		}
	}
	return columns
}

// NewTarget draws the target of n signals; nil where target.kind is none. A
// kind that is not registered panics.
func NewTarget(p TargetParams, n, seed int) Target {
	if p.None() {
		return nil
	}
	return p.kind().New(p, n, seed)
}

// kind is what is registered; empty without a target.
func (p TargetParams) kind() TargetKind { return targetKinds[p.Kind] }

// None reports whether there is no target.
func (p TargetParams) None() bool { return p.Kind == None }

// Bytes estimates the memory that the target of n signals takes.
func (p TargetParams) Bytes(n int) float64 {
	if bytes := p.kind().Bytes; bytes != nil {
		return bytes(p, n)
	}
	return 0
}

// Column is the column of neurons.csv in which the target gives its order;
// empty where it has none.
func (p TargetParams) Column() string { return p.kind().Column }

// Periodic reports whether each signal of the target has a period.
func (p TargetParams) Periodic() bool { return targetKinds[p.Kind].Periodic }

// OneClock reports whether neurons in the target's order act one after the
// other, so that an activity in that order can be seen to move.
func (p TargetParams) OneClock() bool {
	one := p.kind().OneClock
	return one != nil && one(p)
}

// Predictable reports whether the outliers of the trained weights can be
// predicted from the target, and why not.
func (p TargetParams) Predictable() (ok bool, why string) {
	if p.None() {
		return false, "no target"
	}
	why = p.kind().Unpredictable
	return why == "", why
}

// Rank returns the rank of each element of x, from 0; ties by index.
func Rank(x []float64) []int {
	idx := make([]int, len(x))
	for i := range idx {
		idx[i] = i
	}
	slices.SortStableFunc(idx, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	rank := make([]int, len(x))
	for r, i := range idx {
		rank[i] = r
	}
	return rank
}

// Cue is the input of each neuron during a cue: U[−1, 1], the same in every pass.
func Cue(n, seed int) []float64 {
	rng := rand.New(sim.Stream(seed, "cue"))
	c := make([]float64, n)
	for i := range c {
		c[i] = float64(2*float64(rng.Float64())) - 1
	}
	return c
}
