package sim

import (
	"encoding/binary"
	"math/bits"
)

// A Model is a neuron type: its name, what the user sets of it, and how its
// neurons move. Each model stands in a file of its own; Types lists them.
type Model struct {
	Name     string  // lower case: part of parameter keys and of JSON names
	Symbol   string  // what people read
	Rheobase float64 // a constant input above this makes a neuron fire for ever
	Shortest float64 // the shortest interspike interval that an input can cause, in steps, t_ref not counted

	Fraction Quantity // of all neurons; empty for the last of Types
	Bias     Quantity // constant input

	// State names the variables of a neuron beyond its membrane v. Their values
	// at rest under the constant input bias come from rest. A neuron has these
	// values after a kick, and when it is converted to this type.
	State []string
	rest  func(bias float64) []float64

	// enter returns the membrane that a neuron starts with when it is converted
	// to this type; v is the membrane that it had. nil keeps v.
	enter func(v float64) float64

	kernel func() kernel
}

// Quantity describes a number that every model has.
type Quantity struct {
	Symbol   string // as in the papers
	Source   string // where the default comes from
	Def      float64
	Down, Up string // keys of the screen; may be empty
}

// FractionKey is the parameter key of the model's fraction.
func (m *Model) FractionKey() string { return "net." + m.Name }

// BiasKey is the parameter key of the model's bias.
func (m *Model) BiasKey() string { return "net.bias_" + m.Name }

// kernel moves the neurons of one type in one network.
type kernel interface {
	// set takes the neurons and what the user set. It is called again whenever
	// either changes, but for the base.
	set(b block, s setting)
	// input follows a change of the base of the neurons alone.
	input()
	// step integrates the neurons over one step, gives those that fired the v
	// that they have after their spike, and appends them to fired. gain·s is u,
	// averaged over the step; now is the number of the step.
	step(gain float64, now int64, fired []int32) []int32
}

// setting is what the user set, as far as a kernel needs it.
type setting struct {
	dt, tauM float64 // ms
	noise    float64 // σ
}

// block is the neurons of one type, and what all kernels need. A kernel has a
// block as its first field, because the assembler reads both through one pointer.
//
// A kernel's loop writes the new v of every neuron below threshold and marks the
// neuron in below. Few neurons are at threshold: they keep their v, and the
// kernel computes their spikes one by one.
//
// A loop may ignore the refractory time. The network keeps the true v of a
// refractory neuron in Held and restores it (Network.release), so a loop can
// integrate the neuron's v without effect. atThreshold leaves refractory neurons out.
//
// A loop exists in Go and may exist in assembler too, with the same bits: sums
// of products are written as math.FMA.
type block struct {
	v, s    []float64 // membrane; Σ J r before the gain
	base    []float64 // b + I
	noise   []float32 // standard normal draws of this step; empty: no noise
	below   []uint8   // a bit for each neuron below threshold; bits beyond the last neuron are set
	gain    float64   // for the loop: factor of s
	noiseSD float64   // for the loop: factor of noise

	lo    int // number of the first neuron
	until []int64
	extra [][]float64 // the model's State
}

// allBelow says so of the neurons from the given one on, a multiple of eight.
func (b *block) allBelow(from int) {
	for i := from / 8; i < len(b.below); i++ {
		b.below[i] = 0xff
	}
}

func (b *block) notBelow(i int) { b.below[i>>3] &^= 1 << (i & 7) }

// atThreshold appends to fired the neurons that are at threshold and not
// refractory at step now.
func (b *block) atThreshold(now int64, fired []int32) []int32 {
	for at := 0; at < len(b.below); at += 8 {
		for w := ^binary.LittleEndian.Uint64(b.below[at:]); w != 0; w &= w - 1 {
			if i := 8*at + bits.TrailingZeros64(w); b.until[i] <= now {
				fired = append(fired, int32(b.lo+i))
			}
		}
	}
	return fired
}
