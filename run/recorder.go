package run

import "sort"

// traceSamples is how many samples of every signal are kept for the screen.
const traceSamples = 2048

// recorder keeps the recent past of an episode. Files and the raster need the
// spikes; the trace on the screen needs the trainer's signals and their targets.
type recorder struct {
	N      int   // number of signals
	Every  int64 // steps between two samples while no pass runs
	Spikes spikeRing

	Us       []float32   // ring of traceSamples × n: the signals
	Fs       [][]float64 // ring: the targets of each sample; nil: the sample has none
	Learned  []bool      // ring: whether training acted on the sample
	Sampled  int         // samples since the trace began
	Spans    [][2]int64  // first and last step of each span in which training acted
	Starts   []int64     // steps at which passes began
	LastSpan bool        // the last span may grow
}

// reset forgets everything.
func (r *recorder) reset(p Params, steps func(float64) int64) {
	r.Spans, r.Starts, r.LastSpan = r.Spans[:0], r.Starts[:0], false
	r.Sampled = 0
	r.Spikes.clear()
	r.limit(p, steps)
}

// trace makes room for the trace of n signals.
func (r *recorder) trace(n int) {
	if r.N != n {
		r.N, r.Sampled = n, 0
		r.Us = make([]float32, traceSamples*n)
		r.Fs, r.Learned = make([][]float64, traceSamples), make([]bool, traceSamples)
	}
}

func (r *recorder) limit(p Params, steps func(float64) int64) {
	r.Spikes.Keep = steps(max(p.Record.Seconds*1000, MaxWindowMS, ratesMS))
	r.Every = max(1, steps(p.Learn.Every))
}

// sample keeps the signals u and targets f (nil: none) of this moment. f must not
// change afterwards.
func (r *recorder) sample(u, f []float64, learning bool) {
	k := r.Sampled % traceSamples
	us := r.Us[k*r.N:][:r.N]
	for i, x := range u {
		us[i] = float32(x)
	}
	r.Fs[k] = f
	r.Learned[k] = learning
	r.Sampled++
}

// learning notes whether training acts at this step.
func (r *recorder) learning(step int64, on bool) {
	switch {
	case on && !r.LastSpan:
		r.Spans = append(trim(r.Spans), [2]int64{step, step})
	case on:
		r.Spans[len(r.Spans)-1][1] = step
	}
	r.LastSpan = on
}

func (r *recorder) passStart(step int64) {
	r.Starts = append(trim(r.Starts), step)
	r.LastSpan = false
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
	Keep    int64
	Step    []int64 // ring; its length is a power of two
	Neuron  []int32
	Head, N int
}

func (r *spikeRing) clear() { r.Head, r.N = 0, 0 }

func (r *spikeRing) add(now int64, fired []int32) {
	mask := len(r.Step) - 1
	for r.N > 0 && r.Step[r.Head&mask] <= now-r.Keep {
		r.Head++
		r.N--
	}
	if r.N+len(fired) > len(r.Step) {
		r.grow(r.N + len(fired))
		mask = len(r.Step) - 1
	}
	for _, i := range fired {
		at := (r.Head + r.N) & mask
		r.Step[at], r.Neuron[at] = now, i
		r.N++
	}
}

func (r *spikeRing) grow(need int) {
	size := 1 << 12
	for size < need {
		size *= 2
	}
	step, neuron := make([]int64, size), make([]int32, size)
	for k := range r.N {
		step[k], neuron[k] = r.at(k)
	}
	r.Step, r.Neuron, r.Head = step, neuron, 0
}

// at returns spike k.
func (r *spikeRing) at(k int) (step int64, neuron int32) {
	i := (r.Head + k) & (len(r.Step) - 1)
	return r.Step[i], r.Neuron[i]
}

// after returns the number of the first spike later than step.
func (r *spikeRing) after(step int64) int {
	return sort.Search(r.N, func(k int) bool { s, _ := r.at(k); return s > step })
}
