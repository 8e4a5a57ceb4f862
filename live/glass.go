package live

import (
	"math"
	"math/bits"
	"time"

	"spiketop/run"
)

// Glass is the watched neuron from near. It is filled while a screen shows it.
type Glass struct {
	On     bool
	Neuron int

	// The membrane over the window in equal bins, the oldest first: the least and the
	// largest v after any step of the bin; NaN where v was not recorded.
	Lo, Hi []float64
	Spikes []float64 // ms since the window's start

	Intervals []float64 // interspike intervals, ms, the oldest first
}

// glassBins is into how many bins a window is divided at most.
const glassBins = 1024

// glassSamples bounds the steps of which v is kept.
const glassSamples = 1 << 20

// glassEvery is how often intervals are read from the spikes that are kept.
const glassEvery = 250 * time.Millisecond

// glass records the membrane of the watched neuron, step by step, while it is on.
type glass struct {
	on        bool
	neuron    int
	ring      []float32 // v after a step; a power of two of them
	steps     int64     // recorded
	intervals []float64
	next      time.Time // no look at the intervals before
}

// begin forgets what was recorded, and records the neuron from now on.
func (g *glass) begin(s *run.Session, neuron int) {
	if !g.on {
		*g = glass{}
		return
	}
	if n := 1 << bits.Len(uint(min(s.StepsOf(run.MaxWindowMS), glassSamples-1))); len(g.ring) != n {
		g.ring = make([]float32, n)
	}
	g.neuron, g.steps, g.next = min(max(neuron, 0), s.Params().Net.N-1), 0, time.Time{}
}

// add records v after a step.
func (g *glass) add(s *run.Session) {
	g.ring[int(g.steps)&(len(g.ring)-1)] = float32(s.Membrane(g.neuron))
	g.steps++
}

// step makes a step of the run, with the assignments that come again before it.
func (r *Runner) step() {
	r.repeats()
	r.session.Step()
	if r.glass.on {
		r.glass.add(r.session)
	}
}

// fill writes what was recorded into a frame that has its window.
func (g *glass) fill(f *Frame, s *run.Session, now time.Time) {
	to := &f.Glass
	to.On, to.Neuron = g.on, g.neuron
	to.Lo, to.Hi, to.Spikes, to.Intervals = to.Lo[:0], to.Hi[:0], to.Spikes[:0], to.Intervals[:0]
	if !g.on {
		return
	}
	if !now.Before(g.next) {
		g.intervals, g.next = s.Intervals(g.intervals[:0], g.neuron), now.Add(glassEvery)
	}
	to.Intervals = append(to.Intervals, g.intervals...)
	span := max(1, s.StepsOf(f.Window.LengthMS))
	bins := min(span, glassBins)
	first := g.steps - span // sample of the window's first step
	kept := max(0, g.steps-int64(len(g.ring)))
	for b := range bins {
		lo, hi := math.NaN(), math.NaN()
		for k := max(first+b*span/bins, kept); k < first+(b+1)*span/bins; k++ {
			v := float64(g.ring[int(k)&(len(g.ring)-1)])
			if !(v >= lo) {
				lo = v
			}
			if !(v <= hi) {
				hi = v
			}
		}
		to.Lo, to.Hi = append(to.Lo, lo), append(to.Hi, hi)
	}
	for _, x := range f.Window.Spikes {
		if int(x.Neuron) == g.neuron {
			to.Spikes = append(to.Spikes, float64(x.MS))
		}
	}
}

// Bin is the bin of the membrane at ms since the window's start, the end of a step.
func (g *Glass) Bin(ms, lengthMS, dt float64) int {
	steps := int(math.Round(lengthMS / dt))
	step := int(math.Round(ms/dt)) - 1
	if steps < 1 || len(g.Lo) == 0 {
		return 0
	}
	return min(max(((step+1)*len(g.Lo)-1)/steps, 0), len(g.Lo)-1)
}
