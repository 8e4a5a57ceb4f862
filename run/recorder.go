package run

import "sort"

// traceSamples is how many samples of every signal are kept for the screen.
const traceSamples = 2048

// recorder keeps the recent past of an episode. Files and the raster need the
// spikes; the trace on the screen needs the trainer's signals and their targets.
type recorder struct {
	n      int   // number of signals
	every  int64 // steps between two samples while no pass runs
	spikes spikeRing

	u        []float64   // scratch: the signals of this moment
	us       []float32   // ring of traceSamples × n: the signals
	fs       [][]float64 // ring: the targets of each sample; nil: the sample has none
	learned  []bool      // ring: whether training acted on the sample
	sampled  int         // samples since the trace began
	spans    [][2]int64  // first and last step of each span in which training acted
	starts   []int64     // steps at which passes began
	lastSpan bool        // the last span may grow
}

// reset forgets everything.
func (r *recorder) reset(p Params, steps func(float64) int64) {
	r.spans, r.starts, r.lastSpan = r.spans[:0], r.starts[:0], false
	r.sampled = 0
	r.spikes.clear()
	r.limit(p, steps)
}

// trace makes room for the trace of n signals.
func (r *recorder) trace(n int) {
	if r.n != n {
		r.n, r.sampled = n, 0
		r.u, r.us = make([]float64, n), make([]float32, traceSamples*n)
		r.fs, r.learned = make([][]float64, traceSamples), make([]bool, traceSamples)
	}
}

func (r *recorder) limit(p Params, steps func(float64) int64) {
	r.spikes.keep = steps(max(p.Record.Seconds*1000, MaxWindowMS, ratesMS))
	r.every = max(1, steps(p.Learn.Every))
}

// sample keeps the signals u and targets f (nil: none) of this moment. f must not
// change afterwards.
func (r *recorder) sample(u, f []float64, learning bool) {
	k := r.sampled % traceSamples
	us := r.us[k*r.n:][:r.n]
	for i, x := range u {
		us[i] = float32(x)
	}
	r.fs[k] = f
	r.learned[k] = learning
	r.sampled++
}

// learning notes whether training acts at this step.
func (r *recorder) learning(step int64, on bool) {
	switch {
	case on && !r.lastSpan:
		r.spans = append(trim(r.spans), [2]int64{step, step})
	case on:
		r.spans[len(r.spans)-1][1] = step
	}
	r.lastSpan = on
}

func (r *recorder) passStart(step int64) {
	r.starts = append(trim(r.starts), step)
	r.lastSpan = false
}

// keepMarks is how many pass starts, and how many spans of learning, are kept at
// least. The shortest passes last 10 ms: they make fewer in MaxWindowMS.
const keepMarks = 1024

// trim drops the older half of x when x has become long.
func trim[T any](x []T) []T {
	if len(x) >= 2*keepMarks {
		return append(x[:0], x[keepMarks:]...)
	}
	return x
}

// spikeRing keeps the spikes of the last keep steps. Spikes are numbered from the
// oldest that is kept.
type spikeRing struct {
	keep    int64
	step    []int64 // ring; its length is a power of two
	neuron  []int32
	head, n int
}

func (r *spikeRing) clear() { r.head, r.n = 0, 0 }

func (r *spikeRing) add(now int64, fired []int32) {
	mask := len(r.step) - 1
	for r.n > 0 && r.step[r.head&mask] <= now-r.keep {
		r.head++
		r.n--
	}
	if r.n+len(fired) > len(r.step) {
		r.grow(r.n + len(fired))
		mask = len(r.step) - 1
	}
	for _, i := range fired {
		at := (r.head + r.n) & mask
		r.step[at], r.neuron[at] = now, i
		r.n++
	}
}

func (r *spikeRing) grow(need int) {
	size := 1 << 12
	for size < need {
		size *= 2
	}
	step, neuron := make([]int64, size), make([]int32, size)
	for k := range r.n {
		step[k], neuron[k] = r.at(k)
	}
	r.step, r.neuron, r.head = step, neuron, 0
}

// at returns spike k.
func (r *spikeRing) at(k int) (step int64, neuron int32) {
	i := (r.head + k) & (len(r.step) - 1)
	return r.step[i], r.neuron[i]
}

// after returns the number of the first spike later than step.
func (r *spikeRing) after(step int64) int {
	return sort.Search(r.n, func(k int) bool { s, _ := r.at(k); return s > step })
}
