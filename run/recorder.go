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
	r.Spikes.Keep = steps(keptMS(p))
	r.Spikes.Most = int(mostSpikes(p))
	r.Every = max(1, steps(p.Learn.Every))
}

// keptMS is how long spikes are kept: for the files, for the screen and for rates.
func keptMS(p Params) float64 { return max(p.Record.Seconds*1000, MaxWindowMS, ratesMS) }

// mostSpikes bounds how many spikes are kept.
func mostSpikes(p Params) float64 { return MaxMeanHz * float64(p.Net.N) * keptMS(p) / 1000 }

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

// MaxMeanHz bounds the spikes that are kept: where the mean rate over all neurons
// and the time kept is higher, the oldest spikes go.
const MaxMeanHz = 100

// spikeRing keeps the spikes of the last Keep steps, at most about Most of them.
// Spikes are numbered from the oldest that is kept.
type spikeRing struct {
	Keep   int64
	Most   int
	Blocks []spikeBlock // full, but for the last
	Head   int          // of the first block, spikes that are out
	N      int
	Cut    int64 // step of the last spike that went before its time; 0: none did
}

// spikeBlock holds blockSpikes spikes. No spike that stands in it ever changes.
type spikeBlock struct {
	Step   []int64
	Neuron []int32
}

const (
	blockSpikes = 1 << 12
	spikeBytes  = 12
)

func (r *spikeRing) clear() { r.Blocks, r.Head, r.N, r.Cut = nil, 0, 0, 0 }

func (r *spikeRing) add(now int64, fired []int32) {
	for r.N > 0 && r.first() <= now-r.Keep {
		r.drop()
	}
	for _, i := range fired {
		last := len(r.Blocks) - 1
		if last < 0 || len(r.Blocks[last].Step) == blockSpikes {
			r.Blocks = append(r.Blocks, spikeBlock{make([]int64, 0, blockSpikes), make([]int32, 0, blockSpikes)})
			last++
		}
		b := &r.Blocks[last]
		b.Step, b.Neuron = append(b.Step, now), append(b.Neuron, i)
		r.N++
	}
	for r.N > max(r.Most, len(fired)) {
		r.Cut = r.first()
		r.drop()
	}
}

// sound reports whether what was read from a file is a ring.
func (r *spikeRing) sound() bool {
	held := 0
	for k, b := range r.Blocks {
		if n := len(b.Step); n != len(b.Neuron) || n > blockSpikes || n < blockSpikes && k < len(r.Blocks)-1 || n == 0 {
			return false
		}
		held += len(b.Step)
	}
	return r.Head >= 0 && r.N == held-r.Head && (r.N > 0 || held == 0) && (held == 0 || r.Head < len(r.Blocks[0].Step))
}

func (r *spikeRing) first() int64 { return r.Blocks[0].Step[r.Head] }

// drop forgets the oldest spike.
func (r *spikeRing) drop() {
	r.N--
	if r.Head++; r.Head == len(r.Blocks[0].Step) {
		r.Blocks, r.Head = r.Blocks[1:], 0
	}
}

// at returns spike k.
func (r *spikeRing) at(k int) (step int64, neuron int32) {
	k += r.Head
	b := &r.Blocks[k/blockSpikes]
	return b.Step[k%blockSpikes], b.Neuron[k%blockSpikes]
}

// after returns the number of the first spike later than step.
func (r *spikeRing) after(step int64) int {
	return sort.Search(r.N, func(k int) bool { s, _ := r.at(k); return s > step })
}
