package experiment

import "math"

// traceSamples is how many samples of every neuron's drive are kept for the screen.
const traceSamples = 2048

// recorder keeps the recent past of an episode: spikes for the files and the
// raster, drives and targets for the readout pane.
type recorder struct {
	n      int
	every  int64 // steps between samples outside passes
	spikes spikeRing

	u        []float64   // scratch
	us       []float32   // ring of traceSamples × n
	fs       [][]float64 // ring: the targets of each sample; nil without
	learned  []bool
	sampled  int        // samples since reset
	spans    [][2]int64 // learning: from step, to step
	starts   []int64    // steps at which passes began
	lastSpan bool
}

func (r *recorder) reset(p Params, steps func(float64) int64) {
	n := p.Net.N
	if r.n != n {
		*r = recorder{n: n, u: make([]float64, n), us: make([]float32, traceSamples*n), fs: make([][]float64, traceSamples), learned: make([]bool, traceSamples)}
	}
	r.sampled, r.spans, r.starts, r.lastSpan = 0, r.spans[:0], r.starts[:0], false
	r.spikes.clear()
	r.limit(p, steps)
}

func (r *recorder) limit(p Params, steps func(float64) int64) {
	r.spikes.keep = steps(p.Record.Seconds * 1000)
	r.every = max(1, steps(p.Learn.Every))
}

// sample keeps the drives u and targets f (nil: none) of this moment; f must not change.
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

// learning marks the step as one at which RLS acts, or does not.
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

// trim forgets the older half of a list that grew long.
func trim[T any](x []T) []T {
	if len(x) >= 256 {
		return append(x[:0], x[128:]...)
	}
	return x
}

// spikeRing keeps the spikes of the last keep steps, oldest first.
type spikeRing struct {
	keep    int64
	from    int64   // steps are kept as their distance from it
	step    []int32 // ring; its length is a power of two
	neuron  []int32
	head, n int
}

func (r *spikeRing) clear() { r.head, r.n = 0, 0 }

// move puts from where the oldest spike is.
func (r *spikeRing) move(now int64) {
	mask, from := len(r.step)-1, now
	if r.n > 0 {
		from, _ = r.at(0)
	}
	for k := range r.n {
		r.step[(r.head+k)&mask] -= int32(from - r.from)
	}
	r.from = from
}

func (r *spikeRing) add(now int64, fired []int32) {
	mask := len(r.step) - 1
	for r.n > 0 && r.from+int64(r.step[r.head&mask]) <= now-r.keep {
		r.head++
		r.n--
	}
	if now-r.from > math.MaxInt32 || r.n == 0 {
		r.move(now)
	}
	if r.n+len(fired) > len(r.step) {
		r.grow(r.n + len(fired))
		mask = len(r.step) - 1
	}
	for _, i := range fired {
		at := (r.head + r.n) & mask
		r.step[at], r.neuron[at] = int32(now-r.from), i
		r.n++
	}
}

func (r *spikeRing) grow(need int) {
	size := 1 << 12
	for size < need {
		size *= 2
	}
	step, neuron := make([]int32, size), make([]int32, size)
	for k := range r.n {
		i := (r.head + k) & (len(r.step) - 1)
		step[k], neuron[k] = r.step[i], r.neuron[i]
	}
	r.step, r.neuron, r.head = step, neuron, 0
}

// at is the k-th spike kept, oldest first.
func (r *spikeRing) at(k int) (step int64, neuron int32) {
	i := (r.head + k) & (len(r.step) - 1)
	return r.from + int64(r.step[i]), r.neuron[i]
}

// after is the index of the first spike later than step.
func (r *spikeRing) after(step int64) int {
	lo, hi := 0, r.n
	for lo < hi {
		mid := (lo + hi) / 2
		if s, _ := r.at(mid); s > step {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}
