package learn

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"sort"

	"spiketop/sim"
)

// FileTarget is the target.kind of a target from a file.
const FileTarget = "file"

var fileKind = TargetKind{
	Name:          FileTarget,
	New:           func(p TargetParams, n, seed int) Target { return newFileTarget(p, n, seed) },
	Bytes:         func(_ TargetParams, n int) float64 { return 8 * float64(n) },
	Column:        "phase",
	OneClock:      func(p TargetParams) bool { return p.samples.shared() },
	Unpredictable: "a target from a file: its modes are not known",
	Scale: func(p TargetParams) Scale {
		tau := p.samples.fastest(p.Spacing)
		return Scale{fmt.Sprintf("target.file (changes as a sine of period %.3g ms)", 2*math.Pi*tau), 2 * math.Pi * tau, tau}
	},
}

// Samples is a target of somebody's own at moments of a pass: a signal for each
// neuron, or one that all share.
type Samples struct {
	Rows, Cols int
	X          []float64 // Rows×Cols
	Timed      bool      // the first column is the time of each row, ms, increasing
}

// NewSamples makes samples of a rows×cols table of finite numbers for n neurons.
// The table has one column, or n. A column before is the time of each row in ms:
// if timed says so, or if its number is one more than needed and it increases.
func NewSamples(x []float64, rows, cols, n int, timed bool) (*Samples, error) {
	s := &Samples{rows, cols, x, timed}
	if !timed && (cols == n+1 || cols == 2 && n != 2) {
		s.Timed = true
	}
	if err := s.check(n); err != nil {
		return nil, err
	}
	for k := 1; k < rows && s.Timed; k++ {
		if !(x[k*cols] > x[(k-1)*cols]) {
			return nil, fmt.Errorf("the first column is the time, and goes from %g to %g in row %d; must increase", x[(k-1)*cols], x[k*cols], k+1)
		}
	}
	return s, nil
}

// check reports whether the samples serve n neurons.
func (s *Samples) check(n int) error {
	switch signals := s.signals(); {
	case s.Rows < 2:
		return fmt.Errorf("target.file has %d sample; must be at least 2", s.Rows)
	case signals != 1 && signals != n:
		return fmt.Errorf("target.file has %d columns for net.n = %d neurons; must be 1 or %d, and perhaps the time before", s.Cols, n, n)
	}
	return nil
}

func (s *Samples) signals() int {
	if s.Timed {
		return s.Cols - 1
	}
	return s.Cols
}

func (s *Samples) shared() bool { return s != nil && s.signals() == 1 }

// at is the time of row k.
func (s *Samples) at(k int, spacing float64) float64 {
	if s.Timed {
		return s.X[k*s.Cols]
	}
	return float64(k) * spacing
}

// value is signal i in row k.
func (s *Samples) value(k, i int) float64 { return s.X[k*s.Cols+s.Cols-s.signals()+i] }

// length is how long the samples last: each stands for the time to the next one.
func (s *Samples) length(spacing float64) float64 {
	first, last := s.at(0, spacing), s.at(s.Rows-1, spacing)
	return last - first + (last-first)/float64(s.Rows-1)
}

// fastest is the time constant 1/ω of the signal that changes fastest, ms, as
// that of a sine: the standard deviation over the root mean square of the slope.
// It is infinite where no signal changes.
func (s *Samples) fastest(spacing float64) float64 {
	if s == nil {
		return math.Inf(1)
	}
	tau := math.Inf(1)
	for i := range s.signals() {
		var mean, square, slope float64
		for k := range s.Rows {
			mean += s.value(k, i) / float64(s.Rows)
		}
		for k := range s.Rows {
			d := s.value(k, i) - mean
			square += d * d / float64(s.Rows)
			if k > 0 {
				d := (s.value(k, i) - s.value(k-1, i)) / (s.at(k, spacing) - s.at(k-1, spacing))
				slope += d * d / float64(s.Rows-1)
			}
		}
		if slope > 0 {
			tau = min(tau, math.Sqrt(square/slope))
		}
	}
	return tau
}

// With is p with the samples of target.file.
func (p TargetParams) With(s *Samples) TargetParams {
	p.samples = s
	return p
}

// CheckSignals reports whether the target serves n neurons.
func (p TargetParams) CheckSignals(n int) error {
	if p.Kind != FileTarget || p.samples == nil {
		return nil
	}
	return p.samples.check(n)
}

// checkFile reports what is wrong with a target from a file.
func (p TargetParams) checkFile() error {
	switch {
	case p.Kind != FileTarget:
		return nil
	case p.File == "" || p.samples == nil:
		return errors.New("target.kind = file without a target.file; must be a .npy or CSV file, samples × neurons")
	case p.samples.shared():
		return nil // it repeats
	}
	if ends := p.samples.length(p.Spacing) + p.samples.at(0, p.Spacing); ends < p.Duration*(1-1e-9) {
		why := ""
		if !p.samples.Timed {
			why = fmt.Sprintf(", %d samples every target.spacing = %g ms", p.samples.Rows, p.Spacing)
		}
		return fmt.Errorf("target.duration = %g ms, but target.file ends at %g ms%s; must be at most that", p.Duration, ends, why)
	}
	return nil
}

// fileTarget is A f_i(t), interpolated between samples. A signal that all neurons
// share repeats, with a delay U[0, T] for each neuron, where T is its length.
// Without, it holds its first value before the first sample, and its last after
// the last.
type fileTarget struct {
	s       *Samples
	amp     float64
	spacing float64
	delay   []float64 // nil: a signal for each neuron
}

func newFileTarget(p TargetParams, n, seed int) *fileTarget {
	f := &fileTarget{s: p.samples, amp: p.Amplitude, spacing: p.Spacing}
	if f.s.shared() {
		// As an oscillation draws its phases: one period of a sine is that target.
		rng := rand.New(sim.Stream(seed, "targets"))
		f.delay = make([]float64, n)
		for i := range f.delay {
			rng.Float64()
			f.delay[i] = f.s.length(p.Spacing) * rng.Float64()
		}
	}
	return f
}

func (f *fileTarget) At(t float64, dst []float64) {
	if f.delay == nil {
		k, part := f.find(t)
		for i := range dst {
			dst[i] = f.amp * between(f.s.value(k, i), f.s.value(min(k+1, f.s.Rows-1), i), part)
		}
		return
	}
	first, length := f.s.at(0, f.spacing), f.s.length(f.spacing)
	for i := range dst {
		x := t - f.delay[i] - first
		x = max(0, math.FMA(-math.Floor(x/length), length, x)) // within the length, but for rounding
		k, part := f.find(first + x)
		next := k + 1
		if next >= f.s.Rows { // from the last sample to the first of the next round
			next, part = 0, min(1, (first+x-f.s.at(k, f.spacing))/(first+length-f.s.at(k, f.spacing)))
		}
		dst[i] = f.amp * between(f.s.value(k, 0), f.s.value(next, 0), part)
	}
}

// between is a where part is 0, b where it is 1.
func between(a, b, part float64) float64 { return float64(a*(1-part)) + float64(b*part) }

// find is the last sample at or before t, and how far t is towards the next one.
func (f *fileTarget) find(t float64) (k int, part float64) {
	s := f.s
	if s.Timed {
		k = sort.Search(s.Rows, func(k int) bool { return s.X[k*s.Cols] > t }) - 1
	} else {
		k = int(math.Floor(t/f.spacing + 1e-9))
	}
	switch {
	case k < 0:
		return 0, 0
	case k >= s.Rows-1:
		return s.Rows - 1, 0
	}
	from := s.at(k, f.spacing)
	return k, max(0, (t-from)/(s.at(k+1, f.spacing)-from))
}

// Order is the phase, delay/T in turns, where all share one signal.
func (f *fileTarget) Order() []float64 {
	if f.delay == nil {
		return nil
	}
	phase := make([]float64, len(f.delay))
	for i, d := range f.delay {
		phase[i] = d / f.s.length(f.spacing)
	}
	return phase
}

func (*fileTarget) Repeats() bool { return true }
